"""The scores table, asked by name: the one source of the numbers on the page."""

import math

CITY = "city"
ALL_GROUPS = "all_groups"


class Scores:
    """Look-up of /scores rows. Every number that is asked for and absent is NaN."""

    def __init__(self, rows):
        self._value = {}
        self._units = {}
        for row in rows:
            key = (row["state"], row["service"], row["group"], row["unit_kind"], row["unit"], row["metric"])
            self._value[key] = row["value"]
            self._units.setdefault(row["unit_kind"], {})[row["unit"]] = None

    def get(self, state, service, group, metric, unit_kind=CITY, unit=None):
        if unit is None:
            unit = next(iter(self._units.get(unit_kind, {"": None})))
        return self._value.get((state, service, group, unit_kind, unit, metric), math.nan)

    def units(self, unit_kind):
        """Ids of the units of a kind, in the table's order."""
        return list(self._units.get(unit_kind, {}))

    def unit_kinds(self):
        return [kind for kind in self._units if kind != CITY]

    def at(self, state, service, group, unit_kind=CITY, unit=None):
        """A function of the metric's name alone."""
        return lambda metric: self.get(state, service, group, metric, unit_kind, unit)

    def has_state(self, state, service, group):
        return any(key[:3] == (state, service, group) for key in self._value)


class Metric:
    """Names of the scores that the report shows."""

    PEOPLE = "people"
    COVERED = "covered"
    COVERED_SHARE = "covered_share"
    CIRCLE_PEOPLE = "circle_people"
    CIRCLE_SHARE = "circle_share"
    CIRCLE_MISSED = "circle_not_reached_people"
    CIRCLE_BEYOND = "reached_outside_circle_people"
    OVERSTATEMENT = "overstatement"
    OVERSTATEMENT_FLAT = "overstatement_flat_world"
    ON_SURFACE = "on_surface_people"
    ON_SURFACE_SHARE = "on_surface_share"
    SURE_LOW = "sure_low"
    SURE_HIGH = "sure_high"
    NEAR_LIMIT = "near_limit_people"
    MEAN_MINUTES = "mean_minutes"
    MEDIAN_MINUTES = "median_minutes"
    P90_MINUTES = "p90_minutes"
    UNREACHED_SHARE = "unreached_share"
    SERVED = "served"
    SERVED_SHARE = "served_share"
    ELDERLY = "elderly_difference"

    @staticmethod
    def reason(reason):
        return f"reason_{reason}_people"

    @staticmethod
    def worst(kind):
        return f"worst_{kind}_covered_share"
