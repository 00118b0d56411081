"""Everything that the page says about one service: what the template shows, with every number from the result."""

import math

import numpy as np

from . import sentences, themes
from .result_file import bilingual
from .scores import ALL_GROUPS, Metric
from .supply_section import SupplySection
from .trade_off import trade_offs
from .wide_points import wide_points
from .worth_section import WorthSection

NO_UNIT = "(none)"
MOST_NAMED = 10
REASONS = ("border", "no_facility", "climb", "barrier", "detour", "capacity")


def _finite(value):
    return value is not None and math.isfinite(value)


class ServiceSection:
    """One service of a study. Attributes are what service.html.j2 asks for."""

    def __init__(self, study, scores, row, maps):
        self.study = study
        self.scores = scores
        self.id = row["id"]
        self.name = bilingual(row)
        self.level = row["level"]
        self.reach_by = row["reach_by"]
        self.limit_min = row["reach_min"]
        self.limit_m = row["reach_m"]
        self.direction = row["direction"]
        names = {group["id"]: bilingual(group) for group in study.groups}
        demand = [line["group"] for line in study.service_demand if line["service"] == self.id]
        # Results of before 1.2 do not say how people move: then they walked.
        modes = {line.get("mode") or "walk" for line in study.service_demand if line["service"] == self.id}
        self.mode = modes.pop() if len(modes) == 1 else "mixed"
        self.groups = [{"id": group, "name": names.get(group, {"en": group, "zh": group})} for group in demand]
        self.group = self.groups[0]
        self.layers = study.layers(self.id, self.group["id"])
        # New sites, and existing ones that the plan enlarges.
        self.plan_rows = sorted(
            (line for line in study.plan if line["service"] == self.id and line["priority"] > 0),
            key=lambda line: line["priority"],
        )
        self.enlarged = [line for line in self.plan_rows if line["existing"]]
        existing = [line for line in study.plan if line["service"] == self.id and line["existing"]]
        self.closed = [line for line in existing if line.get("action") in ("move", "close")]
        gone = {line["site_id"] for line in self.closed}
        self.kept = len({line["site_id"] for line in existing} - gone)
        self.proofs = [line for line in study.proof if line["service"] == self.id]
        # Facilities that must be within reach of somebody who counts; results of before 1.6 do not say.
        self.backup_times = max((line.get("times", 1) for line in self.proofs), default=1)
        self.trade_offs = trade_offs(study.front, self.id)
        self.has_existing = any(line["service"] == self.id and not line["planned"] for line in study.sites)
        # Ending of the messages for times and distances that were made elsewhere.
        self.given = "" if study.grid else "_given"
        self.has_costs = len({line["cost"] for line in self.plan_rows}) > 1
        self.has_after = scores.has_state("after", self.id, self.group["id"])
        self.states = ["before", "after"] if self.has_after else ["before"]
        self.last_state = self.states[-1]
        self.shared = bool(row.get("shared", 1))
        self.maps = self._maps(maps) if maps and "before" in self.layers else None
        self.supply = SupplySection(self, maps)
        self.worth = WorthSection(self, maps)

    @property
    def everybody(self):
        """The group that stands for all who need the service in /scores."""
        return self.group["id"] if len(self.groups) == 1 else ALL_GROUPS

    def city(self, state, group=None):
        """Scores of the whole city by metric; of all who need the service unless a group is named."""
        return self.scores.at(state, self.id, group or self.everybody)

    @property
    def circle_radius_m(self):
        return self.layers["before"].number("circle_radius_m") if "before" in self.layers else math.nan

    # --- findings in words

    def lead(self, words):
        return sentences.lead(words, self)

    def circle_sentences(self, words):
        return sentences.circle(words, self)

    def proof_sentences(self, words, row):
        return sentences.proof(words, row, self.has_existing)

    def sure_sentences(self, words):
        return sentences.sure(words, self)

    def fairness_sentences(self, words):
        return sentences.fairness(words, self)

    def by(self, words):
        """How people get there, such as "on foot", as a name in both languages."""
        return words.term(f"by_{self.mode}", self.mode)

    def limit_words(self, words):
        """What "reached" means, as a name in both languages."""
        values = {"limit": self.limit_min, "limit_m": self.limit_m, "by": self.by(words)}
        return {
            lang: words.text(
                lang, f"limit_{self.reach_by}{self.given}", direction=words.term(f"direction_{self.direction}"), **values
            )
            for lang in words.languages
        }

    def level_words(self, words):
        """The level's name: as the result gives it, else as the page knows it, else its id."""
        for row in self.study.levels:
            if row["id"] == self.level:
                return bilingual(row)
        return words.term(f"level_{self.level}", self.level)

    def group_words(self, words):
        """The groups that need the service, as a name in both languages."""
        return words.listed([group["name"] for group in self.groups])

    # --- the plan in figures

    @property
    def gain(self):
        """People whom the plan adds: after less before; NaN without a plan."""
        return self.city("after")(Metric.COVERED) - self.city("before")(Metric.COVERED)

    def plan_has(self, column):
        """Whether any planned site has a value in the column."""
        return any(_finite(line.get(column, math.nan)) for line in self.plan_rows)

    def site_unit(self, row):
        """The unit of the first kind that holds a planned site; None where there is none."""
        units, unit_of_cell = self.study.first_units
        if unit_of_cell is None or not 0 <= row["row"] < unit_of_cell.shape[0]:
            return None
        position = int(unit_of_cell[row["row"], row["col"]])
        return units[position]["name"] if 0 <= position < len(units) else None

    def first_names(self, rows, words):
        """The facilities of rows of the plan, the first ten by name."""
        shown = [self.site_name(line["site_id"]) for line in rows[:MOST_NAMED]]
        return words.listed(shown + (["…"] if len(rows) > MOST_NAMED else []))

    def enlarged_by(self, row):
        """People more whom a facility serves when the plan enlarges it."""
        of = (site for site in self.study.sites if site["id"] == row["site_id"] and site["service"] == self.id)
        return next((site["enlarged_by"] for site in of), math.nan)

    def fate_sentences(self, words):
        """What becomes of the existing facilities."""
        sentences = [words("plan_existing", count=self.kept)] if self.kept else []
        if self.enlarged:
            names = self.first_names(self.enlarged, words)
            by = self.enlarged_by(self.enlarged[0])
            sentences.append(words("plan_enlarge", count=len(self.enlarged), by=by, names=names))
        if self.closed:
            names = self.first_names(self.closed, words)
            sentences.append(words("plan_" + self.closed[0]["action"], count=len(self.closed), names=names))
        return sentences

    def site_name(self, site_id):
        for site in self.study.sites:
            if site["id"] == site_id and site["service"] == self.id:
                return bilingual(site)
        return site_id

    # --- tables

    def _line(self, name, group, kind, unit):
        before = self.scores.at("before", self.id, group, kind, unit)
        after = self.scores.at("after", self.id, group, kind, unit)
        last = after if self.has_after else before
        reasons = [(reason, last(Metric.reason(reason))) for reason in REASONS]
        reasons = [pair for pair in reasons if _finite(pair[1]) and pair[1] > 0]
        return {
            "name": name,
            "total": False,
            "people": before(Metric.PEOPLE),
            "before": before(Metric.COVERED_SHARE),
            "after": after(Metric.COVERED_SHARE),
            "gain": after(Metric.COVERED_SHARE) - before(Metric.COVERED_SHARE),
            "circle": before(Metric.CIRCLE_SHARE),
            "reason": max(reasons, key=lambda pair: pair[1]) if reasons else None,
        }

    def unit_table(self, kind):
        """A line per unit of a kind in the result's order."""
        names = {unit["id"]: unit["name"] for unit in self.study.units(kind)}
        names[NO_UNIT] = None
        return [
            self._line(names.get(unit, {"en": unit, "zh": unit}), self.everybody, kind, unit)
            for unit in self.scores.units(kind)
        ]

    def city_line(self):
        return {**self._line(None, self.everybody, "city", None), "total": True}

    def group_table(self):
        return [self._line(group["name"], group["id"], "city", None) for group in self.groups]

    def times(self):
        """A line per state: how long people walk, always beside the share that cannot arrive."""
        lines = []
        for state in self.states:
            city = self.city(state)
            if _finite(city(Metric.UNREACHED_SHARE)):
                values = (Metric.MEDIAN_MINUTES, Metric.P90_MINUTES, Metric.MEAN_MINUTES, Metric.UNREACHED_SHARE)
                lines.append((state, *(city(metric) for metric in values)))
        return lines

    def reasons(self):
        """A line per reason that holds for somebody: people by state, and their part of the longest bar.

        Nothing where the result does not tell reasons, as for times from a matrix.
        """
        if not any(_finite(self.city("before")(Metric.reason(reason))) for reason in REASONS):
            return None
        lines = []
        for reason in REASONS:
            people = {state: self.city(state)(Metric.reason(reason)) for state in self.states}
            if any(_finite(value) and value > 0 for value in people.values()):
                lines.append({"reason": reason, "people": people})
        longest = max((v for line in lines for v in line["people"].values() if _finite(v)), default=0.0)
        for line in lines:
            line["part"] = {s: v / longest if _finite(v) and longest else 0.0 for s, v in line["people"].items()}
        return lines

    # --- maps

    def _maps(self, maps):
        people = self.study.raster(f"people/{self.group['id']}")
        if people is None:
            return None
        drawn = {"shade": maps.shade}
        covered = {state: layer.raster("covered") for state, layer in self.layers.items()}
        nearest = wide_points(people > 0, maps.ground)
        drawn["widened"] = nearest is not None
        shown = covered if nearest is None else {state: raster[nearest] for state, raster in covered.items()}
        dense = people if nearest is None else people[nearest]
        classes = themes.coverage(shown["before"], shown.get("after"), dense, maps.ground)
        drawn["coverage"] = self._map(maps, classes, themes.COVERAGE, dense, "map_coverage", "before")
        # A map is read against its legend: how many people each colour stands for.
        legend = {entry["class"]: entry for entry in drawn["coverage"]["legend"]}
        before, last = (self.city(state, self.group["id"]) for state in ("before", self.last_state))
        lost = self._people_lost(people, covered, maps.ground)
        counts = {themes.COVERED: before(Metric.COVERED) - lost, themes.LOST: lost}
        if self.has_after:
            counts[themes.NEWLY] = last(Metric.COVERED) - before(Metric.COVERED) + lost
        counts[themes.UNCOVERED] = last(Metric.PEOPLE) - last(Metric.COVERED)
        for value, count in counts.items():
            if value in legend and _finite(count):
                legend[value]["people"] = count
        if themes.LOST in legend and themes.COVERED in legend:
            legend[themes.COVERED]["text"] = "legend_kept"
        # Without a facility today, a map of today's times and circles would be empty.
        states = [state for state in self.layers if state != "before" or self.has_existing]
        drawn["walks"] = [self._walk_map(maps, state, people, covered[state], len(states)) for state in states]
        drawn["circle"] = self._circle_map(maps, people, covered["before"]) if self.has_existing else None
        return drawn

    @staticmethod
    def _people_lost(people, covered, ground):
        """People of the scored area whom the plan, which moves or closes facilities, leaves without what they have."""
        if "after" not in covered:
            return 0.0
        no_longer = (covered["before"] == 1) & (covered["after"] != 1) & (ground["zone"] == themes.SCORED)
        return float(np.nansum(people[no_longer], dtype=np.float64))

    def _walk_map(self, maps, state, people, covered, side_by_side):
        kind = "metres" if self.reach_by == "metres" else "minutes"
        layer = self.layers[state]
        limit = layer.number("limit_m" if kind == "metres" else "limit_min")
        values = layer.raster(kind)
        if values is None or not _finite(limit):
            return None
        # With two limits the colours follow the minutes alone; `covered` would mix in the metres.
        classes = themes.walk(values, covered if self.reach_by != "both" else None, limit, maps.ground)
        theme, ranges = themes.walk_theme(limit, kind)
        # Two maps side by side are smaller: their words need to be larger.
        text_size = 18.0 if side_by_side > 1 else 13.0
        drawn = self._map(maps, classes, theme, people, f"map_{kind}", state, text_size, areas=maps.areas_of(layer))
        for entry in drawn["legend"]:
            entry["range"] = ranges.get(entry["class"], {})
        return drawn

    def _circle_map(self, maps, people, covered):
        in_circle = self.layers["before"].raster("in_circle")
        if in_circle is None:
            return None
        classes = themes.circle(in_circle, covered, maps.ground)
        drawn = self._map(maps, classes, themes.CIRCLE, people, "map_circle", "before", with_planned=False)
        city = self.city("before", self.group["id"])
        counts = {
            themes.INSIDE_MISSED: city(Metric.CIRCLE_MISSED),
            themes.BEYOND: city(Metric.CIRCLE_BEYOND),
        }
        for entry in drawn["legend"]:
            if _finite(counts.get(entry["class"])):
                entry["people"] = counts[entry["class"]]
        return drawn

    def _map(self, maps, classes, theme, people, title, state, text_size=13.0, with_planned=None, areas=None):
        if with_planned is None:
            with_planned = state == "after" or title == "map_coverage"
        tinted = themes.TINTED if title == "map_coverage" else ()
        drawn = maps.draw(classes, theme, self.id, people, text_size, with_planned, tinted, areas=areas)
        drawn["title"], drawn["state"] = title, state
        drawn["legend"] = [
            {"class": value, "colour": themes.legend_colour(value, colour, tinted), "text": text, "range": {}}
            for value, (colour, text) in theme.items()
            if value in drawn["present"]
        ]
        if 0 in drawn["present"] and title == "map_coverage":
            drawn["legend"].append({"class": 0, "colour": "none", "text": "legend_empty", "range": {}})
        return drawn
