"""What the page says about streets: what was read, where they cross barriers, who is cut off, and what they change."""

import math
from dataclasses import replace

import numpy as np

from . import street_lines, themes
from .maps import MapMaker
from .scores import Metric

CROSSINGS_SHOWN = 20
ISLANDS_SHOWN = 10
LEFT_OUT_SHOWN = 20
# Side of the window that shows single stairways, metres.
DETAIL_M = 2000.0
# How much a metre of these counts when the window is chosen: it shows what a map of the city cannot.
SPECIAL = {"steps": 3.0, "bridge": 1.0, "tunnel": 1.0}
GROUND_THEME = dict(themes.GROUND)
STRUCTURE_ORDER = ("ground", "steps", "bridge", "tunnel", "lift", "escalator", "ferry", "cable_car")


def _finite(value):
    return value is not None and math.isfinite(value)


class StreetsSection:
    """The streets of a study. Attributes are what streets.html.j2 asks for; `known` is False without streets."""

    def __init__(self, study, services, maps):
        self.study = study
        self.streets = study.streets
        self.known = self.streets is not None
        if not self.known:
            return
        summary = study.street_summary
        self.length_m = math.fsum(row["length_m"] for row in summary)
        self.classes = self._classes(summary)
        self.structures = self._structures(summary)
        left_out = sorted(
            (row for row in study.street_counts if row["what"] == "left out"), key=lambda row: -row["length_m"]
        )
        self.left_out, self.left_out_count = left_out[:LEFT_OUT_SHOWN], len(left_out)
        self.crossings = [self._crossing(row) for row in study.street_crossings[:CROSSINGS_SHOWN]]
        self.crossing_count = len(study.street_crossings)
        self.islands = sorted(study.islands[1:], key=lambda row: (-row["people"], row["island"]))[:ISLANDS_SHOWN]
        self.island_count = max(0, len(study.islands) - 1)
        self.cut_off = math.fsum(row["people"] for row in study.islands[1:])
        self.comparison = self._comparison(services)
        self.map = self._map(maps) if maps else None

    def _classes(self, summary):
        """A line for each class: all of its length, and of that on bridges, in tunnels, on steps; the longest first."""
        lines = {}
        for row in summary:
            line = lines.setdefault(row["class"], {"class": row["class"], "length_m": 0.0})
            line["length_m"] += row["length_m"]
            line[row["structure"]] = line.get(row["structure"], 0.0) + row["length_m"]
        return sorted(lines.values(), key=lambda line: (-line["length_m"], line["class"]))

    def _structures(self, summary):
        """A line for each structure that occurs: how many edges, how long."""
        lines = {name: {"structure": name, "edges": 0, "length_m": 0.0} for name in STRUCTURE_ORDER}
        for row in summary:
            line = lines.setdefault(row["structure"], {"structure": row["structure"], "edges": 0, "length_m": 0.0})
            line["edges"] += row["edges"]
            line["length_m"] += row["length_m"]
        return [line for line in lines.values() if line["edges"]]

    def _crossing(self, row):
        edge = row["edge"]
        inside = 0 <= edge < len(self.streets.structure)
        return {**row, "name": self.streets.name(edge) if inside else None,
                "class": self.streets.street_class[edge] if inside else ""}  # fmt: skip

    def _comparison(self, services):
        """A line for each service and state that has people by streets, on the bare surface and in the circle."""
        lines = []
        for service in services:
            for state in service.states:
                city = service.city(state)
                values = {
                    "by_streets": city(Metric.COVERED),
                    "by_streets_share": city(Metric.COVERED_SHARE),
                    "on_surface": city(Metric.ON_SURFACE),
                    "on_surface_share": city(Metric.ON_SURFACE_SHARE),
                    "circle": city(Metric.CIRCLE_PEOPLE),
                    "circle_share": city(Metric.CIRCLE_SHARE),
                    "overstatement": city(Metric.OVERSTATEMENT),
                }
                if _finite(values["on_surface"]):
                    lines.append({"service": service.name, "state": state, **values})
        return lines

    def lead(self, words):
        """What was read, in sentences."""
        told = [words("streets_lead", length_m=self.length_m, edges=len(self.streets.structure))]
        for line in self.structures:
            if line["structure"] != "ground":
                told.append(
                    words(
                        "streets_of_structure",
                        structure=words.term(f"structure_{line['structure']}", line["structure"]),
                        edges=line["edges"],
                        length_m=line["length_m"],
                    )
                )
        return told

    def comparison_sentences(self, words):
        """For each service, today or else with the plan: how many fewer than the surface and the circle say."""
        told = []
        seen = set()
        for line in self.comparison:
            if line["service"]["en"] in seen or not line["circle"] > 0:
                continue
            seen.add(line["service"]["en"])
            told.append(
                words(
                    "streets_compared",
                    service=line["service"],
                    circle=line["circle"],
                    surface=line["on_surface"],
                    streets=line["by_streets"],
                )
            )
        return told

    def structure_classes(self):
        """The structures other than the ground that have a column in the table of classes."""
        present = {line["structure"] for line in self.structures}
        return [name for name in ("steps", "bridge", "tunnel") if name in present]

    # --- the map

    def _map(self, maps):
        frame = self._detail_frame(maps)
        detail = maps if frame == maps.frame else MapMaker(self.study, f"{maps.ident}-detail", frame)
        shape = maps.ground["zone"].shape
        classes = themes.with_ground(np.zeros(shape, np.uint8), maps.ground)
        lines = {**detail.lines, "labels": []}
        drawn = detail.draw(classes, GROUND_THEME, "", np.zeros(shape), marks={}, lines=lines)
        drawn["structures"] = street_lines.by_structure(self.streets, frame)
        drawn["crossings"] = [at for at in map(detail.position, self.study.street_crossings) if at]
        drawn["legend"] = themes.legend(GROUND_THEME, drawn["present"])
        drawn["own_shade"] = detail.shade if detail is not maps else None
        drawn["own_streets"] = detail.streets if detail is not maps else None
        drawn["ident"] = detail.ident
        drawn["side_m"] = (frame.col1 - frame.col0) * frame.cell_width_m
        return drawn

    def _detail_frame(self, maps):
        """The window of about DETAIL_M with the most steps, bridges and tunnels; the whole map where it is no larger."""
        whole = maps.frame
        rows, cols = whole.row1 - whole.row0, whole.col1 - whole.col0
        high = min(rows, max(1, round(0.75 * DETAIL_M / whole.cell_height_m)))
        wide = min(cols, max(1, round(DETAIL_M / whole.cell_width_m)))
        if rows <= 1.5 * high and cols <= 1.5 * wide:
            return whole
        weight = np.zeros((rows, cols))
        ends = self.streets.corners[self.streets.first[:-1]]
        row = np.floor((whole.north_m - ends[:, 1]) / whole.cell_height_m).astype(int) - whole.row0
        col = np.floor((ends[:, 0] - whole.west_m) / whole.cell_width_m).astype(int) - whole.col0
        here = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
        worth = np.array([SPECIAL.get(name, 0.001) for name in self.streets.structure]) * self.streets.length_m
        np.add.at(weight, (row[here], col[here]), worth[here])
        total = np.zeros((rows + 1, cols + 1))
        total[1:, 1:] = weight.cumsum(0).cumsum(1)
        windows = total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide]
        at_row, at_col = np.unravel_index(int(np.argmax(windows)), windows.shape)
        return replace(
            whole,
            row0=whole.row0 + int(at_row),
            row1=whole.row0 + int(at_row) + high,
            col0=whole.col0 + int(at_col),
            col1=whole.col0 + int(at_col) + wide,
        )

    def crossing_name(self, row):
        """The street's name in both languages, or its class; None where it has neither."""
        return row["name"] or ({"en": row["class"], "zh": row["class"]} if row["class"] else None)
