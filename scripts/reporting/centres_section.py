"""Centres of each level: what a plan reaches, where its new centres stand, and under which upper centre."""

import math

from . import sentences
from .centres_map import centres_map
from .result_file import bilingual
from .trade_off import trade_offs

# The rest of a long plan can be unfolded.
CENTRES_SHOWN = 20
STATES = ("before", "after")


class CentresSection:
    """The plans of all levels, the highest first. Attributes are what centres.html.j2 asks for."""

    def __init__(self, study, services, maps):
        known = {row["id"] for row in study.services}
        # A plan of several levels together names them all.
        planned = {ident for row in study.proof for ident in row["service"].split("+")} - known
        self.planned_together = any("+" in row["service"] for row in study.proof)
        ranks = {row["id"]: row["rank"] for row in study.levels}
        ids = sorted(planned, key=lambda ident: (ranks.get(ident, math.inf), ident))
        self.levels = [LevelPlan(study, services, ident, maps) for ident in ids]

    def hosting(self, service):
        """The plans with new centres that host a service."""
        return [plan for plan in self.levels if plan.rows and any(hosted.id == service for hosted in plan.services)]


class LevelPlan:
    """The plan of one level's centres."""

    def __init__(self, study, services, ident, maps):
        self.study = study
        self.id = ident
        level = next((row for row in study.levels if row["id"] == ident), {"id": ident})
        self.name = bilingual(level)
        bundle = level.get("bundle", "").split()
        self.services = [service for wanted in bundle for service in services if service.id == wanted]
        names = {row["id"]: bilingual(row) for row in study.services}
        self.service_names = [names.get(wanted, {"en": wanted, "zh": wanted}) for wanted in bundle]
        self.proofs = [row for row in study.proof if ident in row["service"].split("+")]
        self.trade_offs = trade_offs(study.front, ident)
        self.feasible = any(row["status"] != "infeasible" for row in self.proofs)
        own = [row for row in study.plan if row["service"] == ident and not row["existing"]]
        self.rows = sorted(own, key=lambda row: row["priority"])
        # Plans of several levels list a facility once each.
        kept = {(row["site_id"], row["service"]) for row in study.plan if row["existing"] and row["service"] in bundle}
        self.kept = len(kept)
        self.upper = self._upper(level)
        self.has_costs = len({row["cost"] for row in self.rows}) > 1
        self.has_parents = any(row.get("parent_site") for row in self.rows)
        self.clusters = {unit["id"]: unit["name"] for unit in study.units("cluster")}
        self.districts = {"list": study.units("district"), "of_cell": study.raster("units/district/unit_of_cell")}
        self.map = centres_map(self, maps) if maps and self.feasible else None

    def _upper(self, level):
        """The level above, as the plan's nesting takes it: the nearest by rank that hosts something."""
        if "rank" not in level:
            return None
        above = [row for row in self.study.levels if row["rank"] < level["rank"] and row.get("bundle", "").split()]
        return max(above, key=lambda row: row["rank"], default=None)

    @property
    def upper_name(self):
        return bilingual(self.upper) if self.upper else None

    def service_words(self, words):
        """The services that a centre hosts, as a name in both languages."""
        comma = {"en": ", ", "zh": "、"}
        return {lang: comma[lang].join(name[lang] for name in self.service_names) for lang in words.languages}

    def proof_sentences(self, words, row):
        return sentences.proof(words, row, self.kept > 0)

    # --- needs

    def needs(self, metric, state):
        """Sum of a score of people over the services hosted: what each person needs of each service."""
        return math.fsum(self._weight(service) * service.city(state)(metric) for service in self.services)

    def _weight(self, service):
        """/scores count the people of a single group, whatever they need each; of several, what they need."""
        lines = [line for line in self.study.service_demand if line["service"] == service.id]
        return lines[0]["rate"] if len(lines) == 1 else 1.0

    def summary(self):
        """One line of the table of levels. A share that is not known, as of a plan that failed, is NaN."""
        states = [s for s in STATES if s == "before" or all(service.has_after for service in self.services)]
        met = {state: self.needs("covered", state) if self.services else math.nan for state in states}
        return {
            "new": len(self.rows) if self.feasible else math.nan,
            "needs": self.needs("people", "before") if self.services else math.nan,
            "before": met["before"],
            "after": met.get("after", math.nan),
            "ends": [(row["status"], math.nan if row["status"] == "infeasible" else row["gap"]) for row in self.proofs],
        }

    # --- places

    def cluster_name(self, row):
        ident = row.get("cluster", "")
        return self.clusters.get(ident, ident) if ident else None

    def district_name(self, row):
        of_cell, units = self.districts["of_cell"], self.districts["list"]
        if of_cell is None or row["row"] < 0:
            return None
        position = int(of_cell[row["row"], row["col"]])
        return units[position]["name"] if 0 <= position < len(units) else None

    def place_words(self, words, row):
        """Cluster and district of a site, as far as the result has them, as a name in both languages."""
        names = [name for name in (self.cluster_name(row), self.district_name(row)) if name]
        comma = {"en": ", ", "zh": "，"}
        in_words = [name if isinstance(name, dict) else {"en": name, "zh": name} for name in names]
        return {lang: comma[lang].join(name[lang] for name in in_words) for lang in words.languages}

    def parent_words(self, words, row):
        """The upper centre: a new one by its number, of a still higher level where that counts, else by its name."""
        ident = row.get("parent_site", "")
        if not ident:
            return {lang: "—" for lang in words.languages}
        levels = {level["id"]: level for level in self.study.levels}
        for line in self.study.plan:
            if line["site_id"] == ident and line["service"] in levels and not line["existing"]:
                own = self.upper and line["service"] == self.upper["id"]
                values = {"number": line["priority"], "level": bilingual(levels[line["service"]])}
                key = "centre_new" if own else "centre_new_of"
                return {lang: words.text(lang, key, **values) for lang in words.languages}
        return next((bilingual(site) for site in self.study.sites if site["id"] == ident), {"en": ident, "zh": ident})

    @property
    def tables(self):
        """The rows that are shown at once, and the rest."""
        return self.rows[:CENTRES_SHOWN], self.rows[CENTRES_SHOWN:]
