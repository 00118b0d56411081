"""The graph of moves over open ground, built from model.md alone: an independent judge of the program's times."""

import numpy
from scipy.sparse import csr_matrix

EIGHT = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
SIXTEEN = EIGHT + [(a, b) for a in (-2, -1, 1, 2) for b in (-2, -1, 1, 2) if abs(a) != abs(b)]


def passed_cells(move):
    """The cells beside a move: both side cells of a diagonal, both crossed cells of a knight's move."""
    rows, cols = move
    down, right = int(numpy.sign(rows)), int(numpy.sign(cols))
    if abs(rows) == 2:
        return [(down, 0), (down, right)]
    if abs(cols) == 2:
        return [(0, right), (down, right)]
    return [(down, 0), (0, right)] if rows and cols else []


def shifted(values, move, fill):
    """values[row + move, col + move] at (row, col)."""
    result = numpy.full(values.shape, fill, dtype=values.dtype)
    (row_count, col_count), (rows, cols) = values.shape, move
    target = numpy.s_[max(0, -rows):row_count - max(0, rows), max(0, -cols):col_count - max(0, cols)]
    origin = numpy.s_[max(0, rows):row_count - max(0, -rows), max(0, cols):col_count - max(0, -cols)]
    result[target] = values[origin]
    return result


def walking_graph(heights, is_open, moves, width_m, height_m, speed_kmh=4.0):
    """Seconds of every move, Tobler 1993 scaled to the flat speed, as a sparse matrix from start to end."""
    height = heights.astype(numpy.float64)
    size = height.size
    index = numpy.arange(size).reshape(height.shape)
    starts, ends, seconds = [], [], []
    for move in moves:
        distance = numpy.hypot(move[0] * height_m, move[1] * width_m)
        allowed = is_open & shifted(is_open, move, False)
        for beside in passed_cells(move):
            allowed &= shifted(is_open, beside, False)
        slope = (shifted(height, move, numpy.nan) - height) / distance
        speed = speed_kmh / 3.6 * numpy.exp(-3.5 * numpy.abs(slope + 0.05)) / numpy.exp(-3.5 * 0.05)
        starts.append(index[allowed])
        ends.append(shifted(index, move, -1)[allowed])
        seconds.append((distance / speed)[allowed])
    return csr_matrix((numpy.concatenate(seconds), (numpy.concatenate(starts), numpy.concatenate(ends))), (size, size))
