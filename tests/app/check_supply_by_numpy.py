"""Day-care seats of Calgary shared out again without the program: 2SFCA and E2SFCA by SciPy's Dijkstra and numpy."""

import csv
import json
import unittest

import h5py
import numpy
from scipy.sparse.csgraph import dijkstra

from study_runner import Folder, program, require_data
from walking_graph import SIXTEEN, walking_graph

CELL_M = 250.0
LIMIT_S = 900.0
# Children of day-care age, as a share of everybody; enough for a test, no claim about Calgary.
RATE = 0.05
WEIGHTS = (1.0, 0.68, 0.22)
# One part in a million: the program adds up single precision on the way to a limit, numpy double.
NEAR = 1.0 + 1e-6

SCENARIO = f"""
format = 1
title = "Day care in Calgary"
[city]
population = {{ file = "people.csv", x = "x", y = "y", count = "people", crs = "EPSG:4326" }}
facilities = [{{ file = "daycare.csv", x = "x", y = "y", crs = "EPSG:4326" }}]
crs = "EPSG:32611"
cell_m = {CELL_M:.0f}
[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16
[[service]]
id = "daycare"
reach_min = {LIMIT_S / 60.0:.0f}
demand = {{ people = {RATE} }}
"""


def write_sources(folder, data):
    """The published files as two CSV files; people stand at the centroids of their areas."""
    with open(data / "demographics.csv", encoding="utf-8") as stream:
        people = {row["dauid"]: float(row["pop_total"] or 0.0) for row in csv.DictReader(stream)}
    areas = json.loads((data / "da_centroids_with_locations.geojson").read_text("utf-8"))["features"]
    lines = ["x,y,people"]
    for area in areas:
        x, y = area["geometry"]["coordinates"]
        lines.append(f"{x},{y},{people[area['properties']['dauid']]}")
    folder.text("people.csv", "\n".join(lines) + "\n")
    lines = ["id,service,x,y,capacity"]
    for place in json.loads((data / "daycare_locations.geojson").read_text("utf-8"))["features"]:
        x, y = place["geometry"]["coordinates"]
        lines.append(f"d{place['properties']['id']},daycare,{x},{y},{place['properties']['capacity']}")
    folder.text("daycare.csv", "\n".join(lines) + "\n")
    return sum(people.values())


def gini(value, weight):
    """Half the mean absolute difference over the mean, from all pairs of distinct values."""
    levels, where = numpy.unique(value, return_inverse=True)
    people = numpy.bincount(where, weights=weight)
    pairs = numpy.abs(levels[:, None] - levels[None, :]) * people[:, None] * people[None, :]
    return pairs.sum() / (2.0 * people.sum() * (people * levels).sum())


def held_by_lowest(value, weight, share):
    """What the lowest `share` of the people hold together, by interpolating the Lorenz curve."""
    order = numpy.argsort(value, kind="stable")
    people = numpy.concatenate([[0.0], numpy.cumsum(weight[order])])
    held = numpy.concatenate([[0.0], numpy.cumsum((value * weight)[order])])
    return numpy.interp(share * people[-1], people, held)


class SupplyByNumpy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        data = require_data("calgary")
        folder = Folder()
        cls.addClassCleanup(folder._temporary.cleanup)
        cls.people_read = write_sources(folder, data)
        program("run", folder.text("daycare.toml", SCENARIO), "-o", folder.path / "result.h5", "--quiet")
        with h5py.File(folder.path / "result.h5") as result:
            layer = result["access/daycare/people/before"]
            cls.supply = {name: layer[f"supply_{name}"][...].ravel() for name in ("2sfca", "e2sfca")}
            cls.served_share = layer["served_share"][...].ravel()
            cls.covered = layer["covered"][...].ravel() == 1
            is_open = result["ground/passable"][...] == 1
            cls.people = result["people/people"][...].ravel()
            cls.seats = result["sites/capacity"][...]
            cls.load = {name: result[f"load/{name}"][...] for name in ("capacity", "demand", "served", "overload")}
            cells = result["sites/row"][...] * is_open.shape[1] + result["sites/col"][...]
            metric = result["scores/metric"].asstr()[...]
            city = result["scores/unit_kind"].asstr()[...] == "city"
            own = result["scores/service"].asstr()[...] == "daycare"
            cls.score = {name: value for name, value, here in
                         zip(metric, result["scores/value"][...], city & own) if here}
        graph = walking_graph(numpy.zeros(is_open.shape), is_open, SIXTEEN, CELL_M, CELL_M)
        # A flat city walks the same both ways, so that the graph need not be turned round.
        cls.seconds = dijkstra(graph, indices=cells, limit=LIMIT_S * 1.01)
        cls.demand = cls.people * RATE

    def shared_out(self, weights):
        """Seats for one unit of demand in every cell."""
        ends = LIMIT_S * numpy.arange(1, len(weights) + 1) / len(weights) * NEAR
        part = numpy.searchsorted(ends, self.seconds, side="left")
        weight = numpy.append(weights, 0.0)[part]
        in_reach = weight @ self.demand
        ratio = numpy.divide(self.seats, in_reach, out=numpy.zeros_like(in_reach), where=in_reach > 0)
        return ratio @ weight, self.seats[in_reach > 0].sum()

    def test_everybody_and_every_seat_was_read(self):
        self.assertEqual(self.people_read, 1_306_784.0)
        self.assertEqual(self.seats.sum(), 30_787.0)
        self.assertEqual(len(self.seats), 368)

    def test_supply_is_that_of_numpy_in_every_cell(self):
        for name, weights in (("2sfca", (1.0,)), ("e2sfca", WEIGHTS)):
            expected, _ = self.shared_out(weights)
            known = numpy.isfinite(self.supply[name])
            self.assertGreater((expected[known] > 0).sum(), 1000)
            # Both work in double; the raster has single precision.
            numpy.testing.assert_allclose(self.supply[name][known], expected[known], rtol=3e-7, atol=1e-12)

    def test_what_people_get_is_what_facilities_in_reach_have(self):
        for name, weights in (("2sfca", (1.0,)), ("e2sfca", WEIGHTS)):
            expected, seats = self.shared_out(weights)
            self.assertAlmostEqual((expected * self.demand).sum(), seats, delta=1e-9 * seats)
            got = numpy.nansum(self.supply[name].astype(float) * self.demand)
            # A raster of single precision: every term within 2^-24 of itself.
            self.assertAlmostEqual(got, seats, delta=2.0**-24 * seats)

    def test_mean_gini_and_palma_follow_from_numpy_s_supply(self):
        lived_in = self.people > 0
        people = self.people[lived_in]
        for name, weights in (("2sfca", (1.0,)), ("e2sfca", WEIGHTS)):
            value = self.shared_out(weights)[0][lived_in]
            self.assertAlmostEqual(self.score[f"mean_supply_{name}"], numpy.average(value, weights=people), places=9)
            self.assertAlmostEqual(self.score[f"gini_supply_{name}"], gini(value, people), places=9)
            low = held_by_lowest(value, people, 0.4)
            high = (value * people).sum() - held_by_lowest(value, people, 0.9)
            if low > 0:
                self.assertAlmostEqual(self.score[f"palma_supply_{name}"], high / low, delta=1e-6 * high / low)
            else:
                self.assertTrue(numpy.isnan(self.score[f"palma_supply_{name}"]))

    def test_facilities_serve_what_they_can_and_people_are_counted_once(self):
        load = self.load
        self.assertTrue((load["served"] <= load["capacity"]).all())
        numpy.testing.assert_allclose(load["overload"], numpy.maximum(load["demand"] - load["capacity"], 0.0))
        # Everybody in reach turns to one facility first.
        self.assertAlmostEqual(load["demand"].sum(), self.demand[self.covered].sum(), delta=1e-6)
        served = numpy.nansum(self.served_share.astype(float) * self.demand)
        self.assertAlmostEqual(load["served"].sum(), served, delta=2.0**-24 * served + 1e-6)
        self.assertAlmostEqual(self.score["served"] * RATE, load["served"].sum(), delta=1e-6)


if __name__ == "__main__":
    unittest.main()
