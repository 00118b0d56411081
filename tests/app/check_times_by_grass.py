"""Langmuir's rule with friction and NULLs against GRASS r.walk, bit for bit in double."""

import shutil
import subprocess
import unittest

import numpy
import rasterio

from study_runner import Folder, facility_rows, seconds_of

SIZE = 500
WIDTH_M, HEIGHT_M = 30.0, 30.0
WEST, NORTH = 500_000.0, 3_300_000.0
STARTS = [(40, 60), (250, 250), (430, 120), (90, 440), (400, 400)]

SCENARIO = """
format = 1
title = "r.walk's own rule"
[city]
elevation = "dem.tif"
population = "people.tif"
friction = "friction.tif"
facilities = ["facilities.csv"]
grid = "elevation"
[travel]
pace = "langmuir"
langmuir = {{ walk = 0.72, up = 6.0, down = 1.9998, steep_down = -1.9998, steep_slope = -0.2125 }}
friction_weight = 1.0
neighbours = {neighbours}
diagonals = "free"
direction = "from"
[[service]]
id = "clinic"
reach_min = 15
[output]
exact_seconds = true
"""

GRASS = """
set -e
r.in.gdal -o --quiet input=dem.tif output=dem
r.in.gdal -o --quiet input=friction.tif output=friction
g.region raster=dem
r.walk --quiet --overwrite {flags} elevation=dem friction=friction output=walk lambda=1.0 start_coordinates={starts}
r.out.gdal -f --quiet --overwrite input=walk output=walk.tif type=Float64 nodata=-1 format=GTiff
"""


def ground(seed=20):
    """Hills with noise, friction in s/m, and NULLs in each: a lake, a diagonal wall, scattered cells."""
    random = numpy.random.default_rng(seed)
    row, col = numpy.mgrid[0:SIZE, 0:SIZE]
    heights = 120 * numpy.sin(col / 31) + 90 * numpy.cos((row + col) / 47) + random.normal(0, 4, (SIZE, SIZE))
    friction = random.uniform(0.0, 0.5, (SIZE, SIZE))
    heights[300:340, 60:200] = numpy.nan
    for step in range(200):
        heights[100 + step, 250 + step] = numpy.nan
    friction[random.uniform(size=(SIZE, SIZE)) < 0.1] = numpy.nan
    for start in STARTS:
        friction[start] = 0.1
    # r.walk looks at the friction alone of the cells that a knight's move passes: where heights alone are NULL it
    # would walk over a corner that this program keeps closed.
    friction[numpy.isnan(heights)] = numpy.nan
    return heights, friction


@unittest.skipUnless(shutil.which("grass"), "GRASS (package grass-core) is not installed")
class TimesByGrass(unittest.TestCase):
    def test_langmuir_with_friction_equals_r_walk_bit_for_bit(self):
        place = (WEST, NORTH, WIDTH_M, HEIGHT_M)
        heights, friction = ground()
        people = numpy.where(numpy.isfinite(heights) & numpy.isfinite(friction), 1.0, numpy.nan)
        starts = ",".join(f"{WEST + (col + 0.5) * WIDTH_M},{NORTH - (row + 0.5) * HEIGHT_M}" for row, col in STARTS)
        for dtype in (numpy.float32, numpy.float64):
            with Folder() as folder:
                folder.raster("dem.tif", heights.astype(dtype), *place, crs="EPSG:32648", nodata=numpy.nan)
                folder.raster("friction.tif", friction.astype(dtype), *place, crs="EPSG:32648", nodata=numpy.nan)
                folder.raster("people.tif", people.astype(numpy.float32), *place, crs="EPSG:32648", nodata=numpy.nan)
                folder.text("facilities.csv", facility_rows(STARTS, *place))
                for neighbours, flags in ((8, ""), (16, "-k")):
                    with self.subTest(dtype=dtype.__name__, neighbours=neighbours):
                        script = folder.text("walk.sh", GRASS.format(flags=flags, starts=starts))
                        subprocess.run(["grass", "--tmp-location", "EPSG:32648", "--exec", "sh", script], check=True,
                                       cwd=folder.path, capture_output=True)
                        with rasterio.open(folder.path / "walk.tif") as raster:
                            walked = raster.read(1)
                        expected = numpy.where(walked < 0, numpy.inf, walked)
                        with folder.run(SCENARIO.format(neighbours=neighbours)) as result:
                            found = seconds_of(result)
                        self.assertGreater(numpy.isfinite(expected).sum(), 200_000)
                        different = (found.view(numpy.int64) != expected.view(numpy.int64)).sum()
                        print(f"{dtype.__name__}, {neighbours} neighbours: {different} of {found.size} cells differ")
                        self.assertEqual(different, 0)


if __name__ == "__main__":
    unittest.main()
