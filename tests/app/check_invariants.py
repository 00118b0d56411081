"""What must hold of any result, seen through the whole program on the demo's city."""

import unittest

import h5py
import numpy

from demo_study import DemoTest, rows, score


class Invariants(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.present = cls.text.split("[[place]]")[0]
        cls.text = cls.present.replace('facilities =', 'barriers = ["water.gpkg"]\nfacilities =')
        cls.ledger = (cls.folder / "facilities.csv").read_text(encoding="utf-8")
        cls.base = cls.run_variant("base.h5")

    def layers(self, path):
        with h5py.File(path) as result:
            access = result["access/clinic/people/before"]
            return {name: access[name][...] for name in ("minutes", "metres", "covered", "choice")}

    def test_one_more_facility_nowhere_lowers_coverage_or_lengthens_a_walk(self):
        with h5py.File(self.base) as result:
            minutes = result["access/clinic/people/before/minutes"][...]
            people = result["people/people"][...]
            far = numpy.where((result["access/clinic/people/before/covered"][...] == 0) & (people > 0), minutes, -1)
            row, col = numpy.unravel_index(numpy.nanargmax(far), far.shape)
            east, north = float(result["ground/x"][col]), float(result["ground/y"][row])
        (self.folder / "more.csv").write_text(
            self.ledger + f"new-1,New,新,clinic,circle15,{east},{north},30000,2020,,,\n", encoding="utf-8")
        more = self.run_variant("more.h5", ('"facilities.csv"', '"more.csv"'))
        before, after = self.layers(self.base), self.layers(more)
        study = before["covered"] != 255
        self.assertTrue((after["covered"][study] >= before["covered"][study]).all())
        self.assertTrue((after["choice"][study] >= before["choice"][study]).all())
        for name in ("minutes", "metres"):
            reached = ~numpy.isnan(before[name])
            self.assertTrue((after[name][reached] <= before[name][reached]).all())
        self.assertEqual(after["covered"][row, col], 1)
        with h5py.File(self.base) as first, h5py.File(more) as second:
            self.assertGreater(score(second, "before", "covered"), score(first, "before", "covered"))

    def test_a_larger_reach_never_covers_fewer(self):
        covered = []
        for reach in (0.0001, 5, 10, 15, 16, 30, 600):
            path = self.run_variant(f"reach{reach}.h5", ("reach_min = 15", f"reach_min = {reach}"))
            covered.append(self.layers(path)["covered"])
        for less, more in zip(covered, covered[1:]):
            study = (less != 255) & (more != 255)
            self.assertTrue((more[study] >= less[study]).all())
        bare = self.run_variant("bare.h5", ("reach_min = 15", "reach_min = 0.0001"),
                                ('streets    = "streets.gpkg"  # or an .osm.pbf\n', ""))
        covered[0] = self.layers(bare)["covered"]
        with h5py.File(self.base) as result:
            sites = {(row["row"], row["col"]) for row in rows(result["sites"])}
        # In next to no time one reaches what stands in one's own cell, and nothing else: on the bare ground, where a cell is
        # its centre. Along streets a facility stands at its own door.
        self.assertEqual({(int(row), int(col)) for row, col in numpy.argwhere(covered[0] == 1)}, sites)

    def test_walking_faster_never_covers_fewer(self):
        covered = [self.layers(self.run_variant(f"speed{speed}.h5", ("speed_kmh = 4.0", f"speed_kmh = {speed}")))
                   ["covered"] for speed in (0.01, 3.0, 4.0, 6.0)]
        for less, more in zip(covered, covered[1:]):
            study = (less != 255) & (more != 255)
            self.assertTrue((more[study] >= less[study]).all())

    def test_people_balance_and_scores_add_up(self):
        with h5py.File(self.base) as result:
            for row in rows(result["balance"]):
                parts = row["scored"] + row["buffer"] + row["outside"] + row["dropped"]
                self.assertAlmostEqual(row["read"], parts, delta=1e-6)
            people = result["people/people"][...]
            covered = result["access/clinic/people/before/covered"][...]
            scored = result["ground/zone"][...] == 1
            self.assertAlmostEqual(score(result, "before", "people"), numpy.nansum(people[scored]), delta=1.0)
            self.assertAlmostEqual(score(result, "before", "covered"), numpy.nansum(people[scored & (covered == 1)]),
                                   delta=1.0)
            by_district = [row for row in rows(result["scores"])
                           if row["unit_kind"] == "district" and row["service"] == "clinic"]
            for metric in ("people", "covered"):
                total = sum(row["value"] for row in by_district if row["metric"] == metric)
                self.assertAlmostEqual(total, score(result, "before", metric), delta=1e-6 * total)
            unserved = score(result, "before", "people") - score(result, "before", "covered")
            reasons = sum(row["value"] for row in rows(result["scores"]) if row["unit_kind"] == "city" and
                          row["metric"].startswith("reason_") and row["metric"].endswith("_people") and
                          row["metric"] != "reason_capacity_people")
            self.assertAlmostEqual(reasons, unserved, delta=1e-6 * unserved)
            # Whoever is in reach finds room or finds the facilities full.
            self.assertAlmostEqual(score(result, "before", "covered"), score(result, "before", "served") +
                                   score(result, "before", "reason_capacity_people"), delta=1e-6 * unserved)

    def test_coverage_lies_between_its_slow_and_its_fast_reading(self):
        with h5py.File(self.base) as result:
            share = [score(result, "before", metric) for metric in ("sure_low", "covered_share", "sure_high")]
        self.assertEqual(share, sorted(share))


if __name__ == "__main__":
    unittest.main()
