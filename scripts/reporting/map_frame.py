"""The part of the grid that a map shows, and lines, labels and scale in its picture units."""

import math
from dataclasses import dataclass

import numpy as np

NICE_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Frame:
    """A window of the grid, `width` picture units wide. Rows and columns are half-open."""

    row0: int
    row1: int
    col0: int
    col1: int
    west_m: float
    north_m: float
    cell_width_m: float
    cell_height_m: float
    width: float

    @property
    def units_per_m(self):
        return self.width / ((self.col1 - self.col0) * self.cell_width_m)

    @property
    def height(self):
        return (self.row1 - self.row0) * self.cell_height_m * self.units_per_m

    def x(self, x_m):
        return (x_m - self.west_m - self.col0 * self.cell_width_m) * self.units_per_m

    def y(self, y_m):
        return (self.north_m - self.row0 * self.cell_height_m - y_m) * self.units_per_m

    def cut(self, raster):
        return raster[self.row0 : self.row1, self.col0 : self.col1]


def frame_around(inside, grid, width):
    """The smallest window that holds the cells of `inside`, with a margin; the whole grid when there are none."""
    rows = np.flatnonzero(inside.any(axis=1))
    cols = np.flatnonzero(inside.any(axis=0))
    if rows.size == 0:
        box = (0, inside.shape[0], 0, inside.shape[1])
    else:
        margin = max(1, round(0.02 * max(np.ptp(rows), np.ptp(cols))))
        box = (
            max(0, int(rows[0]) - margin),
            min(inside.shape[0], int(rows[-1]) + 1 + margin),
            max(0, int(cols[0]) - margin),
            min(inside.shape[1], int(cols[-1]) + 1 + margin),
        )
    return Frame(*box, grid.west_m, grid.north_m, grid.cell_width_m, grid.cell_height_m, width)


def shared_borders(rings):
    """Lines that two rings share, each once: the edges of a ring whose way back is in a ring before it."""
    seen, lines = set(), []
    for ring in rings:
        corners = [tuple(corner) for corner in np.asarray(ring).tolist()]
        line = []
        for start, end in zip(corners, corners[1:]):
            seen.add((start, end))
            if (end, start) in seen:
                line = line or [start]
                line.append(end)
            elif line:
                lines.append(line)
                line = []
        if line:
            lines.append(line)
    return lines


def path_of(lines, frame, closed):
    """SVG path data of lines in city coordinates, thinned to half a picture unit; the ends of open lines stay."""
    parts = []
    for line in lines:
        last = None
        points = []
        for x_m, y_m in line:
            at = (round(frame.x(x_m), 1), round(frame.y(y_m), 1))
            if last is None or math.hypot(at[0] - last[0], at[1] - last[1]) >= 0.5:
                points.append(at)
                last = at
        if not closed and points and at != last:
            points.append(at)
        if len(points) < 2:
            continue
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if closed else ""))
    return "".join(parts)


def scale_bar(frame):
    """(length in metres, length in picture units) of a round distance near a fifth of the map's width."""
    wanted_m = 0.2 * frame.width / frame.units_per_m
    power = 10.0 ** math.floor(math.log10(wanted_m))
    length_m = max(step * power for step in NICE_STEPS if step * power <= wanted_m)
    return length_m, length_m * frame.units_per_m


def spread_marks(points, frame, apart, avoid=(), clear=0.0):
    """Moves numbered marks aside, so that none hides another or what stands at `avoid`.

    `points` are (x, y) in picture units, most important first; each keeps its place when no mark before it is nearer
    than `apart`, in x and in y, and nothing of `avoid` nearer than `clear`, and takes the nearest free place around
    it otherwise. Returns a list of (x, y); a mark without any free place nearby stays where it is.
    """

    def is_free(x, y):
        if not (0.5 * apart <= x <= frame.width - 0.5 * apart and 0.5 * apart <= y <= frame.height - 0.5 * apart):
            return False
        return all(max(abs(x - a), abs(y - b)) >= apart for a, b in placed) and all(
            max(abs(x - a), abs(y - b)) >= clear for a, b in avoid
        )

    placed = []
    for x, y in points:
        around = [
            (x + ring * apart * math.cos(turn * math.pi / 8), y + ring * apart * math.sin(turn * math.pi / 8))
            for ring in (0.75, 1.0, 1.5, 2.0, 2.5)
            for turn in range(16)
        ]
        placed.append(next((spot for spot in [(x, y), *around] if is_free(*spot)), (x, y)))
    return placed


def label_positions(labels, frame, line_height=15.0, letter_width=7.5, avoid=(), reach=6.0):
    """Places labels near their anchors without overlap; those without room are left out.

    `labels` is a list of (x, y, letters) in picture units, most important first; `avoid` are points that no label
    may come nearer to than `reach`. Returns a list of (x, y) or None.
    """
    taken = [(x - reach, y - reach, x + reach, y + reach) for x, y in avoid]
    placed = []
    for x, y, letters in labels:
        half_width = 0.5 * letters * letter_width + 2.0
        spot = None
        for step in (0, 1, -1, 2, -2, 3, -3, 4, -4):
            at_y = min(max(y + step * line_height, line_height), frame.height - 6.0)
            at_x = min(max(x, half_width + 2.0), frame.width - half_width - 2.0)
            box = (at_x - half_width, at_y - line_height, at_x + half_width, at_y + 3.0)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                spot = (at_x, at_y)
                taken.append(box)
                break
        placed.append(spot)
    return placed
