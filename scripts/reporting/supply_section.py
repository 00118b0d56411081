"""What the page says about one service's capacities: who finds room, how supply is spread, which facilities are full."""

import math

from . import themes
from .result_file import bilingual
from .scores import Metric
from .wide_points import wide_points

LOADS_SHOWN = 10
METHODS = ("2sfca", "e2sfca")
HALF_A_PERSON = 0.5


def _finite(*values):
    return all(value is not None and math.isfinite(value) for value in values)


def _most_over(row):
    """People too many: of those who go to the nearest or, where it is known, of those who choose."""
    by_choice = row.get("overload_by_choice", math.nan)
    return max(row["overload"], by_choice) if _finite(by_choice) else row["overload"]


class SupplySection:
    """Capacity of one service. Attributes are what supply.html.j2 asks for; `known` is False without capacities."""

    def __init__(self, service, maps):
        self.service = service
        self.states = [s for s in service.states if _finite(service.city(s)(Metric.SERVED_SHARE))]
        self.known = bool(self.states)
        if not self.known:
            return
        self.state = self.states[-1]
        loads = [
            row
            for row in service.study.load
            if row["service"] == service.id and row["state"] == self.state and _finite(row["capacity"])
        ]
        self.load_count = len(loads)
        self.unlimited = sum(
            1
            for row in service.study.load
            if row["service"] == service.id and row["state"] == self.state and not _finite(row["capacity"])
        )
        self.overloaded = sum(row["overload"] >= HALF_A_PERSON for row in loads)
        self.overloaded_by_choice = sum(row.get("overload_by_choice", math.nan) >= HALF_A_PERSON for row in loads)
        over = sorted((row for row in loads if _most_over(row) >= HALF_A_PERSON), key=lambda row: -_most_over(row))
        self.crowded = len(over)
        names = {site["id"]: bilingual(site) for site in service.study.sites if site["service"] == service.id}
        services = {row["id"]: bilingual(row) for row in service.study.services}
        higher = {
            site["id"]: services.get(site["counts_as"])
            for site in service.study.sites
            if site["service"] == service.id and site.get("counts_as")
        }
        planned = {site["id"] for site in service.study.sites if site["planned"]}
        self.loads = [
            {**row, "name": names.get(row["site"], row["site"]), "planned": row["site"] in planned,
             "higher": higher.get(row["site"]),
             "chosen": row.get("chosen", math.nan),
             "over_by_choice": row.get("overload_by_choice", math.nan),
             "times": row["demand"] / row["capacity"] if row["capacity"] > 0 else math.nan}
            for row in over[:LOADS_SHOWN]
        ]  # fmt: skip
        self.knows_choice = any(_finite(row.get("chosen", math.nan)) for row in loads)
        self.spread = self._spread()
        self.maps = self._maps(maps) if maps and self.state in service.layers else []

    def _spread(self):
        """A line for each state and method: mean, Gini and Palma of supply for each person."""
        lines = []
        for state in self.states:
            city = self.service.city(state)
            for method in METHODS:
                mean = city(f"mean_supply_{method}")
                if _finite(mean):
                    values = {name: city(f"{name}_supply_{method}") for name in ("gini", "palma")}
                    lines.append({"state": state, "method": method, "mean": mean, **values})
        return lines

    def sentences(self, words):
        """Who finds room in each state, and how many are in reach of full facilities only."""
        told = []
        for state in self.states:
            city = self.service.city(state)
            told.append(
                words(
                    f"room_{state}",
                    served=city(Metric.SERVED),
                    total=city(Metric.PEOPLE),
                    share=city(Metric.SERVED_SHARE),
                )
            )
            full = city(Metric.reason("capacity"))
            told.append(words("room_full", full=full) if full >= HALF_A_PERSON else words("room_none_full"))
        return told

    def spread_sentences(self, words):
        """Gini and Palma of the last state in plain words; nothing where supply is undefined."""
        lines = [line for line in self.spread if line["state"] == self.state and line["method"] == "2sfca"]
        if not lines:
            return []
        told = [words("spread_mean", mean=lines[0]["mean"])]
        if _finite(lines[0]["palma"]):
            told.append(words("spread_palma", palma=lines[0]["palma"]))
        elif lines[0]["mean"] > 0:
            told.append(words("spread_no_palma"))
        if _finite(lines[0]["gini"]):
            told.append(words("spread_gini", gini=lines[0]["gini"]))
        return told

    def load_sentence(self, words):
        if not self.load_count:
            return ""
        key = "load_lead" if self.overloaded else "load_lead_none"
        told = words(key, over=self.overloaded, count=self.load_count)
        if self.knows_choice:
            told = words.join([told, words("load_by_choice", over=self.overloaded_by_choice)])
        return told

    def _maps(self, maps):
        layer = self.service.layers[self.state]
        people = self.service.study.raster(f"people/{self.service.group['id']}")
        served, supply = layer.raster("served_share"), layer.raster("supply_2sfca")
        if people is None or served is None:
            return []
        nearest = wide_points(people > 0, maps.ground)

        def shown(raster):
            return raster if nearest is None else raster[nearest]

        dense = shown(people)
        size = 18.0 if supply is not None else 13.0
        classes = themes.served(shown(served), shown(layer.raster("covered")), dense, maps.ground)
        drawn = [self._map(maps, classes, themes.SERVED, dense, "map_served", size)]
        if supply is not None:
            classes = themes.supply(shown(supply), dense, maps.ground)
            drawn.append(self._map(maps, classes, themes.supply_theme(), dense, "map_supply", size))
        return drawn

    def _map(self, maps, classes, theme, people, title, text_size):
        drawn = maps.draw(classes, theme, self.service.id, people, text_size, self.state == "after")
        return {
            **drawn,
            "title": title,
            "state": self.state,
            "legend": themes.legend(theme, drawn["present"]),
        }
