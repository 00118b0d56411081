"""scripts/bench/run, in small: it ends with the name of a table in which answers agree, and does without peers."""

import importlib.util
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from study_runner import PROGRAM, ROOT

BUILD = pathlib.Path(PROGRAM).parents[2]
HAVE_GRASS = shutil.which("grass") is not None
HAVE_CBC = shutil.which("cbc") is not None
HAVE_SCIPY = importlib.util.find_spec("scipy") is not None


class Bench(unittest.TestCase):
    def table_of(self, *arguments, expect=0):
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "table.md"
            done = subprocess.run(["/usr/bin/python3", ROOT / "scripts/bench/run", "--quick", "--no-install", "--build", BUILD, "-o",
                                   table, *arguments], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, expect, done.stderr)
            if expect != 0:
                return done.stderr
            self.assertEqual(done.stdout, f"The table is in {table}\n")
            return table.read_text(encoding="utf-8")

    def test_without_peers_rows_are_skipped_by_name(self):
        table = self.table_of("--without", "grass,scipy,skimage,cbc", "--rows", "1,2,3,4")
        self.assertIn("Skipped, because they are not there: grass, scipy, skimage, cbc.", table)
        self.assertIn("no peer is installed", table)
        self.assertIn("| quarterhour nearest, 8 neighbours | ", table)
        self.assertRegex(table, r"CPU time grows with cells to the power [0-9.]+ ")
        self.assertNotIn("r.walk, clipped", table)

    def test_answers_agree_with_the_peers(self):
        table = self.table_of("--rows", "nearest,catchments,candidates")
        if HAVE_GRASS:
            for words in ("8 neighbours, against r.walk", "16 neighbours, against r.walk -k"):
                self.assertIn(f"- --exact, {words}: the same bits; 0 cells differ in null", table)
            self.assertIn(", 0 in one catchment only", table)
        if HAVE_SCIPY and (BUILD / "tests/bench/bench_travel_time").exists():
            self.assertIn(": 0 cells in one catchment only", table)

    def test_plans_agree_with_the_solvers(self):
        if not HAVE_SCIPY:
            self.skipTest("scipy is not installed")
        table = self.table_of("--rows", "placement")
        self.assertIn("Answers: no plan is better than another's bound; published answers are met.", table)
        self.assertEqual(table.count("| quarterhour run | "), 3)
        # Everybody proves the small ones, and at the same number.
        proved = [line.split("|")[2].strip() for line in table.splitlines() if " proved |" in line]
        self.assertEqual(len(proved), 3 * (2 + HAVE_CBC))
        self.assertEqual(len(set(proved)), 3)

    def test_wrong_use_is_told(self):
        self.assertIn('there is no row "all"', self.table_of("--rows", "all", expect=1))
        self.assertIn("--repeat must be at least 1", self.table_of("--repeat", "0", expect=2))


if __name__ == "__main__":
    unittest.main()
