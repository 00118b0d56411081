"""Opens the files of the small study with other programs: GDAL, h5py, pandas and xarray.

Usage: check_open_in_place.py WRITE_SMALL_STUDY, the program that writes them. Expected numbers are those of
small_study.cpp: 3 rows, 4 columns of 100 x 50 m, north-western corner at (481000, 6670150) in EPSG:32722.
"""
import csv
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np
import pandas as pd
import xarray as xr
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
TRANSFORM = (481000.0, 100.0, 0.0, 6670150.0, 0.0, -50.0)
BEFORE = "/access/clinic/people/before/"


def check_place(dataset, what):
    assert dataset.GetGeoTransform() == TRANSFORM, (what, dataset.GetGeoTransform())
    crs = osr.SpatialReference(dataset.GetProjection())
    assert crs.GetAuthorityCode(None) == "32722", what


def check_rasters_in_gdal(folder):
    rasters = 0
    with h5py.File(f"{folder}/result.h5") as file:
        def visit(name, item):
            nonlocal rasters
            if isinstance(item, h5py.Dataset) and item.attrs.get("grid_mapping") == "crs":
                # Inside the file, at any depth, for each raster.
                check_place(gdal.Open(f'NETCDF:"{folder}/result.h5":/{name}'), name)
                rasters += 1
        file.visititems(visit)
    # elevation, passable, zone, land class; 2 groups; 2 unit sets; 2 states of 12 rasters; 2 of completeness
    assert rasters == 4 + 2 + 2 + 24 + 2, rasters
    minutes = gdal.Open(f'NETCDF:"{folder}/result.h5":{BEFORE}minutes').ReadAsArray()
    assert minutes[0, 2] == 1.5 and minutes[2, 1] == 10.0  # not flipped
    assert np.isnan(minutes[0, 0])


def check_virtual_raster(folder):
    os.chdir("/")  # the .vrt finds its .h5 from anywhere
    dataset = gdal.Open(f"{folder}/result.vrt")
    check_place(dataset, "vrt")
    names = [dataset.GetRasterBand(k + 1).GetDescription() for k in range(dataset.RasterCount)]
    assert names[:2] == ["clinic, people, before: minutes", "clinic, people, before: covered"], names
    assert dataset.GetRasterBand(1).ReadAsArray()[2, 1] == 10.0
    served = names.index("clinic, people, before: served share") + 1
    assert dataset.GetRasterBand(served).ReadAsArray()[0, 3] == 0.25
    complete = names.index("completeness, people, before: share") + 1
    assert dataset.GetRasterBand(complete).ReadAsArray()[0, 1] == 0.5
    assert dataset.GetRasterBand(2).GetNoDataValue() == 255


def check_xarray(folder):
    access = xr.open_dataset(f"{folder}/result.h5", group=BEFORE)
    assert list(access.x.values) == [481050, 481150, 481250, 481350]
    assert list(access.y.values) == [6670125, 6670075, 6670025]
    assert float(access.minutes.sel(x=481250, y=6670125)) == 1.5
    assert access.minutes.attrs["units"] == "min"
    assert np.isnan(access.covered.values[0, 0]) and access.covered.values[0, 1] == 1
    ledger = xr.open_dataset(f"{folder}/result.h5", group="ledger").to_dataframe()
    assert list(ledger.name_zh) == ["第一诊所", ""]
    assert np.isnan(ledger.row[1]) and ledger.row[0] == 0 and ledger.col[0] == 1
    assert np.isnan(ledger.capacity[1])


def check_pandas(folder):
    with h5py.File(f"{folder}/result.h5") as file:
        scores = pd.DataFrame({k: v.asstr()[:] if v.dtype.kind == "O" else v[:] for k, v in file["scores"].items()})
        assert list(scores.columns) == ["state", "service", "group", "unit_kind", "unit", "metric", "value",
                                        "unit_of_measure"]
        assert scores.value[1] == 0.75 and scores.state[1] == "after"
        assert file.attrs["seed"] == 18446744073709551615
        assert file.attrs["Conventions"] == "CF-1.8"
        assert file[BEFORE + "covered"].attrs["_FillValue"].tolist() == [255]
        assert file[BEFORE + "covered"].attrs["flag_meanings"] == "not_covered covered"
        assert file[BEFORE].attrs["limit_min"] == 15.0
        assert file["units/district/outline/first"][:].tolist() == [0, 4, 8]


def check_export(folder):
    minutes = gdal.Open(f"{folder}/export/rasters/access.clinic.people.before.minutes.tif")
    check_place(minutes, "tif")
    assert minutes.ReadAsArray()[2, 1] == 10.0
    assert minutes.GetRasterBand(1).GetUnitType() == "min"
    package = ogr.Open(f"{folder}/export/layers.gpkg")
    layers = {package.GetLayer(k).GetName(): package.GetLayer(k) for k in range(package.GetLayerCount())}
    assert set(layers) == {"plan", "sites", "ledger", "moved", "unit_district", "unit_cluster", "service_areas",
                           "service_area_outlines", "isochrones", "drawn_area", "drawn_barriers", "streets",
                           "street_crossings"}, set(layers)
    assert layers["plan"].GetSpatialRef().GetAuthorityCode(None) == "32722"
    site = layers["plan"].GetNextFeature()
    assert (site.geometry().GetX(), site.geometry().GetY()) == (481350.0, 6670075.0)
    assert site["site_id"] == "new-1" and site["capacity"] is None and site["cost"] == 2.5, site.ExportToJson()
    district = layers["unit_district"].GetNextFeature()
    assert district["name_zh"] == "渝中"
    # Half of 400 x 150 m, less half of 100 x 10 m.
    assert abs(district.geometry().GetArea() - (30000 - 500)) < 1e-6, district.geometry().GetArea()
    moved = layers["moved"].GetNextFeature()
    assert moved.geometry().Length() == 50.0
    streets = list(layers["streets"])
    assert [street["structure"] for street in streets] == ["ground", "bridge", "steps", "ground", "ground"]
    assert streets[0]["name_zh"] == "山路" and streets[0]["climb_m"] == 4.0 and streets[4]["crosses_barrier"] == 1
    assert streets[1].geometry().Length() == 100.0 and streets[2].geometry().GetPointCount() == 3
    [crossing] = list(layers["street_crossings"])
    assert (crossing.geometry().GetX(), crossing.geometry().GetY()) == (481355.0, 6670020.0)
    with open(f"{folder}/export/tables/streets.csv", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["island"] for row in rows] == ["0", "0", "0", "-1", "1"] and rows[2]["descent_m"] == "6.75", rows
    with open(f"{folder}/export/tables/ledger.csv", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["name_zh"] == "第一诊所" and rows[0]["capacity"] == "30000" and rows[1]["capacity"] == ""
    with open(f"{folder}/export/contents.csv", encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            assert os.path.exists(f"{folder}/export/{row['file']}"), row
            assert row["meaning"] and row["meaning_zh"]


def check_difference(folder):
    check_place(gdal.Open(f'NETCDF:"{folder}/difference.h5":{BEFORE}minutes'), "difference")
    difference = xr.open_dataset(f"{folder}/difference.h5", group=BEFORE)
    assert np.nanmax(np.abs(difference.minutes.values)) == 0.0
    summary = xr.open_dataset(f"{folder}/difference.h5", group="summary").to_dataframe()
    assert (summary.differ == 0).all() and (summary.only_before == 0).all()


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.path.abspath(sys.argv[1]), folder], check=True)
        check_place(gdal.Open(f'NETCDF:"{folder}/result.nc":{BEFORE}covered'), "nc")
        for check in (check_rasters_in_gdal, check_virtual_raster, check_xarray, check_pandas, check_export,
                      check_difference):
            check(folder)


if __name__ == "__main__":
    main()
