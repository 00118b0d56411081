"""The streets of a result as lines for maps: light on every map, by structure on a map of their own."""

import numpy as np

from .map_images import lines_png
from .map_frame import path_of

# More lines than this become an image: of 17,000 streets of Porto the lines take 600 kB, an image 100 kB.
MOST_LINES = 6_000
# What the map of streets tells apart, by the names of output/FORMAT.md; everything else is a street on the ground.
STRUCTURES = {
    "bridge": ("bridge",),
    "tunnel": ("tunnel",),
    "steps": ("steps",),
    "ride": ("lift", "escalator", "ferry", "cable_car"),
}


def lines_inside(streets, frame):
    """Positions of the streets whose bounding box meets the frame."""
    if not len(streets.corners):
        return np.zeros(0, int)
    starts = streets.first[:-1]
    low = np.minimum.reduceat(streets.corners, starts, axis=0)
    high = np.maximum.reduceat(streets.corners, starts, axis=0)
    west, east = (frame.west_m + col * frame.cell_width_m for col in (frame.col0, frame.col1))
    north, south = (frame.north_m - row * frame.cell_height_m for row in (frame.row0, frame.row1))
    meets = (high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north)
    return np.flatnonzero(meets)


def drawing(streets, frame):
    """The streets of a frame: {"path": SVG path data}, or {"image": data URI} where there are very many.

    Nothing where no street lies in the frame.
    """
    inside = lines_inside(streets, frame)
    if inside.size == 0:
        return None
    lines = [streets.line(k) for k in inside]
    if inside.size > MOST_LINES:
        corners = [np.column_stack([frame.x(line[:, 0]), frame.y(line[:, 1])]) for line in lines]
        return {"image": lines_png(corners, frame.width, frame.height)}
    return {"path": path_of(lines, frame, False)}


def by_structure(streets, frame):
    """SVG path data of each structure that occurs in the frame."""
    inside = lines_inside(streets, frame)
    found = {}
    for name, members in STRUCTURES.items():
        lines = [streets.line(k) for k in inside if streets.structure[k] in members]
        path = path_of(lines, frame, False)
        if path:
            found[name] = path
    return found
