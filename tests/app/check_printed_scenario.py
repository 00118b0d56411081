"""The scenario that the documentation prints runs word for word on the demo's files."""

import time
import unittest

import h5py

from demo_study import DemoTest, rows
from study_runner import program

PRINTED = '''\
format = 1
title = "Twenty clinics for the hill districts"
title_zh = "山地片区二十处卫生服务中心"
standard = "gb50180-2018"    # levels and services as data; anything below overrides

[city]                       # or: file = "city.h5", made once by `quarterhour city`
elevation  = "dem.tif"
population = "people.tif"    # counts; or { file = "hexagons.csv", x = "lon", y = "lat", count = "population", crs = "EPSG:4326" }; or polygons with a count field
streets    = "streets.gpkg"  # or an .osm.pbf
districts  = { file = "districts.gpkg", name = "name" }
facilities = ["facilities.csv"]
crs = "auto"                 # a metric CRS for the place; or "EPSG:…"
cell_m = 100

[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16

[[service]]
id = "clinic"
level = "circle15"
reach_min = 15
demand = { people = 1.0 }
capacity = 30000

[[place]]
service = "clinic"
problem = "cover"
count = 20
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.001 }
'''


class PrintedScenario(DemoTest):
    def test_the_demo_writes_it_word_for_word(self):
        self.assertEqual(self.text, PRINTED)

    def test_it_runs_within_a_minute_to_a_plan_within_two_percent(self):
        started = time.monotonic()
        program("run", self.folder / "scenario.toml", "-o", self.out / "result.h5", "--quiet")
        self.assertLess(time.monotonic() - started, 60.0)
        with h5py.File(self.out / "result.h5") as result:
            self.assertEqual(result.attrs["scenario"], self.text)
            [proof] = rows(result["proof"])
            self.assertIn(proof["status"], ("optimal", "within gap"))
            self.assertLessEqual(proof["gap"], 0.02)
            self.assertGreaterEqual(proof["bound"], proof["objective"])
            new = [row for row in rows(result["plan"]) if not row["existing"]]
            self.assertEqual(len(new), 20)
            self.assertEqual(sorted(row["priority"] for row in new), list(range(1, 21)))


if __name__ == "__main__":
    unittest.main()
