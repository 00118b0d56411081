"""Traced ways agree with the maps of a run, with their own geometry as GDAL measures it, and with Tobler's formula."""

import csv
import io
import math
import re
import subprocess
import sys
import unittest

import h5py
import numpy

from demo_study import DemoTest
from study_runner import ROOT, program, require_data

csv.field_size_limit(sys.maxsize)
EXACT = ("[travel]", "[output]\nexact_seconds = true\n\n[travel]")


def layer(package, name):
    """Rows of a GeoPackage's layer; `line` holds the points as tuples."""
    said = subprocess.run(["ogr2ogr", "-f", "CSV", "/vsistdout/", "-lco", "GEOMETRY=AS_WKT", package, name],
                          capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    for row in rows:
        inside = re.search(r"\(([^()]*)\)", row["WKT"])
        row["line"] = [tuple(map(float, point.split())) for point in inside.group(1).split(",")] if inside else []
    return rows


def planar_m(line):
    return sum(math.dist(a[:2], b[:2]) for a, b in zip(line, line[1:]))


def tobler_s(line, kmh):
    """Seconds along a line in space, each part at its own slope, at a speed of `kmh` on the flat."""
    total = 0.0
    for a, b in zip(line, line[1:]):
        metres = math.dist(a[:2], b[:2])
        if metres > 0.0:
            slope = (b[2] - a[2]) / metres
            total += metres * 3.6 / (kmh * math.exp(-3.5 * abs(slope + 0.05) + 3.5 * 0.05))
    return total


class Trace(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = (cls.folder / "demo.toml").read_text(encoding="utf-8")
        cls.result = cls.run_variant("r.h5", EXACT)
        cls.scenario = cls.write(cls.edited(EXACT), "traced.toml")
        with h5py.File(cls.result) as file:
            cls.people = file["people/people"][...]
            cls.scored = file["ground/zone"][...] == 1
            cls.sites = list(zip(file["sites/id"].asstr()[:], file["sites/service"].asstr()[:]))
            cls.planned = set(file["sites/id"].asstr()[:][file["sites/planned"][...] == 1])
            cls.maps = {state: {name: file[f"access/clinic/people/{state}/{name}"][...]
                                for name in ("seconds", "covered", "nearest_site")} for state in ("before", "after")}

    def trace(self, *arguments, folder="trace"):
        """What was printed, and the layers."""
        said, _ = program("trace", self.scenario, *arguments, "-o", self.out / folder, "--quiet")
        package = self.out / folder / "trace.gpkg"
        return said, *(layer(package, name) for name in ("ways", "legs", "ends"))

    def some_cells(self, count):
        """Populated cells, near and far alike."""
        seconds = self.maps["before"]["seconds"]
        rows, cols = numpy.nonzero((self.people > 0) & self.scored & numpy.isfinite(seconds) & (seconds > 0))
        order = numpy.argsort(seconds[rows, cols], kind="stable")
        return [(rows[k], cols[k]) for k in order[:: len(order) // count]][:count]

    def test_ways_take_the_time_that_the_maps_show(self):
        cells = self.some_cells(25)
        asked = [word for row, col in cells for word in ("--cell", f"{row},{col}")]
        for state, more in (("before", ()), ("after", ("--plan", self.result))):
            with self.subTest(state=state):
                maps = self.maps[state]
                _, ways, _, ends = self.trace("--service", "clinic", *asked, *more)
                self.assertEqual(len(ways), len(cells))
                for (row, col), way in zip(cells, ways):
                    self.assertEqual((int(way["row"]), int(way["col"])), (row, col))
                    self.assertAlmostEqual(60.0 * float(way["minutes"]), maps["seconds"][row, col], delta=1e-3)
                    self.assertEqual(int(way["within_reach"]), maps["covered"][row, col])
                    self.assertEqual((way["site"], "clinic"), self.sites[maps["nearest_site"][row, col]])
                    self.assertAlmostEqual(float(way["people"]), self.people[row, col], places=6)
                self.assertEqual(len(ends), 2 * len(ways))
        self.assertTrue(self.planned & {way["site"] for way in ways}, "no planned site was traced")

    def test_lengths_heights_and_minutes_add_up(self):
        asked = [word for row, col in self.some_cells(25) for word in ("--cell", f"{row},{col}")]
        _, ways, legs, ends = self.trace("--service", "clinic", *asked)
        kinds = set()
        for way in ways:
            own = [leg for leg in legs if leg["way"] == way["way"]]
            self.assertAlmostEqual(planar_m(way["line"]), float(way["length_m"]), delta=1e-6 * (1.0 + float(way["length_m"])))
            self.assertAlmostEqual(float(way["straight_m"]), math.dist(way["line"][0][:2], way["line"][-1][:2]), places=6)
            self.assertGreaterEqual(float(way["length_m"]) + 1e-6, float(way["straight_m"]))
            people, facility = (next(end for end in ends if end["way"] == way["way"] and end["end"] == kind)
                                for kind in ("people", "facility"))
            self.assertEqual((people["line"][0], facility["line"][0]), (way["line"][0][:2], way["line"][-1][:2]))
            for name in ("minutes", "length_m"):
                self.assertAlmostEqual(sum(float(leg[name]) for leg in own), float(way[name]), places=6)
            before = 0.0
            for number, leg in enumerate(own, start=1):
                kinds.add(leg["kind"])
                self.assertEqual(int(leg["leg"]), number)
                self.assertAlmostEqual(float(leg["minutes_before"]), before, places=9)
                before += float(leg["minutes"])
                rises = [b[2] - a[2] for a, b in zip(leg["line"], leg["line"][1:])]
                self.assertAlmostEqual(sum(max(rise, 0.0) for rise in rises), float(leg["climb_m"]), delta=1e-3)
                self.assertAlmostEqual(sum(max(-rise, 0.0) for rise in rises), float(leg["descent_m"]), delta=1e-3)
                # Joints are at whole metres, and a piece of less than one counts as one.
                if leg["kind"] in ("street", "bridge", "tunnel"):
                    by_formula = tobler_s(leg["line"], 4.0)
                    self.assertAlmostEqual(60.0 * float(leg["minutes"]), by_formula, delta=1.0 + 0.005 * by_formula)
                if leg["kind"] == "steps":
                    self.assertGreater(60.0 * float(leg["minutes"]), float(leg["length_m"]) * 0.9 * 1.6)
        self.assertTrue({"street", "off_street", "steps"} <= kinds, kinds)

    def test_the_longest_way_to_a_facility_is_that_of_the_farthest_whom_it_serves(self):
        maps = self.maps["before"]
        for position, (site, service) in enumerate(self.sites):
            if service != "clinic" or site in self.planned:
                continue
            served = (maps["covered"] == 1) & (maps["nearest_site"] == position) & (self.people > 0) & self.scored
            said, ways, _, _ = self.trace("--service", "clinic", "--facility", site, folder=f"of-{position}")
            if not served.any():
                self.assertEqual(ways, [])
                continue
            self.assertEqual(ways[0]["site"], site)
            self.assertAlmostEqual(60.0 * float(ways[0]["minutes"]), maps["seconds"][served].max(), delta=1e-3)
            if position > 8:
                break

    def test_a_facility_of_another_service_is_a_place_like_any_other(self):
        school = next(site for site, service in self.sites if service == "school")
        clinics = [site for site, service in self.sites if service == "clinic" and site not in self.planned]
        _, ways, _, ends = self.trace("--service", "clinic", "--facility", school)
        self.assertIn(ways[0]["site"], clinics)
        _, chosen, _, _ = self.trace("--service", "clinic", "--facility", school, "--to", clinics[-1])
        self.assertEqual(chosen[0]["site"], clinics[-1])
        self.assertGreaterEqual(float(chosen[0]["minutes"]), float(ways[0]["minutes"]))

    def test_a_point_is_its_cell_and_the_words_are_the_same_in_any_run(self):
        row, col = self.some_cells(3)[1]
        with h5py.File(self.result) as file:
            grid = dict(file["ground"].attrs)
        x = grid["west_m"] + (col + 0.4) * grid["cell_width_m"]
        y = grid["north_m"] - (row + 0.6) * grid["cell_height_m"]
        degrees = subprocess.run(["gdaltransform", "-s_srs", grid["crs_wkt"], "-t_srs", "EPSG:4326", "-output_xy"],
                                 input=f"{x} {y}", capture_output=True, text=True, check=True).stdout.split()
        # gdaltransform gives latitude first only where it is asked to.
        by_point, *_ = self.trace("--service", "clinic", f"--at={degrees[0]},{degrees[1]}")
        by_cell, *_ = self.trace("--service", "clinic", "--cell", f"{row},{col}", "--threads", "1", folder="again")
        self.assertEqual(by_point, by_cell)
        self.assertTrue(by_cell.startswith(f"From cell row {row}, column {col} ("), by_cell)
        for name in ("trace.txt", "trace_zh.txt"):
            self.assertEqual((self.out / "trace" / name).read_bytes(), (self.out / "again" / name).read_bytes())
        self.assertEqual((self.out / "again" / "trace.txt").read_text(encoding="utf-8"), by_cell)
        chinese, _ = program("trace", self.scenario, "--service", "clinic", "--cell", f"{row},{col}", "--lang", "zh", "--quiet")
        self.assertEqual((self.out / "again" / "trace_zh.txt").read_text(encoding="utf-8"), chinese)
        self.assertIn("分钟", chinese)

    def test_without_a_service_every_one_is_traced(self):
        row, col = self.some_cells(3)[1]
        _, ways, _, _ = self.trace("--cell", f"{row},{col}")
        self.assertEqual([way["service"] for way in ways], list(dict.fromkeys(service for _, service in self.sites)))


class Refusals(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = (cls.folder / "demo.toml").read_text(encoding="utf-8")
        cls.scenario = cls.folder / "demo.toml"

    def test_every_fault_of_the_question_is_told_at_once(self):
        lines = self.refusal("trace", self.scenario, "--quiet", "--service", "zoo", "--group", "cats", "--at", "1;2",
                             "--at", "500,0", "--at", "0,0", "--cell", "-1,5", "--cell", "x", "--facility", "nowhere")
        for start in ("--service = zoo: is not a service", "--group = cats: is not a group", "--at = 1;2: is not a longitude",
                      "--at = 500,0: is not a longitude", "--at = 0,0: lies outside the study. The study lies between ", "--cell = -1,5: is not a cell",
                      "--cell = x: is not a row and a column", "--facility = nowhere: is the id of no facility"):
            self.assertTrue(any(line.startswith(start) for line in lines), (start, lines))
        self.assertEqual(len(lines), 8)

    def test_nothing_asked_and_a_facility_that_gives_nothing(self):
        lines = self.refusal("trace", self.scenario, "--quiet", "--to", "nowhere")
        self.assertTrue(lines[0].startswith("--at, --cell, --facility: none is given"), lines)
        self.assertTrue(lines[1].startswith("--to = nowhere: gives none of the scenario's services"), lines)
        # A service that is not there is told once, whatever else is asked of it.
        self.assertEqual(len(self.refusal("trace", self.scenario, "--quiet", "--service", "zoo", "--cell", "30,30", "--to", "clinic-01")), 1)
        for option in ("-o", "--plan", "--to", "--service", "--group"):
            self.assertIn("must not be empty", self.refusal("trace", self.scenario, "--cell", "30,30", option, "")[0])

    def test_a_cell_where_nobody_can_stand_names_one_where_people_can(self):
        self.run_variant("closed.h5")
        with h5py.File(self.out / "closed.h5") as file:
            closed = numpy.argwhere(file["ground/passable"][...] == 0)
        row, col = closed[len(closed) // 2]
        line, = self.refusal("trace", self.scenario, "--quiet", "--cell", f"{row},{col}", "--service", "clinic")
        nearest = re.search(r"The nearest cell that people can stand in is (--cell \d+,\d+)", line)
        self.assertTrue(nearest, line)
        said, _ = program("trace", self.scenario, *nearest.group(1).split(), "--service", "clinic", "--quiet")
        self.assertTrue(said.startswith("From "), said)

    def test_plans_that_are_none_or_of_another_grid_and_folders_of_others(self):
        scenario = self.scenario
        line, = self.refusal("trace", scenario, "--quiet", "--cell", "1,1", "--plan", scenario)
        self.assertIn("demo.toml", line)
        coarse = self.run_variant("coarse.h5", ("cell_m = 50", "cell_m = 100"))
        line, = self.refusal("trace", scenario, "--quiet", "--cell", "1,1", "--plan", coarse)
        self.assertIn("another grid", line)
        other = self.out / "other"
        other.mkdir()
        (other / "letter.txt").write_text("keep me", encoding="utf-8")
        program("trace", scenario, "--cell", "30,30", "--service", "clinic", "--quiet", "-o", other, expect=2)
        self.assertEqual([path.name for path in other.iterdir()], ["letter.txt"])
        # An earlier trace is replaced, but not with what somebody put beside it.
        own = self.out / "own"
        program("trace", scenario, "--cell", "30,30", "--quiet", "-o", own)
        program("trace", scenario, "--cell", "30,31", "--quiet", "-o", own)
        self.assertEqual(sorted(path.name for path in own.iterdir()), ["trace.gpkg", "trace.txt", "trace_zh.txt"])
        (own / "letter.txt").write_text("keep me", encoding="utf-8")
        line, = self.refusal("trace", scenario, "--cell", "30,30", "--quiet", "-o", own)
        self.assertIn('holds "letter.txt"', line)


class Asked(DemoTest):
    """Questions whose answers hang on one facility alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = (cls.folder / "demo.toml").read_text(encoding="utf-8")
        ledger = (cls.folder / "facilities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        cls.first = next(line for line in ledger if line.startswith("clinic-01,"))
        (cls.folder / "one.csv").write_text(ledger[0] + cls.first, encoding="utf-8")

    def test_whom_nobody_uses_is_told_in_the_folder_too(self):
        scenario = self.write(self.edited(('["facilities.csv"]', '["one.csv"]'), ("reach_min = 15", "reach_min = 0.01")))
        said, _ = program("trace", scenario, "--service", "clinic", "--facility", "clinic-01", "--quiet", "-o", self.out / "nobody")
        self.assertTrue(said.startswith("Nobody in the scored area has "), said)
        self.assertEqual((self.out / "nobody" / "trace.txt").read_text(encoding="utf-8"), said)

    def test_a_facility_s_own_people_are_told_by_their_cell(self):
        scenario = self.write(self.edited(('["facilities.csv"]', '["one.csv"]'), ("reach_min = 15", "reach_min = 0.5")), "own.toml")
        said, _ = program("trace", scenario, "--service", "clinic", "--facility", "clinic-01", "--quiet")
        self.assertTrue(said.startswith("From cell row "), said)
        self.assertIn("It is the longest way of the ", said)

    def test_an_export_is_not_replaced_with_what_somebody_put_beside_it(self):
        result = self.run_variant("r.h5")
        program("export", result, "-o", self.out / "layers")
        program("export", result, "-o", self.out / "layers")
        (self.out / "layers" / "letter.txt").write_text("keep me", encoding="utf-8")
        line, = self.refusal("export", result, "-o", self.out / "layers")
        self.assertIn('holds "letter.txt"', line)


class Matrix(unittest.TestCase):
    def test_a_travel_matrix_has_no_ways(self):
        folder = require_data("spopt_sf")
        _, said = program("trace", ROOT / "scenarios/examples/san-francisco/scenario.toml", "--data", folder, "--cell", "1,1",
                          "--quiet", expect=2)
        self.assertIn("has no ways that could be traced", said)


if __name__ == "__main__":
    unittest.main()
