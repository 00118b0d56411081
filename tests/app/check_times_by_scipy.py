"""Walking times on a cut of Grande Comore against SciPy's Dijkstra on a graph built here from model.md alone."""

import unittest

import numpy
import rasterio
from rasterio.warp import Resampling, reproject
from rasterio.transform import from_origin
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from study_runner import Folder, facility_rows, require_data, seconds_of

ROWS = COLS = 200
WIDTH_M, HEIGHT_M = 30.0, 29.5
WEST, NORTH = 312_000.0, 8_706_000.0
FACILITIES = [(12, 20), (30, 170), (95, 60), (110, 140), (170, 30), (185, 185), (60, 100), (150, 110)]

EIGHT = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
SIXTEEN = EIGHT + [(a, b) for a in (-2, -1, 1, 2) for b in (-2, -1, 1, 2) if abs(a) != abs(b)]


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


def passed_cells(move):
    """The cells beside a move: both side cells of a diagonal, both crossed cells of a knight's move."""
    rows, cols = move
    down, right = int(numpy.sign(rows)), int(numpy.sign(cols))
    if abs(rows) == 2:
        return [(down, 0), (down, right)]
    if abs(cols) == 2:
        return [(0, right), (down, right)]
    return [(down, 0), (0, right)] if rows and cols else []


def shifted(values, move, fill):
    """values[row + move, col + move] at (row, col)."""
    result = numpy.full(values.shape, fill, dtype=values.dtype)
    rows, cols = move
    target = numpy.s_[max(0, -rows):ROWS - max(0, rows), max(0, -cols):COLS - max(0, cols)]
    origin = numpy.s_[max(0, rows):ROWS - max(0, -rows), max(0, cols):COLS - max(0, -cols)]
    result[target] = values[origin]
    return result


def walking_graph(heights, moves, speed_kmh=4.0):
    """Seconds of every move, Tobler 1993 scaled to the flat speed, as a sparse matrix from start to end."""
    height = heights.astype(numpy.float64)
    is_open = numpy.isfinite(height)
    index = numpy.arange(ROWS * COLS).reshape(ROWS, COLS)
    starts, ends, seconds = [], [], []
    for move in moves:
        distance = numpy.hypot(move[0] * HEIGHT_M, move[1] * WIDTH_M)
        allowed = is_open & shifted(is_open, move, False)
        for beside in passed_cells(move):
            allowed &= shifted(is_open, beside, False)
        slope = (shifted(height, move, numpy.nan) - height) / distance
        speed = speed_kmh / 3.6 * numpy.exp(-3.5 * numpy.abs(slope + 0.05)) / numpy.exp(-3.5 * 0.05)
        starts.append(index[allowed])
        ends.append(shifted(index, move, -1)[allowed])
        seconds.append((distance / speed)[allowed])
    size = ROWS * COLS
    return csr_matrix((numpy.concatenate(seconds), (numpy.concatenate(starts), numpy.concatenate(ends))), (size, size))


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
                graph = walking_graph(heights, moves)
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
