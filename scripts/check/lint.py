#!/usr/bin/python3
"""clang-tidy over every source, several at once; its own warnings and Clang's count as errors.

    scripts/check/lint.py [BUILD_FOLDER] [--only PART_OF_PATH]

Reads BUILD_FOLDER/compile_commands.json (default build/release). A source that was clean before is not looked at
again until it, a header of the project, the settings or clang-tidy change: stamps stand in the user's cache folder.
Exit status 1 when there is a finding.

Most of the time goes into headers that are not ours, so sources of one target are looked at several at a time, one after
another in one file (see scripts/cmake/source_batches.py). Where a batch is not clean, each of its sources is looked at alone,
and only what is found then counts.
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
sys.path.insert(0, str(ROOT / "scripts" / "cmake"))
from source_batches import batches  # noqa: E402

FOLDERS = ("geometry", "sim", "scenarios", "output", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Flags that GCC takes and Clang does not know; Clang's own -ffp-contract=off is the same.
GCC_ONLY = re.compile(r"^-(fno-tree|ftree|fvect|fopt-info|mprefer-vector|fno-semantic|frounding-math|fipa|fno-ipa|Werror$|Wno-maybe)")
# What Clang 19 cannot read: CGAL 5.5's graph iterators name a member that does not exist.
NOT_FOR_CLANG = ("tests/geometry/test_grid_error.cpp",)


def batches_of(work, command_of):
    """Sources that may be looked at together, each with its stamp: of one target, and whose own names differ."""
    groups = {}
    for source, stamp in work:
        key = re.sub(r"\S*" + re.escape(source.name) + r"\S*", "", command_of[source])
        groups.setdefault((key, source.parent), {})[source] = stamp
    return [[(source, stamps[source]) for source in members] for (_, folder), stamps in groups.items()
            for members in batches(list(stamps), folder.is_relative_to(ROOT / "tests"))]


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
    database, work, clean, command_of, directory_of = [], [], 0, {}, {}
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        source = Path(entry["file"]).resolve()
        if not source.is_relative_to(ROOT) or source.relative_to(ROOT).parts[0] not in FOLDERS:
            continue
        # A source of two targets is looked at once.
        if source.relative_to(ROOT).as_posix() in NOT_FOR_CLANG or source in command_of:
            continue
        words = [word for word in entry["command"].split() if not word.endswith("/ccache")]
        entry["command"] = " ".join(word for word in words if not GCC_ONLY.match(word))
        database.append(entry)
        command_of[source], directory_of[source] = entry["command"], entry["directory"]
        stamp = cache / stamp_of(source, entry["command"], version)
        if arguments.only in str(source.relative_to(ROOT)):
            if stamp.exists():
                clean += 1
            else:
                work.append((source, stamp))
    folder = ROOT / "build" / "lint"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def look_at(path):
        return subprocess.run([tidy, "--quiet", "-p", str(folder), str(path)], capture_output=True, text=True, check=False, cwd=ROOT)

    def file_of(number, members):
        """The batch as one file, below a folder that has the settings of its sources."""
        place = folder / members[0][0].relative_to(ROOT).parts[0]
        place.mkdir(exist_ok=True)
        own_settings = ROOT / place.name / ".clang-tidy"
        if own_settings.exists():
            shutil.copy(own_settings, place)
        path = place / f"batch_{number}.cpp"
        path.write_text("".join(source.read_text(encoding="utf-8") for source, _ in members), encoding="utf-8")
        source = members[0][0]
        database.append({"directory": directory_of[source], "file": str(path),
                         "command": command_of[source].replace(str(source), str(path))})
        return path

    def tidy_batch(path, members):
        """Sources with what was said of them; nothing of those that are clean."""
        started = time.monotonic()
        found = []
        whole = len(members) == 1 or look_at(path).returncode == 0
        if len(members) > 1 and whole:
            for _, stamp in members:
                stamp.touch()
        else:
            for source, stamp in members:
                done = look_at(source)
                if done.returncode == 0:
                    stamp.touch()
                else:
                    found.append((source, done))
        return members, found, whole, time.monotonic() - started

    work.sort(key=lambda pair: -pair[0].stat().st_size)
    together = batches_of(work, command_of)
    # The longest first: what includes CGAL takes a minute for itself.
    together.sort(key=lambda members: (all(b"CGAL/" not in source.read_bytes() for source, _ in members),
                                       -sum(source.stat().st_size for source, _ in members)))
    together = [(file_of(number, members) if len(members) > 1 else None, members) for number, members in enumerate(together)]
    (folder / "compile_commands.json").write_text(json.dumps(database), encoding="utf-8")
    failed, slowest, apart = 0, (0.0, None), []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in as_completed([pool.submit(tidy_batch, *batch) for batch in together]):
            members, found, whole, seconds = future.result()
            if not whole and not found:
                apart.append(" ".join(source.relative_to(ROOT).as_posix() for source, _ in members))
            slowest = max(slowest, (seconds, " ".join(source.name for source, _ in members)), key=lambda pair: pair[0])
            for source, done in found:
                failed += 1
                print(source.relative_to(ROOT))
                print(done.stdout.strip() or done.stderr.strip(), flush=True)
    for sources in apart:
        print(f"clean one by one, not together: {sources}")
    if slowest[1]:
        print(f"slowest: {slowest[1]}, {slowest[0]:.1f} s")
    print(f"lint: {len(work) + clean} sources, {clean} known to be clean, {failed} with findings")
    return 1 if failed or not work and not clean else 0


if __name__ == "__main__":
    sys.exit(main())
