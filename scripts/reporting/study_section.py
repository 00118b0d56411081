"""Everything that the page says about one result: title, notes, key numbers, services, account and sources."""

import math

from . import number_format
from .centres_section import CentresSection
from .completeness_section import CompletenessSection, border_lines, level_lines
from .key_numbers import first_numbers, service_table
from .links_section import LinksSection
from .maps import MapMaker
from .result_file import bilingual
from .scores import Scores
from .service_section import ServiceSection
from .streets_section import StreetsSection

MOVED_SHOWN = 20
BORDERS_SHOWN = 20
# A balance that differs by less than this many people is whole (float sums).
BALANCE_TOLERANCE = 1e-6
BALANCE_PARTS = ("scored", "buffer", "outside", "dropped")


class StudySection:
    """One result file on the page. Attributes are what study.html.j2 asks for."""

    def __init__(self, study, ident):
        self.study = study
        self.ident = ident
        self.title = study.title
        self.scenario = study.scenario
        self.file_name = study.path.name
        self.version = study.software_version
        self.format_version = study.format_version
        self.key_numbers = study.key_numbers
        self.inputs = study.inputs
        self.moved = study.moved[:MOVED_SHOWN]
        self.moved_count = len(study.moved)
        self.scores = Scores(study.scores)
        self.maps = MapMaker(study, ident) if study.grid else None
        self.shade = self.maps.shade if self.maps else None
        if self.shade:
            self.shade_width, self.shade_height = self.maps.frame.width, round(self.maps.frame.height, 1)
        self.services = [
            ServiceSection(study, self.scores, row, self.maps)
            for row in study.services
            if any(line["service"] == row["id"] for line in study.service_demand)
        ]
        self.centres = CentresSection(study, self.services, self.maps)
        self.completeness = CompletenessSection(study, self.scores, self.services, self.maps)
        self.links = LinksSection(study, self.services, self.maps)
        self.streets = StreetsSection(study, self.services, self.maps)
        borders = border_lines(study, self.services)
        self.borders = borders[:BORDERS_SHOWN]
        self.border_count = len(borders)
        self.levels = level_lines(study)
        self.standard_values = study.standard_values
        self.unconfirmed = sum(1 for row in self.standard_values if not row["confirmed"])
        self.balance = [self._balance_line(row) for row in study.balance]
        self.first_numbers = first_numbers(self.key_numbers, self.services)
        self.number_columns, self.number_lines = service_table(self.first_numbers)
        # Many services stand folded, so that one sees what there is.
        self.folded = self.number_lines is not None
        self._sort_notes()

    def _sort_notes(self):
        """What changes the meaning of every number first, then warnings; plain notes can be unfolded."""
        own = []
        if self.study.is_flat:
            own.append({"severity": "warning", "key": "note_flat"})
        if self.study.interrupted:
            own.append({"severity": "warning", "key": "note_interrupted"})
        told = [
            {"severity": "warning" if row["severity"] == "warning" else "note", "text": bilingual(row, "text")}
            for row in self.study.notes
        ]
        self.first_notes = own + [note for note in told if note["severity"] == "warning"]
        self.other_notes = [note for note in told if note["severity"] != "warning"]

    def about(self, words):
        grid = self.study.grid
        if grid is None:
            return words("about_without_grid", version=self.version)
        return words(
            "about",
            crs=self.study.crs_name or "—",
            rows=grid.rows,
            cols=grid.cols,
            cell_width_m=grid.cell_width_m,
            cell_height_m=grid.cell_height_m,
            version=self.version,
        )

    def _balance_line(self, row):
        """The account of one group, with as few digits as let the printed parts add up to the printed sum."""
        total = math.fsum(row[part] for part in BALANCE_PARTS)
        difference = row["read"] - total
        for digits in (0, 1, 2, 3, 6):
            shown = [round(row[part], digits) for part in BALANCE_PARTS]
            if abs(math.fsum(shown) - round(total, digits)) < 10.0 ** -(digits + 3):
                break
        values = {**row, "sum": total}
        return {
            "name": self.group_name(row["group"]),
            "text": {
                key: number_format.fixed(values[key], digits)
                for key in (*BALANCE_PARTS, "sum", "read", "moved", "kept")
            },
            "adds_up": abs(difference) <= BALANCE_TOLERANCE,
            "difference": difference,
        }

    def group_name(self, ident):
        """A group's name in both languages; its id where the result does not list it."""
        return next((bilingual(row) for row in self.study.groups if row["id"] == ident), {"en": ident, "zh": ident})

    def settings(self, words):
        """Names and values of the travel settings, where times were computed, the standard and the seed."""
        lines = []
        for setting, (value, unit) in (self.study.travel if self.study.grid else {}).items():
            name = words.coded("set", setting)
            lines.append((name, self._setting_value(words, setting, value, unit)))
        for group in self.study.groups:
            if math.isfinite(group["speed_kmh"]):
                name = words("set_group_speed", group=bilingual(group))
                lines.append((name, words.with_unit(group["speed_kmh"], "km/h")))
        for service in self.services:
            if math.isfinite(service.circle_radius_m):
                text = words.number("metres", service.circle_radius_m)
                lines.append((words("set_flat_distance", service=service.name), text))
        if self.study.standard:
            lines.append((words("set_standard"), self.study.standard))
        lines.append((words("set_seed"), str(self.study.seed)))
        return lines

    @staticmethod
    def _setting_value(words, setting, value, unit):
        coded = f"{setting}_{value}".replace(" ", "_")
        if words.has(coded):
            return words(coded)
        try:
            number = float(value)
        except ValueError:
            return value if unit in ("", "-", "1") else f"{value} {unit}"
        return words.with_unit(number, unit)
