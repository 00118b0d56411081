"""Outputs that cannot or must not be written: refused in a sentence, with everything left as it was."""

import os
import resource
import stat
import subprocess
import unittest

import h5py

from demo_study import DemoTest, contents
from study_runner import PROGRAM, program


class Outputs(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.folder / "scenario.toml"
        cls.kept = cls.out / "kept.h5"
        program("run", cls.scenario, "-o", cls.kept, "--quiet")

    def test_an_output_in_no_folder_or_at_a_folder_or_without_a_name_is_refused(self):
        (self.out / "folder").mkdir()
        for output, expected in ((self.out / "none" / "r.h5", "does not exist"), (self.out / "folder", "folder"),
                                 ("", "no file"), (f"{self.out}/r/", "no file"), ("/proc/r.h5", "/proc/r.h5")):
            for command in ("run", "city"):
                with self.subTest(output=output, command=command):
                    [said] = self.refusal(command, self.scenario, "-o", output)
                    self.assertIn(expected, said)

    def test_a_folder_that_may_not_be_written_to_is_refused(self):
        closed = self.root / "closed"
        closed.mkdir()
        closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
        # Root may write anywhere; a folder of the kernel's stands in for one that is closed even to root.
        output = (closed if os.geteuid() != 0 else "/proc/self")
        [said] = self.refusal("run", self.scenario, "-o", f"{output}/r.h5")
        self.assertIn("cannot write", said)

    def test_no_input_is_ever_replaced(self):
        city = self.folder / "alias.tif"
        city.symlink_to(self.folder / "people.tif")
        (self.folder / "ground.vrt").write_bytes((self.folder / "dem.tif").read_bytes())
        by_vrt = self.write(self.edited(('"dem.tif"', '"ground.vrt"')), "by_vrt.toml")
        before = contents(self.folder)
        for scenario, output in ((self.scenario, "dem.tif"), (self.scenario, "scenario.toml"),
                                 (self.scenario, "facilities.csv"), (self.scenario, "../city/districts.gpkg"),
                                 (self.scenario, "alias.tif"), (by_vrt, "ground.h5")):
            for command in ("run", "city"):
                with self.subTest(output=output, command=command):
                    [said] = self.refusal(command, scenario, "-o", self.folder / output)
                    self.assertIn("would replace", said)
        self.assertEqual(contents(self.folder), before)
        [said] = self.refusal("compare", self.kept, self.kept, "-o", self.kept)
        self.assertIn("would replace", said)

    def test_a_device_is_not_replaced_by_a_file(self):
        for device in ("/dev/null", "/dev/full"):
            [said] = self.refusal("run", self.scenario, "-o", device)
            self.assertIn("not an ordinary file", said)
            self.assertTrue(stat.S_ISCHR(os.stat(device).st_mode))

    def test_a_full_disk_leaves_the_earlier_result_and_nothing_else(self):
        def small_files_only():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        for command in (["run", self.scenario], ["city", self.scenario]):
            with self.subTest(command=command[0]):
                [said] = self.refusal(*command, "-o", self.kept, preexec_fn=small_files_only)
                self.assertIn("kept.h5", said)
                [said] = self.refusal(*command, "-o", self.out / "new.h5", preexec_fn=small_files_only)
                self.assertIn("new.h5", said)
        [said] = self.refusal("demo", "-o", self.out / "town", preexec_fn=small_files_only)
        self.assertIn("town", said)
        [said] = self.refusal("export", self.kept, "-o", self.out / "layers", preexec_fn=small_files_only)
        self.assertIn("layers", said)

    def test_a_disk_that_fills_up_while_a_study_runs_ends_it_in_a_sentence(self):
        size = self.kept.stat().st_size
        for percent in (5, 40, 70, 95):
            with self.subTest(percent=percent):
                def small_files_only(most=size * percent // 100):
                    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
                [said] = self.refusal("run", self.scenario, "-o", self.kept, preexec_fn=small_files_only)
                self.assertIn("kept.h5", said)

    def test_memory_that_ends_anywhere_in_a_run_ends_it_in_a_sentence_or_not_at_all(self):
        # The town takes about 300 MB of addresses, most of them for the program itself.
        before = contents(self.out)
        refused = 0
        for megabytes in range(256, 340, 7):
            with self.subTest(megabytes=megabytes):
                result = self.root / "little.h5"
                done = subprocess.run([PROGRAM, "run", self.scenario, "-o", result, "--quiet", "--memory",
                                       f"{megabytes}M"], capture_output=True, text=True)
                self.assertIn(done.returncode, (0, 2), done.stderr)
                self.assertEqual(result.exists(), done.returncode == 0)
                self.assertEqual(contents(self.out), before)
                self.assertEqual([name for name in os.listdir(self.root) if ".part-" in name], [])
                if done.returncode == 0:
                    result.unlink()
                else:
                    refused += 1
                    [said] = done.stderr.splitlines()
                    self.assertIn("memory", said)
        self.assertGreater(refused, 0)

    def test_folders_with_other_things_in_them_are_left_alone(self):
        own = self.out / "own"
        own.mkdir()
        (own / "mine").write_text("mine")
        for command in (("demo", "-o", own), ("export", self.kept, "-o", own), ("demo", "-o", own / "mine"),
                        ("export", self.kept, "-o", own / "mine")):
            with self.subTest(command=command):
                self.refusal(*command)

    def test_results_that_are_none_are_refused(self):
        cut = self.out / "cut.h5"
        cut.write_bytes(self.kept.read_bytes()[:200_000])
        other = self.out / "other.h5"
        program("run", self.write(self.edited(("cell_m = 100", "cell_m = 200"))), "-o", other, "--quiet")
        for command in (("info", cut), ("compare", self.kept, cut), ("compare", cut, self.kept),
                        ("export", cut, "-o", self.out / "e"), ("info", self.scenario),
                        ("info", self.out / "none.h5"), ("compare", self.kept, other)):
            with self.subTest(command=command):
                [said] = self.refusal(*command)
                self.assertIn(".h5" if command[1] != self.scenario else "scenario.toml", said)

    def test_without_any_admissible_site_the_result_holds_the_reason(self):
        path = self.write(self.edited(("min_people = 1", "min_people = 1e9")))
        output = self.root / "infeasible.h5"
        done = subprocess.run([PROGRAM, "run", path, "-o", output, "--quiet"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("no admissible site", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn("people", done.stdout)
        with h5py.File(output) as result:
            self.assertEqual(result["proof/status"][...].tolist(), [b"infeasible"])
            self.assertEqual(result["proof/words"][0].decode(), done.stderr.strip())
            self.assertIn("access/clinic/people/before/minutes", result)


if __name__ == "__main__":
    unittest.main()
