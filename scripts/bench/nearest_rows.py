"""Times to the nearest facility: against peers, by size, by threads."""
import math
import statistics

import numpy

import measuring
import peers
import tables
from making_data import make_ground, values_of
from measuring import Contender, alternate, say

# r.cost and scikit-image walk at one speed: 4 km/h.
FLAT_S_PER_M = 0.9
AS_PEERS = ["--direction", "from", "--diagonals", "free"]
RULES = {"langmuir": ["--pace", "langmuir", "--speed-kmh", "5"], "exact": ["--exact"],
         "flat": ["--pace", "flat", "--speed-kmh", "4"]}


def ours(study, ground, output, rule, neighbours, more=()):
    """Runs `quarterhour nearest`; returns its Cost, which includes reading and writing."""
    return measuring.run([study.program, "nearest", ground.file("dem.tif"), ground.file("facilities.csv"), "-o",
                          ground.file(output), "--friction", ground.file("friction.tif"), "--neighbours", neighbours,
                          *RULES[rule], *AS_PEERS, "--quiet", *more])[0]


def differences(found, expected):
    """In words: how far two rasters of times are apart, and where only one has a value."""
    both = numpy.isfinite(found) & numpy.isfinite(expected)
    nulls = int((numpy.isfinite(found) != numpy.isfinite(expected)).sum())
    unequal = int((found[both] != expected[both]).sum())
    most = float(numpy.abs(found[both] - expected[both]).max(initial=0.0))
    apart = "the same bits" if unequal == 0 else f"{tables.figure(most, 2)} s at most apart"
    return f"{apart}; {nulls} cells differ in null"


def against_peers(study):
    ground = make_ground(study.folder / "nearest", study.size, 30.0)
    say(f"Nearest of {len(ground.facilities)} facilities, {ground.cells:,} cells")

    def own(output, rule, neighbours):
        def once():
            cost = ours(study, ground, output, rule, neighbours)
            return cost, cost
        return once

    contenders = [Contender("quarterhour nearest, 8 neighbours", own("float8.tif", "langmuir", 8)),
                  Contender("quarterhour nearest, 16 neighbours", own("float16.tif", "langmuir", 16)),
                  Contender("quarterhour nearest --exact, 8 neighbours", own("exact8.tif", "exact", 8)),
                  Contender("quarterhour nearest --exact, 16 neighbours", own("exact16.tif", "exact", 16)),
                  Contender("quarterhour nearest --pace flat, 8 neighbours", own("flat8.tif", "flat", 8))]
    rival_of = {}
    if study.has("grass"):
        grass = peers.Grass(study.folder)
        for name, once, rivals in (
                ("r.walk", lambda: grass.walk(ground, ground.file("walk8.tif"), False), (0, 2)),
                ("r.walk -k", lambda: grass.walk(ground, ground.file("walk16.tif"), True), (1, 3)),
                ("r.cost", lambda: grass.cost(ground, ground.file("cost8.tif"), FLAT_S_PER_M), (4,))):
            contenders.append(Contender(name, once))
            rival_of[name] = rivals
    if study.has("skimage"):
        contenders.append(Contender("skimage MCP", lambda: peers.skimage_costs(ground, ground.file("mcp8.tif"), FLAT_S_PER_M)))
        rival_of["skimage MCP"] = (4,)
    all_ours = contenders[:5]
    alternate(contenders, study.repeat)
    rows = []
    for contender in contenders:
        alone, with_files = measuring.median(contender.alone), measuring.median(contender.with_files)
        ratios = []
        for position in rival_of.get(contender.name, ()):
            mine = measuring.median(all_ours[position].with_files)
            ratios.append(f"{tables.figure(alone.cpu_s / mine.cpu_s)} / {tables.figure(with_files.cpu_s / mine.cpu_s)}")
        rows.append([contender.name, *tables.cost_cells(alone, with_files), "; exact: ".join(ratios) or "1"])
    lines = [f"### 1. Nearest of {len(ground.facilities):,} facilities, {ground.cells:,} cells of 30 m, no limit", "",
             f"Medians of {study.repeat}, in turn. Langmuir's rule with friction; r.cost, MCP and --pace flat at one speed with "
             "friction. Ours is always the whole process with its files; a peer alone is the search without them, and with files is "
             "import, search and export. The ratios are a peer's CPU time alone / with files over ours.", ""]
    lines += tables.table(["program", "CPU s alone", "CPU s with files", "wall s with files", "peak MB", "times ours"], rows)
    lines += ["", "Answers:"]
    for mine, theirs, words in (("exact8.tif", "walk8.tif", "--exact, 8 neighbours, against r.walk"),
                                ("exact16.tif", "walk16.tif", "--exact, 16 neighbours, against r.walk -k"),
                                ("float8.tif", "walk8.tif", "float, 8 neighbours, against r.walk"),
                                ("float16.tif", "walk16.tif", "float, 16 neighbours, against r.walk -k"),
                                ("flat8.tif", "cost8.tif", "float, flat, against r.cost"),
                                ("flat8.tif", "mcp8.tif", "float, flat, against MCP")):
        if ground.file(theirs).exists() and ground.file(mine).exists():
            lines.append(f"- {words}: {differences(values_of(ground.file(mine)), values_of(ground.file(theirs)))}")
    return lines if rival_of else lines[:-1] + ["Answers: no peer is installed to compare with."]


def slope_of(xs, ys):
    """Least squares."""
    x_mean, y_mean = statistics.mean(xs), statistics.mean(ys)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys)) / sum((x - x_mean) ** 2 for x in xs)


def by_size(study):
    rows, cells, cpu, net, memory = [], [], [], [], []
    start = measuring.median([measuring.run([study.program, "--version"])[0] for _ in range(7)])
    for size in study.growth_sizes:
        ground = make_ground(study.folder / f"growth-{size}", size, 30.0)
        say(f"{ground.cells:,} cells, {len(ground.facilities):,} facilities")
        cost = measuring.median([ours(study, ground, "times.tif", "langmuir", 8) for _ in range(study.repeat)])
        rows.append([f"{ground.cells:,}", f"{len(ground.facilities):,}", tables.figure(cost.cpu_s),
                     tables.figure(cost.wall_s), tables.figure(cost.memory_mb), tables.figure(1e9 * cost.cpu_s / ground.cells),
                     tables.figure(1e6 * cost.memory_mb / ground.cells)])
        cells.append(math.log(ground.cells))
        cpu.append(math.log(cost.cpu_s))
        net.append(math.log(max(cost.cpu_s - start.cpu_s, 1e-4)))
        memory.append(math.log(cost.memory_mb))
        if not study.keeps:
            for file in ground.folder.iterdir():
                file.unlink()
    lines = ["### 4. Time and memory against cells, one facility for 9,000 cells", "",
             f"Whole processes of `quarterhour nearest`, 8 neighbours, Langmuir with friction, medians of {study.repeat}.", ""]
    lines += tables.table(["cells", "facilities", "CPU s", "wall s", "peak MB", "ns a cell", "bytes a cell"], rows)
    lines += ["", f"CPU time grows with cells to the power {slope_of(cells, cpu):.3f} (least squares of the logarithms; the aim is at "
              f"most 1.05), without the {start.cpu_s:.3f} s that any command takes to start to the power "
              f"{slope_of(cells, net):.3f}; memory to the power {slope_of(cells, memory):.3f}."]
    return lines


def by_threads(study):
    ground = make_ground(study.folder / "nearest", study.size, 30.0)
    dense = make_ground(study.folder / "dense", study.dense_size, 30.0, count=study.dense_count)
    rows = []
    for words, make in (
            (f"nearest, 8 neighbours, {ground.cells:,} cells",
             lambda threads: ours(study, ground, "threads.tif", "langmuir", 8, ["--threads", threads])),
            (f"nearest --exact, 16 neighbours, {ground.cells:,} cells",
             lambda threads: ours(study, ground, "threads.tif", "exact", 16, ["--threads", threads])),
            (f"nearest --each, {len(dense.facilities):,} catchments of 15 minutes",
             lambda threads: ours(study, dense, "each.h5", "langmuir", 8,
                                  ["--each", "--limit-min", "15", "--threads", threads]))):
        say(f"One thread and two: {words}")
        runs = {1: [], 2: []}
        for _ in range(study.thread_repeat):
            for threads, costs in runs.items():
                costs.append(make(threads))
        one, two = (measuring.median(costs) for costs in runs.values())
        rows.append([words, tables.figure(one.wall_s), tables.figure(two.wall_s), tables.figure(one.wall_s / two.wall_s),
                     tables.figure(two.cpu_s / one.cpu_s)])
    lines = ["### 6. One thread and two", "",
             f"Wall seconds of whole processes with their files, medians of {study.thread_repeat}, in turn. The aim is 1.7.", ""]
    return lines + tables.table(["work", "one thread, s", "two threads, s", "times as fast", "CPU of two / one"], rows)


