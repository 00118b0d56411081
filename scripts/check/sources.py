#!/usr/bin/python3
"""Sources are listed, not globbed: every .cpp of a folder is listed in a CMakeLists.txt, and every listed one exists.

    scripts/check/sources.py [ROOT]

Also: every header begins with what it answers and has #pragma once, no type of one name is defined in two headers of a
namespace, no file is longer than 450 lines, and no note is left about work not done. Exit status 1 when something is wrong.
"""
import re
import sys
from pathlib import Path

FOLDERS = ("geometry", "sim", "scenarios", "output", "tests")
OTHER_FOLDERS = ("scripts", ".ci")
MAX_LINES = 450
# What CMake writes while it configures lies in no folder of ours.
CMAKE_COMMENT = re.compile(r"#[^\n]*|configure_file\s*\([^)]*\)")
LISTED = re.compile(r"[\w./${}+-]+\.cpp\b")
SPACE_OPENED = re.compile(r"namespace ([\w:]+) \{")
TYPE_DEFINED = re.compile(r"(?:struct|class|union|enum(?: class)?) (\w+)(?: final)?(?: ?:[^:;{]*)? ?\{")
# Written apart, so that this file does not find itself.
UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def listed_sources(root):
    """(CMakeLists, source as it is written, path that it means) of every listed source."""
    listed = []
    for folder in FOLDERS:
        for cmake in sorted((root / folder).rglob("CMakeLists.txt")):
            text = CMAKE_COMMENT.sub("", cmake.read_text(encoding="utf-8"))
            if re.search(r"file\s*\(\s*GLOB", text):
                yield cmake, "file(GLOB …)", None
            for name in LISTED.findall(text):
                expanded = name.replace("${PROJECT_SOURCE_DIR}", str(root)).replace("${CMAKE_SOURCE_DIR}", str(root))
                expanded = expanded.replace("${CMAKE_CURRENT_SOURCE_DIR}", str(cmake.parent))
                if "${" not in expanded:
                    listed.append((cmake, name, (cmake.parent / expanded).resolve()))
    yield from listed


def types_of(lines):
    """Names with their namespaces of the types that a file defines outside others."""
    spaces, types = [], []
    for line in lines:
        opened = SPACE_OPENED.match(line)
        defined = TYPE_DEFINED.match(line)
        if opened:
            spaces.append(opened.group(1))
        elif line.startswith("}  // namespace") and spaces:
            spaces.pop()
        elif defined:
            types.append("::".join([*spaces, defined.group(1)]))
    return types


def faults_of(root):
    root = Path(root).resolve()
    faults = []
    # A program with two types of one name is broken though every source compiles.
    header_of_type = {}
    known = set()
    for cmake, name, path in listed_sources(root):
        where = cmake.relative_to(root)
        if path is None:
            faults.append(f"{where}: {name}: list the sources by name")
        elif not path.is_file():
            faults.append(f"{where}: {name} does not exist")
        else:
            known.add(path)
    lengths = []
    for folder in FOLDERS + OTHER_FOLDERS:
        for path in sorted(p for p in (root / folder).rglob("*") if p.is_file()):
            relative = path.relative_to(root)
            if "__pycache__" in relative.parts or "node_modules" in relative.parts:
                continue
            if path.suffix == ".cpp" and folder in FOLDERS and path.resolve() not in known:
                faults.append(f"{relative}: listed in no CMakeLists.txt")
            if path.suffix not in (".cpp", ".h", ".py", ".sh", ".cmake", ".txt", ".js") and path.suffix != "":
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            lines = text.splitlines()
            if path.suffix in (".cpp", ".h", ".py"):
                lengths.append(len(lines))
                if len(lines) > MAX_LINES:
                    faults.append(f"{relative}: {len(lines)} lines; at most {MAX_LINES}: split it by what it answers")
            if path.suffix == ".h" and folder in FOLDERS:
                if not lines or not lines[0].startswith("//"):
                    faults.append(f"{relative}:1: a header begins with a comment that says what it is")
                if "#pragma once" not in lines:
                    faults.append(f"{relative}: no #pragma once")
                for name in types_of(lines) if folder != "tests" else []:
                    other = header_of_type.setdefault(name, relative)
                    if other != relative:
                        faults.append(f"{relative}: {name} is defined in {other} too")
            for number, line in enumerate(lines, 1):
                if UNDONE.search(line):
                    faults.append(f"{relative}:{number}: a note about work not done: {line.strip()}")
    lengths.sort()
    return faults, lengths


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults, lengths = faults_of(root)
    for fault in faults:
        print(fault)
    if lengths:
        print(f"{len(lengths)} files, median {lengths[len(lengths) // 2]} lines, longest {lengths[-1]}")
    print(f"sources: {len(faults)} faults" if faults else "sources: all listed, all there")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
