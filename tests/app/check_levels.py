"""Plans on three levels for Grande Comore and for Shancheng city keep their rules, and say what the maps say: spacing, minima,
nesting, needs met, and how far each plan is at most from the best."""

import math
import pathlib
import tempfile
import tomllib
import unittest

import h5py
import numpy
from scipy.sparse.csgraph import dijkstra

from study_runner import ROOT, program, require_data
from walking_graph import SIXTEEN, walking_graph

LARGEST_GAP = 0.03


def table(result, path):
    """A table as a list of rows."""
    columns = {name: item.asstr()[...] if h5py.check_string_dtype(item.dtype) else item[...]
               for name, item in result[path].items()}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


class LevelsStudy:
    """A result with its scenario."""

    def __init__(self, scenario, target, *arguments):
        program("run", scenario, "-o", target, "--quiet", *arguments)
        self.result = h5py.File(target, "r")
        self.scenario = tomllib.loads(scenario.read_text(encoding="utf-8"))
        self.plan = table(self.result, "plan")
        self.sites = table(self.result, "sites")
        self.proof = {row["service"]: row for row in table(self.result, "proof")}
        self.bundles = {level["id"]: level.get("bundle") or [service["id"] for service in self.scenario["service"]
                                                             if service.get("level") == level["id"]]
                        for level in self.scenario["level"]}

    def new_sites(self, level):
        return [row for row in self.plan if row["service"] == level and not row["existing"]]

    def standing_before(self, place, service):
        """Sites of a service that stand when the place is planned: the ledger's, and those of levels above."""
        order = list(self.proof)
        above = {row["site_id"] for level in order[:order.index(place["level"])] for row in self.new_sites(level)}
        return [site for site in self.sites if site["service"] == service and (not site["planned"] or site["id"] in above)]

    def needs_met(self, service):
        """Demand in cells that are covered in the end, group by group."""
        met = 0.0
        zone = self.result["ground/zone"][...]
        for row in table(self.result, "service_demand"):
            if row["service"] != service:
                continue
            covered = self.result[f"access/{service}/{row['group']}/after/covered"][...]
            people = self.result[f"people/{row['group']}"][...]
            met += row["rate"] * numpy.nansum(people[(covered == 1) & (zone == 1)])
        return met


class Levels(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check_rules(self, study):
        self.assertEqual(list(study.proof), [place["level"] for place in study.scenario["place"]])
        for place in study.scenario["place"]:
            level = place["level"]
            with self.subTest(level):
                proof, new = study.proof[level], study.new_sites(level)
                self.assertLessEqual(proof["gap"], LARGEST_GAP)
                self.assertGreaterEqual(proof["bound"], proof["objective"])
                self.assertLessEqual(len(new), place["count"])
                self.assertEqual(sorted(row["priority"] for row in new), list(range(1, len(new) + 1)))
                self.check_spacing(place, new)
                if place.get("min_per_unit"):
                    self.check_minima(study, place, new)
                if place.get("nest_min"):
                    self.check_nesting(study, place, new)

    def check_spacing(self, place, new):
        for i, one in enumerate(new):
            for other in new[i + 1:]:
                apart = math.hypot(one["x"] - other["x"], one["y"] - other["y"])
                self.assertGreaterEqual(apart, place.get("spacing_m", 0.0))

    def check_minima(self, study, place, new):
        kind = place.get("unit") or ("cluster" if "clusters" in study.scenario["city"] else "district")
        unit_of_cell = study.result[f"units/{kind}/unit_of_cell"][...]
        scored = study.result["ground/zone"][...] == 1
        for unit in sorted(set(unit_of_cell[scored & (unit_of_cell >= 0)].tolist())):
            here = [row for row in new if unit_of_cell[row["row"], row["col"]] == unit]
            standing = min(sum(unit_of_cell[site["row"], site["col"]] == unit for site in
                               study.standing_before(place, service) if site["row"] >= 0)
                           for service in study.bundles[place["level"]])
            self.assertGreaterEqual(len(here) + standing, place["min_per_unit"], (kind, unit))

    def check_nesting(self, study, place, new):
        known = {site["id"] for site in study.sites}
        for row in new:
            self.assertIn(row["parent_site"], known)
            self.assertLessEqual(row["parent_minutes"], place["nest_min"] * (1 + 1e-5))

    def check_needs(self, study, level):
        """What a plan says that it covers stands in the maps; only where no later plan adds to its services."""
        met = sum(study.needs_met(service) for service in study.bundles[level])
        # People are stored in double, each proof's people in units of at most a millionth.
        self.assertAlmostEqual(met, study.proof[level]["objective"], delta=1e-6 * met)

    def test_grande_comore(self):
        data = require_data("comoros")
        scenario = ROOT / "scenarios/examples/grande-comore/levels.toml"
        study = LevelsStudy(scenario, self.folder / "result.h5", "--data", data)
        self.check_rules(study)
        for level in ("circle15", "circle10"):
            self.check_needs(study, level)
        self.check_walks_to_upper_centres(study)

    def check_walks_to_upper_centres(self, study):
        """Minutes to the centre above, walked again on a graph built from the formulas alone."""
        ground = study.result["ground"]
        heights, is_open = ground["elevation"][...], ground["passable"][...] == 1
        graph = walking_graph(heights, is_open & numpy.isfinite(heights), SIXTEEN, 100.0, 100.0)
        new = study.new_sites("circle10")
        cells = {site["id"]: site["row"] * heights.shape[1] + site["col"] for site in study.sites}
        parents = sorted({row["parent_site"] for row in new})
        # To the centre: along the moves turned round.
        seconds = dijkstra(graph.T.tocsr(), indices=[cells[parent] for parent in parents], limit=3.0 * 3600.0)
        walked = [seconds[parents.index(row["parent_site"]), row["row"] * heights.shape[1] + row["col"]] / 60.0
                  for row in new]
        told = [row["parent_minutes"] for row in new]
        # The graph knows no ponds, so that it may only be faster. Heights are float32 here: a relative 1e-3 of a slope.
        for by_graph, by_program in zip(walked, told):
            self.assertLessEqual(by_graph, by_program * (1 + 1e-4) + 1e-6)
        self.assertGreater(sum(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in zip(walked, told)), 0.9 * len(told))

    def test_shancheng_city(self):
        city = self.folder / "city"
        program("demo", "--size", "city", "-o", city)
        study = LevelsStudy(city / "levels.toml", self.folder / "result.h5")
        self.check_rules(study)
        for level in study.bundles:
            self.check_needs(study, level)
        higher = [site for site in study.sites if site["counts_as"]]
        self.assertTrue(higher)
        for site in higher:
            self.assertTrue(any(other["id"] == site["id"] and other["service"] == site["counts_as"]
                                for other in study.sites))


if __name__ == "__main__":
    unittest.main()
