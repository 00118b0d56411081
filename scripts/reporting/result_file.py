"""Reads a result file: the whole of what the report may know. Names and units are those of output/FORMAT.md."""

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import h5py
import numpy as np

from .errors import ReportError

FORMAT = "quarterhour-result"
MAJOR_VERSION = "1"
TABLES = ("scores", "key_numbers", "sites", "plan", "proof", "balance", "moved", "notes", "inputs", "travel",
          "services", "service_demand", "groups", "load", "front", "structure_worth", "border_cost", "levels", "standard_values",
          "service_areas", "links", "link_gains", "street_summary", "street_counts", "street_crossings", "islands")  # fmt: skip
# A study without a grid lists no groups.
EVERYBODY = {"id": "people", "name": "Everybody", "name_zh": "全体居民", "speed_kmh": math.nan}


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _cell(value):
    """A table value as plain Python: text, whole number or float."""
    if isinstance(value, (bytes, str)):
        return _text(value)
    return value.item() if isinstance(value, np.generic) else value


class Row(dict):
    """A table row by column name; a column that the layout promises and the file lacks is the file's fault."""

    def __init__(self, values, where):
        super().__init__(values)
        self.where = where

    def __missing__(self, column):
        raise ReportError(f'{self.where} lacks the column "{column}"; run `quarterhour run` again.')


def bilingual(row, key="name"):
    """The name of a table row in both languages; its id where it has no name."""
    english = row.get(key) or row.get("id", "")
    return {"en": english, "zh": row.get(key + "_zh") or english}


@dataclass(frozen=True)
class Grid:
    rows: int
    cols: int
    west_m: float
    north_m: float
    cell_width_m: float
    cell_height_m: float


@dataclass
class Layer:
    """Access of one group to one service in one state. Rasters are read when asked for."""

    service: str
    group: str
    state: str
    datasets: h5py.Group = field(repr=False)

    def raster(self, name):
        """The raster, or None where the result does not hold it."""
        return self.datasets[name][()] if name in self.datasets else None

    def number(self, name):
        """An attribute as a float; NaN where it is absent."""
        return float(self.datasets.attrs.get(name, math.nan))


class Streets:
    """The edges of the street network: a line each, and what is asked of them. Arrays have one value an edge."""

    def __init__(self, group, where):
        def column(name):
            if name not in group:
                raise ReportError(f'{where} lacks the column "{name}"; run `quarterhour run` again.')
            return group[name]

        self.structure = column("structure").asstr()[()]
        self.street_class = column("class").asstr()[()]
        self.length_m = column("length_m")[()]
        self._names = {"en": column("name").asstr(), "zh": column("name_zh").asstr()}
        self.corners = column("xy")[()].reshape(-1, 2)
        self.first = column("first")[()]
        if len(self.first) != len(self.structure) + 1:
            raise ReportError(f"{where} draws another number of lines than it lists; run `quarterhour run` again.")

    def line(self, edge):
        """Corners of an edge as an array of x, y."""
        return self.corners[self.first[edge] : self.first[edge + 1]]

    def name(self, edge):
        """The name of an edge in both languages; None without one."""
        found = {lang: names[edge] for lang, names in self._names.items()}
        return found if any(found.values()) else None


class Study:
    """One result file, open for reading."""

    def __init__(self, file, path):
        self.file = file
        self.path = Path(path)
        attributes = file.attrs
        title = _text(attributes.get("title", "")) or self.path.stem
        self.title = {"en": title, "zh": _text(attributes.get("title_zh", "")) or title}
        self.scenario = _text(attributes.get("scenario", ""))
        self.standard = _text(attributes.get("standard", ""))
        self.software_version = _text(attributes.get("software_version", ""))
        self.format_version = _text(attributes.get("format_version", ""))
        self.seed = int(attributes.get("seed", 0))
        self.interrupted = bool(attributes.get("interrupted", 0))
        for name in TABLES:
            setattr(self, name, self.table(name))
        if not any(row["id"] == "people" for row in self.groups):
            self.groups.append(EVERYBODY)
        self.travel = {row["setting"]: (row["value"], row.get("unit_of_measure", "")) for row in self.travel}

    def table(self, name):
        """The rows of a table as dictionaries; an absent table has none."""
        if name not in self.file:
            return []
        columns = {column: data[()] for column, data in self.file[name].items() if data.ndim == 1}
        count = min((len(values) for values in columns.values()), default=0)
        where = f"{self.path}: the table /{name}"
        return [
            Row({column: _cell(values[at]) for column, values in columns.items()}, where) for at in range(count)
        ]

    @cached_property
    def grid(self):
        """None for a study without a grid."""
        ground = self.file.get("ground")
        if ground is None or "rows" not in ground.attrs:
            return None
        names = ("rows", "cols", "west_m", "north_m", "cell_width_m", "cell_height_m")
        absent = [name for name in names if name not in ground.attrs]
        if absent:
            raise ReportError(f"{self.path}: /ground lacks {', '.join(absent)}; run `quarterhour run` again.")
        values = [_cell(ground.attrs[name]) for name in names]
        return Grid(int(values[0]), int(values[1]), *map(float, values[2:]))

    @property
    def crs_name(self):
        return _text(self.file["ground"].attrs.get("crs_name", "")) if "ground" in self.file else ""

    @property
    def is_flat(self):
        return self.grid is not None and "elevation" not in self.file["ground"]

    def raster(self, path):
        """A raster by its path in the file, or None."""
        return self.file[path][()] if path in self.file else None

    def layers(self, service, group):
        """State → Layer for one service and group, "before" first."""
        path = f"access/{service}/{group}"
        states = [state for state in ("before", "after") if f"{path}/{state}" in self.file]
        return {state: Layer(service, group, state, self.file[f"{path}/{state}"]) for state in states}

    @cached_property
    def unit_kinds(self):
        return sorted(self.file["units"]) if "units" in self.file else []

    def units(self, kind):
        """The units of a kind: id, name in both languages, rings as arrays of x, y."""
        folder = f"units/{kind}/"
        units = [{"id": row["id"], "name": bilingual(row), "rings": []} for row in self.table(folder + "list")]
        outline = self.file.get(folder + "outline")
        if outline is not None:
            rings = self._parts(outline)
            owners = outline["feature"][()] if "feature" in outline else range(len(rings))
            for owner, ring in zip(owners, rings):
                if 0 <= owner < len(units):
                    units[owner]["rings"].append(ring)
        return units

    @cached_property
    def first_kind(self):
        """The kind of unit that maps and plans name places by: districts where there are any."""
        wanted = [kind for kind in ("district", "cluster") if kind in self.unit_kinds]
        return next(iter(wanted + self.unit_kinds), None)

    @cached_property
    def first_units(self):
        """(units of the first kind, raster of their positions or None)."""
        if self.first_kind is None:
            return [], None
        return self.units(self.first_kind), self.raster(f"units/{self.first_kind}/unit_of_cell")

    @cached_property
    def streets(self):
        """None for a study without streets."""
        if "streets" not in self.file:
            return None
        return Streets(self.file["streets"], f"{self.path}: the table /streets")

    def lines(self, layer):
        """(lines, closed) of a layer for drawing; no lines where the result does not hold it."""
        group = self.file.get(f"vectors/{layer}")
        if group is None:
            return [], False
        return self._parts(group), bool(group.attrs.get("closed", 0))

    @property
    def link_lines(self):
        """A line for each row of /links; none where the result does not hold them."""
        group = self.file.get("links")
        return [] if group is None or "xy" not in group else self._parts(group)

    def outlines(self, layer):
        """Rings of the service areas of a layer, by kind: "site", "band", "covered"; no kinds where it has none."""
        group = self.file.get(f"outlines/{layer.service}/{layer.group}/{layer.state}")
        rings = {}
        if group is None:
            return rings
        for row, ring in zip(group["feature"][()] if "feature" in group else [], self._parts(group)):
            if 0 <= row < len(self.service_areas):
                rings.setdefault(self.service_areas[row]["kind"], []).append(ring)
        return rings

    def _parts(self, group):
        if "xy" not in group or "first" not in group:
            raise ReportError(f"{self.path}: {group.name} lacks its corners; run `quarterhour run` again.")
        corners = group["xy"][()].reshape(-1, 2)
        first = group["first"][()]
        return [corners[first[k] : first[k + 1]] for k in range(len(first) - 1)]


def open_study(path):
    """Opens a result. Raises ReportError with one sentence when it is missing, damaged or of another format."""
    path = Path(path)
    if not path.is_file():
        raise ReportError(f"{path}: there is no such file; give a result that `quarterhour run` wrote.")
    try:
        file = h5py.File(path, "r")
    except OSError:
        raise ReportError(f"{path}: not an HDF5 file, or damaged; run `quarterhour run` again.") from None
    found = _text(file.attrs.get("format", ""))
    if found != FORMAT:
        file.close()
        what = f'its format is "{found}"' if found else "it does not name its format"
        raise ReportError(f'{path}: {what}; the report needs "{FORMAT}".')
    version = _text(file.attrs.get("format_version", ""))
    if version.split(".")[0] != MAJOR_VERSION:
        file.close()
        found = version or "unknown"
        raise ReportError(f"{path}: format version {found}; this report reads version {MAJOR_VERSION}.x.")
    try:
        return Study(file, path)
    except (KeyError, OSError, ValueError, RuntimeError) as error:
        file.close()
        raise ReportError(f"{path}: the result is damaged or incomplete ({error}).") from None
