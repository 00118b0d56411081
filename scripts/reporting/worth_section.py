"""What one service would lose if one facility, bridge, stairway or other structure closed."""

import math

import numpy as np

from . import themes
from .result_file import bilingual

# Lines shown of each table; the file has more.
SHOWN = 10
HALF_A_PERSON = 0.5
MARKER_SIZE = 0.8
GROUND_THEME = dict(themes.GROUND)


class WorthSection:
    """Attributes are what worth.html.j2 asks for; both lists are empty where nothing is known."""

    def __init__(self, service, maps):
        self.service = service
        own = [row for row in service.study.structure_worth if row["service"] == service.id]
        self.facilities = [row for row in own if row["kind"] == "facility"][:SHOWN]
        streets = [row for row in own if row["kind"] != "facility" and row["group"] == service.everybody]
        self.street_count = len(streets)
        self.streets = [
            {**row, "number": number} for number, row in enumerate(sorted(streets, key=self._harm)[:SHOWN], start=1)
        ]
        # By minutes and metres at once, or there and back, the nearest facility does not tell whose way is longer.
        self.tells_longer = any(math.isfinite(row.get("people_farther", math.nan)) for row in self.streets)
        self.tells_minutes = any(math.isfinite(row.get("extra_minutes", math.nan)) for row in self.streets)
        self.map = self._map(maps) if maps and any(math.isfinite(row.get("x", math.nan)) for row in self.streets) else None

    @staticmethod
    def _harm(row):
        farther, minutes = row.get("people_farther", math.nan), row.get("extra_minutes", math.nan)
        longer = farther * minutes if math.isfinite(farther * minutes) else 0.0
        return -row["people"], -longer, row["kind"], row["id"]

    def name_of(self, words, row):
        """What kind of thing it is and its name, or its number where it has none, as a name in both languages."""
        kind = words.term(f"one_{row['kind']}", row["kind"])
        key = "structure_named" if row["name"] or row.get("name_zh") else "structure_numbered"
        values = {"kind": kind, "name": bilingual(row), "number": row["id"]}
        return {lang: words.text(lang, key, **values) for lang in words.languages}

    def street_sentences(self, words):
        """The worst of all, or that no one of them matters so much."""
        worst = self.streets[0]
        if worst["people"] < HALF_A_PERSON:
            return [words("worth_streets_nobody")]
        told = [words("worth_streets_worst", name=self.name_of(words, worst), people=worst["people"])]
        if worst.get("people_farther", 0.0) >= HALF_A_PERSON and math.isfinite(worst["extra_minutes"]):
            told.append(
                words("worth_streets_longer", people=worst["people_farther"], minutes=worst["extra_minutes"])
            )
        return told

    def _map(self, maps):
        classes = themes.with_ground(np.zeros(maps.ground["zone"].shape, np.uint8), maps.ground)
        marks = maps.markers(self.service.id, with_planned=True)
        marks["existing"] += marks.pop("planned") + marks.pop("enlarged")
        del marks["closed"]
        marks["counted"] += marks.pop("counted_new")
        found = [(maps.position(row), row) for row in self.streets]
        worst_first = [{**at, "name": bilingual(row), "number": row["number"]} for at, row in found if at]
        facilities = [mark for kind in marks.values() for mark in kind]
        # Where there is no room to set numbers apart, the worst lies on top.
        marks["structure"] = maps.set_apart(worst_first, MARKER_SIZE, facilities)[::-1]
        if not marks["structure"]:
            return None
        drawn = maps.draw(classes, GROUND_THEME, self.service.id, np.zeros(classes.shape), marks=marks, marker_size=MARKER_SIZE)
        drawn["mark_texts"]["existing"] = ("legend_any_facility", {})
        drawn["legend"] = themes.legend(GROUND_THEME, drawn["present"])
        return drawn
