"""quarterhour nearest: times straight from rasters are those of a scenario, what it writes opens elsewhere, and what is
wrong is told in a sentence with nothing left behind."""

import csv
import subprocess
import unittest

import h5py
import numpy
import rasterio
import xarray

from study_runner import PROGRAM, Folder, facility_rows, program, seconds_of

ROWS, COLS = 60, 80
PLACE = (500_000.0, 3_300_000.0, 30.0, 29.5)
CELLS = [(5, 7), (40, 60), (22, 33)]
SCENARIO = """
format = 1
title = "The same by a scenario"
[city]
elevation = "dem.tif"
population = "people.tif"
friction = "friction.tif"
facilities = ["facilities.csv"]
grid = "elevation"
[travel]
pace = "{pace}"
{speed}
neighbours = {neighbours}
diagonals = "{diagonals}"
direction = "{direction}"
[[service]]
id = "clinic"
reach_min = 600
[output]
exact_seconds = true
"""
EXACT = "langmuir = { walk = 0.72, up = 6.0, down = 1.9998, steep_down = -1.9998, steep_slope = -0.2125 }"


class Nearest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        row, col = numpy.mgrid[0:ROWS, 0:COLS]
        self.heights = (120 * numpy.sin(col / 11) + 90 * numpy.cos((row + col) / 17)).astype(numpy.float32)
        self.friction = (0.25 + 0.2 * numpy.sin(row / 5)).astype(numpy.float32)
        self.heights[30:33, 10:70] = -9999
        self.friction[10, 20] = numpy.nan
        self.folder.raster("dem.tif", self.heights, *PLACE, crs="EPSG:32648", nodata=-9999)
        self.folder.raster("friction.tif", self.friction, *PLACE, crs="EPSG:32648", nodata=numpy.nan)
        self.folder.raster("people.tif", numpy.where(self.heights > -9999, 1, 0).astype(numpy.float32), *PLACE,
                           crs="EPSG:32648")
        self.folder.text("facilities.csv", facility_rows(CELLS, *PLACE))

    def nearest(self, *arguments, output="times.tif", elevation="dem.tif", facilities="facilities.csv", expect=0):
        return program("nearest", elevation, facilities, "-o", output, *arguments, expect=expect, cwd=self.folder.path)

    def times(self, *arguments, output="times.tif"):
        self.nearest("--friction", "friction.tif", *arguments, output=output)
        with rasterio.open(self.folder.path / output) as raster:
            values = raster.read(1)
        self.assertFalse(numpy.isinf(values).any())
        return numpy.where(numpy.isnan(values), numpy.inf, values)

    def files(self):
        return sorted(path.name for path in self.folder.path.iterdir())

    def refusal(self, *arguments, **named):
        before = self.files()
        said, told = self.nearest(*arguments, **named, expect=2)
        self.assertEqual(said, "")
        self.assertEqual(len(told.splitlines()), 1, told)
        self.assertEqual(self.files(), before)
        return told

    def test_times_are_those_of_a_scenario_bit_for_bit(self):
        for pace, neighbours, diagonals, direction, exact in (("tobler", 16, "guarded", "to", False),
                                                              ("langmuir", 8, "free", "from", False),
                                                              ("langmuir", 8, "free", "from", True)):
            with self.subTest(pace=pace, exact=exact):
                options = ["--exact"] if exact else ["--pace", pace]
                found = self.times(*options, "--neighbours", neighbours, "--diagonals", diagonals, "--direction",
                                   direction, "--limit-min", 600)
                text = SCENARIO.format(pace=pace, neighbours=neighbours, diagonals=diagonals, direction=direction,
                                       speed=EXACT if exact else "speed_kmh = 4.0")
                with self.folder.run(text) as result:
                    expected = seconds_of(result)
                self.assertEqual(found.dtype, numpy.float64 if exact else numpy.float32)
                self.assertTrue(numpy.isfinite(found).sum() > 4000)
                numpy.testing.assert_array_equal(found, expected)

    def test_the_geotiff_says_what_it_holds_and_may_be_written_again(self):
        said, told = self.nearest("--limit-min", "10", "--compress", "deflate")
        self.assertRegex(said, r"^3 facilities\n[0-9]+ cells reached of 4800\n[0-9]+ seconds at most\n$")
        self.assertIn("times.tif", told)
        with rasterio.open(self.folder.path / "times.tif") as raster:
            self.assertEqual((raster.crs.to_epsg(), raster.dtypes[0], raster.units[0]), (32648, "float32", "s"))
            self.assertTrue(numpy.isnan(raster.nodata))
            self.assertIn("seconds", raster.descriptions[0])
            self.assertEqual(raster.compression.name, "deflate")
            self.assertEqual(tuple(raster.transform)[:6], (30.0, 0.0, 500_000.0, 0.0, -29.5, 3_300_000.0))
            packed = raster.read(1)
        self.assertLessEqual(numpy.nanmax(packed), 600)
        self.assertTrue(numpy.isnan(packed[self.heights == -9999]).all())
        self.nearest("--limit-min", "10", "--quiet")
        with rasterio.open(self.folder.path / "times.tif") as raster:
            numpy.testing.assert_array_equal(raster.read(1), packed)

    def test_catchments_of_each_facility_fold_to_the_nearest(self):
        expected = self.times("--limit-min", "12")
        for name in ("each.csv", "each.h5"):
            with self.subTest(name=name):
                self.nearest("--friction", "friction.tif", "--limit-min", "12", "--each", output=name)
                if name.endswith(".csv"):
                    with open(self.folder.path / name, newline="", encoding="utf-8") as file:
                        rows = [(line["facility"], int(line["row"]), int(line["col"]), numpy.float32(line["seconds"]))
                                for line in csv.DictReader(file)]
                else:
                    with h5py.File(self.folder.path / name) as file:
                        ids = file["facilities"].asstr()[...]
                    table = xarray.open_dataset(self.folder.path / name, group="catchments").to_pandas()
                    rows = [(ids[line.facility], line.row, line.col, line.seconds) for line in table.itertuples()]
                self.assertEqual(sorted({row[0] for row in rows}), ["f0", "f1", "f2"])
                nearest = numpy.full(expected.shape, numpy.inf, numpy.float32)
                for _, row, col, seconds in rows:
                    nearest[row, col] = min(nearest[row, col], numpy.float32(seconds))
                numpy.testing.assert_array_equal(nearest, expected)

    def test_facilities_that_serve_nobody_are_told(self):
        self.folder.text("facilities.csv", facility_rows([*CELLS, (31, 20), (500, 3)], *PLACE))
        said, told = self.nearest()
        self.assertTrue(said.startswith("4 facilities\n"), said)
        self.assertIn("facilities.csv: facilities that lie outside the elevation's cells and serve nobody: 1", told)
        self.assertIn("facilities.csv: facilities that stand on cells without a value and serve nobody: 1", told)

    def test_points_come_from_a_vector_file_too(self):
        expected = self.times()
        features = ",".join('{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%r,%r]}}' %
                            (500_000.0 + (col + 0.5) * 30.0, 3_300_000.0 - (row + 0.5) * 29.5) for row, col in CELLS)
        self.folder.text("points.geojson", '{"type":"FeatureCollection","crs":{"type":"name","properties":'
                         '{"name":"urn:ogc:def:crs:EPSG::32648"}},"features":[%s]}' % features)
        self.nearest("--friction", "friction.tif", facilities="points.geojson", output="points.tif")
        with rasterio.open(self.folder.path / "points.tif") as raster:
            numpy.testing.assert_array_equal(numpy.nan_to_num(raster.read(1), nan=numpy.inf), expected)

    def test_a_full_disk_is_told_and_leaves_nothing_behind(self):
        before = self.files()
        for output, more in (("times.tif", ""), ("times.tif", "--compress deflate --exact"), ("each.csv", "--each --limit-min 60"),
                             ("each.h5", "--each --limit-min 60")):
            with self.subTest(output=output, more=more):
                command = f"ulimit -f 8; exec '{PROGRAM}' nearest dem.tif facilities.csv --quiet -o {output} {more}"
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=self.folder.path, check=False)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertRegex(done.stderr, rf"^cannot write '{output}': [^\n]+\n$")
                self.assertEqual(self.files(), before)

    def test_wrong_use_is_told_with_what_would_be_right(self):
        self.folder.raster("small.tif", self.friction[1:], *PLACE, crs="EPSG:32648")
        self.folder.raster("degrees.tif", self.heights, 105.0, 29.0, 0.001, 0.001, crs="EPSG:4326")
        self.folder.raster("nowhere.tif", self.heights, *PLACE, crs=None)
        self.folder.raster("unflagged.tif", self.heights, *PLACE, crs="EPSG:32648")
        self.folder.text("far.csv", "x,y\n1,2\n")
        self.folder.text("odd.csv", "x,y\n1,two\n")
        self.folder.text("mine.tif", "somebody's notes")
        for arguments, named, expected in (
                (("--friction", "small.tif"), {}, "59 × 80 cells, and the elevation 60 × 80"),
                ((), {"elevation": "degrees.tif"}, "in degrees"),
                ((), {"elevation": "nowhere.tif"}, "gdal_edit.py -a_srs"),
                ((), {"elevation": "unflagged.tif"}, "flag it in the file with gdal_edit.py -a_nodata"),
                ((), {"elevation": "none.tif"}, "elevation = none.tif: there is no such file"),
                ((), {"facilities": "none.csv"}, "facilities = none.csv: there is no such file"),
                ((), {"facilities": "far.csv"}, "none of its 1 facilities lies on the elevation's cells"),
                ((), {"facilities": "odd.csv"}, "odd.csv:2: y = two: is not a number"),
                (("--each",), {"output": "each.csv"}, "Add --limit-min 15"),
                (("--each", "--limit-min", "5"), {}, "Name it .h5 or .csv"),
                ((), {"output": "times.png"}, "Name it .tif"),
                ((), {"output": "mine.tif"}, "quarterhour did not write it"),
                ((), {"output": "dem.tif"}, "would replace dem.tif"),
                ((), {"output": "none/times.tif"}, "does not exist"),
                (("--exact", "--pace", "tobler"), {}, "--pace excludes --exact"),
                (("--neighbours", "12"), {}, "12")):
            with self.subTest(arguments=arguments, named=named):
                self.assertIn(expected, self.refusal(*arguments, **named))


if __name__ == "__main__":
    unittest.main()
