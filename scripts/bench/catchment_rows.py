"""Catchments: of a thousand facilities against r.walk, and of every candidate against SciPy's Dijkstra."""
import csv
import math
import re

import h5py
import numpy

import measuring
import peers
import tables
from making_data import heights_of, make_ground, values_of, write_points
from measuring import Cost, say
from nearest_rows import ours

LIMIT_S = 900.0
# 5 km/h on the flat is the most that Langmuir's rule gives but for gentle descents.
WIDEST_M = 1700.0
COMPARED = 5


def catchments_in(path):
    """Of each facility {(row, column): seconds}, by its position."""
    with h5py.File(path) as file:
        found = [{} for _ in file["facilities"]]
        columns = [file["catchments"][name][...].tolist() for name in ("facility", "row", "col", "seconds")]
        for facility, row, col, seconds in zip(*columns):
            found[facility][row, col] = seconds
    return found


def clipped_walk(grass, ground, facility):
    """r.walk from one facility in a region as wide as a walk can be."""
    x, y = ground.point(facility)
    west, north = ground.point((0, 0))
    half = WIDEST_M + ground.cell_m
    first_row = max(0, math.floor((north - y - half) / ground.cell_m))
    first_col = max(0, math.floor((x - west - half) / ground.cell_m))
    last_row = min(ground.size - 1, math.ceil((north - y + half) / ground.cell_m))
    last_col = min(ground.size - 1, math.ceil((x - west + half) / ground.cell_m))
    edge = ground.cell_m / 2
    region = grass.module("g.region", f"n={north - first_row * ground.cell_m + edge!r}",
                          f"s={north - last_row * ground.cell_m - edge!r}", f"w={west + first_col * ground.cell_m - edge!r}",
                          f"e={west + last_col * ground.cell_m + edge!r}", f"res={ground.cell_m}")
    walk = grass.module("r.walk", "elevation=dem", "friction=friction", "output=walk", "lambda=1.0",
                        f"start_coordinates={x!r},{y!r}", f"max_cost={LIMIT_S}")
    return walk, region + walk, (first_row, first_col)


def of_facilities(study):
    ground = make_ground(study.folder / "catchments", study.catchment_size, 100.0, count=study.catchment_count, seed=2)
    say(f"{len(ground.facilities):,} catchments of 900 s")
    rows = []
    mine = [ours(study, ground, "each.h5", "langmuir", 8, ["--each", "--limit-min", "15"]) for _ in range(study.repeat)]
    own = measuring.median(mine)
    exact = ours(study, ground, "exact.h5", "exact", 8, ["--each", "--limit-min", "15"])
    lines = [f"### 2. {len(ground.facilities):,} catchments of 900 s, {ground.cells:,} cells of 100 m, 8 neighbours", "",
             "Langmuir's rule with friction. Ours is the whole process and writes every pair of facility and cell.", ""]
    rows.append(["quarterhour nearest --each", *tables.cost_cells(own, own), "1"])
    rows.append(["quarterhour nearest --each --exact", *tables.cost_cells(exact, exact), "1"])
    answers = []
    if study.has("grass"):
        grass = peers.Grass(study.folder)
        grass.take_in(ground)
        sample = ground.facilities[:study.sample]
        factor = len(ground.facilities) / len(sample)
        alone, with_region = Cost(), Cost()
        found = catchments_in(ground.file("exact.h5"))
        differing, most, compared = 0, 0.0, 0
        for number, facility in enumerate(sample):
            walk, both, (first_row, first_col) = clipped_walk(grass, ground, facility)
            alone, with_region = alone + walk, with_region + both
            if number >= COMPARED:
                continue
            grass.write_out("walk", ground.file("walk.tif"))
            times = values_of(ground.file("walk.tif"))
            # Cells past the limit are written too, with values that are not final.
            theirs = {(first_row + row, first_col + col): times[row, col] for row, col in numpy.argwhere(times <= LIMIT_S)}
            differing += len(set(theirs) ^ set(found[number]))
            most = max([most, *(abs(theirs[cell] - found[number][cell]) for cell in set(theirs) & set(found[number]))])
            compared += len(theirs)
        rows.append([f"r.walk, clipped, {len(sample)} runs, scaled", *tables.cost_cells(alone.times(factor), with_region.times(factor)),
                     f"{tables.figure(alone.cpu_s * factor / own.cpu_s)} / {tables.figure(with_region.cpu_s * factor / own.cpu_s)}"])
        answers = ["", f"r.walk's {len(sample)} runs stand for {len(ground.facilities):,}; with files means with g.region; import and export "
                   "are left out. "
                   f"Answers of --exact (written in float32) against {min(COMPARED, len(sample))} of them: {compared:,} cells, "
                   f"{differing} in one catchment only, {tables.figure(most, 2)} s at most apart."]
    lines += tables.table(["program", "CPU s alone", "CPU s with files", "wall s", "peak MB", "times ours"], rows)
    return lines + answers


def tobler_graph(size, cell_m):
    """Walking to a source: an edge from each cell to its neighbour, as long as the walk from that neighbour. Tobler at 4 km/h."""
    from scipy.sparse import csr_matrix
    rows, cols = numpy.mgrid[0:size, 0:size]
    heights = heights_of(rows, cols, cell_m)
    begins, ends, seconds = [], [], []
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if down == right == 0:
                continue
            row, col = (values[max(0, -down):size - max(0, down), max(0, -right):size - max(0, right)] for values in (rows, cols))
            metres = cell_m * math.hypot(down, right)
            slope = (heights[row, col] - heights[row + down, col + right]) / metres
            pace = 0.9 * numpy.exp(3.5 * numpy.abs(slope + 0.05)) / math.exp(3.5 * 0.05)
            begins.append((row * size + col).ravel())
            ends.append(((row + down) * size + col + right).ravel())
            seconds.append((metres * pace).ravel())
    return csr_matrix((numpy.concatenate(seconds), (numpy.concatenate(begins), numpy.concatenate(ends))),
                      shape=(size * size, size * size))


def lane_rates(text):
    """The best rate of the lanes in million pairs a CPU second of every row of bench_travel_time: {(ground, cell, moves): rate}."""
    rates = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) > 8 and cells[1].endswith(" m") and cells[-1] in ("yes", "NO"):
            lanes = [float(cell) for cell in cells[5:-3]]
            rates[cells[0], cells[1], cells[2]] = (lanes[-1], cells[-1])
    return rates


def of_candidates(study):
    lines = ["### 3. Every cell a candidate: catchments of 900 s, Tobler at 4 km/h, 100 m, 8 neighbours", ""]
    if not study.has("scipy"):
        return [*lines, "Skipped: SciPy is not installed."]
    if not study.bench("bench_travel_time"):
        return [*lines, "Skipped: bench_travel_time is not built."]
    from scipy.sparse.csgraph import dijkstra
    import time
    size, cell_m = 160, 100.0
    graph = tobler_graph(size, cell_m)
    middle = range(size // 2 - 50, size // 2 + 50, 10 if not study.quick else 50)
    sources = [(row, col) for row in middle for col in middle]
    times = []
    for _ in range(study.repeat):
        begun = time.process_time()
        found = [dijkstra(graph, indices=row * size + col, limit=LIMIT_S) for row, col in sources]
        times.append((time.process_time() - begun) / len(sources))
    each_s = sorted(times)[len(times) // 2]
    pairs = sum(int(numpy.isfinite(one).sum()) for one in found) / len(sources)
    rate, same = study.lane_rates()["hills up to 29 %", "100 m", "8"]
    theirs, mine = 1e6 * each_s, pairs / rate
    rows = [["lanes (bench_travel_time), one thread", tables.figure(rate), tables.figure(mine), "1"],
            [f"scipy.sparse.csgraph.dijkstra, {len(sources)} runs, scaled", tables.figure(pairs / each_s / 1e6), tables.figure(theirs),
             tables.figure(theirs / mine)]]
    lines += [f"Scaled to a million candidates of {pairs:.0f} cells each. SciPy's graph is a window of {size} x {size} cells, made before the "
              "clock starts: over a whole city each of its runs would also fill an array of all cells. The lanes' rate is that "
              "of the ground up to 29 % steep of `bench_travel_time`, whose hills these are.", ""]
    lines += tables.table(["method", "million pairs a CPU s", "CPU s for a million", "times ours"], rows)
    return lines + ["", f"Answers: {compare_candidates(study, size, cell_m, sources, found)}; lanes against a heap: same bits {same}."]


def compare_candidates(study, size, cell_m, sources, found):
    """nearest --each for the same candidates on the same hills."""
    import rasterio
    from rasterio.transform import from_origin
    ground = make_ground(study.folder / "candidates", size, cell_m, count=1)
    rows, cols = numpy.mgrid[0:size, 0:size]
    west, north = ground.point((0, 0))
    with rasterio.open(ground.file("dem.tif"), "w", driver="GTiff", height=size, width=size, count=1, dtype="float64",
                       crs="EPSG:32648", transform=from_origin(west - cell_m / 2, north + cell_m / 2, cell_m, cell_m)) as file:
        file.write(heights_of(rows, cols, cell_m), 1)
    write_points(ground, sources, ground.file("facilities.csv"))
    measuring.run([study.program, "nearest", ground.file("dem.tif"), ground.file("facilities.csv"), "-o",
                   ground.file("each.csv"), "--neighbours", "8", "--each", "--limit-min", "15", "--quiet"])
    differing, most = 0, 0.0
    mine = [{} for _ in sources]
    with open(ground.file("each.csv"), newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            cell = int(line["row"]) * size + int(line["col"])
            mine[int(re.sub(r"\D", "", line["facility"]))][cell] = float(line["seconds"])
    for own, theirs in zip(mine, found):
        reached = {int(cell) for cell in numpy.flatnonzero(numpy.isfinite(theirs))}
        differing += len(reached ^ set(own))
        most = max([most, *(abs(theirs[cell] - own[cell]) for cell in reached & set(own))])
    return (f"nearest --each against SciPy for {len(sources)} candidates: {differing} cells in one catchment only, "
            f"{tables.figure(most, 2)} s at most apart (float against double)")
