"""Service areas as polygons hold the cells, people and ground that the rasters give each facility, by GDAL's rasterizing."""

import csv
import io
import subprocess
import unittest

import h5py
import numpy
import rasterio

from demo_study import DemoTest
from study_runner import program


class ServiceAreas(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.result = cls.run_variant("r.h5")
        program("export", cls.result, "-o", cls.out / "layers")
        cls.package = cls.out / "layers" / "layers.gpkg"
        with h5py.File(cls.result) as file:
            cls.grid = dict(file["ground"].attrs)
            cls.people = file["people/people"][...]
            cls.cell_km2 = cls.grid["cell_width_m"] * cls.grid["cell_height_m"] / 1e6
            cls.sites = [(text, service) for text, service in zip(file["sites/id"].asstr()[:], file["sites/service"].asstr()[:])]

    def rows(self, layer, state):
        """Number, attributes and GEOS's opinion of each area of the clinics."""
        said = subprocess.run(
            ["ogr2ogr", "-f", "CSV", "/vsistdout/", self.package, "-dialect", "sqlite", "-sql",
             f"SELECT *, fid + 0 AS number, ST_IsValid(geom) AS valid FROM {layer} WHERE service = 'clinic' AND \"group\" = 'people'"
             f" AND state = '{state}'"], capture_output=True, text=True, check=True).stdout
        return list(csv.DictReader(io.StringIO(said)))

    def burnt(self, layer, state):
        """The number of the area whose polygon holds each cell's centre; -1 none."""
        grid, target = self.grid, self.out / f"{layer}-{state}.tif"
        east = grid["west_m"] + grid["cols"] * grid["cell_width_m"]
        south = grid["north_m"] - grid["rows"] * grid["cell_height_m"]
        subprocess.run(
            ["gdal_rasterize", "-q", "-a", "number", "-init", "-1", "-ot", "Int32", "-te", repr(float(grid["west_m"])),
             repr(float(south)), repr(float(east)), repr(float(grid["north_m"])), "-ts", str(grid["cols"]), str(grid["rows"]),
             "-sql", f"SELECT fid + 0 AS number, geom FROM {layer} WHERE service = 'clinic' AND \"group\" = 'people' AND "
             f"state = '{state}'", self.package, target], check=True)
        with rasterio.open(target) as drawn:
            return drawn.read(1)

    def layer(self, state):
        with h5py.File(self.result) as file:
            access = file[f"access/clinic/people/{state}"]
            return {name: access[name][...] for name in ("covered", "nearest_site", "minutes")}

    def check_figures(self, row, cells):
        self.assertEqual(row["valid"], "1")
        self.assertAlmostEqual(float(row["people"]), self.people[cells].sum(), delta=1e-6 * self.people.sum())
        self.assertAlmostEqual(float(row["area_km2_cells"]), cells.sum() * self.cell_km2, places=9)

    def check_area(self, area_km2, cells):
        """Borders move to both sides: by less than a quarter of a cell for each edge of a cell on them in the mean."""
        padded = numpy.pad(cells, 1).astype(int)
        edges = sum(numpy.abs(numpy.diff(padded, axis=axis)).sum() for axis in (0, 1))
        self.assertAlmostEqual(area_km2, cells.sum() * self.cell_km2, delta=0.25 * edges * self.cell_km2)

    def test_each_facility_has_the_cells_that_the_rasters_give_it(self):
        for state in ("before", "after"):
            with self.subTest(state=state):
                raster, burnt = self.layer(state), self.burnt("service_areas", state)
                rows = {int(row["number"]): row for row in self.rows("service_areas", state)}
                self.assertGreater(len(rows), 10)
                numpy.testing.assert_array_equal(burnt >= 0, raster["covered"] == 1)
                for number, row in rows.items():
                    site = self.sites.index((row["site"], "clinic"))
                    cells = (raster["covered"] == 1) & (raster["nearest_site"] == site)
                    numpy.testing.assert_array_equal(burnt == number, cells)
                    self.check_figures(row, cells)
                    self.check_area(float(row["area_km2"]), cells)
                self.check_area(sum(float(row["area_km2"]) for row in rows.values()), raster["covered"] == 1)

    def test_the_outline_and_the_bands_have_the_cells_of_the_rasters(self):
        raster, burnt = self.layer("after"), self.burnt("service_area_outlines", "after")
        numpy.testing.assert_array_equal(burnt >= 0, raster["covered"] == 1)
        [row] = self.rows("service_area_outlines", "after")
        self.check_figures(row, raster["covered"] == 1)
        burnt = self.burnt("isochrones", "after")
        for row in self.rows("isochrones", "after"):
            limit, low, high = (float(row[name]) for name in ("limit_min", "band_from", "band_to"))
            above = raster["minutes"] > low if low > 0 else numpy.isfinite(raster["minutes"])
            below = raster["minutes"] <= high if high < limit else True
            cells = (raster["covered"] == 1) & above & below
            numpy.testing.assert_array_equal(burnt == int(row["number"]), cells)
            self.check_figures(row, cells)

    def test_the_areas_of_scored_people_add_up_to_the_score(self):
        with h5py.File(self.result) as file:
            scores = {name: file[f"scores/{name}"].asstr()[:] for name in
                      ("state", "service", "group", "unit_kind", "metric")}
            values = file["scores/value"][:]
        for state in ("before", "after"):
            [covered] = values[(scores["state"] == state) & (scores["service"] == "clinic") & (scores["group"] == "people")
                               & (scores["unit_kind"] == "city") & (scores["metric"] == "covered")]
            found = sum(float(row["people_scored"]) for row in self.rows("service_areas", state))
            self.assertAlmostEqual(found, covered, delta=1e-9 * covered)


if __name__ == "__main__":
    unittest.main()
