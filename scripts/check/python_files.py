#!/usr/bin/python3
"""Every Python file compiles, and pyflakes finds nothing in it; a line with "# noqa" is left alone.

    scripts/check/python_files.py
"""
import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files():
    for folder in ("scripts", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if "node_modules" in path.parts or "__pycache__" in path.parts or not path.is_file():
                continue
            if path.suffix == ".py":
                yield path
            elif path.suffix == "":
                with path.open("rb") as file:
                    first_line = file.readline()
                if first_line.startswith(b"#!") and b"python" in first_line:
                    yield path


def main():
    files = list(python_files())
    faults = []
    for path in files:
        try:
            ast.parse(path.read_text(encoding="utf-8"), str(path))
        except SyntaxError as error:
            faults.append(f"{path.relative_to(ROOT)}:{error.lineno}: {error.msg}")
    found = subprocess.run(["/usr/bin/python3", "-m", "pyflakes", *map(str, files)], capture_output=True, text=True,
                           check=False)
    for finding in (found.stdout + found.stderr).splitlines():
        name, line, *_ = (finding.split(":", 2) + ["", ""])[:3]
        lines = Path(name).read_text(encoding="utf-8").splitlines() if Path(name).is_file() and line.isdigit() else []
        if not lines or "# noqa" not in lines[int(line) - 1]:
            faults.append(finding.replace(f"{ROOT}/", ""))
    for fault in faults:
        print(fault)
    print(f"python: {len(files)} files, {len(faults)} faults")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
