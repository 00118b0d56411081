"""Porto Alegre and Grande Comore along their streets: people by streets, over the bare ground and in the circle stand side by
side, and taking a class of streets away changes coverage near those streets and nowhere else."""

import pathlib
import tempfile
import unittest

import h5py
import numpy

from study_runner import ROOT, program, require_data

EXAMPLES = ROOT / "scenarios" / "examples"
# The fastest walk at 4 km/h on the flat is down a slope of 5 %: 4 exp(0.175) km/h.
FASTEST_M_S = 4 / 3.6 * numpy.exp(0.175)
REACH_S = 900
# A facility whose street is gone joins another within 500 m, which may serve cells that the old one did not.
ACCESS_M = 500


def texts(result, path):
    return result[path].asstr()[...]


def run(scenario, folder, name, data):
    path = pathlib.Path(folder) / f"{name}.h5"
    program("run", scenario, "-o", path, "--quiet", "--data", data)
    return h5py.File(path, "r")


def score(result, metric, service="clinic", state="before"):
    scores = {name: texts(result, f"/scores/{name}") for name in
              ("state", "service", "group", "unit_kind", "metric")}
    row = ((scores["state"] == state) & (scores["service"] == service) & (scores["group"] == "people") &
           (scores["unit_kind"] == "city") & (scores["metric"] == metric))
    return float(result["/scores/value"][...][row][0])


class StreetsOfPortoAlegre(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = require_data("poa")
        cls.temporary = tempfile.TemporaryDirectory()
        text = (EXAMPLES / "porto-alegre" / "streets.toml").read_text(encoding="utf-8")
        # Streets alone decide here: people walk over the ground only as far as the next one. No plan is asked for.
        cls.text = text.split("[[place]]")[0].replace("[travel]", '[travel]\noff_street = "to_street"')
        cls.whole = cls.run_without(())

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def run_without(cls, left_out):
        streets = '"poa_osm.pbf"'
        if left_out:
            listed = ", ".join(f'"{one}"' for one in left_out)
            streets = f'{{ file = "poa_osm.pbf", leave_out = [{listed}] }}'
        name = "-".join(left_out) or "whole"
        scenario = pathlib.Path(cls.temporary.name) / f"{name}.toml"
        scenario.write_text(cls.text.replace('streets = "poa_osm.pbf"', f"streets = {streets}"), encoding="utf-8")
        return run(scenario, cls.temporary.name, name, cls.data)

    def removed_points(self, taken):
        """Points along the edges of the whole network that `taken` says are gone, a few metres apart."""
        xy = self.whole["/streets/xy"][...]
        first = self.whole["/streets/first"][...]
        points = []
        for edge in numpy.flatnonzero(taken):
            line = xy[first[edge]:first[edge + 1]]
            for a, b in zip(line, line[1:]):
                parts = int(numpy.hypot(*(b - a)) // 25) + 1
                points.extend(a + (b - a) * k / parts for k in range(parts + 1))
        return numpy.array(points)

    def check_without(self, left_out, taken):
        less = self.run_without((left_out,))
        layer = "/access/clinic/people/before"
        before = self.whole[f"{layer}/covered"][...]
        after = less[f"{layer}/covered"][...]
        changed = before != after
        self.assertGreater(changed.sum(), 0, "nothing changes without " + left_out)
        self.assertLess(score(less, "covered"), score(self.whole, "covered"))
        x, y = self.whole[f"{layer}/x"][...], self.whole[f"{layer}/y"][...]
        rows, cols = numpy.nonzero(changed)
        points = self.removed_points(taken)
        furthest = 0.0
        for row, col in zip(rows, cols):
            furthest = max(furthest, numpy.hypot(points[:, 0] - x[col], points[:, 1] - y[row]).min())
        print(f"without {left_out}: {score(self.whole, 'covered'):.0f} -> {score(less, 'covered'):.0f} people, "
              f"{changed.sum()} cells changed, at most {furthest:.0f} m from what is gone")
        self.assertLess(furthest, REACH_S * FASTEST_M_S + ACCESS_M)

    def test_without_stairways(self):
        self.check_without("steps", texts(self.whole, "/streets/structure") == "steps")

    def test_without_footways(self):
        self.check_without("footway", texts(self.whole, "/streets/class") == "footway")

    def test_without_bridges(self):
        self.check_without("bridge", texts(self.whole, "/streets/structure") == "bridge")


class SideBySide(unittest.TestCase):
    def check(self, example, data):
        folder = require_data(data)
        with tempfile.TemporaryDirectory() as work:
            result = run(EXAMPLES / example / "streets.toml", work, example, folder)
            by_streets, on_surface, in_circle = (score(result, metric) for metric in
                                                 ("covered", "on_surface_people", "circle_people"))
            print(f"{example}: {by_streets:.0f} by streets, {on_surface:.0f} over the ground, {in_circle:.0f} in the circle")
            # Streets bend, and walking beside them is slower.
            self.assertLess(by_streets, on_surface)
            self.assertLess(on_surface, in_circle)
            self.assertTrue((result["/streets/climb_m"][...] >= 0).all())

    def test_over_the_bare_ground_is_what_the_scenario_without_streets_finds(self):
        folder = require_data("poa")
        with tempfile.TemporaryDirectory() as work:
            text = (EXAMPLES / "porto-alegre" / "streets.toml").read_text(encoding="utf-8")
            scenario = pathlib.Path(work) / "streets.toml"
            # The barriers of the map are taken out, because the other scenario does not know them.
            scenario.write_text(text.split("[[place]]")[0].replace(
                '"poa_osm.pbf"', '{ file = "poa_osm.pbf", barriers = [] }'), encoding="utf-8")
            along = run(scenario, work, "along", folder)
            bare = run(EXAMPLES / "porto-alegre" / "scenario.toml", work, "bare", folder)
            self.assertEqual(score(bare, "covered"), score(along, "on_surface_people"))

    def test_porto_alegre(self):
        self.check("porto-alegre", "poa")

    def test_grande_comore(self):
        self.check("grande-comore", "comoros")


if __name__ == "__main__":
    unittest.main()
