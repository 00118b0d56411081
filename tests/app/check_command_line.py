"""The command line: help, version, wrong use, threads, memory, and what goes to which output."""

import re
import subprocess
import unittest

from demo_study import DemoTest
from study_runner import PROGRAM, program

COMMANDS = ("demo", "city", "check", "run", "compare", "export", "info", "nearest", "trace")


class CommandLine(DemoTest):
    def test_every_command_shows_an_example_in_its_help(self):
        for command in COMMANDS:
            said, _ = program(command, "--help")
            self.assertIn(f"Example: quarterhour {command} ", said)
        overview, _ = program("--help")
        self.assertIn("Example: quarterhour ", overview)
        for command in COMMANDS:
            self.assertRegex(overview, rf"\n  {command} ")

    def test_it_says_its_version(self):
        said, _ = program("--version")
        self.assertRegex(said, r"^\d+\.\d+\.\d+\n$")

    def test_wrong_use_is_told_in_one_line_with_what_would_be_right(self):
        scenario, result = self.folder / "scenario.toml", self.out / "r.h5"
        for arguments, expected in (
                ((), "The commands are demo, city"),
                (("bogus",), '"bogus"'),
                (("--bogus",), '"--bogus"'),
                (("run",), "Example: quarterhour run"),
                (("run", scenario), "--output is required"),
                (("run", scenario, "-o", result, "--thread", "2"), "--thread"),
                (("run", scenario, "-o", result, "--threads", "0"), "--threads"),
                (("run", scenario, "-o", result, "--threads", "-1"), "--threads"),
                (("run", scenario, "-o", result, "--threads", "many"), "--threads"),
                (("demo", "--size", "village", "-o", self.out / "d"), '"village"'),
                (("demo", "--cell-m", "7", "-o", self.out / "d"), "7"),
                (("trace",), "Example: quarterhour trace"),
                (("trace", scenario, "--lang", "fr", "--cell", "1,1"), "fr"),
                (("info",), "Example: quarterhour info"),
                (("info", self.out / "none.h5"), "none.h5"),
                (("run", scenario, "-o", result, "--data", "nowhere"), "nowhere")):
            with self.subTest(arguments=arguments):
                [said] = self.refusal(*arguments)
                self.assertIn(expected, said)

    def test_memory_is_a_size_and_at_least_what_the_program_needs(self):
        for size in ("1", "1M", "200M", "x", "-1", "nan", "8 G"):
            with self.subTest(size=size):
                [said] = self.refusal("run", self.folder / "scenario.toml", "-o", self.out / "r.h5", "--memory", size)
                self.assertTrue(said.startswith(f"--memory = {size}: "), said)
                self.assertIn("such as 8G or 512M", said)

    def test_too_little_memory_for_the_study_ends_in_a_sentence(self):
        path = self.write(self.edited(("cell_m = 100", "cell_m = 10")))
        [said] = self.refusal("run", path, "-o", self.out / "r.h5", "--memory", "256M")
        self.assertIn("Not enough memory", said)
        self.assertIn("--memory", said)

    def test_memory_is_planned_told_and_kept_and_what_cannot_fit_is_refused_before_it_starts(self):
        path = self.write(self.edited(("cell_m = 100", "cell_m = 8"), ("count = 20", "count = 1")))
        [said] = self.refusal("run", path, "-o", self.out / "r.h5", "--memory", "600M")
        self.assertIn("the study needs about", said)
        self.assertIn("wider cells", said)
        # Room for the study, but for few of its walking costs: slower, and the same result.
        _, talk = program("run", path, "-o", self.out / "some.h5", "--memory", "1300M")
        self.assertRegex(talk, r"Planning with \d+\.\d\d GB of memory: \d+\.\d\d for the city, ")
        program("run", path, "-o", self.out / "all.h5", "--quiet")
        said, _ = program("compare", self.out / "some.h5", self.out / "all.h5")
        self.assertIn("No difference", said)

    def test_key_numbers_go_to_standard_output_and_talk_to_standard_error(self):
        said, talk = program("run", self.folder / "scenario.toml", "-o", self.out / "talk.h5")
        for line in said.splitlines():
            self.assertRegex(line, r"^ *-?[0-9][0-9,.]* \S+ ")
        self.assertRegex(talk, r"\[ *\d+\.\d s\] Choosing sites")
        self.assertIn("The result is in", talk)
        self.assertNotIn("\x1b", talk, "a log holds plain lines")
        quiet, nothing = program("run", self.folder / "scenario.toml", "-o", self.out / "quiet.h5", "--quiet")
        self.assertEqual(quiet, said)
        self.assertEqual(nothing, "")

    def test_standard_output_that_takes_nothing_is_not_passed_over(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "run", self.folder / "scenario.toml", "-o", self.out / "full.h5", "--quiet"],
                                  stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("standard output", done.stderr)

    def test_a_terminal_sees_a_bar_with_the_time_left(self):
        path = self.write(self.edited(("cell_m = 100", "cell_m = 25")))
        command = f"'{PROGRAM}' run '{path}' -o '{self.out}/bar.h5' > /dev/null"
        done = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, check=True,
                              stdin=subprocess.DEVNULL)
        self.assertTrue(re.search(r"\[#*\.*\] +\d+ %", done.stdout), done.stdout)
        self.assertIn("s left", done.stdout)


if __name__ == "__main__":
    unittest.main()
