"""Planned links of the streets: what each would bring alone, which are built, and where they are."""

import math

import numpy as np

from . import themes
from .map_frame import path_of
from .result_file import bilingual

GROUND_THEME = dict(themes.GROUND)
# A row of /link_gains about all of a service's groups together.
ALL_GROUPS = "all_groups"
MARKER_SIZE = 0.8


class LinksSection:
    """Attributes are what links.html.j2 asks for; no links where the result has none."""

    def __init__(self, study, services, maps):
        self.services = services
        gains = {}
        for row in study.link_gains:
            own = gains.setdefault(row["link"], {}).setdefault(row["service"], {})
            own[row["group"]] = row["people"]
        self.links = [
            {
                **row,
                "number": number,
                "name": bilingual(row),
                "gains": [self._gain(gains.get(row["id"], {}).get(service.id, {})) for service in services],
            }
            for number, row in enumerate(study.links, start=1)
        ]
        self.built = [link for link in self.links if link["plan"]]
        lines = study.link_lines
        self.map = self._map(maps, lines) if maps and self.links and len(lines) == len(self.links) else None

    @staticmethod
    def _gain(of_groups):
        """People who get the service today: all groups together, or the only one."""
        if ALL_GROUPS in of_groups:
            return of_groups[ALL_GROUPS]
        return next(iter(of_groups.values()), math.nan)

    def lead(self, words):
        """How many there are, and what is built of them."""
        told = [words("links_lead", count=len(self.links))]
        if any(link["plan"] for link in self.links):
            cost = sum(link["cost"] for link in self.built)
            names = words.listed([link["name"] for link in self.built])
            told.append(words("links_built", count=len(self.built), names=names, cost=cost))
        else:
            told.append(words("links_none_built"))
        return told

    def _map(self, maps, lines):
        classes = themes.with_ground(np.zeros(maps.ground["zone"].shape, np.uint8), maps.ground)
        marks, paths = [], []
        for link, line in zip(self.links, lines):
            path = path_of([line], maps.frame, False)
            if path:
                paths.append({"path": path, "built": bool(link["plan"])})
            middle = np.asarray(line)[len(line) // 2 - 1 : len(line) // 2 + 1].mean(axis=0)
            at = maps.position({"x": float(middle[0]), "y": float(middle[1])})
            if at:
                marks.append({**at, "name": link["name"], "number": link["number"], "built": bool(link["plan"])})
        marks = maps.set_apart(sorted(marks, key=lambda mark: not mark["built"]), MARKER_SIZE)
        by_kind = {
            "structure": [mark for mark in marks if mark["built"]],
            "structure_open": [mark for mark in marks if not mark["built"]],
        }
        drawn = maps.draw(classes, GROUND_THEME, "", np.zeros(classes.shape), marks=by_kind, marker_size=MARKER_SIZE)
        drawn["mark_texts"]["structure"] = ("legend_link_built", {})
        drawn["mark_texts"]["structure_open"] = ("legend_link_not_built", {})
        drawn["links"] = paths
        drawn["legend"] = themes.legend(GROUND_THEME, drawn["present"])
        return drawn
