"""A result opens in GDAL, xarray and pandas with its place, and `export` and `info` tell what is in it."""

import csv
import json
import subprocess
import unittest

import h5py
import numpy
import pandas
import rasterio
import xarray

from demo_study import DemoTest
from study_runner import program

LAYER = "access/clinic/people/after/minutes"


def gdalinfo(name):
    done = subprocess.run(["gdalinfo", "-json", name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class OpenElsewhere(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.result = cls.run_variant("r.h5")
        program("export", cls.result, "-o", cls.out / "layers")
        with rasterio.open(cls.folder / "dem.tif") as file:
            # The grid covers the elevation's own square, in cells of 100 m.
            cls.place = [file.transform.c, 100.0, 0.0, file.transform.f, 0.0, -100.0]
            cls.size = [file.width // 2, file.height // 2]

    def test_gdal_shows_the_place_of_a_raster_inside_a_group(self):
        for name in (f'NETCDF:"{self.result}":/{LAYER}', str(self.result.with_suffix(".vrt"))):
            with self.subTest(name=name):
                told = gdalinfo(name)
                self.assertEqual(told["geoTransform"], self.place)
                self.assertEqual(told["size"], self.size)
                self.assertIn('ID["EPSG",4545]', told["coordinateSystem"]["wkt"])

    def test_the_virtual_raster_holds_the_same_minutes(self):
        with h5py.File(self.result) as file, rasterio.open(self.result.with_suffix(".vrt")) as drawn:
            bands = {text: number for number, text in enumerate(drawn.descriptions, 1)}
            [band] = [number for text, number in bands.items() if text and "after" in text and "minutes" in text]
            numpy.testing.assert_array_equal(drawn.read(band), file[LAYER][...])

    def test_xarray_shows_coordinates(self):
        with xarray.open_dataset(self.result, group=LAYER.rsplit("/", 1)[0], engine="h5netcdf"
                                 if "h5netcdf" in xarray.backends.list_engines() else "netcdf4") as layers:
            minutes = layers["minutes"]
            self.assertEqual(minutes.dims, ("y", "x"))
            west, north = self.place[0], self.place[3]
            numpy.testing.assert_array_equal(layers["x"], west + 50.0 + 100.0 * numpy.arange(self.size[0]))
            numpy.testing.assert_array_equal(layers["y"], north - 50.0 - 100.0 * numpy.arange(self.size[1]))
            self.assertEqual(minutes.attrs["units"], "min")

    def test_pandas_reads_a_table(self):
        with h5py.File(self.result) as file:
            plan = pandas.DataFrame({name: values.asstr()[:] if values.dtype.kind == "O" else values[:]
                                     for name, values in file["plan"].items()})
            objective = file["proof/objective"][0]
        new = plan[plan.existing == 0].sort_values("priority")
        self.assertEqual(len(new), 20)
        standing = plan[plan.existing == 1]
        self.assertGreater(len(standing), 0)
        self.assertAlmostEqual(plan.people_newly_covered.sum(), objective, delta=1e-6 * objective)

    def test_info_names_every_raster_and_table_with_units(self):
        said, _ = program("info", self.result)
        with h5py.File(self.result) as file:
            self.assertIn(f"/{LAYER}: float32, min", said)
            for table in ("scores", "plan", "proof", "balance", "moved", "ledger", "key_numbers"):
                rows = len(next(iter(file[table].values())))
                self.assertRegex(said, rf"\n  /{table}: {rows} rows?\n")

    def test_exported_files_hold_the_result(self):
        layers = self.out / "layers"
        with open(layers / "contents.csv", encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
        names = [next(iter(row.values())) for row in listed]
        for name in names:
            self.assertTrue((layers / name.split("|")[0].split(":")[0]).exists(), name)
        [raster] = [path for path in layers.rglob("*.tif") if "minutes" in path.name and "after" in path.name]
        with rasterio.open(raster) as drawn, h5py.File(self.result) as file:
            self.assertEqual(drawn.crs.to_epsg(), 4545)
            self.assertEqual(list(drawn.transform.to_gdal()), self.place)
            numpy.testing.assert_array_equal(drawn.read(1, masked=True).filled(numpy.nan), file[LAYER][...])
        plan = pandas.read_csv(layers / "tables" / "plan.csv", float_precision="round_trip")
        with h5py.File(self.result) as file:
            self.assertEqual(plan.site_id.tolist(), file["plan/site_id"].asstr()[:].tolist())
            numpy.testing.assert_array_equal(plan.people_covered, file["plan/people_covered"][...])
        told = subprocess.run(["ogrinfo", "-so", "-al", layers / "layers.gpkg"], capture_output=True, text=True,
                              check=True).stdout
        self.assertIn('ID["EPSG",4545]', told)


if __name__ == "__main__":
    unittest.main()
