"""quarterhour nearest --tiles: an area in tiles, each a task of its own, gives the datasets of the whole bit for bit; a tile reads its
surroundings alone; and what is missing, damaged or of another question is told."""

import shutil
import unittest

import h5py
import numpy
import rasterio

from study_runner import Folder, facility_rows, program

ROWS, COLS = 61, 83
PLACE = (500_000.0, 3_300_000.0, 30.0, 29.5)
TILES = 12


class NearestTiles(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        row, col = numpy.mgrid[0:ROWS, 0:COLS]
        self.heights = (120 * numpy.sin(col / 11) + 90 * numpy.cos((row + col) / 17)).astype(numpy.float32)
        self.heights[30:33, 10:70] = -9999
        friction = (0.25 + 0.2 * numpy.sin(row / 5)).astype(numpy.float32)
        self.write_heights()
        self.folder.raster("friction.tif", friction, *PLACE, crs="EPSG:32648", nodata=numpy.nan)
        random = numpy.random.default_rng(4)
        self.cells = [(int(r), int(c)) for r, c in zip(random.integers(0, ROWS, 30), random.integers(0, COLS, 30))]
        # The same cell twice, and two that lie alike to the cells between them: the lower number counts.
        self.cells += [self.cells[3], (10, 20), (10, 30)]
        self.folder.text("facilities.csv", facility_rows(self.cells, *PLACE))

    def write_heights(self):
        self.folder.raster("dem.tif", self.heights, *PLACE, crs="EPSG:32648", nodata=-9999)

    def nearest(self, *arguments, output="tiled.h5", limit="5", expect=0):
        limited = ("--limit-min", limit) if limit else ()
        return program("nearest", "dem.tif", "facilities.csv", "-o", output, "--friction", "friction.tif", *limited,
                       *arguments, expect=expect, cwd=self.folder.path)

    def path(self, name):
        return self.folder.path / name

    def assert_same_datasets(self, one, other):
        with h5py.File(self.path(one)) as first, h5py.File(self.path(other)) as second:
            names = []
            first.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
            others = []
            second.visititems(lambda name, item: others.append(name) if isinstance(item, h5py.Dataset) else None)
            self.assertEqual(names, others)
            for name in names:
                self.assertEqual(first[name].dtype, second[name].dtype, name)
                self.assertEqual(first[name][()].tobytes() if first[name].dtype.kind != "O" else list(first[name][()]),
                                 second[name][()].tobytes() if second[name].dtype.kind != "O" else list(second[name][()]), name)
            self.assertEqual(first.attrs["question"], second.attrs["question"])
            self.assertNotIn("tile", first.attrs)
            self.assertTrue(second["times/seconds"].is_virtual)
            return first["times/seconds"][()], first["times/facility"][()]

    def test_tiles_joined_are_the_whole_bit_for_bit(self):
        for more in ((), ("--neighbours", "8", "--diagonals", "free", "--direction", "from", "--pace", "langmuir"),
                     ("--exact",), ("--pace", "flat", "--speed-kmh", "7")):
            with self.subTest(more=more):
                shutil.rmtree(self.path("tiled.tiles"), ignore_errors=True)
                whole, _ = self.nearest(*more, "--quiet", output="whole.h5")
                joined, told = self.nearest(*more, "--tiles", "3x4")
                self.assertEqual(whole, joined)
                self.assertIn("Tile 12 of 12", told)
                seconds, facility = self.assert_same_datasets("whole.h5", "tiled.h5")
                self.assertEqual(seconds.dtype, numpy.float64 if "--exact" in more else numpy.float32)
                reached = numpy.isfinite(seconds)
                self.assertEqual(f"{len(self.cells)} facilities\n{reached.sum()} cells reached of {ROWS * COLS}\n"
                                 f"{seconds[reached].max():.0f} seconds at most\n", joined)
                # The limit cuts: a halo was needed, and tiles hold more than one facility.
                self.assertTrue(0.3 < reached.mean() < 0.98, reached.mean())
                self.assertTrue((facility[reached] >= 0).all() and (facility[~reached] == -1).all())
                self.assertFalse((facility == len(self.cells) - 3).any())
                said, _ = program("compare", self.path("whole.h5"), self.path("tiled.h5"))
                self.assertIn("No difference: 4 rasters", said)

    def test_seconds_are_those_of_the_geotiff(self):
        self.nearest(output="times.tif")
        self.nearest("--tiles", "2x2")
        with rasterio.open(self.path("times.tif")) as raster, h5py.File(self.path("tiled.h5")) as file:
            numpy.testing.assert_array_equal(raster.read(1), file["times/seconds"][()])
        with rasterio.open(f"NETCDF:{self.path('tiled.h5')}:/times/seconds") as raster:
            self.assertEqual(tuple(raster.transform)[:6], (30.0, 0.0, 500_000.0, 0.0, -29.5, 3_300_000.0))
            self.assertIn("32648", str(raster.crs.to_epsg()))

    def test_tasks_in_any_order_are_joined_and_move_together(self):
        self.nearest("--quiet", output="whole.h5")
        for tile in (7, 1, 12, 3, 2, 11, 4, 10, 5, 9, 6, 8):
            said, told = self.nearest("--tiles", "3x4", "--tile", tile)
            self.assertIn(f"Tile {tile} of 12", told)
            self.assertTrue(said.startswith(f"{len(self.cells)} facilities\n"), said)
            self.assertFalse(self.path("tiled.h5").exists())
        _, told = self.nearest("--tiles", "3x4", "--join")
        self.assertNotIn("Tile ", told)
        self.path("elsewhere").mkdir()
        for name in ("tiled.h5", "tiled.tiles"):
            self.path(name).rename(self.path("elsewhere") / name)
        self.assert_same_datasets("whole.h5", "elsewhere/tiled.h5")

    def test_a_tile_is_placed_where_it_lies(self):
        self.nearest("--quiet", output="whole.h5")
        self.nearest("--tiles", "3x4", "--tile", "6", "--quiet")
        with h5py.File(self.path("tiled.tiles/06.h5")) as tile, h5py.File(self.path("whole.h5")) as whole:
            self.assertEqual(tile.attrs["tile"], "6 of 12")
            # 61 rows in three: 21, 20, 20; 83 columns in four: 21, 21, 21, 20.
            numpy.testing.assert_array_equal(tile["times/seconds"][()], whole["times/seconds"][21:41, 21:42])
            numpy.testing.assert_array_equal(tile["times/x"][()], whole["times/x"][21:42])
            numpy.testing.assert_array_equal(tile["times/y"][()], whole["times/y"][21:41])

    def test_a_tile_reads_its_surroundings_alone(self):
        self.heights[0, 0] = 50_000
        self.write_heights()
        self.nearest(output="whole.h5", expect=2)
        self.nearest("--tiles", "3x4", "--tile", "1", limit="2", expect=2)
        self.assertFalse(self.path("tiled.tiles").exists())
        self.nearest("--tiles", "3x4", "--tile", "12", "--quiet", limit="2")

    def test_only_tiles_that_are_not_there_are_worked_on(self):
        self.nearest("--tiles", "3x4", "--quiet")
        first = self.path("tiled.h5").read_bytes()
        self.path("tiled.tiles/05.h5").unlink()
        damaged = bytearray(self.path("tiled.tiles/09.h5").read_bytes())
        damaged[len(damaged) // 2] ^= 255
        self.path("tiled.tiles/09.h5").write_bytes(damaged)
        _, told = self.nearest("--tiles", "3x4")
        self.assertEqual([line.split(":")[0] for line in told.splitlines() if line.startswith("Tile")],
                         ["Tile 5 of 12", "Tile 9 of 12"])
        self.assertEqual(self.path("tiled.h5").read_bytes(), first)

    def test_tiles_that_do_not_fit_are_all_named_and_nothing_is_written(self):
        self.nearest("--tiles", "3x4", "--quiet")
        self.path("tiled.h5").unlink()
        self.path("tiled.tiles/05.h5").unlink()
        self.path("tiled.tiles/07.h5").write_bytes(b"no HDF5")
        shutil.copy(self.path("tiled.tiles/01.h5"), self.path("tiled.tiles/02.h5"))
        said, told = self.nearest("--tiles", "3x4", "--join", expect=2)
        self.assertEqual(said, "")
        self.assertEqual(len(told.splitlines()), 3, told)
        for expected in ("05.h5: tile 5 of 12 is missing", "07.h5: tile 7 of 12 is damaged or no file of times",
                         "02.h5: tile 2 of 12 is another tile than its name says", "Run it again with --tile 5"):
            self.assertIn(expected, told)
        _, told = self.nearest("--tiles", "3x4", "--join", limit="4", expect=2)
        self.assertIn("tile 12 of 12 answers another question", told)
        self.assertFalse(self.path("tiled.h5").exists())

    def test_a_file_over_tiles_of_which_one_is_gone_is_refused(self):
        self.nearest("--tiles", "3x4", "--quiet")
        self.nearest("--quiet", output="whole.h5")
        self.path("tiled.tiles/05.h5").unlink()
        _, told = program("compare", self.path("whole.h5"), self.path("tiled.h5"), expect=2)
        self.assertIn("its tile 'tiled.tiles/05.h5' is missing, which must lie beside it", told)

    def test_info_says_what_was_asked(self):
        self.nearest("--tiles", "3x4", "--quiet")
        said, _ = program("info", self.path("tiled.h5"))
        for expected in ("quarterhour-times", "limit_s = 300", "/times/seconds: float32, s", "/facilities: 33 rows"):
            self.assertIn(expected, said)
        said, _ = program("info", self.path("tiled.tiles/03.h5"))
        self.assertIn("tile: 3 of 12", said)

    def test_what_cannot_fit_is_told_before_it_is_read(self):
        large = numpy.zeros((4000, 4000), numpy.float32)
        large[::7] = 30
        self.folder.raster("large.tif", large, *PLACE, crs="EPSG:32648")
        self.folder.text("facilities.csv", facility_rows([(50, 60), (2000, 3000), (3990, 10)], *PLACE))
        # Per cell 4 bytes of height, 2 of openness, 4 of sums and 4 of names: 0.21 GB; beside 0.4 GB of addresses that the
        # program takes 90 % of 650 MB are too little, and of 900 MB enough.
        limited = ("nearest", "large.tif", "facilities.csv", "--limit-min", "3", "--quiet", "-o", "large.h5")
        _, told = program(*limited, "--memory", "650M", expect=2, cwd=self.folder.path)
        self.assertRegex(told, r"^--memory: the area needs about 0\.21 GB of memory, and 0\.20 GB may be taken\. "
                               r"[^\n]*--tiles 4x4[^\n]*\n$")
        self.assertFalse(self.path("large.h5").exists())
        whole, _ = program(*limited, "--memory", "900M", cwd=self.folder.path)
        self.path("large.h5").rename(self.path("whole.h5"))
        tiled, _ = program(*limited, "--memory", "650M", "--tiles", "2x2", cwd=self.folder.path)
        self.assertEqual(whole, tiled)
        self.assert_same_datasets("whole.h5", "large.h5")
        _, told = program(*limited, "--memory", "470M", "--tiles", "2x2", expect=2, cwd=self.folder.path)
        self.assertIn("a tile with its surroundings needs about 0.05 GB", told)
        self.assertIn("Give more tiles", told)

    def test_wrong_use_is_told_with_what_would_be_right(self):
        for arguments, named, expected in (
                (("--tiles", "3x4"), {"limit": None}, "Add --limit-min 30"),
                (("--tiles", "3x4"), {"output": "tiled.tif"}, "Name it .h5"),
                (("--tiles", "3by4"), {}, "Give rows x columns of tiles, such as 3x4"),
                (("--tiles", "3x4x5"), {}, "such as 3x4"),
                (("--tiles", "0x4"), {}, "such as 3x4"),
                (("--tiles", "62x4"), {}, "more than the 61 rows and 83 columns"),
                (("--tiles", "3x4", "--tile", "13"), {}, "Give a number from 1 to 12"),
                (("--tile", "3"), {}, "--tiles"),
                (("--join",), {}, "--tiles"),
                (("--tiles", "3x4", "--tile", "3", "--join"), {}, "--tile"),
                (("--tiles", "3x4", "--each"), {}, "--each"),
                (("--tiles", "3x4"), {"output": "none/tiled.h5"}, "does not exist")):
            with self.subTest(arguments=arguments, named=named):
                before = sorted(path.name for path in self.folder.path.iterdir())
                said, told = self.nearest(*arguments, **named, expect=2)
                self.assertEqual(said, "")
                self.assertEqual(len(told.splitlines()), 1, told)
                self.assertIn(expected, told)
                self.assertEqual(sorted(path.name for path in self.folder.path.iterdir()), before)


if __name__ == "__main__":
    unittest.main()
