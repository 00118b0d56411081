"""Runs the program on scenarios that a test writes, and reads what came out."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import h5py
import numpy
import rasterio
from rasterio.transform import from_origin

PROGRAM = os.environ["QUARTERHOUR_PROGRAM"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("QUARTERHOUR_DATA") or ROOT.parent / "shared" / "data")


def require_data(name):
    """The folder of a real data set; a test that needs it is skipped by name where it is absent."""
    folder = DATA / name
    if not folder.is_dir():
        raise unittest.SkipTest(f"real data '{name}' is not in QUARTERHOUR_DATA")
    return folder


def program(*arguments, expect=0, environment=None, cwd=None):
    """Runs the program; returns standard output and standard error as text."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
                          env={**os.environ, **(environment or {})})
    if done.returncode != expect:
        raise AssertionError(f"{arguments} returned {done.returncode}, not {expect}:\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


class Folder:
    """A temporary folder with a study in it."""

    def __init__(self):
        self._temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self._temporary.name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def raster(self, name, values, west, north, width_m, height_m, crs="EPSG:32738", nodata=None):
        """Writes a GeoTIFF, row 0 in the north."""
        with rasterio.open(self.path / name, "w", driver="GTiff", height=values.shape[0], width=values.shape[1],
                           count=1, dtype=values.dtype, crs=crs, nodata=nodata,
                           transform=from_origin(west, north, width_m, height_m)) as target:
            target.write(values, 1)

    def text(self, name, text):
        (self.path / name).write_text(text, encoding="utf-8")
        return self.path / name

    def run(self, scenario, result="result.h5", *arguments):
        """Runs a scenario given as text; returns the open result."""
        self.text("scenario.toml", scenario)
        program("run", self.path / "scenario.toml", "-o", self.path / result, "--quiet", *arguments)
        return h5py.File(self.path / result, "r")


def facility_rows(cells, west, north, width_m, height_m):
    """A ledger as CSV text with a facility at the centre of each (row, col)."""
    lines = ["id,service,x,y"]
    for number, (row, col) in enumerate(cells):
        lines.append(f"f{number},clinic,{west + (col + 0.5) * width_m!r},{north - (row + 0.5) * height_m!r}")
    return "\n".join(lines) + "\n"


def seconds_of(result, service="clinic", group="people", state="before"):
    """Seconds as float64, infinity where unreached."""
    values = result[f"/access/{service}/{group}/{state}/seconds"][...].astype(numpy.float64)
    return numpy.where(numpy.isnan(values), numpy.inf, values)
