"""One broken study a rule: each ends with the exit code that it should, in plain words, and leaves no file half-written."""

import ctypes
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import unittest
import zipfile

import h5py
import numpy
import rasterio

from study_runner import PROGRAM
from tiny_study import CLINICS, SCENARIO, STREETS, collection, raster, write_study

INPUT_FAULT, NO_FEASIBLE_PLAN = 2, 3


def give_up_rights_of_root():
    """Drops CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, which let root read what nobody may (prctl(2))."""
    drop_from_bounding_set = 24
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


class BrokenStudies(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.study, self.out = pathlib.Path(temporary.name) / "study", pathlib.Path(temporary.name) / "out"
        self.study.mkdir()
        self.out.mkdir()
        write_study(self.study)

    def edit(self, name, *edits):
        path = self.study / name
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            self.assertIn(old, text)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    def start(self, *arguments, **options):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False,
                              **options)

    def left(self):
        return sorted(path.name for path in self.out.iterdir())

    def run_study(self, code, *words, scenario="scenario.toml", **options):
        """Runs the study; returns what it says."""
        before = self.left()
        done = self.start("run", self.study / scenario, "-o", self.out / "result.h5", "--quiet", **options)
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        for foreign in ("terminate called", "what():", "std::", "HDF5-DIAG", "ERROR ", "inside the program"):
            self.assertNotIn(foreign, done.stderr)
        if code == INPUT_FAULT:
            self.assertEqual(self.left(), before, "something was written")
        else:
            self.assertEqual(self.left(), ["result.h5", "result.vrt"])
            read = self.start("info", self.out / "result.h5")
            self.assertEqual(read.returncode, 0, read.stderr)
        return done.stderr

    def test_the_whole_study_is_run(self):
        self.run_study(0)

    def test_a_raster_that_is_cut_off(self):
        whole = (self.study / "people.tif").read_bytes()
        (self.study / "people.tif").write_bytes(whole[:len(whole) - 200])
        self.run_study(INPUT_FAULT, "city.population = people.tif", "cut off")

    def test_a_text_raster_that_claims_more_cells_than_it_holds(self):
        (self.study / "dem.asc").write_text(
            "ncols 12\nnrows 500000\nxllcorner 500000\nyllcorner 3300000\ncellsize 100\n" + "1 " * 120)
        self.edit("scenario.toml", ('"dem.tif"', '{ file = "dem.asc", crs = "EPSG:32648" }'))
        self.run_study(INPUT_FAULT, "500000 × 12 cells", "too small for them")

    def test_a_tiff_that_claims_a_size_beyond_all_measure(self):
        # The tags 256 and 257 of a TIFF's directory are its width and height, 12 bytes each: tag, type, count, value.
        whole = bytearray((self.study / "people.tif").read_bytes())
        directory = int.from_bytes(whole[4:8], "little")
        for entry in range(int.from_bytes(whole[directory:directory + 2], "little")):
            at = directory + 2 + 12 * entry
            if int.from_bytes(whole[at:at + 2], "little") in (256, 257):
                whole[at + 2:at + 12] = (4).to_bytes(2, "little") + (1).to_bytes(4, "little") + (40_000).to_bytes(4, "little")
        (self.study / "people.tif").write_bytes(whole)
        self.run_study(INPUT_FAULT, "city.population = people.tif")

    def test_people_where_the_ground_has_no_height(self):
        values = numpy.full((10, 12), 200.0, dtype="float32")
        values[4, 7] = numpy.nan
        raster(self.study / "dem.tif", values, numpy.nan)
        self.run_study(0)
        with rasterio.open(self.study / "people.tif") as file:
            people = float(file.read(1)[4, 7])
        self.assertGreater(people, 0)
        with h5py.File(self.out / "result.h5") as file:
            [moved] = [row for row in range(len(file["moved/id"])) if file["moved/id"][row] == b"people"]
            self.assertEqual((file["moved/people"][moved], file["moved/action"][moved]), (people, b"moved"))

    def test_ids_that_stand_twice(self):
        self.edit("clinics.csv", ("2,", "1,"), ("school", "clinic"))
        self.run_study(INPUT_FAULT, "line 2", "line 3")

    def test_values_of_the_wrong_type(self):
        self.edit("scenario.toml", ("count = 2", 'count = "two"'))
        self.run_study(INPUT_FAULT, 'place[0].count = "two"', "count = ")

    def test_a_file_of_the_wrong_type(self):
        self.edit("scenario.toml", ('"people.tif"', '"dem.tif"'), ('elevation = "dem.tif"', 'elevation = "clinics.csv"'))
        self.run_study(INPUT_FAULT, "city.elevation = clinics.csv", "cannot open it as a raster")

    def test_a_minimum_that_cannot_be_met(self):
        self.edit("scenario.toml", ("count = 2", "count = 2\nmin_per_unit = 40"))
        self.run_study(NO_FEASIBLE_PLAN)

    def test_no_candidate_left(self):
        self.edit("scenario.toml", ("max_slope = 0.5, min_people = 1", "min_people = 1000"))
        self.run_study(NO_FEASIBLE_PLAN, "candidate")

    def test_a_file_and_a_folder_that_may_not_be_read(self):
        (self.study / "clinics.csv").chmod(0)
        self.run_study(INPUT_FAULT, "city.facilities[0] = clinics.csv", preexec_fn=give_up_rights_of_root)
        (self.study / "clinics.csv").chmod(0o644)
        (self.study / "dem.tif").chmod(0)
        self.run_study(INPUT_FAULT, "city.elevation = dem.tif", preexec_fn=give_up_rights_of_root)
        (self.study / "dem.tif").chmod(0o644)
        self.study.chmod(0)
        self.addCleanup(self.study.chmod, 0o755)
        self.run_study(INPUT_FAULT, "scenario.toml", preexec_fn=give_up_rights_of_root)

    def test_a_named_pipe_does_not_keep_the_program_waiting(self):
        for name in ("dem.tif", "clinics.csv", "districts.geojson"):
            with self.subTest(name=name):
                whole = (self.study / name).read_bytes()
                (self.study / name).unlink()
                os.mkfifo(self.study / name)
                try:
                    self.run_study(INPUT_FAULT, name, "a pipe")
                finally:
                    (self.study / name).unlink()
                    (self.study / name).write_bytes(whole)

    def test_a_full_disk(self):
        def few_bytes():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        self.run_study(INPUT_FAULT, "result.h5", preexec_fn=few_bytes)

    def test_an_output_that_is_there_and_is_not_ours(self):
        (self.out / "result.h5").write_text("my notes\n")
        self.run_study(INPUT_FAULT, "quarterhour did not write it")
        self.assertEqual((self.out / "result.h5").read_text(), "my notes\n")
        (self.out / "result.h5").unlink()
        (self.out / "result.h5").mkdir()
        self.run_study(INPUT_FAULT, "folder")
        (self.out / "result.h5").rmdir()
        self.run_study(0)
        self.run_study(0)

    def test_an_archive_that_unpacks_without_end(self):
        with zipfile.ZipFile(self.study / "clinics.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _ in range(513):
                    sheet.write(bytes(1 << 20))
        self.edit("scenario.toml", ('"clinics.csv"', '"clinics.xlsx"'))
        self.run_study(INPUT_FAULT, "unpacks to more than 512 MiB")

    def test_a_city_that_another_program_has_changed(self):
        cases = (("people/people", numpy.nan, "fewer than none or no number"), ("people/old", -1.0, "fewer than none"),
                 ("ground/passable", 7, "other than 0 and 1"), ("ground/zone", 9, "other than 0, 1 and 2"),
                 ("ground/elevation", numpy.inf, "infinite height"), ("ground/elevation", numpy.nan, "no height"),
                 ("ledger/capacity", -5.0, "below zero"), ("groups/speed_kmh", 0.0, "not positive"),
                 ("groups/id", "old", "not people"))
        for name, value, words in cases:
            with self.subTest(name=name, value=value):
                done = self.start("city", self.study / "scenario.toml", "-o", self.study / "city.h5")
                self.assertEqual(done.returncode, 0, done.stderr)
                with h5py.File(self.study / "city.h5", "r+") as file:
                    file[name][...] = value
                self.run_study(INPUT_FAULT, "city.h5", words, scenario="from_city.toml")

    def test_a_result_that_is_damaged(self):
        self.run_study(0)
        result = self.out / "result.h5"
        whole = result.read_bytes()
        damaged = (whole[:len(whole) // 3], whole[:5000] + b"\xff" * 64 + whole[5064:], whole[:-40])
        for number, raw in enumerate(damaged):
            (self.study / f"{number}.h5").write_bytes(raw)
            for command in (("info", self.study / f"{number}.h5"),
                            ("export", self.study / f"{number}.h5", "-o", self.out / "layers"),
                            ("compare", result, self.study / f"{number}.h5", "-o", self.out / "difference.h5")):
                with self.subTest(number=number, command=command[0]):
                    done = self.start(*command)
                    self.assertEqual(done.returncode, INPUT_FAULT, done.stderr)
                    self.assertIn(f"{number}.h5: ", done.stderr)
                    self.assertEqual(self.left(), ["result.h5", "result.vrt"])

    def with_streets(self, name, content, table=""):
        """The study with a file of streets; `table` holds further keys of it."""
        (self.study / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        scenario = SCENARIO.replace("cell_m = 100", f'streets = {{ file = "{name}"{table} }}\ncell_m = 100')
        (self.study / "scenario.toml").write_text(scenario, encoding="utf-8")

    def test_streets_that_are_no_map(self):
        cases = (("empty.osm.pbf", b"", "the file is empty"), ("empty.osm", b"", "the file is empty"),
                 ("table.osm.pbf", CLINICS, "damaged, or no file of OpenStreetMap"),
                 ("page.osm", "<html><body>404</body></html>", "damaged, or no file of OpenStreetMap"),
                 ("noise.osm.gz", bytes(range(256)) * 8, "damaged, or no file of OpenStreetMap"),
                 ("noise.osm.bz2", bytes(range(256)) * 8, "damaged, or no file of OpenStreetMap"),
                 ("cut.osm", STREETS[:len(STREETS) // 2], "cut off"),
                 ("nothing.osm", STREETS[:STREETS.index("<node")] + "</osm>", "holds no way"),
                 ("far.osm", STREETS.replace("105.", "9."), "do not overlap"),
                 ("private.osm", STREETS.replace('"highway" v="path"', '"building" v="yes"'), "holds no street"))
        for name, content, words in cases:
            with self.subTest(name=name):
                self.with_streets(name, content)
                said = self.run_study(INPUT_FAULT, f"city.streets = {name}" if "far" not in name else name, words)
                self.assertEqual(said.count("\n"), 1, said)

    def test_a_layer_of_streets_that_does_not_say_what_they_are(self):
        line = "[[105.001, 29.833], [105.011, 29.836]]"
        layer = collection(("LineString", line))
        cases = ((layer, "no column says which class"),
                 (layer.replace('"id": 0', '"class": "alley"'), "no such class of streets"),
                 (layer.replace('"id": 0', '"class": "path"').replace("105.", "9."), "do not overlap"),
                 (layer.replace('"id": 0', '"class": "path", "oneway": "maybe"'), "no direction"),
                 (collection(("Point", "[105.001, 29.833]")).replace('"id": 0', '"class": "path"'), "holds no street"))
        for content, words in cases:
            with self.subTest(words=words):
                self.with_streets("streets.geojson", content)
                said = self.run_study(INPUT_FAULT, "streets.geojson", words)
                self.assertEqual(said.count("\n"), 1, said)

    def test_streets_that_are_a_map(self):
        for table in ("", ', barriers = []', ', leave_out = ["bridge"]'):
            with self.subTest(table=table):
                self.with_streets("streets.osm", STREETS, table)
                self.run_study(0)

    def test_control_characters_of_a_file_do_not_reach_the_terminal(self):
        self.edit("clinics.csv", ("105.003", "\x1b[2Jeast"))
        said = self.run_study(INPUT_FAULT, r"\x1b[2Jeast")
        self.assertIsNone(re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said))


if __name__ == "__main__":
    unittest.main()
