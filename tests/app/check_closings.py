"""What a stairway or a bridge is worth, and what a planned one would bring, against the program itself on streets with and without it."""

import collections
import re
import shutil
import unittest

import h5py
import numpy
from osgeo import ogr, osr
from study_runner import Folder, program

ogr.UseExceptions()
osr.UseExceptions()

def covered_people(path, service):
    """Cells covered today, and the people of each."""
    with h5py.File(path) as result:
        covered = result[f"access/{service}/people/before/covered"][...] == 1
        people = numpy.nan_to_num(result["people/people"][...])
        return covered & (result["ground/zone"][...] == 1), people


def worth(path, service, kind="steps"):
    """Rows of /structure_worth about one kind, the worst first."""
    with h5py.File(path) as result:
        table = result["structure_worth"]
        columns = {name: (c.asstr()[()] if c.dtype.kind == "O" else c[()]) for name, c in table.items()}
    rows = [dict(zip(columns, values)) for values in zip(*columns.values())]
    return [row for row in rows if row["kind"] == kind and row["service"] == service]


def ways_of(path, ident):
    """The source's numbers of all stairs that are one stairway with `ident`: of one way, or two that meet where no third does."""
    with h5py.File(path) as result:
        streets = result["streets"]
        steps = streets["structure"].asstr()[()] == "steps"
        source = streets["source_id"][()][steps]
        ends = [streets[end][()][steps] for end in ("from", "to")]
    ends_at = collections.defaultdict(list)
    for end in ends:
        for edge, node in enumerate(end):
            ends_at[node].append(edge)
    found, waiting = set(), {ident}
    while waiting:
        way = waiting.pop()
        found.add(way)
        own = {edge for edge in range(len(source)) if source[edge] == way}
        for edges in ends_at.values():
            if len(edges) == 2 and own & set(edges):
                waiting |= {source[edge] for edge in edges} - found
    return found


class Town(unittest.TestCase):
    def test_those_who_lose_the_service_are_those_whom_a_city_read_without_the_stairs_does_not_cover(self):
        with Folder() as folder:
            town, whole, rest = folder.path / "town", folder.path / "all.h5", folder.path / "rest.h5"
            program("demo", "--size", "town", "-o", town)
            text = re.sub(r"\[\[place\]\].*", "", (town / "demo.toml").read_text("utf-8"), flags=re.S)
            (town / "today.toml").write_text(text, "utf-8")
            program("run", town / "today.toml", "-o", whole, "--quiet")
            shutil.copy(town / "streets.gpkg", folder.path / "streets.gpkg")
            compared = 0
            for service in ("clinic", "school"):
                before, people = covered_people(whole, service)
                # Stairs of one name that lie side by side are one too: those without a name are told apart here.
                rows = [row for row in worth(whole, service) if row["people"] > 0.0 and not row["name"]][:3]
                for row in rows:
                    shutil.copy(folder.path / "streets.gpkg", town / "streets.gpkg")
                    source = ogr.Open(str(town / "streets.gpkg"), 1)
                    for way in ways_of(whole, int(row["id"])):
                        source.GetLayer(0).DeleteFeature(int(way))
                    del source
                    program("run", town / "today.toml", "-o", rest, "--quiet")
                    after, _ = covered_people(rest, service)
                    self.assertAlmostEqual(people[before & ~after].sum(), row["people"], places=6, msg=str(row))
                    compared += 1
            self.assertGreaterEqual(compared, 4)


def link_along(path, ident):
    """A [[link]] where the edge of that way runs, in the study's own coordinates."""
    with h5py.File(path) as result:
        streets = result["streets"]
        (edge,) = numpy.flatnonzero(streets["source_id"][()] == ident)
        first = streets["first"][()]
        corners = ", ".join(f"[{x!r}, {y!r}]" for x, y in streets["xy"][first[edge] : first[edge + 1]].tolist())
        reference = osr.SpatialReference(wkt=result["ground/crs"].attrs["crs_wkt"])
    return f'[[link]]\nid = "new"\nline = [{corners}]\ncrs = "EPSG:{reference.GetAuthorityCode(None)}"\ncost = 0.5\n'


class Bridges(unittest.TestCase):
    """A bridge is entered at its ends, as a planned link is: planned again where it was, it brings back what its loss took."""

    def test_a_bridge_that_is_taken_away_and_planned_brings_what_it_was_worth_and_is_built(self):
        with Folder() as folder:
            town, whole, rest = folder.path / "town", folder.path / "all.h5", folder.path / "rest.h5"
            program("demo", "--size", "town", "-o", town)
            text = re.sub(r"\[\[place\]\].*", "", (town / "demo.toml").read_text("utf-8"), flags=re.S)
            # Fast walkers, so that bridges decide who comes in time.
            text = text.replace("speed_kmh = 4.0", "speed_kmh = 9.0")
            (town / "today.toml").write_text(text, "utf-8")
            program("run", town / "today.toml", "-o", whole, "--quiet")
            bridge = max(worth(whole, "school", "bridge"), key=lambda row: row["people"])
            self.assertGreater(bridge["people"], 1.0)
            source = ogr.Open(str(town / "streets.gpkg"), 1)
            source.GetLayer(0).DeleteFeature(int(bridge["id"]))
            del source
            plan = '[[place]]\nservice = "school"\nproblem = "cover"\nbudget = 0.9\nlinks = "all"\nstop = { gap = 0 }\n'
            (town / "planned.toml").write_text(text + link_along(whole, int(bridge["id"])) + plan, "utf-8")
            program("run", town / "planned.toml", "-o", rest, "--quiet")
            with h5py.File(rest) as result:
                gains = dict(zip(result["link_gains/service"].asstr()[()], result["link_gains/people"][()]))
                self.assertAlmostEqual(gains["school"], bridge["people"], places=6)
                # Money is left for no school, so that the link is the plan.
                self.assertEqual(result["links/plan"].asstr()[()].tolist(), ["school"])
                self.assertEqual(result["sites/planned"][()].sum(), 0)
                self.assertIn("It builds the planned link new.", result["proof/words"].asstr()[0])
                after = result["access/school/people/after/covered"][()]
                self.assertEqual(result["streets/id"].shape[0], len(set(result["streets/id"][()].tolist())))
            with h5py.File(whole) as result:
                numpy.testing.assert_array_equal(after, result["access/school/people/before/covered"][()])
            # The way over the link is traced with the plan alone.
            site = self.somebody_across(whole, rest)
            said, _ = program("trace", town / "planned.toml", "--at", site, "--service", "school", "--plan", rest, "--quiet")
            self.assertIn("new", said)
            said, _ = program("trace", town / "planned.toml", "--at", site, "--service", "school", "--quiet")
            self.assertNotIn("bridge new", said)

    @staticmethod
    def somebody_across(whole, rest):
        """Longitude and latitude of a cell whom the link brings the service."""
        with h5py.File(rest) as result:
            before = result["access/school/people/before/covered"][()] == 1
            after = result["access/school/people/after/covered"][()] == 1
            row, col = numpy.argwhere(after & ~before)[0]
            x, y = float(result["ground/x"][col]), float(result["ground/y"][row])
            city = osr.SpatialReference(wkt=result["ground/crs"].attrs["crs_wkt"])
        degrees = osr.SpatialReference()
        degrees.ImportFromEPSG(4326)
        for reference in (city, degrees):
            reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        longitude, latitude, _ = osr.CoordinateTransformation(city, degrees).TransformPoint(x, y)
        return f"{longitude:.7f},{latitude:.7f}"


if __name__ == "__main__":
    unittest.main()
