#!/usr/bin/python3
"""Runs the whole program on damaged studies. Only the exit codes 0, 2 and 3 may come out, each refusal in a plain
sentence, and never a half-written file. Run N is the same on every machine.

    fuzz_program.py PROGRAM [--seconds S] [--from N] [--runs N] [--limit S] [--keep DIR]
"""

import argparse
import os
import pathlib
import random as random_numbers
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))
from damage import damage_hdf5, damaged_bytes, damaged_text  # noqa: E402
from tiny_study import write_study  # noqa: E402

FOREIGN = ("terminate called", "std::", "what():", "HDF5-DIAG", "AddressSanitizer", "runtime error:", "ERROR ",
           "inside the program", "\x1b")

class Fuzzer:
    def __init__(self, program, folder, limit_s):
        self.program, self.limit_s = program, limit_s
        self.study, self.out = folder / "study", folder / "out"
        self.study.mkdir()
        write_study(self.study)
        self.must("city", self.study / "scenario.toml", "-o", self.study / "city.h5")
        for name in ("scenario", "from_city", "require"):
            self.must("run", self.study / f"{name}.toml", "-o", self.study / "result.h5")
        self.whole = {path.name: path.read_bytes() for path in sorted(self.study.iterdir())}

    def must(self, *arguments):
        done = self.start(arguments)
        if done.returncode != 0:
            raise SystemExit(f"the whole study is refused: {done.stderr.decode()}")

    def start(self, arguments):
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, timeout=self.limit_s, check=False)

    def once(self, number):
        """One run; what is wrong about it, or None, and its exit code."""
        random = random_numbers.Random(number)
        for name, raw in self.whole.items():
            (self.study / name).write_bytes(raw)
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        arguments, output = self.arrange(random)
        try:
            done = self.start(arguments)
        except subprocess.TimeoutExpired:
            return f"took more than {self.limit_s} s", None
        said = done.stderr.decode(errors="replace")
        return self.fault_of(done, said, output), done.returncode

    def arrange(self, random):
        """Damages one file; returns the command and the name of its output, if it has one."""
        kind = random.randrange(20)
        if kind >= 17:
            return self.arrange_result(random)
        scenario = random.choice(("scenario.toml", "scenario.toml", "require.toml"))
        target = random.choice((scenario, scenario, "clinics.csv", "districts.geojson", "water.geojson", "dem.tif", "people.tif"))
        if kind >= 14:
            scenario = "from_city.toml"
            target = "city.h5"
        path = self.study / target
        if target.endswith(".h5") and random.randrange(3):
            damage_hdf5(path, random)
        elif target.endswith((".tif", ".h5")):
            path.write_bytes(damaged_bytes(path.read_bytes(), random))
        else:
            path.write_text(damaged_text(path.read_text(encoding="utf-8"), random), encoding="utf-8")
        if kind == 0:
            return ("check", self.study / scenario), None
        if kind in (1, 2):
            return ("city", self.study / scenario, "-o", self.out / "city.h5"), "city.h5"
        return ("run", self.study / scenario, "-o", self.out / "result.h5", "--threads", 1), "result.h5"

    def arrange_result(self, random):
        path = self.study / "result.h5"
        if random.randrange(3):
            damage_hdf5(path, random)
        else:
            path.write_bytes(damaged_bytes(path.read_bytes(), random))
        return random.choice(((("info", path), None), (("export", path, "-o", self.out / "layers"), "layers"),
                              (("compare", path, self.study / "result.h5"), None)))

    def fault_of(self, done, said, output):
        left = sorted(path.name for path in self.out.iterdir())
        if done.returncode not in (0, 2, 3):
            return f"exit code {done.returncode}: {said[-2000:]}"
        for words in FOREIGN:
            if words in said:
                return f"{words!r} on standard error: {said[-2000:]}"
        if done.returncode != 0 and not said.strip():
            return "refused without a word"
        wanted = [] if done.returncode == 2 or output is None else [output]
        if wanted == ["result.h5"]:
            wanted.append("result.vrt")
        if wanted == ["city.h5"]:
            wanted.append("city.vrt")
        if not set(left) <= set(wanted) or (wanted and wanted[0] not in left):
            return f"exit code {done.returncode} and in the output folder {left}"
        if wanted and wanted[0].endswith(".h5"):
            read = self.start(("info", self.out / wanted[0]))
            if read.returncode != 0:
                return f"the file that was written is not read: {read.stderr.decode(errors='replace')}"
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--runs", type=int, default=sys.maxsize)
    parser.add_argument("--limit", type=float, default=30.0)
    parser.add_argument("--keep", type=pathlib.Path, help="an empty folder for the files of the last run")
    options = parser.parse_args()
    codes = {0: 0, 2: 0, 3: 0}
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as temporary:
        fuzzer = Fuzzer(options.program, pathlib.Path(temporary), options.limit)
        started = time.monotonic()
        number = options.first
        while number - options.first < options.runs and time.monotonic() - started < options.seconds:
            fault, code = fuzzer.once(number)
            if fault:
                print(f"FOUND in program: run {number}; repeat it with --from {number} --runs 1\n{fault}", file=sys.stderr)
                break
            codes[code] += 1
            number += 1
        if options.keep:
            shutil.copytree(temporary, options.keep, dirs_exist_ok=True)
        if fault:
            return 1
        taken = time.monotonic() - started
    runs = number - options.first
    print(f"{'program':12} {runs:9} runs, {runs / taken:7.0f} a second, {codes[0]} done, {codes[2]} refused, "
          f"{codes[3]} without a feasible plan, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
