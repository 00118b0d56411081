"""Plans under rules on Shancheng town against HiGHS, an exact solver: the walks come from a graph built from the formulas
alone, the models from the textbook, and objectives must be equal."""

import pathlib
import tempfile
import unittest

import h5py
import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack, identity, lil_matrix
from scipy.sparse.csgraph import dijkstra

from study_runner import program
from walking_graph import SIXTEEN, walking_graph

CELL_M = 200.0
SCENARIO = """format = 1
[city]
elevation = "dem.tif"
population = "people.tif"
districts = { file = "districts.gpkg", id = "id", name = "name" }
facilities = ["facilities.csv"]
crs = "EPSG:4545"
cell_m = 200
[[level]]
id = "circle15"
[[service]]
id = "clinic"
level = "circle15"
reach_min = 15
[[service]]
id = "school"
level = "circle15"
reach_min = 10
[[place]]
PLACE
candidates = { min_people = 1 }
stop = { gap = 0 }
"""
# Fewer candidates, so that both solvers prove their plans.
BACKUP_PEOPLE = 350
REACH_S = {"clinic": 900.0, "school": 600.0}


class TownModel:
    """What HiGHS needs to know of a result: who walks where, what stands, what may be built."""

    def __init__(self, result, services, spacing_m, min_people=1, keep_covered=False):
        heights, is_open = result["ground/elevation"][...], result["ground/passable"][...] == 1
        cols = heights.shape[1]
        people = numpy.nan_to_num(result["people/people"][...])
        scored = result["ground/zone"][...] == 1
        graph = walking_graph(heights, is_open, SIXTEEN, CELL_M, CELL_M).T.tocsr()
        self.reached_from = lambda cells, limit: dijkstra(graph, indices=cells, limit=limit) <= limit
        existing = {service: [row * cols + col for row, col, given, planned in zip(
            *(result["sites"][name][...] for name in ("row", "col", "service", "planned")))
            if given.decode() == service and not planned] for service in services}
        candidates = numpy.flatnonzero((people >= min_people).ravel() & is_open.ravel() & scored.ravel())
        self.unit_of_cell = result["units/district/unit_of_cell"][...].ravel()
        place = numpy.stack([candidates % cols, candidates // cols], 1) * CELL_M
        if len(services) == 1:
            standing = numpy.array(existing[services[0]])
            there = numpy.stack([standing % cols, standing // cols], 1) * CELL_M
            apart = numpy.sqrt(((place[:, None] - there[None]) ** 2).sum(-1)).min(1)
            candidates, place = candidates[apart >= spacing_m], place[apart >= spacing_m]
        self.candidates, self.existing = candidates, existing
        self.too_close = ((place[:, None] - place[None]) ** 2).sum(-1) < spacing_m ** 2
        self.weight, self.covers, self.covered, self.unit_of_demand = [], [], 0.0, []
        weight = (people * scored).ravel()
        self.total_of_unit = numpy.zeros(self.unit_of_cell.max() + 1)
        self.covered_of_unit = numpy.zeros_like(self.total_of_unit)
        for service in services:
            # A hundredth of a second for the rounding of sums in float, which the program allows for and tells.
            limit = REACH_S[service] + 0.01
            now = (dijkstra(graph, indices=existing[service], limit=limit) <= limit).any(0)
            waiting = numpy.flatnonzero((weight > 0) & (keep_covered | ~now))
            self.covers.append((dijkstra(graph, indices=candidates, limit=limit) <= limit)[:, waiting].T)
            if keep_covered:
                self.standing_covers = (dijkstra(graph, indices=existing[service], limit=limit) <= limit)[:, waiting]
            self.weight.append(weight[waiting])
            self.unit_of_demand.append(self.unit_of_cell[waiting])
            self.covered += weight[now].sum()
            for unit in range(len(self.total_of_unit)):
                here = self.unit_of_cell == unit
                self.total_of_unit[unit] += weight[here].sum()
                self.covered_of_unit[unit] += weight[here & now].sum()
        self.total = weight.sum() * len(services)
        self.weight = numpy.concatenate(self.weight)
        self.covers = csr_matrix(numpy.concatenate(self.covers).astype(float))
        self.unit_of_demand = numpy.concatenate(self.unit_of_demand)

    def solve(self, cost_of_sites, worth_of_demand, rows):
        """The least cost less worth; the first columns are sites, the others demand that is covered."""
        demand, sites = self.covers.shape
        rows = [LinearConstraint(hstack([-self.covers, identity(demand)]).tocsr(), -numpy.inf, 0.0), *rows]
        close = numpy.argwhere(numpy.triu(self.too_close, 1))
        pairs = lil_matrix((len(close), sites + demand))
        for number, (one, other) in enumerate(close):
            pairs[number, one] = pairs[number, other] = 1.0
        rows.append(LinearConstraint(pairs.tocsr(), -numpy.inf, 1.0))
        answer = milp(numpy.r_[numpy.full(sites, cost_of_sites), -worth_of_demand], constraints=rows, bounds=Bounds(0, 1),
                      integrality=numpy.r_[numpy.ones(sites), numpy.zeros(demand)],
                      options={"mip_rel_gap": 0.0, "time_limit": 300})
        assert answer.status == 0, answer.message
        return answer.fun

    def most_served(self, count, capacity, room, share=0.0, fairest=False):
        """Columns: sites, then the people of each place who go to each candidate, then to each existing site, that they reach, then the
        lowest share of a district. Each district is served its share; `fairest`: what is largest is the lowest share."""
        demand, sites = self.covers.shape
        place, site = self.covers.nonzero()
        stands, there = numpy.nonzero(self.standing_covers)
        columns = sites + len(place) + len(stands) + 1
        to_new = sites + numpy.arange(len(place))
        to_standing = sites + len(place) + numpy.arange(len(stands))

        def rows(entries, number, least, most):
            row, column, value = (numpy.concatenate(parts) for parts in zip(*entries))
            return LinearConstraint(csr_matrix((value, (row, column)), shape=(number, columns)), least, most)

        one = numpy.ones
        limits = [
            rows([(place, to_new, one(len(place))), (there, to_standing, one(len(there)))], demand, -numpy.inf, self.weight),
            rows([(site, to_new, one(len(site))), (numpy.arange(sites), numpy.arange(sites), numpy.full(sites, -capacity))],
                 sites, -numpy.inf, 0.0),
            rows([(stands, to_standing, one(len(stands)))], len(self.standing_covers), -numpy.inf, room),
            rows([(numpy.zeros(sites, int), numpy.arange(sites), one(sites))], 1, 0, count),
        ]
        # Nobody goes where no site is built: sharper than the room alone.
        served = numpy.r_[self.weight[place], self.weight[there]]
        limits.append(rows([(numpy.arange(len(place)), to_new, one(len(place))),
                            (numpy.arange(len(place)), site, -self.weight[place])], len(place), -numpy.inf, 0.0))
        units = len(self.total_of_unit)
        unit = self.unit_of_demand
        limits.append(rows([(unit[place], to_new, one(len(place))), (unit[there], to_standing, one(len(there))),
                            (numpy.arange(units), numpy.full(units, columns - 1), -self.total_of_unit)], units, 0.0, numpy.inf))
        worth = numpy.r_[numpy.zeros(sites), one(len(served)), 0.0]
        if fairest:
            worth = numpy.r_[numpy.zeros(columns - 1), 1.0]
        answer = milp(-worth, constraints=limits, bounds=Bounds(numpy.r_[numpy.zeros(columns - 1), share],
                                                                numpy.r_[one(sites), served, 1.0]),
                      integrality=numpy.r_[one(sites), numpy.zeros(columns - sites)],
                      options={"mip_rel_gap": 1e-7, "time_limit": 300})
        assert answer.status == 0, answer.message
        return -answer.fun

    def of_sites(self, chosen, least, most):
        row = numpy.r_[chosen.astype(float), numpy.zeros(self.covers.shape[0])]
        return LinearConstraint(row[None], least, most)

    def of_demand(self, weight, least):
        return LinearConstraint(numpy.r_[numpy.zeros(self.covers.shape[1]), weight][None], least, numpy.inf)

    def minima(self, least):
        """Existing centres are as many as the unit has of the scarcest service."""
        unit = self.unit_of_cell[self.candidates]
        rows = []
        for number in range(len(self.total_of_unit)):
            standing = min(sum(self.unit_of_cell[cell] == number for cell in cells) for cells in self.existing.values())
            if least > standing:
                rows.append(self.of_sites(unit == number, least - standing, numpy.inf))
        return rows


class PlansByHighs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        program("demo", "--size", "town", "-o", cls.folder / "town")

    def plan(self, place, min_people=1):
        return self.plan_text(SCENARIO.replace("PLACE", place).replace("min_people = 1", f"min_people = {min_people}"))

    def plan_text(self, text):
        scenario = self.folder / "town" / "asked.toml"
        scenario.write_text(text, encoding="utf-8")
        program("run", scenario, "-o", self.folder / "result.h5", "--quiet")
        result = self.enterContext(h5py.File(self.folder / "result.h5", "r"))
        proof = {name: column[0] for name, column in result["proof"].items()}
        self.assertEqual(proof["status"], b"optimal")
        return result, proof["objective"]

    def assert_same(self, found, wanted):
        # Both are sums of the same float32 people over the same cells, in another order.
        self.assertAlmostEqual(found, wanted, delta=1e-6 * abs(wanted))

    def test_most_people_with_minima_and_spacing(self):
        result, objective = self.plan('service = "clinic"\nproblem = "cover"\ncount = 8\nmin_per_unit = 2\nspacing_m = 1500')
        town = TownModel(result, ["clinic"], 1500.0)
        rows = [*town.minima(2), town.of_sites(numpy.ones(len(town.candidates)), 0, 8)]
        self.assert_same(objective, town.covered - town.solve(0.0, town.weight, rows))

    def test_most_needs_of_two_services_under_one_roof(self):
        result, objective = self.plan('level = "circle15"\nproblem = "cover"\ncount = 7\nmin_per_unit = 2\nspacing_m = 1000')
        town = TownModel(result, ["clinic", "school"], 1000.0)
        rows = [*town.minima(2), town.of_sites(numpy.ones(len(town.candidates)), 0, 7)]
        self.assert_same(objective, town.covered - town.solve(0.0, town.weight, rows))

    def test_fewest_sites_for_a_share(self):
        result, objective = self.plan('service = "clinic"\nproblem = "require"\nshare = 0.88\nspacing_m = 1500')
        town = TownModel(result, ["clinic"], 1500.0)
        rows = [town.of_demand(town.weight, 0.88 * town.total - town.covered)]
        self.assertEqual(objective, round(town.solve(1.0, 0.0 * town.weight, rows)))

    def test_fewest_sites_for_a_share_of_each_district(self):
        result, objective = self.plan('service = "clinic"\nproblem = "require"\nshare = 0.8\nshare_per_unit = 0.7')
        town = TownModel(result, ["clinic"], 0.0)
        rows = [town.of_demand(town.weight, 0.8 * town.total - town.covered)]
        for unit, total in enumerate(town.total_of_unit):
            rows.append(town.of_demand(town.weight * (town.unit_of_demand == unit), 0.7 * total - town.covered_of_unit[unit]))
        self.assertEqual(objective, round(town.solve(1.0, 0.0 * town.weight, rows)))


    def test_most_people_served_by_sites_that_can_be_full(self):
        """Who goes where is a share of each place for each site; HiGHS chooses sites and shares at once."""
        result, objective = self.plan('service = "clinic"\nproblem = "cover"\ncount = 3\nassignment = "split"\n'
                                      "capacity = 9000", min_people=450)
        town = TownModel(result, ["clinic"], 0.0, min_people=450, keep_covered=True)
        plan = {name: result["plan"][name][...] for name in ("people_assigned", "existing", "capacity")}
        self.assertAlmostEqual(plan["people_assigned"].sum(), objective, delta=1e-6 * objective)
        room = numpy.where(numpy.isnan(plan["capacity"]), numpy.inf, plan["capacity"])
        self.assertTrue((plan["people_assigned"] <= room * (1 + 1e-9)).all())
        self.assert_same(objective, town.most_served(3, 9000.0, room[plan["existing"] == 1]))

    def served_by_plan(self, place, min_people):
        result, objective = self.plan(f'service = "clinic"\n{place}', min_people)
        town = TownModel(result, ["clinic"], 0.0, min_people=min_people, keep_covered=True)
        plan = {name: result["plan"][name][...] for name in ("people_assigned", "existing", "capacity")}
        room = numpy.where(numpy.isnan(plan["capacity"]), numpy.inf, plan["capacity"])
        self.assertTrue((plan["people_assigned"] <= room * (1 + 1e-8)).all())
        return objective, town, room[plan["existing"] == 1], plan["people_assigned"].sum()

    def test_most_people_served_with_a_share_of_each_district(self):
        objective, town, room, assigned = self.served_by_plan(
            'problem = "cover"\ncount = 3\nassignment = "split"\ncapacity = 9000\nshare_per_unit = 0.47', 500)
        self.assertAlmostEqual(assigned, objective, delta=1e-6 * objective)
        self.assert_same(objective, town.most_served(3, 9000.0, room, share=0.47))

    def test_fairest_shares_of_the_districts_when_sites_can_be_full(self):
        objective, town, room, _ = self.served_by_plan('problem = "fair"\ncount = 3\nassignment = "split"\ncapacity = 5000', 500)
        self.assertAlmostEqual(objective, town.most_served(3, 5000.0, room, fairest=True), delta=2e-6)

    def test_most_people_of_the_plans_that_leave_no_district_behind(self):
        result, objective = self.plan('service = "clinic"\nproblem = "cover"\ncount = 4\nshare_per_unit = 0.68', min_people=500)
        town = TownModel(result, ["clinic"], 0.0, min_people=500)
        rows = [town.of_sites(numpy.ones(len(town.candidates)), 0, 4)]
        best = town.covered - town.solve(0.0, town.weight, rows)
        for unit, total in enumerate(town.total_of_unit):
            rows.append(town.of_demand(town.weight * (town.unit_of_demand == unit), 0.68 * total - town.covered_of_unit[unit]))
        kept = town.covered - town.solve(0.0, town.weight, rows)
        # The shares cost something, so that they are put to the test.
        self.assertLess(kept, best * (1 - 1e-6))
        self.assert_same(objective, kept)

    def test_most_people_with_two_within_reach(self):
        """A place counts when twice as many sites reach it as one, those that stand included; HiGHS has whole places."""
        result, objective = self.plan('service = "clinic"\nproblem = "cover"\ncount = 5\ntimes = 2', min_people=BACKUP_PEOPLE)
        self.assertEqual(result["proof/times"][0], 2)
        town = TownModel(result, ["clinic"], 0.0, min_people=BACKUP_PEOPLE, keep_covered=True)
        demand, sites = town.covers.shape
        standing = town.standing_covers.sum(0)
        answer = milp(-numpy.r_[numpy.zeros(sites), town.weight], bounds=Bounds(0, 1), integrality=numpy.ones(sites + demand),
                      constraints=[LinearConstraint(hstack([-town.covers, 2.0 * identity(demand)]).tocsr(), -numpy.inf, standing),
                                   town.of_sites(numpy.ones(sites), 0, 5)],
                      options={"mip_rel_gap": 0.0, "time_limit": 300})
        self.assertEqual(answer.status, 0, answer.message)
        self.assert_same(objective, -answer.fun)
        # The program's own scores, of another search, count the same people.
        rows = zip(*(result["scores"][name][...] for name in ("metric", "state", "unit_kind", "group", "service", "value")))
        shares = [value for *of, value in rows if of == [b"choice_at_least_2_share", b"after", b"city", b"people", b"clinic"]]
        self.assert_same(objective, shares[0] * town.total)

    def test_two_levels_at_once_lower_centres_near_upper_ones(self):
        """School centres within 12 minutes of a clinic centre, existing or new; HiGHS chooses both levels in one model."""
        text = SCENARIO.replace('reach_min = 10', 'reach_min = 10\ndemand = { people = 0.5 }').replace(
            'id = "school"\nlevel = "circle15"', 'id = "school"\nlevel = "circle10"').replace(
            '[[service]]', '[[level]]\nid = "circle10"\nrank = 5\n[[service]]', 1).replace(
            'id = "circle15"\n', 'id = "circle15"\nrank = 4\n', 1)
        places = [f'level = "{level}"\nproblem = "cover"\ncount = 3\nlevels = "joint"\n{more}'
                  for level, more in (("circle15", ""), ("circle10", "nest_min = 12\n"))]
        rule = "candidates = { min_people = 400 }\nstop = { gap = 0 }\n"
        text = text[:text.index("[[place]]")] + "".join(f"[[place]]\n{place}{rule}" for place in places)
        result, objective = self.plan_text(text)
        clinics = TownModel(result, ["clinic"], 0.0, min_people=400)
        schools = TownModel(result, ["school"], 0.0, min_people=400)
        demand, sites = clinics.covers.shape
        places_of_schools = schools.covers.shape[0]
        near = clinics.reached_from(clinics.candidates, 720.01)[:, schools.candidates]
        anchored = clinics.reached_from(clinics.existing["clinic"], 720.01)[:, schools.candidates].any(0)
        # Columns: clinic sites, their demand, school sites, their demand.
        none = csr_matrix
        limits = [
            LinearConstraint(hstack([-clinics.covers, identity(demand), none((demand, sites + places_of_schools))]).tocsr(),
                             -numpy.inf, 0.0),
            LinearConstraint(hstack([none((places_of_schools, sites + demand)), -schools.covers,
                                     identity(places_of_schools)]).tocsr(), -numpy.inf, 0.0),
            LinearConstraint(hstack([-csr_matrix(near.T.astype(float)), none((sites, demand)), identity(sites),
                                     none((sites, places_of_schools))]).tocsr(), -numpy.inf, anchored.astype(float)),
        ]
        row = numpy.r_[numpy.ones(sites), numpy.zeros(demand + sites + places_of_schools)]
        limits.append(LinearConstraint(row[None], 0, 3))
        row = numpy.r_[numpy.zeros(sites + demand), numpy.ones(sites), numpy.zeros(places_of_schools)]
        limits.append(LinearConstraint(row[None], 0, 3))
        worth = numpy.r_[numpy.zeros(sites), clinics.weight, numpy.zeros(sites), 0.5 * schools.weight]
        answer = milp(-worth, constraints=limits, bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0, "time_limit": 300},
                      integrality=numpy.r_[numpy.ones(sites), numpy.zeros(demand), numpy.ones(sites),
                                           numpy.zeros(places_of_schools)])
        self.assertEqual(answer.status, 0, answer.message)
        self.assert_same(objective, clinics.covered + 0.5 * schools.covered - answer.fun)

    def test_fairest_shares_of_the_districts(self):
        """So many sites bring every district to the lowest share, and none of that number brings every one a millionth above."""
        result, objective = self.plan('service = "clinic"\nproblem = "fair"\ncount = 4')
        self.assertEqual(result["proof/unit_of_measure"][0], b"1")
        town = TownModel(result, ["clinic"], 0.0)

        def fewest(share):
            rows = [town.of_demand(town.weight * (town.unit_of_demand == unit), share * total - town.covered_of_unit[unit])
                    for unit, total in enumerate(town.total_of_unit)]
            return round(town.solve(1.0, 0.0 * town.weight, rows))

        self.assertLessEqual(fewest(objective * (1 - 1e-6)), 4)
        self.assertGreater(fewest(objective * (1 + 1e-6)), 4)
        scores = result["scores"]
        rows = zip(*(scores[name][...] for name in ("metric", "state", "unit_kind", "service", "group", "value")))
        shares = [value for *of, value in rows
                  if of == [b"covered_share", b"after", b"district", b"clinic", b"people"]]
        self.assertEqual(len(shares), len(town.total_of_unit))
        self.assert_same(objective, min(shares))


if __name__ == "__main__":
    unittest.main()
