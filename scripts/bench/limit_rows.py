"""Settled pairs a second beside what the machine can do at most."""
import re

import tables

# A search looks at each of a cell's neighbours at least once: an addition and a minimum each, for every lane.
# It writes a pair's sum once and reads it once at least: 8 bytes in float.
BYTES_A_PAIR = 8.0


def limits_in(text):
    """(GB a second of the triad, million additions and minima a second of the widest vectors, their name)."""
    triad = float(re.search(r"streaming triad \| \S+ \| ([\d.]+)", text).group(1))
    rates = re.findall(r"addition and minimum \| (\S+) \| ([\d.]+)", text)
    return triad, float(rates[-1][1]), rates[-1][0]


def beside_limits(study):
    lines = ["### 5. Settled pairs a second beside the machine's limits", ""]
    if not study.bench("bench_limits") or not study.bench("bench_travel_time"):
        return [*lines, "Skipped: bench_limits and bench_travel_time are not built."]
    rates = study.lane_rates()
    triad, additions, vectors = limits_in(study.said_of("bench_limits"))
    rows = []
    for (ground, cell, neighbours), (rate, same) in rates.items():
        arithmetic, bandwidth = additions / float(neighbours), 1000.0 * triad / BYTES_A_PAIR
        rows.append([f"{ground}, {cell}, {neighbours} neighbours", tables.figure(rate), tables.figure(arithmetic),
                     f"{100.0 * rate / arithmetic:.0f} %", f"{100.0 * rate / bandwidth:.0f} %", same])
    lines += [f"One thread in one run: a streaming triad moves {triad:.1f} GB/s, {vectors} adds and takes the minimum of "
              f"{additions / 1000.0:.1f} thousand million floats a second. A pair needs one addition and minimum for each "
              f"neighbour, once: that gives the limit of arithmetic; and {BYTES_A_PAIR:.0f} bytes written and read, if nothing stayed in the "
              f"cache: {1000.0 * triad / BYTES_A_PAIR:.0f} million pairs a second. Million pairs a CPU second, 900 s Tobler:", ""]
    return lines + tables.table(["ground", "lanes", "limit of arithmetic", "of arithmetic", "of bandwidth", "same bits as a heap"], rows)
