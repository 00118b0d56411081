"""p-median, p-centre and p-median under capacities through the program: published optima, and Shancheng town against HiGHS on walks
from a graph built from the formulas alone."""

import itertools
import math
import pathlib
import tempfile
import unittest

import h5py
import numpy
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from study_runner import ROOT, program, require_data
from walking_graph import SIXTEEN, walking_graph

CELL_M = 200.0
MATRIX = """format = 1
[city]
population = { file = "demand.csv", id = "id", count = "people" }
[travel]
matrix = { file = "ways.csv", from = "from_id", to = "to_id", metres = "metres" }
[[service]]
id = "store"
reach_m = 1000
[[place]]
service = "store"
candidates = { file = "sites.csv", id = "id" }
stop = { gap = 0 }
PLACE
"""
TOWN = """format = 1
[city]
elevation = "dem.tif"
population = "people.tif"
districts = { file = "districts.gpkg", id = "id", name = "name" }
facilities = ["facilities.csv"]
crs = "EPSG:4545"
cell_m = 200
[[service]]
id = "clinic"
reach_min = 15
[[place]]
service = "clinic"
PLACE
"""


def proof_of(result):
    return {name: column[0] for name, column in result["proof"].items()}


class PlansByWays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))

    def run_text(self, text, folder, *arguments):
        scenario = folder / "asked.toml"
        scenario.write_text(text, encoding="utf-8")
        program("run", scenario, "-o", self.folder / "result.h5", "--quiet", *arguments)
        result = self.enterContext(h5py.File(self.folder / "result.h5", "r"))
        return result, proof_of(result)

    def matrix(self, metres, people, place):
        """A study on a matrix of points times sites."""
        with open(self.folder / "ways.csv", "w", encoding="utf-8") as table:
            table.write("from_id,to_id,metres\n")
            for i, row in enumerate(metres):
                table.writelines(f"p{i},s{j},{way!r}\n" for j, way in enumerate(row.tolist()))
        (self.folder / "demand.csv").write_text(
            "id,people\n" + "".join(f"p{i},{count!r}\n" for i, count in enumerate(people.tolist())), encoding="utf-8")
        (self.folder / "sites.csv").write_text(
            "id\n" + "".join(f"s{j}\n" for j in range(metres.shape[1])), encoding="utf-8")
        return self.run_text(MATRIX.replace("PLACE", place), self.folder)

    def test_san_franciscos_four_stores_are_those_published(self):
        data = require_data("spopt_sf")
        text = (ROOT / "scenarios/examples/san-francisco/scenario.toml").read_text(encoding="utf-8")
        for problem, published in (("median", 2982.1268579890657), ("center", 7403.0638)):
            with self.subTest(problem):
                result, proof = self.run_text(text.replace('"cover"', f'"{problem}"'), self.folder, "--data", data)
                self.assertEqual(proof["status"], b"optimal")
                self.assertEqual(proof["unit_of_measure"], b"m")
                self.assertAlmostEqual(proof["objective"], published, delta=1e-3)
                self.assertLessEqual(proof["bound"], proof["objective"])
                if problem == "median":
                    self.assertEqual(set(result["plan/site_id"].asstr()[...]), {"Store_2", "Store_11", "Store_12", "Store_15"})
                    self.assertIn("2982 metres", proof["words"].decode())
                # The scores tell the same mean and longest way, from the distances themselves.
                scores = {(state, metric): value for state, metric, value in zip(
                    result["scores/state"].asstr()[...], result["scores/metric"].asstr()[...], result["scores/value"][...])}
                metric = "mean_metres" if problem == "median" else "longest_metres"
                self.assertAlmostEqual(scores["after", metric], proof["objective"], delta=1e-9)
                self.assertTrue(math.isnan(scores["before", metric]))
                self.assertEqual(scores["before", "unreached_share"], 1.0)

    def test_graphs_of_or_library_have_the_published_optima(self):
        data = require_data("pmedian")
        published = {}
        for problem, name in (("median", "pmedopt.txt"), ("center", "kcenteropt.txt")):
            words = (data / name).read_text(encoding="utf-8").split()
            published[problem] = {word: float(words[k + 1]) for k, word in enumerate(words) if word.startswith("pmed")}
        for number in (1, 10, 16):
            lines = [tuple(map(int, line.split())) for line in (data / f"pmed{number}.txt").read_text().splitlines() if line]
            (n, _, count), edges = lines[0], {tuple(sorted(line[:2])): line[2] for line in lines[1:]}
            ends = numpy.array(list(edges)) - 1
            graph = csr_matrix((list(edges.values()), ends.T), shape=(n, n))
            ways = dijkstra(graph, directed=False)
            for problem in ("median", "center"):
                with self.subTest(number=number, problem=problem):
                    _, proof = self.matrix(ways, numpy.ones(n), f'problem = "{problem}"\ncount = {count}')
                    self.assertEqual(proof["status"], b"optimal")
                    whole = n if problem == "median" else 1
                    self.assertAlmostEqual(proof["objective"] * whole, published[problem][f"pmed{number}"], delta=1e-6)
                    self.assertAlmostEqual(proof["bound"] * whole, published[problem][f"pmed{number}"], delta=1e-6)

    def test_sites_that_can_be_full_have_the_published_optima(self):
        data = require_data("pmedcap")
        for number in (1, 5, 10):
            with self.subTest(number):
                numbers = (data / f"pmedcap{number:02}.txt").read_text().split()
                known, n, count, capacity = (float(numbers[k]) for k in (1, 2, 3, 4))
                nodes = numpy.array(numbers[5:5 + 4 * int(n)], float).reshape(-1, 4)
                ways = numpy.floor(numpy.hypot(*(nodes[:, None, k] - nodes[None, :, k] for k in (1, 2))))
                load = nodes[:, 3]
                # There each node's way counts once, here once for each of its people.
                result, proof = self.matrix(ways / load[:, None], load,
                                            f'problem = "median"\ncount = {int(count)}\nassignment = "whole"\n'
                                            f"capacity = {capacity}")
                self.assertEqual(proof["status"], b"optimal")
                self.assertAlmostEqual(proof["objective"] * load.sum(), known, delta=1e-5 * known)
                assigned = result["plan/people_assigned"][...]
                self.assertAlmostEqual(assigned.sum(), load.sum(), delta=1e-6)
                self.assertLessEqual(assigned.max(), capacity)
                self.assertEqual(result["plan/capacity"][...].tolist(), [capacity] * len(assigned))

    def town(self, place):
        town = self.folder / "town"
        if not town.exists():
            program("demo", "--size", "town", "-o", town)
        return self.run_text(TOWN.replace("PLACE", place), town)

    def ways_of_town(self, result, min_people):
        """Seconds from each cell where people live to candidates and to existing clinics, and the people."""
        heights, is_open = result["ground/elevation"][...], result["ground/passable"][...] == 1
        cols = heights.shape[1]
        people = numpy.nan_to_num(result["people/people"][...])
        scored = result["ground/zone"][...] == 1
        graph = walking_graph(heights, is_open, SIXTEEN, CELL_M, CELL_M).T.tocsr()
        existing = [row * cols + col for row, col, planned in zip(*(result["sites"][name][...]
                                                                    for name in ("row", "col", "planned"))) if not planned]
        candidates = numpy.flatnonzero((people >= min_people).ravel() & is_open.ravel() & scored.ravel())
        lived_in = numpy.flatnonzero((people * scored).ravel() > 0)
        return (dijkstra(graph, indices=candidates)[:, lived_in].T, dijkstra(graph, indices=existing)[:, lived_in].T,
                people.ravel()[lived_in])

    @staticmethod
    def highs_median(ways, standing, people, count):
        """The optimum by HiGHS, in minutes a person. Columns: sites, then points times sites, what stands last."""
        everything = numpy.hstack([ways, standing.min(1, keepdims=True)])
        points, sites = everything.shape
        new = ways.shape[1]
        columns = new + points * sites
        given = new + numpy.arange(points * sites).reshape(points, sites)
        rows = [LinearConstraint(coo_matrix((numpy.ones(points * sites),
                                             (numpy.repeat(numpy.arange(points), sites), given.ravel())),
                                            (points, columns)).tocsr(), 1.0, 1.0),
                LinearConstraint(numpy.r_[numpy.ones(new), numpy.zeros(points * sites)][None], 0, count)]
        pairs = points * new
        rows.append(LinearConstraint(coo_matrix((numpy.r_[numpy.ones(pairs), -numpy.ones(pairs)],
                                                 (numpy.tile(numpy.arange(pairs), 2),
                                                  numpy.r_[given[:, :new].ravel(), numpy.tile(numpy.arange(new), points)])),
                                                (pairs, columns)).tocsr(), -numpy.inf, 0.0))
        cost = numpy.r_[numpy.zeros(new), (everything * people[:, None]).ravel()] / 60.0 / people.sum()
        answer = milp(cost, constraints=rows, bounds=Bounds(0, 1),
                      integrality=numpy.r_[numpy.ones(new), numpy.zeros(points * sites)],
                      options={"mip_rel_gap": 0.0, "time_limit": 300})
        assert answer.status == 0, answer.message
        return answer.fun

    def test_shortest_way_on_average_in_town(self):
        result, proof = self.town('problem = "median"\ncount = 6\ncandidates = { min_people = 800 }\nstop = { gap = 0 }')
        self.assertEqual((proof["status"], proof["unit_of_measure"]), (b"optimal", b"min"))
        ways, standing, people = self.ways_of_town(result, 800)
        wanted = self.highs_median(ways, standing, people, 6)
        # Sums of float32 seconds, each rounded once a step: 1e-6 of them.
        self.assertAlmostEqual(proof["objective"], wanted, delta=3e-6 * wanted)
        self.assertAlmostEqual(proof["bound"], wanted, delta=3e-6 * wanted)
        # The maps say the same.
        minutes = result["access/clinic/people/after/minutes"][...]
        lived_in = (numpy.nan_to_num(result["people/people"][...]) > 0) & (result["ground/zone"][...] == 1)
        mean = (minutes[lived_in] * result["people/people"][...][lived_in]).sum() / people.sum()
        self.assertAlmostEqual(proof["objective"], mean, delta=1e-5 * mean)

    def test_shortest_longest_way_in_town(self):
        result, proof = self.town('problem = "center"\ncount = 4\ncandidates = { min_people = 100 }\nstop = { gap = 0 }')
        self.assertEqual(proof["status"], b"optimal")
        ways, standing, people = self.ways_of_town(result, 100)
        # Of every longest way that there can be, the shortest for which four sites reach everybody.
        nearest = standing.min(1)
        values = numpy.unique(numpy.r_[ways.ravel(), nearest])
        low, high = 0, len(values) - 1
        while low < high:
            middle = (low + high) // 2
            waiting = nearest > values[middle]
            covers = csr_matrix((ways[waiting] <= values[middle]).astype(float))
            answer = milp(numpy.ones(ways.shape[1]), constraints=LinearConstraint(covers, 1.0, numpy.inf),
                          bounds=Bounds(0, 1), integrality=numpy.ones(ways.shape[1]))
            if answer.status == 0 and round(answer.fun) <= 4:
                high = middle
            else:
                low = middle + 1
        self.assertAlmostEqual(proof["objective"], values[low] / 60.0, delta=1e-5 * values[low] / 60.0)
        self.assertEqual(proof["bound"], proof["objective"])
        minutes = result["access/clinic/people/after/minutes"][...]
        lived_in = (numpy.nan_to_num(result["people/people"][...]) > 0) & (result["ground/zone"][...] == 1)
        self.assertAlmostEqual(proof["objective"], minutes[lived_in].max(), delta=1e-5 * minutes[lived_in].max())

    def test_clinics_that_can_be_full_in_town(self):
        room = 40_000.0
        result, proof = self.town(f'problem = "median"\ncount = 3\nassignment = "whole"\ncapacity = {room}\n'
                                  "candidates = { min_people = 1900 }\nstop = { gap = 0.002 }")
        self.assertIn(proof["status"], (b"optimal", b"within gap"))
        ways, standing, people = self.ways_of_town(result, 1900)
        plan = {name: column[...] for name, column in result["plan"].items()}
        assigned, capacity, stays = plan["people_assigned"], plan["capacity"], plan["existing"] == 1
        limit = numpy.where(numpy.isnan(capacity), numpy.inf, capacity)
        self.assertAlmostEqual(assigned.sum(), people.sum(), delta=1e-6 * people.sum())
        self.assertTrue((assigned <= limit * (1 + 1e-9)).all())
        self.assertTrue((limit[~stays] == room).all())
        # Were places shared out among sites, no three sites would do with less than this: at most what whole places take.
        shared = min(self.shared_out(numpy.hstack([ways[:, chosen], standing]), people,
                                     numpy.r_[numpy.full(3, room), limit[stays]])
                     for chosen in itertools.combinations(range(ways.shape[1]), 3))
        self.assertGreaterEqual(proof["objective"], shared * (1 - 3e-6))
        self.assertLessEqual(proof["objective"], shared * 1.002)
        self.assertLessEqual(proof["bound"], proof["objective"])
        # Without room for everybody there is no plan, and the reason is told.
        _, said = program("run", self.full_town(), "-o", self.folder / "none.h5", "--quiet", expect=3)
        self.assertIn("people at most, and 382000 ask for it", said)

    def full_town(self):
        scenario = self.folder / "town" / "full.toml"
        facilities = (self.folder / "town" / "facilities.csv").read_text(encoding="utf-8").splitlines()
        (self.folder / "town" / "few.csv").write_text("\n".join(facilities[:2]) + "\n", encoding="utf-8")
        scenario.write_text(TOWN.replace('"facilities.csv"', '"few.csv"').replace(
            "PLACE", 'problem = "median"\ncount = 3\nassignment = "whole"\ncapacity = 40000\ncandidates = { min_people = 1900 }'),
            encoding="utf-8")
        return scenario

    @staticmethod
    def shared_out(ways, people, room):
        """Minutes a person where everybody goes to the best site that has room."""
        points, sites = ways.shape
        limited = numpy.flatnonzero(numpy.isfinite(room))
        served = coo_matrix((numpy.ones(points * sites), (numpy.repeat(numpy.arange(points), sites),
                                                          numpy.arange(points * sites)))).tocsr()
        load = coo_matrix((numpy.repeat(people, sites), (numpy.tile(numpy.arange(sites), points),
                                                         numpy.arange(points * sites)))).tocsr()[limited]
        answer = linprog((ways * people[:, None]).ravel() / 60.0 / people.sum(), A_ub=load, b_ub=room[limited], A_eq=served,
                         b_eq=numpy.ones(points), bounds=(0, 1), method="highs")
        assert answer.status == 0, answer.message
        return answer.fun


if __name__ == "__main__":
    unittest.main()
