"""Walking, riding, driving and wheelchairs through the whole program, on streets whose times one can work out by hand."""

import json
import unittest

import numpy

from study_runner import Folder, program

CELL_M, WEST, NORTH, COLS, ROWS = 50.0, 400000.0, 3300000.0, 40, 9
ROW = 4  # the main street runs along the middle of this row, a loop 100 m north of it
SCENARIO = """format = 1
title = "Modes"
[city]
elevation = "dem.tif"
population = "people.tif"
streets = "streets.geojson"
facilities = ["clinics.csv"]
crs = "EPSG:32648"
cell_m = 50
[city.groups]
rider = { share = 0.2, mode = "bicycle" }
driver = { share = 0.2, mode = "drive" }
wheels = { share = 0.1, mode = "wheelchair", speed_kmh = 3.0 }
[travel]
pace = "tobler"
speed_kmh = 4.0
off_street = "to_street"
[[service]]
id = "clinic"
reach_min = 30
direction = "DIRECTION"
demand = { people = 1.0, rider = 1.0, driver = 1.0, wheels = 1.0 }
[output]
exact_seconds = true
"""
# Seconds for a metre on the flat: on foot, by bicycle (15 km/h), in a car on a residential street (25 km/h), on wheels.
FOOT, BICYCLE, CAR, WHEELS = 3.6 / 4.0, 3.6 / 15.0, 3.6 / 25.0, 3.6 / 3.0


def centre(row, col):
    return [WEST + (col + 0.5) * CELL_M, NORTH - (row + 0.5) * CELL_M]


def street(begin, *more, kind="residential", **properties):
    line = [centre(*begin), *(centre(*point) for point in more)]
    return {"type": "Feature", "properties": {"class": kind, "oneway": properties.get("oneway", "")},
            "geometry": {"type": "LineString", "coordinates": line}}


class Modes(unittest.TestCase):
    """West end, 500 m of street, 100 m of steps, 400 m of street, the clinic; around the steps a one-way loop of 300 m."""

    def study(self, direction, slope=0.0):
        with Folder() as folder:
            east = numpy.arange(COLS) * CELL_M
            folder.raster("dem.tif", numpy.tile(slope * east, (ROWS, 1)).astype("float32"), WEST, NORTH, CELL_M, CELL_M, "EPSG:32648")
            folder.raster("people.tif", numpy.full((ROWS, COLS), 10.0, "float32"), WEST, NORTH, CELL_M, CELL_M, "EPSG:32648")
            features = [
                street((ROW, 5), (ROW, 15)),
                street((ROW, 15), (ROW, 17), kind="steps"),
                street((ROW, 17), (ROW, 25)),
                street((ROW, 15), (ROW - 2, 15), (ROW - 2, 17), (ROW, 17), oneway="yes"),
            ]
            folder.text("streets.geojson", json.dumps({
                "type": "FeatureCollection", "features": features,
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}}))
            x, y = centre(ROW, 25)
            folder.text("clinics.csv", f"id,service,x,y\nc,clinic,{x},{y}\n")
            with folder.run(SCENARIO.replace("DIRECTION", direction)) as result:
                seconds = {group: result[f"access/clinic/{group}/before/seconds"][...] for group in ("people", "rider", "driver", "wheels")}
                self.modes = dict(zip(result["service_demand/group"].asstr()[:], result["service_demand/mode"].asstr()[:]))
                self.key_numbers = " ".join(result["key_numbers/meaning"].asstr()[:])
            self.traced, _ = program("trace", folder.path / "scenario.toml", "--cell", f"{ROW},5", "--group", "rider", "--quiet")
            return seconds

    def check(self, seconds, expected):
        for group, value in expected.items():
            with self.subTest(group=group):
                self.assertAlmostEqual(float(seconds[group][ROW, 5]), value, delta=1e-5 * value)

    def test_each_takes_its_own_way_at_its_own_speed(self):
        # Steps up take twice the time of the flat, 180 s, and the loop of 300 m 270 s: who walks takes the steps. Others go round.
        seconds = self.study("to")
        self.check(seconds, {"people": 900 * FOOT + 100 * FOOT / 0.5, "rider": 1200 * BICYCLE, "driver": 1200 * CAR,
                             "wheels": 1200 * WHEELS})
        # The loop is joined at its corners and along it: who lives there is on the street.
        self.assertAlmostEqual(float(seconds["rider"][ROW - 2, 16]), (150 + 400) * BICYCLE, delta=0.01)
        self.assertEqual(self.modes, {"people": "walk", "rider": "bicycle", "driver": "drive", "wheels": "wheelchair"})
        self.assertIn("within 30 minutes each in their own way", self.key_numbers)
        self.assertTrue(self.traced.startswith("From cell row 4, column 5 ("), self.traced)
        self.assertIn("rider, by bicycle: 4.8 minutes, 1,200 m (1,000 m in a straight line)", self.traced)

    def test_one_ways_bind_cars_and_bicycles_alone(self):
        # From the clinic west the loop is closed to who rides and drives, and the steps too; feet and wheels go.
        seconds = self.study("from")
        self.check(seconds, {"people": 900 * FOOT + 100 * FOOT / 0.5, "wheels": 1200 * WHEELS})
        for group in ("rider", "driver"):
            self.assertTrue(numpy.isnan(seconds[group][ROW, 5]), group)
            self.assertAlmostEqual(float(seconds[group][ROW, 20]), 250 * (BICYCLE if group == "rider" else CAR), delta=0.01)
        self.assertIn("No way leads by bicycle", self.traced)

    def test_slopes_slow_feet_and_close_streets_to_wheels_but_not_to_engines(self):
        seconds = self.study("to", slope=0.10)
        self.check(seconds, {"rider": 1200 * BICYCLE, "driver": 1200 * CAR})
        uphill = FOOT * numpy.exp(3.5 * (0.10 + 0.05) - 3.5 * 0.05)
        self.assertAlmostEqual(float(seconds["people"][ROW, 5]), 900 * uphill + 100 * FOOT / 0.5, delta=2.0)
        self.assertTrue(numpy.isnan(seconds["wheels"][ROW, 5]))


if __name__ == "__main__":
    unittest.main()
