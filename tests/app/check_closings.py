"""What a stairway is worth, against the program itself on streets that are read without it."""

import collections
import re
import shutil
import unittest

import h5py
import numpy
from osgeo import ogr
from study_runner import Folder, program

ogr.UseExceptions()

def covered_people(path, service):
    """Cells covered today, and the people of each."""
    with h5py.File(path) as result:
        covered = result[f"access/{service}/people/before/covered"][...] == 1
        people = numpy.nan_to_num(result["people/people"][...])
        return covered & (result["ground/zone"][...] == 1), people


def worth(path, service):
    """Rows of /structure_worth about stairs, the worst first."""
    with h5py.File(path) as result:
        table = result["structure_worth"]
        columns = {name: (c.asstr()[()] if c.dtype.kind == "O" else c[()]) for name, c in table.items()}
    rows = [dict(zip(columns, values)) for values in zip(*columns.values())]
    return [row for row in rows if row["kind"] == "steps" and row["service"] == service]


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


if __name__ == "__main__":
    unittest.main()
