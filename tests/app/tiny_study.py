"""A study of 12 × 10 cells, written in a moment: for tests of what goes wrong, where the numbers do not matter."""

import numpy
import rasterio
from rasterio.transform import from_origin

SCENARIO = """format = 1
title = "A small study"
[city]
elevation = "dem.tif"
population = "people.tif"
districts = { file = "districts.geojson", id = "id", name = "name" }
facilities = [{ file = "clinics.csv", crs = "EPSG:4326" }]
barriers = ["water.geojson"]
cell_m = 100
crs = "EPSG:32648"
[city.groups.old]
share = 0.2
speed_kmh = 2.5
[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 8
[[service]]
id = "clinic"
reach_min = 5
demand = { people = 1.0, old = 2.0 }
capacity = 300
[[place]]
service = "clinic"
problem = "cover"
count = 2
candidates = { max_slope = 0.5, min_people = 1 }
stop = { gap = 0.001, work = 1000 }
"""
FROM_CITY = SCENARIO[:SCENARIO.index("[city]")] + '[city]\nfile = "city.h5"\n' + SCENARIO[SCENARIO.index("[travel]"):]
REQUIRE = SCENARIO.replace('"cover"\ncount = 2', '"require"\nshare = 0.9\nmin_per_unit = 1\nspacing_m = 150')
CLINICS = """id,name,service,x,y,capacity
1,North,clinic,105.003,29.8376,200
2,"South, by the river",clinic,105.009,29.8326,
3,山城,school,105.006,29.8351,150.5
"""
# A path across the study, over its river (water.geojson below) by a bridge.
STREETS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
<node id="1" lon="105.0015" lat="29.8380"/>
<node id="2" lon="105.0060" lat="29.8320"/>
<node id="3" lon="105.0060" lat="29.8312"/>
<node id="4" lon="105.0110" lat="29.8303"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="path"/><tag k="bridge" v="yes"/></way>
<way id="12"><nd ref="3"/><nd ref="4"/><tag k="highway" v="path"/></way>
</osm>
"""


def square(west, south, east, north):
    return f"[[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]"


def collection(*features):
    texts = [f'{{"type": "Feature", "properties": {{"id": {number}, "name": "D{number}"}},\n "geometry": '
             f'{{"type": "{kind}", "coordinates": {coordinates}}}}}' for number, (kind, coordinates) in enumerate(features)]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(texts) + "\n]}\n"


def raster(path, values, no_data):
    with rasterio.open(path, "w", driver="GTiff", height=10, width=12, count=1, dtype=values.dtype, crs="EPSG:32648",
                       nodata=no_data, transform=from_origin(500_000, 3_301_000, 100, 100)) as file:
        file.write(values, 1)


def write_study(folder):
    """Writes the sources and the scenarios scenario.toml, from_city.toml (of a city.h5) and require.toml."""
    rows, cols = numpy.mgrid[0:10, 0:12]
    raster(folder / "dem.tif", (200 + 7 * rows + 3 * cols).astype("float32"), -9999)
    raster(folder / "people.tif", ((rows * 5 + cols * 3) % 17).astype("float64"), -1)
    texts = {"clinics.csv": CLINICS, "scenario.toml": SCENARIO, "from_city.toml": FROM_CITY, "require.toml": REQUIRE,
             "districts.geojson": collection(("Polygon", square(105.0, 29.8296, 105.0062, 29.8396)),
                                             ("Polygon", square(105.0062, 29.8296, 105.0125, 29.8396))),
             "water.geojson": collection(("LineString", "[[105.0, 29.8311], [105.006, 29.8317], [105.0125, 29.8309]]"))}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
