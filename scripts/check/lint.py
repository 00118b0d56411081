#!/usr/bin/python3
"""clang-tidy over every source, several at once; its own warnings and Clang's count as errors.

    scripts/check/lint.py [BUILD_FOLDER] [--only PART_OF_PATH]

Reads BUILD_FOLDER/compile_commands.json (default build/release). A source that was clean before is not looked at
again until it, a header of the project, the settings or clang-tidy change: stamps stand in the user's cache folder.
Exit status 1 when there is a finding.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("geometry", "sim", "scenarios", "output", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Flags that GCC takes and Clang does not know; Clang's own -ffp-contract=off is the same.
GCC_ONLY = re.compile(r"^-(fno-tree|ftree|fvect|fopt-info|mprefer-vector|fno-semantic|frounding-math|fipa|fno-ipa|Werror$|Wno-maybe)")
# What Clang 19 cannot read: CGAL 5.5's graph iterators name a member that does not exist.
NOT_FOR_CLANG = ("tests/geometry/test_grid_error.cpp",)


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME") or str(ROOT / "build"), ".cache")
    return Path(base) / "quarterhour" / "lint"


def project_files_of(source, seen):
    """The source and every header of the project that it includes, directly or not."""
    if source in seen or not source.is_file():
        return seen
    seen.add(source)
    for header in INCLUDE.findall(source.read_text(encoding="utf-8")):
        project_files_of(ROOT / header, seen)
    return seen


def stamp_of(source, command, tidy_version):
    digest = hashlib.sha256(tidy_version.encode())
    digest.update(command.replace(str(ROOT), "").encode())
    settings = [ROOT / ".clang-tidy", ROOT / "tests/.clang-tidy", Path(__file__)]
    for path in settings + sorted(project_files_of(source, set())):
        digest.update(path.relative_to(ROOT).as_posix().encode() if path.is_relative_to(ROOT) else b"")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description="clang-tidy over every source.")
    parser.add_argument("build", nargs="?", default="build/release")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    tidy = shutil.which("clang-tidy-19") or shutil.which("clang-tidy")
    if tidy is None:
        sys.exit("lint: no clang-tidy; scripts/setup --checks installs it")
    version = subprocess.run([tidy, "--version"], capture_output=True, text=True, check=True).stdout
    entries = json.loads((ROOT / arguments.build / "compile_commands.json").read_text(encoding="utf-8"))

    # A compilation database of our own, without the launcher and the flags that only GCC takes.
    database, work, clean = [], [], 0
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        source = Path(entry["file"]).resolve()
        if not source.is_relative_to(ROOT) or source.relative_to(ROOT).parts[0] not in FOLDERS:
            continue
        if source.relative_to(ROOT).as_posix() in NOT_FOR_CLANG:
            continue
        words = [word for word in entry["command"].split() if not word.endswith("/ccache")]
        entry["command"] = " ".join(word for word in words if not GCC_ONLY.match(word))
        database.append(entry)
        stamp = cache / stamp_of(source, entry["command"], version)
        if arguments.only in str(source.relative_to(ROOT)):
            if stamp.exists():
                clean += 1
            else:
                work.append((source, stamp))
    folder = ROOT / "build" / "lint"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(database), encoding="utf-8")

    def tidy_one(source, stamp):
        started = time.monotonic()
        done = subprocess.run([tidy, "--quiet", "-p", str(folder), str(source)], capture_output=True, text=True,
                              check=False, cwd=ROOT)
        if done.returncode == 0:
            stamp.touch()
        return source, done, time.monotonic() - started

    work.sort(key=lambda pair: -pair[0].stat().st_size)
    failed, slowest = 0, (0.0, None)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, future in enumerate(as_completed([pool.submit(tidy_one, *pair) for pair in work]), 1):
            source, done, seconds = future.result()
            slowest = max(slowest, (seconds, source.relative_to(ROOT).as_posix()), key=lambda pair: pair[0])
            if done.returncode != 0:
                failed += 1
                print(f"[{number}/{len(work)}] {source.relative_to(ROOT)}")
                print(done.stdout.strip() or done.stderr.strip(), flush=True)
    if slowest[1]:
        print(f"slowest: {slowest[1]}, {slowest[0]:.1f} s")
    print(f"lint: {len(work) + clean} sources, {clean} known to be clean, {failed} with findings")
    return 1 if failed or not work and not clean else 0


if __name__ == "__main__":
    sys.exit(main())
