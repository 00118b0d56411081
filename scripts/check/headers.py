#!/usr/bin/python3
"""Every header compiles alone, without warnings.

    scripts/check/headers.py [BUILD_FOLDER] [--compiler g++] [--all]

Takes include folders from BUILD_FOLDER/compile_commands.json (default build/release). Exit status 1 when a header
needs another one before it. A header that some source of that build names before any other is left to the build, which
could not compile the source otherwise; --all looks at those too.
"""
import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("geometry", "sim", "scenarios", "output", "tests")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def include_flags(build):
    """Every include folder and definition that a source of the project is compiled with, each once."""
    flags = []
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        words = shlex.split(entry["command"])
        for position, word in enumerate(words):
            if word == "-isystem":
                found = ["-isystem", words[position + 1]]
            elif word.startswith(("-I", "-D")) and "SOURCE" not in word:
                found = [word]
            else:
                continue
            if found not in flags:
                flags.append(found)
    return [word for found in flags for word in found]


def first_included(build):
    """Headers that stand before every other in some source of the build."""
    headers = set()
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = Path(entry["directory"], entry["file"]).resolve()
        first = re.search(r"^\s*#\s*(?:include|define|if)\b.*$", source.read_text(encoding="utf-8"), re.MULTILINE)
        named = re.fullmatch(r'\s*#\s*include\s*"([^"]+)".*', first.group()) if first else None
        if named:
            headers.add((ROOT / named.group(1)).resolve())
    return headers


def compile_alone(header, compiler, flags):
    command = [compiler, "-std=c++20", "-fsyntax-only", *WARNINGS, f"-I{ROOT}", *flags, "-x", "c++", "-"]
    text = f'#include "{header.relative_to(ROOT).as_posix()}"\n'
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def main():
    parser = argparse.ArgumentParser(description="Every header compiles alone.")
    parser.add_argument("build", nargs="?", default="build/release")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--all", action="store_true", help="also those that the build itself shows to compile alone")
    arguments = parser.parse_args()
    flags = include_flags(ROOT / arguments.build)
    headers = sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.h"))
    built = set() if arguments.all else first_included(ROOT / arguments.build)
    left_to_build = sum(header in built for header in headers)
    headers = [header for header in headers if header not in built]
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda header: compile_alone(header, arguments.compiler, flags), headers)
        for header, (status, message) in zip(headers, results):
            if status != 0:
                failed += 1
                print(f"{header.relative_to(ROOT)} does not compile alone:\n{message}")
    print(f"headers: {len(headers) - failed} of {len(headers)} compile alone; {left_to_build} more stand first in a source of the build")
    return 1 if failed or not (headers or left_to_build) else 0


if __name__ == "__main__":
    sys.exit(main())
