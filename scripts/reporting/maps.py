"""Draws the maps of one study: one shade that all share, a theme image, lines, facilities and labels over it."""

from functools import cached_property

import numpy as np

from . import map_images, themes
from .map_frame import frame_around, label_positions, path_of, scale_bar, shared_borders, spread_marks
from .result_file import bilingual
from .street_lines import drawing
from .wording import in_language

WIDTH = 760.0
MOST_LABELS = 40
# Outlines of areas narrower than this are drawn with thinner lines; in picture units.
WIDE_AREA = 60.0
# With more facilities than this their marks are drawn smaller.
MOST_LARGE_MARKERS = 60
# How far apart numbered marks of size 1 stand, and how far from facilities; in picture units.
WIDTH_OF_NUMBERED = 24.0
CLEAR_OF_FACILITY = 18.0


def _inner_point(ring):
    """A point inside a ring: the middle of its longest stretch on the horizontal line through its centroid."""
    x, y = ring[:, 0], ring[:, 1]
    x1, y1 = np.roll(x, -1), np.roll(y, -1)
    cross = x * y1 - x1 * y
    area = cross.sum() / 2.0
    middle = float(((y + y1) * cross).sum() / (6.0 * area)) if abs(area) > 0 else float(y.mean())
    crosses = (y <= middle) != (y1 <= middle)
    if not crosses.any():
        return float(x.mean()), middle, 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        at = np.sort((x + (middle - y) * (x1 - x) / (y1 - y))[crosses])
    stretches = at[1::2] - at[0::2]
    best = int(np.argmax(stretches))
    return float((at[2 * best] + at[2 * best + 1]) / 2.0), middle, abs(area)


class MapMaker:
    """The parts of a study's maps that do not depend on the theme, and the maps themselves."""

    def __init__(self, study, ident, frame=None):
        """`frame`: the window that the maps show; by default the scored area."""
        self.study = study
        self.ident = ident
        grid = study.grid
        shape = (grid.rows, grid.cols)
        zone = study.raster("ground/zone")
        passable = study.raster("ground/passable")
        self.ground = {
            "zone": np.full(shape, themes.SCORED, np.uint8) if zone is None else zone,
            "passable": np.ones(shape, np.uint8) if passable is None else passable,
        }
        self.frame = frame or frame_around(self.ground["zone"] == themes.SCORED, grid, WIDTH)

    @cached_property
    def shade(self):
        """The hillshade as a data URI, or None for a flat city."""
        if self.study.is_flat:
            return None
        heights = self.frame.cut(self.study.raster("ground/elevation")).astype(float)
        return map_images.hillshade_png(heights, self.frame.cell_width_m, self.frame.cell_height_m)

    @cached_property
    def streets(self):
        """The streets as street_lines.drawing gives them; None where the result holds none here."""
        return drawing(self.study.streets, self.frame) if self.study.streets else None

    @cached_property
    def lines(self):
        """District borders, or else the border of the area, as SVG path data, and unit labels."""
        found = {"district": "", "cluster": "", "area": "", "labels": []}
        units, _ = self.study.first_units
        if units:
            found["district"] = path_of([ring for unit in units for ring in unit["rings"]], self.frame, True)
            found["labels"] = self.labels_of(units)
        area, _ = self.study.lines("area")
        found["area"] = path_of(area, self.frame, True)
        barriers, closed = self.study.lines("barriers")
        found["barriers"] = path_of(barriers, self.frame, closed)
        return found

    def areas_of(self, layer):
        """Outline of what a layer covers and the borders between its service areas, as SVG path data; None without."""
        rings = self.study.outlines(layer)
        if not rings.get("covered"):
            return None
        # Small areas would drown in wide lines. The upper quartile: many rings are holes and slivers.
        widths = [np.ptp(ring[:, 0]) for ring in rings.get("site", rings["covered"])]
        width = np.quantile(widths, 0.75) * self.frame.units_per_m
        return {
            "outline": path_of(rings["covered"], self.frame, True),
            "borders": path_of(shared_borders(rings.get("site", [])), self.frame, False),
            "weight": round(min(1.0, max(0.35, width / WIDE_AREA)), 2),
        }

    def labels_of(self, units):
        """Names of units with a place inside each, the largest unit first."""
        anchors = []
        for unit in units:
            points = [_inner_point(np.asarray(ring)) for ring in unit["rings"] if len(ring) > 3]
            if points:
                x_m, y_m, area = max(points, key=lambda point: point[2])
                anchors.append((area, self.frame.x(x_m), self.frame.y(y_m), unit["name"]))
        anchors.sort(key=lambda anchor: -anchor[0])
        return [
            {"x": x, "y": y, "name": name}
            for _, x, y, name in anchors
            if 0 < x < self.frame.width and 0 < y < self.frame.height
        ][:MOST_LABELS]

    def _placed_labels(self, text_size, marks, labels):
        # Chinese letters are twice as wide as Latin ones; both languages share one place.
        letters = [
            max(0.55 * len(in_language(label["name"], "en")), 1.05 * len(in_language(label["name"], "zh")))
            for label in labels
        ]
        spots = label_positions(
            [(label["x"], label["y"] + 0.35 * text_size, count) for label, count in zip(labels, letters)],
            self.frame,
            line_height=text_size * 1.3,
            letter_width=text_size,
            avoid=[(mark["x"], mark["y"]) for mark in self._kept_clear(marks)],
            reach=10.0 if marks.get("planned") or marks.get("structure") else 6.0,
        )
        return [
            {"x": round(spot[0], 1), "y": round(spot[1], 1), "name": label["name"]}
            for label, spot in zip(labels, spots)
            if spot
        ]

    @staticmethod
    def _kept_clear(marks):
        """The marks that no label may touch: all, unless those of the level above fill whole units."""
        return [
            mark
            for kind, found in marks.items()
            if kind != "upper" or len(found) <= MOST_LARGE_MARKERS
            for mark in found
        ]

    def position(self, row):
        """Where a table row with x and y stands in picture units; None outside the map."""
        if not np.isfinite([row["x"], row["y"]]).all():
            return None
        at = {"x": round(self.frame.x(row["x"]), 1), "y": round(self.frame.y(row["y"]), 1)}
        return at if 0 <= at["x"] <= self.frame.width and 0 <= at["y"] <= self.frame.height else None

    def markers(self, service, with_planned):
        """Facilities of a service in picture units: existing ones, then planned ones with their priority.

        Those of a higher service that count for this one stand apart, and so do those that the plan enlarges, moves or closes.
        """
        priority = {row["site_id"]: row["priority"] for row in self.study.plan if row["priority"] > 0}
        marks = {"existing": [], "closed": [], "counted": [], "counted_new": [], "enlarged": [], "planned": []}
        for site in self.study.sites:
            if site["service"] != service or (site["planned"] and not with_planned):
                continue
            at = self.position(site)
            if at is None:
                continue
            kind = "counted" if site.get("counts_as") else ""
            kind = (kind + "_new" if kind else "planned") if site["planned"] else kind or "existing"
            if site.get("closed") and with_planned:
                kind = "closed"
            if site.get("enlarged_by", 0) > 0 and with_planned:
                kind = "enlarged"
            marks[kind].append({**at, "name": bilingual(site), "number": priority.get(site["id"], "")})
        # The most important site lies on top where numbers touch.
        marks["planned"].sort(key=lambda mark: -(mark["number"] or 0))
        return marks

    def set_apart(self, marks, size, others=()):
        """Numbered marks, most important first, moved where they would hide each other or one of `others`.

        One that is moved says so: `from_x` and `from_y` are the place that it stands for.
        """
        spots = spread_marks(
            [(mark["x"], mark["y"]) for mark in marks],
            self.frame,
            apart=WIDTH_OF_NUMBERED * size,
            avoid=[(mark["x"], mark["y"]) for mark in others],
            clear=CLEAR_OF_FACILITY * size,
        )
        return [
            mark
            if spot == (mark["x"], mark["y"])
            else {**mark, "x": round(spot[0], 1), "y": round(spot[1], 1), "from_x": mark["x"], "from_y": mark["y"]}
            for mark, spot in zip(marks, spots)
        ]

    def mark_texts(self, service):
        """Legend words of the marks: a message and its values."""
        names = {row["id"]: bilingual(row) for row in self.study.services}
        of = {site["counts_as"] for site in self.study.sites if site["service"] == service and site.get("counts_as")}
        comma = {"en": ", ", "zh": "、"}
        higher = {
            lang: comma[lang].join(row[lang] for ident, row in names.items() if ident in of) for lang in ("en", "zh")
        }
        values = {"higher": higher, "service": names.get(service, {"en": service, "zh": service})}
        return {
            "existing": ("legend_existing", {}),
            "closed": ("legend_closing", {}),
            "enlarged": ("legend_enlarged", {}),
            "counted": ("legend_counted", values),
            "counted_new": ("legend_counted_new", values),
            "planned": ("legend_planned", {}),
            "structure": ("legend_structure_closed", {}),
        }

    def draw(self, classes, theme, service, weight, text_size=13.0, with_planned=True, tinted=(), marks=None,
             lines=None, marker_size=None, areas=None):  # fmt: skip
        """One map for the template, and the classes that occur on it.

        `marks`, `lines` and `marker_size` stand in for the service's facilities, the study's borders and the size
        that the number of marks gives; `areas` are service areas to draw, of `areas_of`.
        """
        cut = self.frame.cut(classes)
        marks = self.markers(service, with_planned) if marks is None else marks
        lines = lines or self.lines
        size = text_size / 13.0
        if sum(map(len, marks.values())) > MOST_LARGE_MARKERS:
            size *= 0.7
        size = marker_size or size
        # Those of the level above stay small where there are many.
        small = min(1.0, MOST_LARGE_MARKERS / max(len(marks.get("upper", [])), 1)) ** 0.5
        length_m, length = scale_bar(self.frame)
        return {
            "image": map_images.theme_png(cut, themes.colours(theme), self.frame.cut(weight), tinted),
            "shade": f"shade-{self.ident}" if self.shade else "",
            "width": self.frame.width,
            "height": round(self.frame.height, 1),
            "lines": lines,
            "areas": areas,
            "streets": f"streets-{self.ident}" if self.streets else "",
            "structures": {},
            "crossings": [],
            "links": [],
            "labels": self._placed_labels(text_size, marks, lines["labels"]),
            "markers": marks,
            "mark_texts": self.mark_texts(service),
            "marker_size": size,
            "dot_size": small * size,
            "text_size": text_size,
            "scale": {"metres": length_m, "length": round(length, 1)},
            "present": set(np.unique(cut).tolist()),
        }
