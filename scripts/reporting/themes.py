"""What each map shows: a class number per cell, and the colours and legend words of the classes."""

import numpy as np

from . import palette
from .map_images import TINTS, tint_of

COVERED, NEWLY, LOST, UNCOVERED, CLOSED, OUTSIDE, UNREACHED = 1, 2, 3, 4, 5, 6, 7
INSIDE_REACHED, INSIDE_MISSED, BEYOND = 1, 2, 3
FIRST_BIN = 20
SCORED = 1
OPAQUE = 255

GROUND = {
    CLOSED: (palette.CLOSED_GROUND, "legend_closed"),
    OUTSIDE: ("#8d979e", "legend_outside"),
}
COVERAGE = {
    COVERED: (palette.COVERED, "legend_covered"),
    NEWLY: (palette.NEWLY_COVERED, "legend_newly"),
    LOST: (palette.NO_LONGER_COVERED, "legend_lost"),
    UNCOVERED: (palette.NOT_COVERED, "legend_uncovered"),
    **GROUND,
}
ROOM_FOR_ALL, ROOM_FOR_SOME, FULL = 1, 2, 3
SERVED = {
    ROOM_FOR_ALL: (palette.COVERED, "legend_room_all"),
    ROOM_FOR_SOME: (palette.NEWLY_COVERED, "legend_room_some"),
    FULL: (palette.REASONS["capacity"], "legend_full"),
    UNCOVERED: (palette.NOT_COVERED, "legend_not_in_reach"),
    **GROUND,
}
# A share of this much of a cell's people is all of them, as it is printed.
ALL_OF_THEM = 0.9995
# Bounds of the classes of places for each person: 1 is as many places as people.
PLACES = (0.5, 0.8, 1.0, 1.25, 2.0)
MOST_COUNTS = 6
# Classes that are paler where few people live.
TINTED = (COVERED, NEWLY, LOST, UNCOVERED)
CIRCLE = {
    INSIDE_REACHED: (palette.CIRCLE_AND_REACHED, "legend_circle_reached"),
    INSIDE_MISSED: (palette.CIRCLE_NOT_REACHED, "legend_circle_missed"),
    BEYOND: (palette.REACHED_OUTSIDE, "legend_circle_beyond"),
    **GROUND,
}
# Bounds of the classes of minutes and metres, as parts of the limit: the limit itself is always one of them.
PARTS_OF_LIMIT = (1 / 3, 2 / 3, 1.0, 4 / 3, 2.0)


def colours(theme):
    """Class → (red, green, blue, opacity) for map_images.theme_png."""
    return {
        value: (*palette.rgb(colour), 110 if value == OUTSIDE else OPAQUE) for value, (colour, _) in theme.items()
    }


def legend_colour(value, colour, tinted):
    """The CSS background of a legend entry: one colour, or its tints side by side."""
    if value not in tinted:
        return colour
    tints = ["rgb({},{},{})".format(*tint_of(palette.rgb(colour), level)) for level in range(len(TINTS))]
    stops = [f"{tint} {100 * at // len(tints)}% {100 * (at + 1) // len(tints)}%" for at, tint in enumerate(tints)]
    return f"linear-gradient(90deg,{','.join(stops)})"


def with_ground(classes, ground):
    """Cells outside the scored area and closed ground over what a theme found."""
    classes[ground["zone"] != SCORED] = OUTSIDE
    classes[ground["passable"] == 0] = CLOSED
    return classes


def coverage(before, after, people, ground):
    """Who is covered today and by the plan. `after` is None without a plan."""
    covered_before = before == 1
    covered_after = covered_before if after is None else after == 1
    classes = np.full(people.shape, UNCOVERED, dtype=np.uint8)
    classes[covered_before & covered_after] = COVERED
    classes[~covered_before & covered_after] = NEWLY
    classes[covered_before & ~covered_after] = LOST
    classes[~(people > 0)] = 0
    return with_ground(classes, ground)


def circle(in_circle, covered, ground):
    """The straight-line circles against real reach."""
    inside, reached = in_circle == 1, covered == 1
    classes = np.zeros(covered.shape, dtype=np.uint8)
    classes[inside & reached] = INSIDE_REACHED
    classes[inside & ~reached] = INSIDE_MISSED
    classes[~inside & reached] = BEYOND
    return with_ground(classes, ground)


def bounds_of(limit):
    return [part * limit for part in PARTS_OF_LIMIT]


def walk(values, covered, limit, ground):
    """Classes of walking minutes or metres; within the limit follows `covered`, which is authoritative."""
    bounds = bounds_of(limit)
    classes = (FIRST_BIN + np.searchsorted(bounds, values, side="left")).astype(np.uint8)
    within = FIRST_BIN + PARTS_OF_LIMIT.index(1.0)
    if covered is not None:
        classes = np.where(covered == 1, np.minimum(classes, within), classes)
        classes = np.where(covered != 1, np.maximum(classes, within + 1), classes)
    classes[~np.isfinite(values)] = UNREACHED
    return with_ground(classes.astype(np.uint8), ground)


def walk_theme(limit, kind):
    """The theme of `walk`: `kind` is "minutes" or "metres". Legend entries carry the bounds of their class."""
    bounds = bounds_of(limit)
    theme, ranges = {}, {}
    for position, colour in enumerate(palette.WITHIN_LIMIT + palette.BEYOND_LIMIT):
        low = bounds[position - 1] if position else None
        high = bounds[position] if position < len(bounds) else None
        end = "first" if low is None else "last" if high is None else "limit" if high == limit else "range"
        theme[FIRST_BIN + position] = (colour, f"legend_{kind}_{end}")
        ranges[FIRST_BIN + position] = {"low": low, "high": high}
    theme[UNREACHED] = (palette.UNREACHED, "legend_unreached")
    theme.update(GROUND)
    return theme, ranges


def legend(theme, present, ranges=None):
    """Legend entries of the classes that occur on a map."""
    return [
        {"class": value, "colour": colour, "text": text, "range": (ranges or {}).get(value, {})}
        for value, (colour, text) in theme.items()
        if value in present
    ]


def served(share, covered, people, ground):
    """Who finds room: everybody of a cell, some, nobody although in reach, or nobody for want of reach."""
    classes = np.full(people.shape, UNCOVERED, dtype=np.uint8)
    within = covered == 1
    classes[within] = FULL
    classes[within & (share > 0)] = ROOM_FOR_SOME
    classes[within & (share >= ALL_OF_THEM)] = ROOM_FOR_ALL
    classes[~(people > 0)] = 0
    return with_ground(classes, ground)


def supply(places, people, ground):
    """Classes of places for each person in reach; none in reach is a class of its own."""
    classes = (FIRST_BIN + np.searchsorted(PLACES, places, side="right")).astype(np.uint8)
    classes[~(places > 0)] = UNREACHED
    classes[~(people > 0)] = 0
    return with_ground(classes, ground)


def supply_theme():
    """The theme of `supply`: orange where there are fewer places than people, blue from as many on."""
    theme = {}
    colours_of_bins = palette.BEYOND_LIMIT[::-1] + palette.WITHIN_LIMIT[::-1]
    ends = ("0_5", "0_8", "1", "1_25", "2", "more")
    for position, colour in enumerate(colours_of_bins):
        theme[FIRST_BIN + position] = (colour, f"legend_places_{ends[position]}")
    theme[UNREACHED] = (palette.UNREACHED, "legend_places_none")
    theme.update(GROUND)
    return theme


def _completeness_bins(listed):
    """Smallest count of each class from one service up to all: every count where there are few."""
    if listed <= MOST_COUNTS:
        return list(range(1, listed + 1))
    return sorted({1, *(-(-listed * part // 4) for part in (1, 2, 3)), listed})


def completeness(count, listed, people, ground):
    """Classes of services in reach; none is UNCOVERED."""
    bins = _completeness_bins(listed)
    classes = (FIRST_BIN - 1 + np.searchsorted(bins, count, side="right")).astype(np.uint8)
    classes[count == 0] = UNCOVERED
    classes[~(people > 0)] = 0
    return with_ground(classes, ground)


def completeness_theme(listed):
    """The theme of `completeness`, all services first, and how many services each class stands for."""
    bins = _completeness_bins(listed)
    theme, ranges = {}, {}
    for position in reversed(range(len(bins))):
        low = bins[position]
        high = bins[position + 1] - 1 if position + 1 < len(bins) else listed
        text = "legend_all_services" if low == listed else "legend_services" if low == high else "legend_services_range"
        theme[FIRST_BIN + position] = (palette.sequential(position, len(bins)), text)
        ranges[FIRST_BIN + position] = {"low": low, "high": high, "count": listed}
    theme[UNCOVERED] = (palette.NOT_COVERED, "legend_no_service")
    ranges[UNCOVERED] = {"count": listed}
    theme.update(GROUND)
    return theme, ranges
