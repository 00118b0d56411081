"""A small made-up city for the report's tests: 60 × 60 cells of 50 m, hills, a river with two bridges.

Times come from a plain shortest-path search over eight neighbours. They only need to be plausible: what the
report shows is compared with the file, not with another engine.
"""

import heapq
import math

import numpy as np

ROWS = COLS = 60
CELL_M = 50.0
WEST_M, NORTH_M = 500_000.0, 3_270_000.0
LIMIT_MIN = 15.0
SPEED_KMH = 4.0
MOVES = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)]


def elevation_m():
    """Two ridges either side of a valley, metres."""
    row, col = np.mgrid[0:ROWS, 0:COLS]
    east = 260.0 * np.exp(-(((col - 50) / 9.0) ** 2)) * (1.0 + 0.35 * np.sin(row / 5.0))
    west = 150.0 * np.exp(-(((col - 8) / 6.0) ** 2 + ((row - 40) / 16.0) ** 2))
    return 190.0 + east + west + 6.0 * np.sin(row / 3.0) * np.cos(col / 4.0)


def river():
    """True in the water: a bend from north to south with two bridges."""
    row, col = np.mgrid[0:ROWS, 0:COLS]
    water = np.abs(col - (27 + 5 * np.sin(row / 11.0))) < 1.6
    water[18:20, :] = False
    water[47:49, :] = False
    return water


def people(water):
    """People per cell: three clusters and scattered houses; nobody on the steepest ground or the water."""
    row, col = np.mgrid[0:ROWS, 0:COLS]
    total = np.zeros((ROWS, COLS))
    for r, c, most, spread in ((14, 14, 130.0, 7.0), (40, 38, 160.0, 8.0), (22, 50, 60.0, 6.0)):
        total += most * np.exp(-((row - r) ** 2 + (col - c) ** 2) / (2.0 * spread**2))
    total += np.where((row * 7 + col * 13) % 11 == 0, 4.25, 0.0)
    total[(total < 2.0) | water] = 0.0
    return total


def walking_minutes(height, passable, sites, speed_kmh=SPEED_KMH):
    """Minutes to the nearest site over eight neighbours by Tobler's function, NaN where unreached."""
    seconds = np.full(height.shape, math.inf)
    queue = []
    for row, col in sites:
        seconds[row, col] = 0.0
        heapq.heappush(queue, (0.0, row, col))
    while queue:
        time, row, col = heapq.heappop(queue)
        if time > seconds[row, col]:
            continue
        for dr, dc in MOVES:
            r, c = row + dr, col + dc
            if not (0 <= r < ROWS and 0 <= c < COLS and passable[r, c] and passable[row, c] and passable[r, col]):
                continue
            length = CELL_M * math.hypot(dr, dc)
            slope = (height[row, col] - height[r, c]) / length
            speed = speed_kmh / 3.6 * math.exp(-3.5 * (abs(slope + 0.05) - 0.05))
            if time + length / speed < seconds[r, c]:
                seconds[r, c] = time + length / speed
                heapq.heappush(queue, (seconds[r, c], r, c))
    return np.where(np.isfinite(seconds), seconds / 60.0, np.nan)


def in_circle(sites, radius_m):
    """True where the straight-line distance to a site is at most the radius."""
    row, col = np.mgrid[0:ROWS, 0:COLS]
    inside = np.zeros((ROWS, COLS), dtype=bool)
    for r, c in sites:
        inside |= CELL_M * np.hypot(row - r, col - c) <= radius_m
    return inside


def districts():
    """Position of the district of each cell: 0 west of the river, 1 east of it."""
    _, col = np.mgrid[0:ROWS, 0:COLS]
    return (col >= 27).astype(np.int32)
