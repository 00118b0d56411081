"""People who stand at few points: each point is drawn wider than its cell, so that the map can be read."""

import math

import numpy as np

# A point is at most this many cells wide to each side, and people at more than this share of the cells are no points.
WIDEST = 6
MOST_DENSE = 0.06


def wide_points(inhabited, ground):
    """Per cell the cell whose people it shows, as an index pair for arrays; None where people fill the ground.

    A point spreads over half the mean distance to the next, to the nearest point where several are near.
    """
    here = inhabited & (ground["passable"] != 0)
    count, cells = int(here.sum()), int((ground["passable"] != 0).sum())
    if count == 0 or count > MOST_DENSE * cells:
        return None
    width = min(WIDEST, int((math.sqrt(cells / count) - 1.0) / 2.0))
    if width < 1:
        return None
    rows, cols = np.indices(inhabited.shape)
    from_row, from_col = rows.copy(), cols.copy()
    taken = here.copy()
    steps = [(row, col) for row in range(-width, width + 1) for col in range(-width, width + 1) if (row, col) != (0, 0)]
    for row, col in sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step)):
        near_row, near_col = rows + row, cols + col
        inside = (near_row >= 0) & (near_row < here.shape[0]) & (near_col >= 0) & (near_col < here.shape[1])
        found = np.zeros_like(here)
        found[inside] = here[near_row[inside], near_col[inside]]
        found &= ~taken
        from_row[found], from_col[found] = near_row[found], near_col[found]
        taken |= found
    return from_row, from_col
