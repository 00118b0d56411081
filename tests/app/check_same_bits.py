"""The same scenario gives the same bits: on any number of threads, twice, and from a city file."""

import unittest

import h5py

from demo_study import DemoTest, attributes, column, datasets, rows
from study_runner import program

MAY_DIFFER = ("written_at", "host", "seconds_taken")


class SameBits(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls.run_variant("one.h5", arguments=("--threads", "1"))

    def assert_same(self, first, second, without=MAY_DIFFER):
        before, after = datasets(first), datasets(second)
        self.assertGreater(len(before), 100)
        self.assertEqual(before.keys(), after.keys())
        for name, values in before.items():
            self.assertEqual(values, after[name], name)
        self.assertEqual(attributes(first, without), attributes(second, without))

    def test_two_threads_and_a_second_run_change_nothing(self):
        for name, threads in (("two.h5", 2), ("again.h5", 1), ("five.h5", 5)):
            other = self.run_variant(name, arguments=("--threads", threads))
            self.assert_same(self.one, other)
            said, _ = program("compare", self.one, other)
            self.assertIn("No difference", said)

    def test_a_long_study_is_the_same_on_two_threads(self):
        edits = (("cell_m = 100", "cell_m = 40"), ('facilities =', 'barriers = ["water.gpkg"]\nfacilities ='))
        self.assert_same(self.run_variant("fine1.h5", *edits, arguments=("--threads", 1)),
                         self.run_variant("fine2.h5", *edits, arguments=("--threads", 2)))

    def test_a_result_differs_from_itself_by_exactly_zero(self):
        difference = self.out / "difference.h5"
        said, _ = program("compare", self.one, self.one, "-o", difference)
        self.assertTrue(said.startswith("No difference: "), said)
        with h5py.File(difference) as file:
            changed = []

            def visit(name, item):
                axis = name.rsplit("/", 1)[-1] in ("x", "y", "crs")
                if isinstance(item, h5py.Dataset) and item.ndim == 2 and not axis:
                    values = item[...]
                    changed.append(int(((values != 0) & (values == values)).sum()))
            file.visititems(visit)
            self.assertGreater(len(changed), 5)
            self.assertEqual(set(changed), {0})

    def test_a_change_is_seen_by_compare(self):
        slower = self.run_variant("slower.h5", ("speed_kmh = 4.0", "speed_kmh = 3.9"))
        said, _ = program("compare", self.one, slower)
        self.assertNotIn("No difference", said)
        self.assertIn("clinic", said)

    def test_a_city_file_stands_for_its_sources(self):
        city = self.folder / "city.h5"
        program("city", self.folder / "scenario.toml", "-o", city)
        head, rest = self.text.split("[city]")
        text = head + '[city]\nfile = "city.h5"\n\n[travel]' + rest.split("[travel]")[1]
        program("run", self.write(text, "from_city.toml"), "-o", self.out / "from_city.h5", "--quiet")
        before, after = datasets(self.one), datasets(self.out / "from_city.h5")
        self.assertEqual(before.keys(), after.keys())
        told = {"inputs/name", "inputs/bytes", "inputs/sha256", "notes/severity", "notes/text"}
        for name, values in before.items():
            if name not in told:
                self.assertEqual(values, after[name], name)
        with h5py.File(self.one) as file, h5py.File(self.out / "from_city.h5") as other:
            self.assertLessEqual(set(column(file["inputs"], "sha256")), set(column(other["inputs"], "sha256")))

    def test_every_key_number_stands_in_scores_or_proof_or_balance(self):
        with h5py.File(self.one) as file:
            known = set(file["scores/value"][...].tolist())
            for table in ("proof", "balance"):
                for name in file[table]:
                    if file[table][name].dtype.kind in "fiu":
                        known |= {float(value) for value in file[table][name][...]}
            settings = {row["setting"]: row["value"] for row in rows(file["travel"])}
            for row in rows(file["key_numbers"]):
                if row["id"] == "walking_speed":
                    self.assertEqual(row["value"], float(settings["speed_kmh"]))
                elif row["id"] == "clinic_flat_distance":
                    self.assertAlmostEqual(row["value"], float(settings["speed_kmh"]) * 15 / 60 * 1000, places=9)
                elif row["id"] == "clinic_sites_planned":
                    self.assertEqual(row["value"], sum(1 for site in rows(file["plan"]) if not site["existing"]))
                else:
                    self.assertIn(row["value"], known, row["id"])


if __name__ == "__main__":
    unittest.main()
