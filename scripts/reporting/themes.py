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


def _with_ground(classes, ground):
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
    return _with_ground(classes, ground)


def circle(in_circle, covered, ground):
    """The straight-line circles against real reach."""
    inside, reached = in_circle == 1, covered == 1
    classes = np.zeros(covered.shape, dtype=np.uint8)
    classes[inside & reached] = INSIDE_REACHED
    classes[inside & ~reached] = INSIDE_MISSED
    classes[~inside & reached] = BEYOND
    return _with_ground(classes, ground)


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
    return _with_ground(classes.astype(np.uint8), ground)


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
