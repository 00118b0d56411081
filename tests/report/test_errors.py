"""Files that are no result: one sentence, exit code 2, nothing half-written."""

import subprocess
import unittest

import h5py
from report_case import ROOT, ReportCase

COMMAND = str(ROOT / "scripts" / "report")


class Errors(ReportCase):
    def report(self, *arguments):
        return subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=60)

    def refused(self, path, *words):
        folder = self.folder / "out"
        answer = self.report(path, "-o", folder)
        self.assertEqual(answer.returncode, 2, answer.stderr)
        lines = answer.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, answer.stderr)
        for word in (str(path), *words):
            self.assertIn(word, lines[0])
        self.assertEqual(list(folder.glob("*")) if folder.exists() else [], [])

    def test_a_file_that_is_not_there_is_named(self):
        self.refused(self.folder / "nowhere.h5", "no such file")

    def test_a_file_that_is_not_hdf5_is_refused(self):
        path = self.folder / "text.h5"
        path.write_text("not a result")
        self.refused(path, "not an HDF5 file")

    def test_a_truncated_result_is_refused(self):
        path = self.sample()
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        self.refused(path, "damaged")

    def test_another_format_is_refused_by_name(self):
        path = self.folder / "city.h5"
        with h5py.File(path, "w") as file:
            file.attrs["format"] = "quarterhour-city"
        self.refused(path, "quarterhour-city", "quarterhour-result")

    def test_another_major_version_is_refused(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            file.attrs["format_version"] = "2.0"
        self.refused(path, "2.0", "1.x")

    def test_a_lacking_column_is_named(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            del file["plan/marginal_worth"]
        self.refused(path, "/plan", "marginal_worth")

    def test_a_page_replaces_an_older_one_and_leaves_nothing_beside_it(self):
        folder = self.folder / "out"
        folder.mkdir()
        (folder / "index.html").write_text("old")
        answer = self.report(self.sample(), "-o", folder, "--lang", "zh")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(answer.stdout.strip(), str(folder / "index.html"))
        self.assertEqual([path.name for path in folder.iterdir()], ["index.html"])
        self.assertIn("<!DOCTYPE html>", (folder / "index.html").read_text("utf-8"))

    def test_a_failed_run_leaves_an_older_page_alone(self):
        folder = self.folder / "out"
        folder.mkdir()
        (folder / "index.html").write_text("old")
        self.assertEqual(self.report(self.folder / "nowhere.h5", "-o", folder).returncode, 2)
        self.assertEqual((folder / "index.html").read_text(), "old")

    def test_help_shows_an_example(self):
        answer = self.report("--help")
        self.assertEqual(answer.returncode, 0)
        self.assertIn("scripts/report build/demo/result.h5 -o build/demo/report", answer.stdout)


if __name__ == "__main__":
    unittest.main()
