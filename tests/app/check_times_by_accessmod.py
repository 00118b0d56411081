"""Travel times of southern Malawi against AccessMod's own expectations: mean minutes and null counts."""

import json
import unittest

import numpy

from study_runner import Folder, require_data

SCENARIO = """
format = 1
title = "Southern Malawi at 50 km/h"
[city]
elevation = "{data}/tif/rDem__dem.tif"
population = "{data}/tif/rPopulation__demo_patients.tif"
facilities = [{{ file = "{data}/vec/vFacility__demo.gpkg", id = "cat", name = "name", gives = "clinic" }}]
land_class = {{ file = "{data}/tif/rLandCoverMerged__demo.tif" }}
grid = "elevation"
[travel]
pace = "flat"
speed_kmh = 50.0
neighbours = {neighbours}
diagonals = "free"
limit_min = 60
[[service]]
id = "clinic"
reach_min = 60
"""


class TimesByAccessmod(unittest.TestCase):
    def test_mean_minutes_and_null_cells_are_those_that_accessmod_expects(self):
        data = require_data("accessmod_malawi")
        expected = json.loads((data / "expected/travel_time_test.json").read_text())["expected"]
        for neighbours, key in ((8, "eight_neighbours"), (16, "knight_16_neighbours")):
            with self.subTest(neighbours=neighbours), Folder() as folder:
                with folder.run(SCENARIO.format(data=data, neighbours=neighbours)) as result:
                    minutes = result["/access/clinic/people/before/minutes"][...]
                # AccessMod rounds the minutes of each cell up.
                rounded = numpy.ceil(minutes[numpy.isfinite(minutes)].astype(numpy.float64))
                self.assertEqual(minutes.size - rounded.size, expected[key]["null_cells"])
                self.assertEqual(round(rounded.mean(), 3), expected[key]["mean_minutes"])


if __name__ == "__main__":
    unittest.main()
