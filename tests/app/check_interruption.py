"""Ctrl-C: what is finished by then is written and marked; a second one ends the program at once."""

import pathlib
import re
import signal
import subprocess
import time
import unittest

import h5py

from demo_study import DemoTest, contents, rows
from study_runner import PROGRAM

# A plan whose proof takes far longer than this test waits.
HARD = (('streets    = "streets.gpkg"  # or an .osm.pbf\n', ""), ("cell_m = 100", "cell_m = 50"), ("reach_min = 15", "reach_min = 6"), ("count = 20", "count = 40"),
        ("max_slope = 0.15, ", ""), ("stop = { gap = 0.001 }", "stop = { gap = 0.0, work = 1000000000000 }"))


class Interruption(DemoTest):
    def started(self, result, edits=HARD, until="Choosing sites"):
        """A run that has said on standard error that it begins a step."""
        process = subprocess.Popen([PROGRAM, "run", self.write(self.edited(*edits)), "-o", self.out / result],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if until in line:
                return process
        self.fail(f"{until} was never said")

    def test_a_plan_under_way_is_written_with_its_bound(self):
        for name, number in (("int.h5", signal.SIGINT), ("term.h5", signal.SIGTERM)):
            with self.subTest(signal=number):
                process = self.started(name)
                time.sleep(1.5)
                process.send_signal(number)
                said, talk = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 4)
                self.assertIn("Interrupted", talk)
                self.assertIn("people", said)
                with h5py.File(self.out / name) as result:
                    self.assertEqual(result.attrs["interrupted"], 1)
                    [proof] = rows(result["proof"])
                    self.assertEqual(proof["status"], "interrupted")
                    self.assertGreater(proof["objective"], 0.0)
                    self.assertGreater(proof["bound"], proof["objective"])
                    new = [row for row in rows(result["plan"]) if not row["existing"]]
                    self.assertTrue(0 < len(new) <= 40)
                    self.assertIn("access/clinic/people/after/minutes", result)

    def test_before_the_plan_the_present_is_written(self):
        process = self.started("early.h5", until="Measuring who reaches")
        process.send_signal(signal.SIGINT)
        _, talk = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, talk)
        with h5py.File(self.out / "early.h5") as result:
            self.assertEqual(result.attrs["interrupted"], 1)
            [balance] = rows(result["balance"])
            self.assertGreater(balance["scored"], 0.0)

    def test_a_run_to_its_end_is_not_marked(self):
        with h5py.File(self.run_variant("whole.h5")) as result:
            self.assertEqual(result.attrs["interrupted"], 0)

    def test_a_second_signal_ends_it_at_once_and_leaves_an_earlier_result(self):
        # It looks like one: the program replaces nothing that it did not write.
        (self.out / "old.h5").write_bytes(b"\x89HDF\r\n\x1a\nan earlier result")
        before = contents(self.out)
        process = self.started("old.h5")
        status = pathlib.Path(f"/proc/{process.pid}/status")
        process.send_signal(signal.SIGINT)
        # Two that wait together would count as one: the second follows once the first has been taken.
        while int(re.search(r"SigCgt:\s*(\w+)", status.read_text()).group(1), 16) & (1 << (signal.SIGINT - 1)):
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        process.communicate(timeout=60)
        self.assertLess(time.monotonic() - asked, 5.0)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(contents(self.out), before)


if __name__ == "__main__":
    unittest.main()
