"""How many of the listed services people have within reach: sentences, a table by unit, a map."""

import math

from . import themes
from .result_file import bilingual

ALL_SERVICES = "all_services"
EVERYBODY = "people"
STATES = ("before", "after")
NO_UNIT = "(none)"


class CompletenessSection:
    """All listed services together. `known` is False where the result does not count them."""

    def __init__(self, study, scores, services, maps):
        self.study = study
        self.scores = scores
        self.states = [s for s in STATES if math.isfinite(self._at(s)("completeness"))]
        listed = {row["id"] for row in study.services if row.get("listed", 1)}
        self.services = [service for service in services if service.id in listed]
        # Of one service alone it says what the service's own section says.
        self.known = bool(self.states) and len(self.services) > 1
        if not self.known:
            return
        self.state = self.states[-1]
        self.map = self._map(maps) if maps else None
        self.kinds = scores.unit_kinds()

    def _at(self, state, kind="city", unit=None):
        return self.scores.at(state, ALL_SERVICES, EVERYBODY, kind, unit)

    def service_words(self, words):
        """The services that are counted, as a name in both languages."""
        return words.listed([service.name for service in self.services])

    def sentences(self, words):
        told = [words("complete_lead", count=len(self.services), services=self.service_words(words))]
        for state in self.states:
            city = self._at(state)
            told.append(
                words(f"complete_{state}", completeness=city("completeness"), complete=city("complete_share"))
            )
        return told

    def _line(self, name, kind, unit):
        values = {state: self._at(state, kind, unit) for state in self.states}
        return {
            "name": name,
            "total": kind == "city",
            "people": values["before"]("people"),
            "shares": [values[state](metric) for metric in ("completeness", "complete_share") for state in self.states],
        }

    def table(self, kind):
        """A line per unit of a kind, then one of the whole city."""
        names = {unit["id"]: unit["name"] for unit in self.study.units(kind)}
        names[NO_UNIT] = None
        lines = [self._line(names.get(unit, {"en": unit, "zh": unit}), kind, unit) for unit in self.scores.units(kind)]
        return [line for line in lines if math.isfinite(line["people"])] + [self._line(None, "city", None)]

    def _map(self, maps):
        path = f"completeness/{EVERYBODY}/{self.state}/services_in_reach"
        people, count = self.study.raster(f"people/{EVERYBODY}"), self.study.raster(path)
        if people is None or count is None:
            return None
        listed = len(self.services)
        theme, ranges = themes.completeness_theme(listed)
        classes = themes.completeness(count, listed, people, maps.ground)
        drawn = maps.draw(classes, theme, "", people, with_planned=False)
        return {**drawn, "legend": themes.legend(theme, drawn["present"], ranges)}


def border_lines(study, services):
    """A line per pair of districts between which people cross, or would: the service, both names, people."""
    units = {unit["id"]: unit["name"] for unit in study.units("district")}
    by_id = {service.id: service for service in services}
    lines = [
        {
            "service": by_id[row["service"]].name if row["service"] in by_id else row["service"],
            "shared": by_id[row["service"]].shared if row["service"] in by_id else True,
            "home": units.get(row["unit"]),
            "other": units.get(row["other_unit"]),
            "people": row["people"],
        }
        for row in study.border_cost
    ]
    return sorted(lines, key=lambda line: -line["people"])


def level_lines(study):
    """The levels of the result by rank, with the names of the services that their centres host."""
    names = {row["id"]: bilingual(row) for row in study.services}
    return [
        {**row, "name": bilingual(row), "services": [names.get(i, i) for i in row.get("bundle", "").split()]}
        for row in sorted(study.levels, key=lambda row: row["rank"])
    ]
