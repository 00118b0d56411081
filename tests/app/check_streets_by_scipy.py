"""Walking distances along streets against plain shortest paths: edges that osmium alone exports, lengths on the ellipsoid,
and SciPy's Dijkstra. 200 random pairs of points of the streets of Andorra and of Porto."""

import math
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

import h5py
import numpy
import rasterio.warp
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from study_runner import program, require_data

# Ways that walkers may use, as the data's own page gives them; tags of access decide before.
ON_FOOT = {"footway", "path", "steps", "pedestrian", "living_street", "track", "residential", "service", "road",
           "cycleway", "platform", "bridleway", "primary", "primary_link", "secondary", "secondary_link", "tertiary",
           "tertiary_link", "unclassified", "corridor"}
ALLOWED = {"yes", "permissive", "designated"}
PAIRS = 200
TOLERANCE = 0.005  # of the distance: the scale of the projection and points that lie a metre beside a node


def exported(pbf):
    """Nodes, walkable ways, and nodes of bridges and tunnels, out of osmium's own text format."""
    text = subprocess.run(["osmium", "cat", "-f", "opl", "-o", "-", str(pbf)], check=True, capture_output=True,
                          encoding="utf-8").stdout
    nodes, ways, in_the_air = {}, [], set()
    for line in text.splitlines():
        fields = {field[0]: field[1:] for field in line.split(" ")}
        if line[0] == "n" and fields.get("x"):
            nodes[int(fields["n"])] = (float(fields["x"]), float(fields["y"]))
        elif line[0] == "w":
            tags = dict(tag.split("=", 1) for tag in fields.get("T", "").split(",") if "=" in tag)
            if walkable(tags):
                ways.append([int(part[1:].split("x")[0]) for part in fields["N"].split(",") if part])
                if "bridge" in tags or "tunnel" in tags:
                    in_the_air.update(ways[-1])
    return nodes, ways, in_the_air


def walkable(tags):
    foot = tags.get("foot")
    if tags.get("highway") not in ON_FOOT or foot in ("no", "private"):
        return False
    return tags.get("access") not in ("no", "private") or foot in ALLOWED


def metres(a, b):
    """Between two close points on the ellipsoid WGS 84, by its radii of curvature at the middle latitude."""
    latitude = math.radians((a[1] + b[1]) / 2)
    e2 = 0.00669437999014
    w = math.sqrt(1 - e2 * math.sin(latitude) ** 2)
    east = math.radians(b[0] - a[0]) * math.cos(latitude) * 6378137 / w
    north = math.radians(b[1] - a[1]) * 6378137 * (1 - e2) / w**3
    return math.hypot(east, north)


def path(before, end):
    """The nodes of a shortest path, from its end back to its start, by each node's predecessor."""
    while end >= 0:
        yield end
        end = before[end]


class Distances(unittest.TestCase):
    def check(self, data, pbf, crs, elevation):
        folder = require_data(data)
        nodes, ways, in_the_air = exported(folder / pbf)
        scenario = self.scenario(folder, pbf, elevation, crs, next(iter(nodes.values())))
        number = {}
        rows, columns, lengths = [], [], []
        for way in ways:
            for a, b in zip(way, way[1:]):
                if a in nodes and b in nodes:
                    rows.append(number.setdefault(a, len(number)))
                    columns.append(number.setdefault(b, len(number)))
                    lengths.append(max(metres(nodes[a], nodes[b]), 1e-9))
        # Of edges between the same two nodes the shortest, not their sum.
        shortest = {}
        for a, b, length in zip(rows, columns, lengths):
            key = (min(a, b), max(a, b))
            shortest[key] = min(length, shortest.get(key, math.inf))
        keys = numpy.array(list(shortest))
        graph = coo_matrix((list(shortest.values()), (keys[:, 0], keys[:, 1])), shape=(len(number),) * 2).tocsr()
        component = connected_components(graph, directed=False)[1]
        largest = numpy.flatnonzero(component == numpy.bincount(component).argmax())
        place = {k: nodes[osm] for osm, k in number.items()}
        # Nobody steps onto a bridge in its middle: pairs begin and end on the ground.
        of_number = {k: osm for osm, k in number.items()}
        largest = numpy.array([k for k in largest.tolist() if of_number[k] not in in_the_air])
        # The program's network ends where streets leave its grid: the shortest path must not.
        inside = numpy.array(self.inside(scenario, crs, [place[k] for k in range(len(number))]))
        chosen = random.Random(4).sample([k for k in largest.tolist() if inside[k]], 4 * PAIRS)
        starts, ends = numpy.array(chosen[:2 * PAIRS]), numpy.array(chosen[2 * PAIRS:])
        expected, before = dijkstra(graph, directed=False, indices=starts, return_predecessors=True)
        expected = expected[numpy.arange(2 * PAIRS), ends]
        # A metre beside a node weighs more on shorter ways.
        good = [k for k in range(2 * PAIRS) if expected[k] > 200 and all(inside[n] for n in path(before[k], ends[k]))]
        self.assertGreaterEqual(len(good), PAIRS)
        good = good[:PAIRS]
        starts, ends, expected = starts[good].tolist(), ends[good].tolist(), expected[good]
        found = self.by_program(scenario, crs, [place[k] for k in starts], [place[k] for k in ends])
        off = found[:, 0]
        self.assertLess(off.max(), 2.0, "points of the export lie on streets of the program")
        worst = numpy.abs(found[:, 1] / expected - 1)
        print(f"{data}: {PAIRS} pairs, {expected.mean():.0f} m on average, "
              f"mean difference {100 * worst.mean():.3f} %, largest {100 * worst.max():.3f} %")
        self.assertLess(worst.max(), TOLERANCE)

    def scenario(self, folder, pbf, elevation, crs, somewhere):
        """A scenario of the data's streets over its elevation, in a folder of its own."""
        work = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        x, y = (values[0] for values in rasterio.warp.transform("EPSG:4326", crs, *zip(somewhere)))
        (work / "points.csv").write_text(f"id,x,y,people\n1,{x!r},{y!r},1\n")
        (work / "scenario.toml").write_text(f"""format = 1
[city]
elevation = "{folder / elevation}"
streets = {{ file = "{folder / pbf}", barriers = [] }}
population = {{ file = "points.csv", x = "x", y = "y", count = "people" }}
facilities = {{ file = "points.csv", x = "x", y = "y", gives = "clinic" }}
crs = "{crs}"
cell_m = 100
[[service]]
id = "clinic"
reach_min = 15
""")
        return work / "scenario.toml"

    @staticmethod
    def inside(scenario, crs, points):
        """Whether points lie on the program's grid."""
        city = scenario.with_name("city.h5")
        program("city", scenario, "-o", city)
        with h5py.File(city) as file:
            grid = dict(file["ground"].attrs)
        west, north = grid["west_m"], grid["north_m"]
        east = west + grid["cols"] * grid["cell_width_m"]
        south = north - grid["rows"] * grid["cell_height_m"]
        xs, ys = rasterio.warp.transform("EPSG:4326", crs, *zip(*points))
        return [west < x < east and south < y < north for x, y in zip(xs, ys)]

    @staticmethod
    def by_program(scenario, crs, starts, ends):
        """For each pair how far its points lie off the streets together, and the metres between them along the streets."""
        ends_of = [rasterio.warp.transform("EPSG:4326", crs, *zip(*points)) for points in (starts, ends)]
        lines = "\n".join(f"{a!r} {b!r} {c!r} {d!r}" for a, b, c, d in
                          zip(*map(list, ends_of[0]), *map(list, ends_of[1])))
        done = subprocess.run([os.environ["QUARTERHOUR_STREET_PAIRS"], str(scenario)], input=lines, check=True,
                              capture_output=True, encoding="utf-8")
        return numpy.array([[float(value) for value in line.split()] for line in done.stdout.splitlines()])

    def test_andorra(self):
        folder = require_data("andorra")
        self.check("andorra", "andorra.osm.pbf", "EPSG:32631", "N42E001.hgt.zip")
        self.assertTrue(folder)

    def test_porto(self):
        self.check("porto", "porto_city.osm.pbf", "EPSG:32629", "dem_srtm30m_wgs84.tif")


if __name__ == "__main__":
    unittest.main()
