"""Everything a user can get wrong in the input: refused in plain sentences, all at once, and nothing is written."""

import unittest

import h5py
import numpy
import rasterio

from demo_study import DemoTest, rows
from study_runner import program


class BadInputs(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.out / "result.h5"
        program("run", cls.folder / "scenario.toml", "-o", cls.kept, "--quiet")
        cls.ledger = (cls.folder / "facilities.csv").read_text(encoding="utf-8").splitlines()

    def line_of(self, text, beginning):
        return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(beginning))

    def refused(self, *edits, text=None):
        """The sentences with which `run` refuses, over an earlier result that must stay; `check` says the same."""
        path = self.write(self.edited(*edits) if text is None else text)
        lines = self.refusal("run", path, "-o", self.kept)
        self.assertEqual(self.refusal("check", path), lines)
        return lines

    def assert_fault(self, edits, line, key, value, remedy):
        text = self.edited(*edits)
        [said] = self.refused(text=text)
        where = f"{self.folder / 'variant.toml'}:{self.line_of(text, line)}: {key} = {value}: "
        self.assertTrue(said.startswith(where), f"{said!r} does not begin with {where!r}")
        self.assertIn(remedy, said[len(where):])

    def raster(self, name, source, change, **profile):
        with rasterio.open(self.folder / source) as file:
            values, described = file.read(1), {**file.profile, **profile}
        values = change(values)
        described = {key: value for key, value in described.items() if value is not None}
        with rasterio.open(self.folder / name, "w", **described) as file:
            file.write(values, 1)

    def table(self, name, lines, encoding="utf-8"):
        (self.folder / name).write_bytes(("\n".join(lines) + "\n").encode(encoding))

    def test_faults_of_the_scenario_name_line_key_value_and_remedy(self):
        for edits, line, key, value, remedy in (
                ([("pace =", "pase =")], "pase", "travel.pase", '"tobler"', "pace"),
                ([('"dem.tif"', '"den.tif"')], "elevation", "city.elevation", '"den.tif"', "dem.tif"),
                ([("cell_m = 100", 'cell_m = "wide"')], "cell_m", "city.cell_m", '"wide"', "cell_m = 100"),
                ([("reach_min = 15", "reach_min = 0")], "reach_min", "service[0].reach_min", "0", "reach_min = 15"),
                ([("speed_kmh = 4.0", "speed_kmh = nan")], "speed_kmh", "travel.speed_kmh", "nan", "speed_kmh = 4.0"),
                ([("count = 20", "count = 0")], "count", "place[0].count", "0", "count = 20"),
                ([("count = 20", "count = 5.5")], "count", "place[0].count", "5.5", "count = 20"),
                ([('service = "clinic"', 'service = "clinik"')], "service", "place[0].service", '"clinik"', "clinic"),
                ([("people = 1.0", "elderly = 1.0")], "demand", "service[0].demand.elderly", "1.0", "city.groups"),
                ([("max_slope = 0.15", "max_slope = -1")], "candidates", "place[0].candidates.max_slope", "-1", "0.15"),
                ([("gap = 0.001", "gap = -1")], "stop", "place[0].stop.gap", "-1", "gap = 0.001"),
                ([("neighbours = 16", "neighbours = 12")], "neighbours", "travel.neighbours", "12", "16"),
                ([('"cover"', '"covers"')], "problem", "place[0].problem", '"covers"', "cover"),
                ([("gb50180-2018", "gb50181")], "standard", "standard", '"gb50181"', "gb50180-2018"),
                ([("circle15", "circle16")], "level", "service[0].level", '"circle16"', "circle15"),
                ([("format = 1", "format = 2")], "format", "format", "2", "format = 1"),
                ([('crs = "auto"', 'crs = "EPSG:999999"')], "crs", "city.crs", "EPSG:999999", "EPSG:…"),
                ([('crs = "auto"', 'crs = "EPSG:4326"')], "crs", "city.crs", "EPSG:4326", "UTM"),
                ([('name = "name"', 'name = "nom"')], "districts", "city.districts.name", "nom", '"name"'),
        ):
            with self.subTest(key=key, value=value):
                self.assert_fault(edits, line, key, value, remedy)

    def test_all_faults_are_told_at_once_in_the_order_of_lines(self):
        text = self.edited(('"dem.tif"', '"den.tif"'), ("pace =", "pase ="), ("reach_min = 15", 'reach_min = "x"'),
                           ("count = 20", "count = -3"))
        lines = self.refused(text=text)
        keys = ["city.elevation", "travel.pase", "service[0].reach_min", "place[0].count"]
        self.assertEqual([line.split(": ")[1].split(" = ")[0] for line in lines], keys)

    def test_faults_of_several_sources_are_told_at_once(self):
        def one_negative(values):
            values[100, 100] = -5
            return values
        self.raster("negative.tif", "people.tif", one_negative)
        self.table("twice.csv", [*self.ledger, self.ledger[1]])
        lines = self.refused(('"people.tif"', '"negative.tif"'), ('"facilities.csv"', '"twice.csv"'))
        self.assertEqual(len(lines), 2, lines)

    def test_text_that_is_no_scenario(self):
        for name, raw, expected in (
                ("quote", self.edited(('pace = "tobler"', 'pace = "tobler')).encode(), "quote"),
                ("twice", self.edited(("neighbours", 'pace = "flat"\nneighbours')).encode(), "twice"),
                ("empty", b"", "format = 1"),
                ("gbk", self.text.encode("gbk", "replace"), "UTF-8"),
                ("binary", bytes(range(256)), "TOML")):
            with self.subTest(name=name):
                path = self.folder / f"{name}.toml"
                path.write_bytes(raw)
                lines = self.refusal("run", path, "-o", self.kept)
                self.assertIn(expected, lines[0])
                for line in lines:
                    self.assertRegex(line, rf"^{path}:\d+: ")

    def test_a_scenario_that_is_a_folder_or_not_there(self):
        [said] = self.refusal("run", self.folder, "-o", self.kept)
        self.assertEqual(said, f"{self.folder}: this is a folder. Name the .toml file inside it.")
        [said] = self.refusal("run", self.folder / "none.toml", "-o", self.kept)
        self.assertTrue(said.startswith(f"{self.folder / 'none.toml'}: there is no such file"), said)

    def test_rasters_that_cannot_be_used(self):
        whole = (self.folder / "dem.tif").read_bytes()
        (self.folder / "half.tif").write_bytes(whole[:len(whole) // 2])
        (self.folder / "void.tif").write_bytes(b"")
        self.raster("unplaced.tif", "dem.tif", lambda values: values, crs=None)
        for name, expected in (("half.tif", "cut off"), ("void.tif", "empty"), ("unplaced.tif", 'crs = "EPSG:…"'),
                               ("facilities.csv", "cannot open it as a raster"), (".", "folder")):
            with self.subTest(name=name):
                [said] = self.refused(('"dem.tif"', f'"{name}"'))
                self.assertIn(f"city.elevation = {name}: ", said)
                self.assertIn(expected, said)

    def test_negative_people_are_told_with_their_place(self):
        def one_negative(values):
            values[12, 34] = -5
            return values
        self.raster("negative.tif", "people.tif", one_negative)
        [said] = self.refused(('"people.tif"', '"negative.tif"'))
        self.assertIn("city.population = negative.tif: ", said)
        self.assertIn("-5", said)
        self.assertIn("row 12, column 34", said)

    def test_sources_of_different_places_are_told(self):
        with rasterio.open(self.folder / "dem.tif") as file:
            shifted = file.transform * rasterio.Affine.translation(1000, 0)
        self.raster("elsewhere.tif", "dem.tif", lambda values: values, transform=shifted)
        lines = self.refused(('"dem.tif"', '"elsewhere.tif"'))
        for key in ("city.population", "city.districts", "city.facilities[0]"):
            [said] = [line for line in lines if key in line]
            self.assertIn("do not overlap", said)

    def test_ledgers_that_cannot_be_used(self):
        head, first = self.ledger[0], self.ledger[1]
        self.table("twice.csv", [*self.ledger, first])
        self.table("blank.csv", [head])
        self.table("other.csv", ["a,b", "1,2"])
        self.table("words.csv", [head, first.replace(first.split(",")[5], "east")])
        self.table("short.csv", [head, "a,b"])
        (self.folder / "void.csv").write_bytes(b"")
        last = len(self.ledger) + 1
        for name, expected in (("twice.csv", ["clinic-01", "line 2", f"line {last}"]), ("blank.csv", ["empty"]),
                               ("other.csv", ["`x`", "a, b"]), ("words.csv", ["words.csv:2: x = east"]),
                               ("short.csv", ["short.csv:2: ", "2 cells"]), ("void.csv", ["empty"])):
            with self.subTest(name=name):
                [said] = self.refused(('"facilities.csv"', f'"{name}"'))
                for words in expected:
                    self.assertIn(words, said)

    def test_a_facility_in_the_river_is_moved_to_the_bank_and_listed(self):
        with h5py.File(self.run_variant("river.h5", ("facilities", 'barriers = ["water.gpkg"]\nfacilities'))) as file:
            row, col = numpy.argwhere(file["ground/passable"][...] == 0)[0]
            east, north = float(file["ground/x"][col]), float(file["ground/y"][row])
        self.table("river.csv", [*self.ledger, f"river-1,River,河,clinic,circle15,{east},{north},100,2000,,,"])
        edits = [('["facilities.csv"]', '["river.csv"]\nbarriers = ["water.gpkg"]')]
        result = self.run_variant("river.h5", *edits)
        with h5py.File(result) as file:
            [moved] = [row for row in rows(file["moved"]) if row["what"] == "facility" and row["id"] == "river-1"]
            self.assertEqual((moved["from_x"], moved["from_y"], moved["action"]), (east, north, "moved"))
            self.assertLessEqual(moved["distance_m"], 500.0)
            [site] = [row for row in rows(file["sites"]) if row["id"] == "river-1"]
            self.assertEqual(file["ground/passable"][site["row"], site["col"]], 1)
        result.unlink()
        result.with_suffix(".vrt").unlink()

    def test_a_facility_far_from_any_open_ground_is_refused_by_name(self):
        east, north = (float(cell) for cell in self.ledger[1].split(",")[5:7])
        with rasterio.open(self.folder / "dem.tif") as file:
            row, col = file.index(east, north)

        def hole(values):
            values[row - 15:row + 16, col - 15:col + 16] = numpy.nan
            return values
        self.raster("hole.tif", "dem.tif", hole, nodata=numpy.nan)
        lines = self.refused(('"dem.tif"', '"hole.tif"'))
        said = [line for line in lines if "facility clinic-01 " in line]
        self.assertEqual(len(said), 1, lines)
        self.assertIn("line 2", said[0])
        self.assertIn("500 m", said[0])

    def test_candidates_that_cannot_be_used_are_told_before_anything_is_computed(self):
        east, north = self.ledger[1].split(",")[5:7]
        rule = "candidates = { max_slope = 0.15, min_people = 1 }"
        listed = 'candidates = { file = "sites.csv", id = "id" }'
        self.table("sites.csv", ["id,x,y,cost", f"a,{east},{north},0"])
        [said] = self.refused((rule, listed), ("count = 20", "budget = 5"))
        self.assertIn("sites.csv:2: cost = 0: a cost of 0 cannot be paid from a budget", said)
        [said] = self.refused((rule, listed.replace('"id" }', '"name" }')))
        self.assertIn("name", said)

    def test_a_group_that_the_city_file_lacks_is_told(self):
        city = self.folder / "whole-city.h5"
        program("city", self.folder / "scenario.toml", "-o", city)
        text = ('format = 1\n[city]\nfile = "whole-city.h5"\n[[service]]\nid = "clinic"\nreach_min = 15\n'
                'demand = { old = 1.0 }\n')
        [said] = self.refused(text=text)
        self.assertIn("service[0].demand.old: the city has no such group of people", said)
        self.assertIn("people", said)
        city.unlink()

    def test_coefficients_that_make_a_move_take_no_time_are_told(self):
        [said] = self.refused(('pace = "tobler"', 'pace = "langmuir"\nlangmuir = { walk = 0.001 }'),
                              ("speed_kmh = 4.0\n", ""))
        self.assertIn("travel.langmuir", said)
        self.assertIn("make every move take time", said)

    def test_of_many_faults_of_one_kind_the_first_are_told_and_the_rest_counted(self):
        self.raster("void_ground.tif", "dem.tif", lambda values: numpy.full_like(values, numpy.nan), nodata=numpy.nan)
        lines = self.refused(('"dem.tif"', '"void_ground.tif"'))
        self.assertEqual(len(lines), 11)
        self.assertIn(f"there are {len(self.ledger) - 1 - 10} more faults like this", lines[-1])

    def test_conditions_and_layers_that_do_not_fit_are_told_in_own_words(self):
        for source, expected in (('where = "servce = 1"', "columns id, name"), ('where = "((("', "columns id, name"),
                                 ("where = \"service = 'zoo'\"", "no row"), ('encoding = "KLINGON"', "GB18030"),
                                 ('colour = "red"', "Known keys"), ('crs = "EPSG:1"', "EPSG:1")):
            with self.subTest(source=source):
                [said] = self.refused(('["facilities.csv"]', f'[{{ file = "facilities.csv", {source} }}]'))
                self.assertIn("city.facilities[0]", said)
                self.assertIn(expected, said)
                self.assertNotIn("SQL Expression Parsing", said)

    def test_a_city_file_that_cannot_be_used(self):
        city = self.root / "whole.h5"
        program("city", self.folder / "scenario.toml", "-o", city)
        whole = city.read_bytes()
        (self.folder / "cut.h5").write_bytes(whole[:len(whole) // 2])
        with h5py.File(city) as file:
            middle = file["ground/elevation"].id.get_chunk_info(0).byte_offset
        (self.folder / "hurt.h5").write_bytes(whole[:middle] + b"\x55" * 4000 + whole[middle + 4000:])
        (self.folder / "result.h5").write_bytes(self.kept.read_bytes())
        head, rest = self.text.split("[city]")
        for name, expected in (("cut.h5", "damaged"), ("hurt.h5", "hurt.h5: it is damaged: its checksum does not fit"), ("result.h5", "quarterhour-result"),
                               ("people.tif", "not a whole HDF5 file")):
            with self.subTest(name=name):
                [said] = self.refused(text=f'{head}[city]\nfile = "{name}"\n\n[travel]{rest.split("[travel]")[1]}')
                self.assertIn(name, said)
                self.assertIn(expected, said)

    def test_a_grid_beyond_all_measure_is_refused(self):
        [said] = self.refused(("cell_m = 100", "cell_m = 0.1"))
        self.assertIn("larger cells", said)


if __name__ == "__main__":
    unittest.main()
