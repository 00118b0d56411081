"""Walking times on a cut of Grande Comore against SciPy's Dijkstra on a graph built here from model.md alone."""

import unittest

import numpy
import rasterio
from rasterio.warp import Resampling, reproject
from rasterio.transform import from_origin
from scipy.sparse.csgraph import dijkstra

from study_runner import Folder, facility_rows, require_data, seconds_of
from walking_graph import EIGHT, SIXTEEN, walking_graph

ROWS = COLS = 200
WIDTH_M, HEIGHT_M = 30.0, 29.5
WEST, NORTH = 312_000.0, 8_706_000.0
FACILITIES = [(12, 20), (30, 170), (95, 60), (110, 140), (170, 30), (185, 185), (60, 100), (150, 110)]


def comoros_cut():
    """A 200 x 200 cut in UTM with holes: a diagonal river and a lake without data."""
    source = require_data("comoros") / "grande_comore_srtm30.tif"
    heights = numpy.zeros((ROWS, COLS), dtype=numpy.float32)
    with rasterio.open(source) as dem:
        reproject(rasterio.band(dem, 1), heights, dst_transform=from_origin(WEST, NORTH, WIDTH_M, HEIGHT_M),
                  dst_crs="EPSG:32738", resampling=Resampling.bilinear)
    for step in range(70):
        heights[100 + step, 40 + step] = numpy.nan
    heights[20:40, 60:75] = numpy.nan
    return heights


def expected_seconds(graph, direction):
    cells = [row * COLS + col for row, col in FACILITIES]
    there = dijkstra(graph.T.tocsr(), indices=cells)
    back = dijkstra(graph, indices=cells)
    each = {"to": there, "from": back, "round_trip": there + back}[direction]
    return each.min(axis=0).reshape(ROWS, COLS)


SCENARIO = """
format = 1
title = "A cut of Grande Comore"
[city]
elevation = "dem.tif"
population = "people.tif"
facilities = ["facilities.csv"]
grid = "elevation"
[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = {neighbours}
direction = "{direction}"
[[service]]
id = "clinic"
reach_min = 15
[output]
exact_seconds = true
"""


class TimesByScipy(unittest.TestCase):
    def test_every_direction_and_neighbourhood_agrees_to_a_millionth(self):
        heights = comoros_cut()
        people = numpy.where(numpy.isfinite(heights), 1.0, numpy.nan).astype(numpy.float32)
        with Folder() as folder:
            place = (WEST, NORTH, WIDTH_M, HEIGHT_M)
            folder.raster("dem.tif", heights, *place, nodata=numpy.nan)
            folder.raster("people.tif", people, *place, nodata=numpy.nan)
            folder.text("facilities.csv", facility_rows(FACILITIES, *place))
            for neighbours, moves in ((8, EIGHT), (16, SIXTEEN)):
                graph = walking_graph(heights, numpy.isfinite(heights), moves, WIDTH_M, HEIGHT_M)
                for direction in ("to", "from", "round_trip"):
                    with self.subTest(neighbours=neighbours, direction=direction):
                        expected = expected_seconds(graph, direction)
                        scenario = SCENARIO.format(neighbours=neighbours, direction=direction)
                        with folder.run(scenario) as result:
                            found = seconds_of(result)
                        self.assertTrue((numpy.isfinite(found) == numpy.isfinite(expected)).all())
                        reached = numpy.isfinite(expected) & (expected > 0)
                        self.assertGreater(reached.sum(), 39_000)
                        error = numpy.abs(found[reached] / expected[reached] - 1.0).max()
                        print(f"{neighbours} neighbours, {direction}: largest relative error {error:.2e}")
                        self.assertLessEqual(error, 1e-6)


if __name__ == "__main__":
    unittest.main()
