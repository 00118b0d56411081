"""The scenarios that come with the program, on their real data and on the demo city: conserved people, bounded plans,
published answers, the numbers of expected.toml, and the same bits on any number of threads.

Run as a program with --update to write the numbers found into every expected.toml, after reading why they changed:
    QUARTERHOUR_PROGRAM=build/release/sim/app/quarterhour tests/app/check_examples.py --update
"""

import csv
import itertools
import math
import pathlib
import re
import sys
import tempfile
import time
import tomllib
import unittest

import h5py
import numpy
import rasterio

from study_runner import ROOT, program, require_data

EXAMPLES = ROOT / "scenarios" / "examples"
UPDATE = "--update" in sys.argv
# The folder of each example, and where its files lie.
DATA_OF = {"porto-alegre": "poa", "olinda": "olinda", "san-francisco": "spopt_sf",
           "grande-comore": "comoros", "calgary": "calgary", "calgary-day-care": "calgary",
           "southern-malawi": "accessmod_malawi"}
# Sums of the population sources as their publishers give them.
PEOPLE_OF = {"porto-alegre": 812_935, "olinda": 377_779, "san-francisco": 955_113,
             # These rasters hold fractions of people: a test of its own adds them up.
             "grande-comore": None, "southern-malawi": None, "calgary": 1_306_784, "calgary-day-care": 1_306_784}


def run(scenario, target, *arguments):
    program("run", scenario, "-o", target, "--quiet", *arguments)
    return h5py.File(target, "r")


def run_example(name, folder, *arguments):
    data = require_data(DATA_OF[name])
    return run(EXAMPLES / name / "scenario.toml", pathlib.Path(folder) / "result.h5", "--data", data, *arguments)


def people_of(raster):
    """The exact sum of a raster's values, rounded once."""
    with rasterio.open(raster) as file:
        return math.fsum(file.read(1, masked=True).compressed().tolist())


def column(result, path):
    """A column of a table; texts as str."""
    values = result[path][...]
    return values.astype(str) if values.dtype.kind in "OS" else values


def key_numbers(result):
    return dict(zip(column(result, "/key_numbers/id").tolist(), column(result, "/key_numbers/value").tolist()))


def datasets(result):
    """Every dataset of a result by path."""
    found = {}
    result.visititems(lambda path, item: found.update({path: item}) if isinstance(item, h5py.Dataset) else None)
    return found


def same_bits(one, other):
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    first, second = one[...], other[...]
    if one.dtype.kind == "O":
        return numpy.array_equal(first, second)
    return numpy.asarray(first).tobytes() == numpy.asarray(second).tobytes()


def write_found(path, numbers):
    """Replaces each value in expected.toml; comments and tolerances stay."""
    def replaced(match):
        value = numbers[match["id"]]
        shown = str(int(value)) if value == int(value) else repr(round(value, 6))
        return f"{match['id']}{match['space']}= {{ value = {shown},"
    pattern = re.compile(r"^(?P<id>\w+)(?P<space> *)= \{ value = [-\d.e]+,", re.MULTILINE)
    path.write_text(pattern.sub(replaced, path.read_text(encoding="utf-8")), encoding="utf-8")


class Examples(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def assert_balanced(self, result, people):
        balance = {name: column(result, f"/balance/{name}") for name in
                   ("group", "read", "scored", "buffer", "outside", "dropped")}
        self.assertIn("people", balance["group"].tolist())
        for row, group in enumerate(balance["group"]):
            parts = sum(balance[part][row] for part in ("scored", "buffer", "outside", "dropped"))
            self.assertLessEqual(abs(balance["read"][row] - parts), 1e-6, group)
            if group == "people" and people is not None:
                self.assertLessEqual(abs(balance["read"][row] - people), 1e-6)

    def assert_planned(self, result, sites):
        """Ten sites within 2 % of a bound that is not below what the plan covers."""
        self.assertEqual(column(result, "/sites/planned").sum(), sites)
        objective, bound, gap = (column(result, f"/proof/{name}")[0] for name in ("objective", "bound", "gap"))
        self.assertGreaterEqual(bound, objective)
        self.assertAlmostEqual(gap, (bound - objective) / objective, delta=1e-9)
        self.assertLessEqual(gap, 0.02)
        numbers = key_numbers(result)
        self.assertAlmostEqual(numbers["clinic_covered_after"], objective, delta=1e-6 * objective)
        self.assertGreater(numbers["clinic_covered_after"], numbers["clinic_covered_before"])

    def assert_expected(self, name, result):
        path = EXAMPLES / name / "expected.toml"
        numbers = key_numbers(result)
        if UPDATE:
            write_found(path, numbers)
        for key, expected in tomllib.loads(path.read_text(encoding="utf-8"))["key_numbers"].items():
            with self.subTest(example=name, number=key):
                self.assertIn(key, numbers)
                self.assertLessEqual(abs(numbers[key] - expected["value"]), expected["tolerance"],
                                     f"found {numbers[key]!r}, expected {expected}")

    def test_every_example_conserves_its_people_and_gives_the_numbers_it_promises(self):
        folders = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
        self.assertEqual(folders, sorted(DATA_OF))
        for name in folders:
            with self.subTest(example=name), run_example(name, self.folder) as result:
                self.assert_balanced(result, PEOPLE_OF[name])
                self.assert_expected(name, result)

    def test_ten_new_clinics_are_within_two_percent_of_the_best_in_porto_alegre(self):
        with run_example("porto-alegre", self.folder) as result:
            self.assert_planned(result, 10)

    def test_ten_first_clinics_are_within_two_percent_of_the_best_in_olinda(self):
        with run_example("olinda", self.folder) as result:
            self.assertEqual(len(column(result, "/ledger/id")), 0)
            self.assertEqual(key_numbers(result)["clinic_covered_before"], 0)
            self.assert_planned(result, 10)

    def test_hexagons_off_the_terrain_are_outside_and_the_lake_is_closed_in_porto_alegre(self):
        with run_example("porto-alegre", self.folder) as result:
            # The five hexagons whose centres lie off the raster: 183 + 733 + 218 + 232 + 116 people.
            self.assertAlmostEqual(column(result, "/balance/outside")[0], 1482, delta=1e-6)
            self.assertIn("poa_hexgrid.csv: 5 rows with people lie outside the study and are not scored.",
                          column(result, "/notes/text").tolist())
            closed = result["/ground/passable"][...] == 0
            lake = result["/ground/land_class"][...] == 0
            self.assertTrue(closed[lake].all())
            # 19,588 cells of the raster are at 0 m, 1 arc-second each: 30.9 m by 30.9 m cos 30.05 degrees.
            self.assertAlmostEqual(lake.sum() * 2500, 19_588 * 30.9 * 30.9 * numpy.cos(numpy.radians(30.05)),
                                   delta=0.02 * 16.2e6)
            self.assertEqual(result["/people/people"][...][closed].sum(), 0)
            moved = column(result, "/moved/people")[column(result, "/moved/what") == "people"]
            self.assertAlmostEqual(moved.sum(), column(result, "/balance/moved")[0], delta=1e-6)
            self.assertGreater(moved.sum(), 0)

    def test_four_stores_leave_twenty_one_tracts_of_san_francisco_uncovered_as_published(self):
        with run_example("san-francisco", self.folder) as result:
            sites = column(result, "/plan/site_id").tolist()
            people = dict(zip(column(result, "/demand/id").tolist(), column(result, "/demand/people").tolist()))
            self.assertEqual(column(result, "/proof/status").tolist(), ["optimal"])
            self.assertEqual(column(result, "/proof/objective")[0], 875_247)
            scores = {(state, metric): value for state, metric, value in zip(
                *(column(result, f"/scores/{name}").tolist() for name in ("state", "metric", "value")))}
        self.assertEqual(set(sites), {"Store_2", "Store_11", "Store_12", "Store_15"})
        self.assertEqual(scores["after", "demand_points_uncovered"], 21)
        # The same counted from the published distances.
        distances = require_data("spopt_sf") / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
        with open(distances, encoding="utf-8", newline="") as table:
            reached = {row["DestinationName"] for row in csv.DictReader(table)
                       if row["name"] in sites and float(row["distance"]) <= 5000}
        self.assertEqual(len(people.keys() - reached), 21)
        self.assertEqual(sum(people[tract] for tract in reached), 875_247)

    def test_all_of_san_francisco_takes_eight_stores_within_5000_m_and_three_within_8000_m_as_published(self):
        data = require_data("spopt_sf")
        text = (EXAMPLES / "san-francisco" / "scenario.toml").read_text(encoding="utf-8")
        text = text.replace('problem = "cover"\ncount = 4', 'problem = "require"')
        for reach_m, stores in ((5000, 8), (8000, 3)):
            with self.subTest(reach_m):
                scenario = pathlib.Path(self.folder) / "all.toml"
                scenario.write_text(text.replace("reach_m = 5000", f"reach_m = {reach_m}"), encoding="utf-8")
                with run(scenario, pathlib.Path(self.folder) / f"all{reach_m}.h5", "--data", data) as result:
                    self.assertEqual(column(result, "/proof/status").tolist(), ["optimal"])
                    self.assertEqual(column(result, "/proof/objective")[0], stores)
                    self.assertEqual(column(result, "/proof/bound")[0], stores)
                    uncovered = [value for state, metric, value in zip(
                        *(column(result, f"/scores/{name}").tolist() for name in ("state", "metric", "value")))
                        if (state, metric) == ("after", "demand_points_uncovered")]
                    self.assertEqual(uncovered, [0])

    def test_southern_malawi_keeps_the_people_of_its_raster(self):
        people = people_of(require_data("accessmod_malawi") / "tif" / "rPopulation__demo_patients.tif")
        self.assertAlmostEqual(people, 4_140_429, delta=0.5)
        with run_example("southern-malawi", self.folder) as result:
            self.assert_balanced(result, people)

    def test_grande_comore_keeps_the_people_of_its_raster_and_lists_those_moved_ashore(self):
        people = people_of(require_data("comoros") / "com_ppp_2020_UNadj.tif")
        self.assertAlmostEqual(people, 869_595.03, delta=0.005)
        with run_example("grande-comore", self.folder) as result:
            self.assert_balanced(result, people)
            moved = column(result, "/moved/people")[column(result, "/moved/action") == "moved"]
            self.assertAlmostEqual(moved.sum(), column(result, "/balance/moved")[0], delta=1e-6)
            self.assertGreater(moved.sum(), 0)
            self.assertLessEqual(column(result, "/moved/distance_m").max(), 500)
            # The sea has no land cover: nobody walks there, and the island's heights of 0 m stay open where it has.
            closed = result["/ground/passable"][...] == 0
            self.assertTrue(closed[result["/ground/land_class"][...] < 0].all())
            low = result["/ground/elevation"][...] <= 0
            self.assertGreater((low & ~closed).sum(), 0)
            # 69 schools, 18 as points and 51 as areas.
            self.assertEqual((column(result, "/ledger/service") == "school").sum(), 69)

    def test_two_hospitals_of_calgary_are_the_best_of_all_pairs_and_blanks_are_never_reached(self):
        folder = require_data("calgary")
        with open(folder / "demographics.csv", encoding="utf-8", newline="") as table:
            people = {row["dauid"]: int(row["pop_total"]) for row in csv.DictReader(table)}
        with open(folder / "mx_hospitals_am.csv", encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
        reached = {hospital: set() for hospital in "01234"}
        for row in rows:
            if row["travel_time"] and float(row["travel_time"]) <= 45:
                reached[row["to_id"]].add(row["from_id"])
        best = max(itertools.combinations("01234", 2),
                   key=lambda pair: sum(people[area] for area in reached[pair[0]] | reached[pair[1]]))
        with run_example("calgary", self.folder) as result:
            self.assertEqual(sorted(column(result, "/plan/site_id").tolist()), list(best))
            self.assertEqual(column(result, "/proof/objective")[0],
                             sum(people[area] for area in reached[best[0]] | reached[best[1]]))
            blank = sum(not row["travel_time"] for row in rows)
            self.assertEqual(blank, 333)
            self.assertTrue(any(f"{blank} of {len(rows)} pairs" in text
                                for text in column(result, "/notes/text").tolist()))

    def test_calgary_is_flat_and_says_so_first_and_has_every_seat_of_its_ledger(self):
        with run_example("calgary-day-care", self.folder) as result:
            self.assertIn("flat", column(result, "/key_numbers/meaning")[0])
            self.assertEqual(column(result, "/ledger/capacity").sum(), 30_787)
            numbers = key_numbers(result)
            self.assertEqual(numbers["daycare_overstatement"], numbers["daycare_overstatement_flat_world"])

    def test_one_and_two_threads_and_two_runs_give_the_same_bits_in_porto_alegre(self):
        results = []
        for number, threads in enumerate((1, 2, 2)):
            folder = self.folder / str(number)
            folder.mkdir()
            results.append(run_example("porto-alegre", folder, "--threads", threads))
            self.addCleanup(results[-1].close)
        first = datasets(results[0])
        self.assertGreater(len(first), 100)
        for other in map(datasets, results[1:]):
            self.assertEqual(first.keys(), other.keys())
            different = [path for path in first if not same_bits(first[path], other[path])]
            self.assertEqual(different, [])

    def test_the_demo_city_is_planned_within_two_percent_in_less_than_a_minute(self):
        program("demo", "--size", "town", "-o", self.folder)
        start = time.monotonic()
        with run(self.folder / "demo.toml", self.folder / "result.h5") as result:
            seconds = time.monotonic() - start
            print(f"the demo ran {seconds:.1f} s")
            self.assertLess(seconds, 60)
            self.assert_balanced(result, None)
            self.assert_planned(result, 10)


if __name__ == "__main__":
    unittest.main(argv=[argument for argument in sys.argv if argument != "--update"])
