"""Porto Alegre counted again without the program: covered people by SciPy's Dijkstra, the plan by HiGHS."""

import unittest

import h5py
import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, eye, hstack
from scipy.sparse.csgraph import dijkstra

from study_runner import ROOT, Folder, program, require_data
from walking_graph import SIXTEEN, shifted, walking_graph

CELL_M = 50.0
LIMIT_S = 900.0
MAX_SLOPE, NEW_SITES = 0.15, 10


class City:
    """What the result says of ground, people and sites; everything else is worked out here."""

    def __init__(self, result):
        self.height = result["/ground/elevation"][...].astype(numpy.float64)
        self.is_open = result["/ground/passable"][...] == 1
        self.people = result["/people/people"][...].ravel()
        self.graph = walking_graph(self.height, self.is_open, SIXTEEN, CELL_M, CELL_M)
        sites = {name: result[f"/sites/{name}"][...] for name in ("service", "planned", "row", "col")}
        self.cell = sites["row"] * self.height.shape[1] + sites["col"]
        self.service, self.planned = sites["service"].astype(str), sites["planned"] == 1

    def covered(self, service, state):
        """Cells from which somebody walks to the nearest site of the service within the limit."""
        here = (self.service == service) & (~self.planned | (state == "after"))
        seconds = dijkstra(self.graph.T.tocsr(), indices=self.cell[here], min_only=True)
        return seconds <= LIMIT_S * (1 + 1e-6)

    def best_plan(self, covered):
        """Most people that new sites can cover together with those covered already."""
        steepest = numpy.zeros(self.height.shape)
        for move in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            rise = numpy.nan_to_num(numpy.abs(shifted(self.height, move, numpy.nan) - self.height))
            steepest = numpy.maximum(steepest, rise / CELL_M)
        sites = numpy.flatnonzero(self.is_open.ravel() & (self.people >= 1) & (steepest.ravel() <= MAX_SLOPE))
        asking = numpy.flatnonzero((self.people > 0) & ~covered)
        reach = dijkstra(self.graph, indices=asking, limit=LIMIT_S * 1.01)[:, sites] <= LIMIT_S * (1 + 1e-6)
        points, candidates = reach.shape
        # A point counts when one of its sites is open: covered - sum of its sites <= 0; at most ten sites.
        served = hstack([eye(points), -csr_matrix(reach.astype(float))])
        opened = numpy.concatenate([numpy.zeros(points), numpy.ones(candidates)])
        answer = milp(numpy.concatenate([-self.people[asking], numpy.zeros(candidates)]),
                      constraints=[LinearConstraint(served, -numpy.inf, 0),
                                   LinearConstraint(opened, -numpy.inf, NEW_SITES)],
                      integrality=opened, bounds=Bounds(0, 1))
        if not answer.success:
            raise AssertionError(answer.message)
        return self.people[covered].sum() - answer.fun


class PortoAlegreByScipy(unittest.TestCase):
    def test_the_same_people_are_covered_and_no_plan_is_better(self):
        data = require_data("poa")
        with Folder() as folder:
            target = folder.path / "result.h5"
            program("run", ROOT / "scenarios/examples/porto-alegre/scenario.toml", "-o", target, "--quiet", "--data", data)
            with h5py.File(target, "r") as result:
                city = City(result)
                for service, state in (("clinic", "before"), ("clinic", "after"), ("school", "before")):
                    with self.subTest(service=service, state=state):
                        expected = city.covered(service, state)
                        found = result[f"/access/{service}/people/{state}/covered"][...].ravel() == 1
                        self.assertEqual((expected & (city.people > 0)).sum(), (found & (city.people > 0)).sum())
                        self.assertEqual(city.people[expected].sum(), city.people[found].sum())
                best = city.best_plan(city.covered("clinic", "before"))
                objective, bound = result["/proof/objective"][0], result["/proof/bound"][0]
                print(f"HiGHS covers {best:,.0f} people, the program {objective:,.0f} of at most {bound:,.0f}")
                # Hexagons hold whole people, so a gap of 0.1 % is in whole people too.
                self.assertGreaterEqual(bound, best - 0.5)
                self.assertGreaterEqual(objective, best * (1 - 0.001))
                self.assertLessEqual(objective, best + 0.5)


if __name__ == "__main__":
    unittest.main()
