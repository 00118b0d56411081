"""The map of one level: whose needs its services meet, the new centres, and the centres of the level above."""

import numpy as np

from . import palette, themes
from .map_frame import path_of
from .result_file import bilingual

# With more new centres than this their numbers need a map as wide as the page, and smaller marks.
MOST_ON_SMALL_MAP = 20
SIZE_ON_LARGE_MAP = 0.62
ALL_MET, MORE_MET, SOME_MET, FEWER_MET, NONE_MET = 1, 2, 8, 3, 4
THEME = {
    ALL_MET: (palette.COVERED, "legend_needs_all"),
    MORE_MET: (palette.NEWLY_COVERED, "legend_needs_more"),
    SOME_MET: (palette.PARTLY_COVERED, "legend_needs_some"),
    FEWER_MET: (palette.NO_LONGER_COVERED, "legend_needs_fewer"),
    NONE_MET: (palette.NOT_COVERED, "legend_needs_none"),
    **themes.GROUND,
}
TINTED = (ALL_MET, MORE_MET, FEWER_MET, NONE_MET)


def needs_classes(needed, before, after, ground):
    """How many of the services that people in a cell need are within their reach, today and with the plan.

    Each argument is a list of rasters, one for each service: whether somebody needs it, and whether it is in reach.
    """
    wanted = sum(here.astype(np.uint8) for here in needed)
    today = sum((here & reached).astype(np.uint8) for here, reached in zip(needed, before))
    then = sum((here & reached).astype(np.uint8) for here, reached in zip(needed, after))
    classes = np.full(wanted.shape, SOME_MET, dtype=np.uint8)
    classes[then == 0] = NONE_MET
    classes[then == wanted] = ALL_MET
    classes[then > today] = MORE_MET
    classes[then < today] = FEWER_MET
    classes[wanted == 0] = 0
    return themes.with_ground(classes, ground)


def _rasters(plan):
    """(needed, before, after, weight) of a level's services; None where the result holds no maps."""
    needed, before, after, weight = [], [], [], 0.0
    for service in plan.services:
        people = plan.study.raster(f"people/{service.group['id']}")
        layers = [service.layers.get(state) for state in ("before", service.last_state)]
        covered = [layer.raster("covered") if layer else None for layer in layers]
        if people is None or any(raster is None for raster in covered):
            return None
        needed.append(people > 0)
        before.append(covered[0] == 1)
        after.append(covered[1] == 1)
        weight = weight + np.where(needed[-1], people, 0.0)
    return (needed, before, after, weight) if needed else None


def _marks(plan, maps):
    """New centres by priority, and the centres of the level above: new ones, and what stands of its services."""
    study, upper = plan.study, plan.upper
    marks = {"planned": [], "upper": [], "upper_new": [], "counted_new": []}

    def add(kind, row, name, number=""):
        at = maps.position(row)
        if at:
            marks[kind].append({**at, "name": name, "number": number})

    for row in reversed(plan.rows):
        add("planned", row, row["site_id"], row["priority"])
    if upper is not None:
        hosted = upper["bundle"].split()
        giving = {site["id"]: site for site in study.sites if site["service"] in hosted}
        for site in giving.values():
            if not site["planned"]:
                add("upper", site, bilingual(site))
            elif site.get("counts_as"):
                add("counted_new", site, bilingual(site))
        for row in study.plan:
            if row["service"] == upper["id"] and not row["existing"]:
                add("upper_new", row, row["site_id"], row["priority"])
    return marks


def centres_map(plan, maps):
    """The map for the template, or None without rasters."""
    rasters = _rasters(plan)
    if rasters is None:
        return None
    needed, before, after, weight = rasters
    classes = needs_classes(needed, before, after, maps.ground)
    lines = dict(maps.lines)
    clusters = plan.study.units("cluster")
    if clusters:
        rings = [ring for unit in clusters for ring in unit["rings"]]
        lines.update(district="", cluster=path_of(rings, maps.frame, True), labels=maps.labels_of(clusters))
    marks = _marks(plan, maps)
    large = len(marks["planned"]) > MOST_ON_SMALL_MAP
    size = SIZE_ON_LARGE_MAP if large else None
    drawn = maps.draw(classes, THEME, "", weight, tinted=TINTED, marks=marks, lines=lines, marker_size=size)
    legend = themes.legend(THEME, drawn["present"])
    for entry in legend:
        entry["colour"] = themes.legend_colour(entry["class"], entry["colour"], TINTED)
    drawn["legend"] = legend
    drawn["large"] = large
    drawn["mark_texts"] = {
        "planned": ("legend_centre", {"level": plan.name}),
        "upper": ("legend_upper", {"level": plan.upper_name}),
        "counted_new": ("legend_upper_counted", {"level": plan.upper_name}),
        "upper_new": ("legend_upper_new", {"level": plan.upper_name}),
    }
    return drawn
