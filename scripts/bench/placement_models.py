"""Placement problems as tables of a travel matrix and as mixed-integer programs, from the same numbers."""
import ctypes
import ctypes.util
from dataclasses import dataclass

import numpy


@dataclass
class Instance:
    """Points with people, sites, and which site reaches which point at what way; `keys` is what a [[place]] says of it."""
    name: str
    problem: str
    people: numpy.ndarray
    sites: int
    point: numpy.ndarray
    site: numpy.ndarray
    way: numpy.ndarray
    count: int = 0
    capacity: float = 0.0
    # A published optimum, where there is one.
    known: float = float("nan")


def cordeau(sites, points, radius):
    """The covering instances of Cordeau, Furini and Ljubić (2019), drawn with the C library's rand as published."""
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    library.srand(1)
    highest = 2147483647.0
    places = numpy.array([library.rand() / highest * 30 for _ in range(2 * (sites + points))], numpy.float32)
    places = places.reshape(-1, 2)
    for _ in range(sites):
        library.rand()
    people = numpy.array([library.rand() % 100 + 1 for _ in range(points)], float)
    squared = numpy.float32(radius) * numpy.float32(radius)
    reached = []
    for k in range(sites):
        apart = places[sites:] - places[k]
        reached.append(numpy.flatnonzero(apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1] <= squared))
    site = numpy.repeat(numpy.arange(sites), [len(own) for own in reached])
    point = numpy.concatenate(reached)
    return people, point, site, numpy.ones(len(point))


def covering(problem, sites, points, radius, count=0, known=float("nan")):
    people, point, site, way = cordeau(sites, points, radius)
    if problem == "require":
        # Points that no site reaches are left out, as published.
        kept = numpy.unique(point)
        number = numpy.full(points, -1)
        number[kept] = numpy.arange(len(kept))
        people, point = people[kept], number[point]
    words = {"cover": f"MCLP, {count} of", "require": "set covering,"}[problem]
    return Instance(f"{words} {sites:,} sites, {points:,} points, R {radius:g}", problem, people, sites, point, site, way,
                    count, known=known)


def random_plane(problem, sites, points, count, capacity=0.0, reach=0.2):
    """Points and sites at random in a square of side 1; for `split` who lies within reach."""
    random = numpy.random.default_rng(7)
    there, here = random.random((sites, 2)), random.random((points, 2))
    people = random.integers(1, 100, points).astype(float)
    apart = numpy.hypot(*(here[:, None, k] - there[None, :, k] for k in (0, 1)))
    near = apart <= reach if problem == "split" else numpy.ones_like(apart, bool)
    point, site = numpy.nonzero(near)
    way = numpy.ones(len(point)) if problem == "split" else numpy.round(apart[near] * 1000)
    name = {"median": f"p-median, {count} of {sites} sites, {points} points",
            "split": f"most served, {count} of {sites} sites with room for {capacity:,.0f} each, {points} points"}[problem]
    return Instance(name, problem, people, sites, point, site, way, count, capacity)


def merged(instance):
    """Covering with points that the same sites reach made one: what decides most, so peers get it too."""
    if instance.problem not in ("cover", "require"):
        return instance
    order = numpy.lexsort((instance.site, instance.point))
    point, site = instance.point[order], instance.site[order]
    first = numpy.flatnonzero(numpy.r_[True, point[1:] != point[:-1]])
    patterns, people, points, sites = {}, [], [], []
    for begin, end in zip(first, numpy.r_[first[1:], len(point)]):
        pattern = site[begin:end].tobytes()
        number = patterns.setdefault(pattern, len(patterns))
        if number == len(people):
            people.append(0.0)
            points += [number] * (end - begin)
            sites.append(site[begin:end])
        people[number] += instance.people[point[begin]]
    sites = numpy.concatenate(sites)
    return Instance(instance.name, instance.problem, numpy.array(people), instance.sites, numpy.array(points), sites,
                    numpy.ones(len(sites)), instance.count, known=instance.known)


@dataclass
class Program:
    """Minimise cost · x with least <= rows · x <= most, 0 <= x <= highest; `whole` columns are whole numbers."""
    cost: numpy.ndarray
    # A scipy.sparse.csr_matrix.
    rows: object
    least: numpy.ndarray
    most: numpy.ndarray
    highest: numpy.ndarray
    whole: numpy.ndarray


def program_of(instance):
    """The textbook's model; sites first. A maximum is the least of its negative. Needs SciPy."""
    from scipy.sparse import coo_matrix, csr_matrix, hstack, identity, vstack

    points, sites, pairs = len(instance.people), instance.sites, len(instance.point)
    ones = numpy.ones
    covers = csr_matrix((ones(pairs), (instance.point, instance.site)), (points, sites))
    if instance.problem == "require":
        return Program(ones(sites), covers, ones(points), numpy.full(points, numpy.inf), ones(sites), ones(sites))
    few = csr_matrix(numpy.r_[ones(sites), numpy.zeros(points if instance.problem == "cover" else pairs)])
    if instance.problem == "cover":
        rows = vstack([hstack([-covers, identity(points)]), few]).tocsr()
        return Program(numpy.r_[numpy.zeros(sites), -instance.people], rows, numpy.full(points + 1, -numpy.inf),
                       numpy.r_[numpy.zeros(points), instance.count], ones(sites + points),
                       numpy.r_[ones(sites), numpy.zeros(points)])
    pair = numpy.arange(pairs)
    of_point = coo_matrix((ones(pairs), (instance.point, sites + pair)), (points, sites + pairs))
    # Nobody goes where no site is: one row for each pair, which is sharper than one for each site.
    amount = instance.people[instance.point] if instance.problem == "split" else ones(pairs)
    opened = coo_matrix((numpy.r_[ones(pairs), -amount], (numpy.r_[pair, pair], numpy.r_[sites + pair, instance.site])),
                        (pairs, sites + pairs))
    if instance.problem == "median":
        rows = vstack([of_point, opened, few]).tocsr()
        cost = numpy.r_[numpy.zeros(sites), instance.way * instance.people[instance.point]]
        return Program(cost, rows, numpy.r_[ones(points), numpy.full(pairs + 1, -numpy.inf)],
                       numpy.r_[ones(points), numpy.zeros(pairs), instance.count], ones(sites + pairs),
                       numpy.r_[ones(sites), numpy.zeros(pairs)])
    room = coo_matrix((numpy.r_[ones(pairs), numpy.full(sites, -instance.capacity)],
                       (numpy.r_[instance.site, numpy.arange(sites)], numpy.r_[sites + pair, numpy.arange(sites)])),
                      (sites, sites + pairs))
    rows = vstack([of_point, opened, room, few]).tocsr()
    most = numpy.r_[instance.people, numpy.zeros(pairs + sites), instance.count]
    return Program(numpy.r_[numpy.zeros(sites), -ones(pairs)], rows, numpy.full(len(most), -numpy.inf), most,
                   numpy.r_[ones(sites), amount], numpy.r_[ones(sites), numpy.zeros(pairs)])


def write_mps(program, path):
    """Free MPS, which CBC reads."""
    columns = program.rows.tocsc()
    equal = program.least == program.most
    with open(path, "w", encoding="ascii") as file:
        file.write("NAME placement FREE\nROWS\n N cost\n")
        for row in range(program.rows.shape[0]):
            kind = "E" if equal[row] else "G" if numpy.isinf(program.most[row]) else "L"
            file.write(f" {kind} r{row}\n")
        file.write("COLUMNS\n")
        for column in range(program.rows.shape[1]):
            # Whole columns come first.
            if column == 0:
                file.write(" start 'MARKER' 'INTORG'\n")
            if not program.whole[column] and (column == 0 or program.whole[column - 1]):
                file.write(" end 'MARKER' 'INTEND'\n")
            if program.cost[column] != 0:
                file.write(f" x{column} cost {program.cost[column]!r}\n")
            begin, end = columns.indptr[column], columns.indptr[column + 1]
            for row, value in zip(columns.indices[begin:end], columns.data[begin:end]):
                file.write(f" x{column} r{row} {float(value)!r}\n")
        file.write("RHS\n")
        for row in range(program.rows.shape[0]):
            side = program.least[row] if numpy.isinf(program.most[row]) else program.most[row]
            if side != 0:
                file.write(f" rhs r{row} {float(side)!r}\n")
        file.write("BOUNDS\n")
        for column in range(program.rows.shape[1]):
            file.write(f" UP bound x{column} {float(program.highest[column])!r}\n")
        file.write("ENDATA\n")
