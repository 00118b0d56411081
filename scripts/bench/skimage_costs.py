"""Times over friction and a flat pace by scikit-image's MCP_Geometric; prints CPU and wall seconds of the search alone.

    skimage_costs.py FRICTION.tif FACILITIES.csv SECONDS_PER_METRE OUTPUT.tif
"""
import csv
import sys
import time

import numpy
import rasterio
from skimage.graph import MCP_Geometric


def main():
    friction, facilities, flat, output = sys.argv[1:]
    with rasterio.open(friction) as raster:
        values = raster.read(1)
        profile = {**raster.profile, "dtype": "float64", "nodata": numpy.nan}
        cell_m = raster.transform.a
        with open(facilities, newline="", encoding="utf-8") as file:
            starts = [raster.index(float(line["x"]), float(line["y"])) for line in csv.DictReader(file)]
        costs = numpy.where(values == raster.nodata, numpy.inf, (values.astype(numpy.float64) + float(flat)) * cell_m)
    cpu_s, wall_s = time.process_time(), time.monotonic()
    found, _ = MCP_Geometric(costs, fully_connected=True).find_costs(starts)
    cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
    with rasterio.open(output, "w", **profile) as raster:
        raster.write(found, 1)
    print(cpu_s, wall_s)


if __name__ == "__main__":
    main()
