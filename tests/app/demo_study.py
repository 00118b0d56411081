"""The demo's city, made once for a class of tests, and variants of its scenario."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import h5py

from study_runner import PROGRAM, program



class DemoTest(unittest.TestCase):
    """Tests on one copy of the demo's files; `folder` holds them, `out` is for what is written."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.root = pathlib.Path(temporary.name)
        cls.folder = cls.root / "city"
        cls.out = cls.root / "out"
        cls.out.mkdir()
        program("demo", "--size", "town", "-o", cls.folder)
        cls.text = (cls.folder / "scenario.toml").read_text(encoding="utf-8")

    @classmethod
    def edited(cls, *edits):
        """The scenario's text with each (old, new) replaced once; old must be there."""
        text = cls.text
        for old, new in edits:
            if old not in text:
                raise AssertionError(f"{old!r} is not in the scenario")
            text = text.replace(old, new, 1)
        return text

    @classmethod
    def write(cls, text, name="variant.toml"):
        path = cls.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @classmethod
    def run_variant(cls, name, *edits, arguments=()):
        """Runs an edited scenario; returns the path of the result."""
        result = cls.out / name
        program("run", cls.write(cls.edited(*edits)), "-o", result, "--quiet", *arguments)
        return result

    def refusal(self, *arguments, code=2, **options):
        """Runs the program, which must refuse in plain sentences and leave no new file; returns its lines."""
        before = contents(self.out)
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(contents(self.out), before, "something was written")
        lines = [line for line in done.stderr.splitlines() if not re.match(r"\[ *[0-9.]+ s\] ", line)]
        self.assertTrue(lines, "refused without a word")
        for line in lines:
            self.assert_plain(line)
        return lines

    def assert_plain(self, line):
        # The folder's name is drawn by lot and may hold anything, even "0x".
        line = line.replace(str(self.root), "FOLDER")
        for foreign in ("TIFFFill", "TIFFRead", "HDF5-DIAG", "H5F", "ERROR ", "terminate called", "std::", "what():", "not recognized as",
                        "Traceback", "0x", "sblock", ".cpp", "Error while parsing"):
            self.assertNotIn(foreign, line)
        self.assertRegex(line, r"[a-z)\"0-9…]$|[.?]$", "not a sentence")


def contents(folder):
    """Every file of a folder, by name, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def column(table, name):
    """A column as a list, text decoded."""
    return [value.decode() if isinstance(value, bytes) else value for value in table[name][...].tolist()]


def rows(table):
    """The rows of a table as dictionaries."""
    columns = {name: column(table, name) for name in table}
    return [dict(zip(columns, values)) for values in zip(*columns.values())]


def score(result, state, metric, service="clinic", kind="city", group="people"):
    """One value of /scores, for the only unit of its kind."""
    found = [row["value"] for row in rows(result["scores"])
             if (row["state"], row["metric"], row["service"], row["unit_kind"], row["group"]) ==
             (state, metric, service, kind, group)]
    if len(found) != 1:
        raise AssertionError(f"{len(found)} rows of {state} {metric}")
    return found[0]


def datasets(path):
    """Every dataset of a file as (type, shape, bytes) by name."""
    found = {}
    with h5py.File(path) as file:
        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                values = item[...]
                text = h5py.check_string_dtype(item.dtype) is not None
                found[name] = (str(item.dtype), item.shape, repr(values.tolist()) if text else values.tobytes())
        file.visititems(visit)
    return found


def attributes(path, without=()):
    """Every attribute of a file and of all in it, as text, less those named."""
    found = {}
    with h5py.File(path) as file:
        def visit(name, item):
            for key, value in item.attrs.items():
                if key in ("REFERENCE_LIST", "DIMENSION_LIST") or key in without:
                    continue
                found[f"{name}@{key}"] = repr(value)
        visit("/", file)
        file.visititems(visit)
    return found


NO_HOME = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
