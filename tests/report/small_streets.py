"""Streets for the report's small city: a net every 300 m, stairs on the ridge, bridges over the river, a tunnel, an island."""

import h5py
import numpy as np
import small_city as city

EVERY = 6
STEEP = 0.25


def _at(row, col):
    return city.WEST_M + (col + 0.5) * city.CELL_M, city.NORTH_M - (row + 0.5) * city.CELL_M


def edges():
    """(from cell, to cell, structure, class, name, name_zh, island) of every street."""
    water, height = city.river(), city.elevation_m()
    found = []
    for row in range(2, city.ROWS - EVERY, EVERY):
        for col in range(2, city.COLS - EVERY, EVERY):
            for to_row, to_col in ((row, col + EVERY), (row + EVERY, col)):
                cells = list(zip(np.linspace(row, to_row, 7).astype(int), np.linspace(col, to_col, 7).astype(int)))
                slope = abs(height[to_row, to_col] - height[row, col]) / (EVERY * city.CELL_M)
                wet = any(water[cell] for cell in cells)
                if wet and row not in (14, 44):
                    continue
                structure = "bridge" if wet else "steps" if slope > STEEP else "ground"
                name = ("River Bridge", "江桥") if wet else ("", "")
                kind = "footway" if structure == "steps" else "residential"
                found.append(((row, col), (to_row, to_col), structure, kind, *name, 0))
    found.append(((32, 44), (38, 56), "tunnel", "secondary", "Hill Tunnel", "山洞", 0))
    found.append(((56, 56), (58, 58), "ground", "footway", "", "", 1))
    return found


def add_streets(file, scores):
    """Writes /streets and its account; appends the scores on the bare surface of the clinics and the schools."""
    rows = edges()
    group = file.create_group("streets")
    ends = np.array([[_at(*row[0]), _at(*row[1])] for row in rows])
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    columns = {"structure": 2, "class": 3, "name": 4, "name_zh": 5}
    for name, position in columns.items():
        group.create_dataset(name, data=[row[position] for row in rows], dtype=h5py.string_dtype())
    group["id"] = np.arange(len(rows))
    group["length_m"] = length
    group["island"] = np.array([row[6] for row in rows], np.int32)
    group["xy"] = ends.reshape(-1, 2)
    group["first"] = np.arange(0, 2 * len(rows) + 1, 2)
    totals = {}
    for row, metres in zip(rows, length):
        total = totals.setdefault((row[3], row[2]), [0, 0.0])
        total[0] += 1
        total[1] += metres
    for metric, factor in (("on_surface_people", 1.04), ("on_surface_share", 1.04)):
        source = {"on_surface_people": "covered", "on_surface_share": "covered_share"}[metric]
        scores += [(*row[:5], metric, factor * row[6], row[7]) for row in list(scores) if row[5] == source]
    return {
        "street_summary": (
            ("class", "structure", "edges", "length_m"),
            [(*key, count, metres) for key, (count, metres) in sorted(totals.items())],
        ),
        "street_counts": (
            ("what", "kind", "reason", "count", "length_m"),
            [
                ("street", "highway=residential", "", 120, 40_000.0),
                ("left out", "highway=construction", "it is being built", 3, 1_234.0),
                ("barrier", "waterway=river", "", 1, 3_000.0),
            ],
        ),
        "street_crossings": (("edge", "x", "y"), [(4, *_at(20, 10)), (len(rows) - 2, *_at(32, 45))]),
        "islands": (
            ("island", "node", "junctions", "length_m", "people"),
            [(0, 0, 90, float(length[:-1].sum()), 30_000.0), (1, 91, 2, float(length[-1]), 41.5)],
        ),
    }
