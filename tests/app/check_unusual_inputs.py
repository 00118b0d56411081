"""Unusual but honest inputs: names, encodings, places to run from, and numbers at the end of their range."""

import os
import shutil
import subprocess
import unittest

import h5py
import numpy
import rasterio

from demo_study import NO_HOME, DemoTest, datasets, rows, score
from study_runner import PROGRAM, program


class UnusualInputs(DemoTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expected = datasets(cls.run_variant("r.h5"))

    def assert_expected(self, result, but=()):
        found = datasets(result)
        self.assertEqual(found.keys(), self.expected.keys())
        for name, values in found.items():
            if name not in but:
                self.assertEqual(values, self.expected[name], name)

    def test_chinese_names_and_blanks_in_paths(self):
        folder = self.root / "山城 资料"
        shutil.copytree(self.folder, folder)
        (folder / "dem.tif").rename(folder / "高程 一.tif")
        (folder / "facilities.csv").rename(folder / "设施.csv")
        text = self.edited(('"dem.tif"', '"高程 一.tif"'), ('"facilities.csv"', '"设施.csv"'))
        (folder / "方案 一.toml").write_text(text, encoding="utf-8")
        result = folder / "结果 一.h5"
        program("run", "方案 一.toml", "-o", "结果 一.h5", "--quiet", cwd=folder, environment={"LC_ALL": "C"})
        self.assert_expected(result, but=("inputs/name", "notes/text", "ledger/source"))
        said, _ = program("info", result)
        self.assertIn("山地片区二十处卫生服务中心", said)
        program("export", result, "-o", folder / "图层 一")
        self.assertTrue((folder / "图层 一" / "layers.gpkg").exists())
        said, _ = program("compare", self.out / "r.h5", result)
        self.assertIn("/inputs [高程 一.tif] is new", said)

    def test_windows_line_ends_and_a_byte_order_mark(self):
        ledger = (self.folder / "facilities.csv").read_bytes()
        (self.folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + ledger.replace(b"\n", b"\r\n"))
        text = self.edited(('"facilities.csv"', '"windows.csv"'))
        path = self.folder / "windows.toml"
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        program("run", path, "-o", self.out / "windows.h5", "--quiet")
        self.assert_expected(self.out / "windows.h5",
                             but=("inputs/name", "inputs/bytes", "inputs/sha256", "notes/text", "ledger/source"))

    def test_a_ledger_in_gbk_with_and_without_saying_so(self):
        ledger = (self.folder / "facilities.csv").read_text(encoding="utf-8")
        (self.folder / "gbk.csv").write_bytes(ledger.encode("gbk"))
        for number, source in enumerate(('["gbk.csv"]', '[{ file = "gbk.csv", encoding = "GBK" }]',
                                         '[{ file = "gbk.csv", encoding = "GB18030" }]')):
            result = self.run_variant(f"gbk{number}.h5", ('["facilities.csv"]', source))
            with h5py.File(result) as file, h5py.File(self.out / "r.h5") as expected:
                self.assertEqual(file["ledger/name_zh"][...].tolist(), expected["ledger/name_zh"][...].tolist())

    def test_relative_paths_data_folder_links_and_no_home(self):
        elsewhere = self.root / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "my.toml").write_text(self.text, encoding="utf-8")
        program("run", "my.toml", "--data", "../city", "-o", "../out/data.h5", "--quiet", cwd=elsewhere)
        self.assert_expected(self.out / "data.h5")
        program("run", "../city/scenario.toml", "-o", "relative.h5", "--quiet", cwd=elsewhere)
        self.assert_expected(elsewhere / "relative.h5")
        for source in self.folder.glob("*.*"):
            if source.suffix in (".tif", ".gpkg", ".csv"):
                (elsewhere / source.name).symlink_to(source)
        program("run", elsewhere / "my.toml", "-o", self.out / "links.h5", "--quiet")
        self.assert_expected(self.out / "links.h5")
        subprocess.run([PROGRAM, "run", self.folder / "scenario.toml", "-o", self.out / "nohome.h5"], env=NO_HOME,
                       cwd="/proc/self", check=True, capture_output=True)
        self.assert_expected(self.out / "nohome.h5")

    def test_sources_that_may_only_be_read_and_are_left_as_they_were(self):
        closed = self.root / "closed"
        shutil.copytree(self.folder, closed)
        before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in closed.iterdir()}
        for path in closed.iterdir():
            path.chmod(0o444)
        closed.chmod(0o555)
        self.addCleanup(closed.chmod, 0o755)
        program("run", closed / "scenario.toml", "-o", self.out / "closed.h5", "--quiet")
        self.assert_expected(self.out / "closed.h5")
        self.assertEqual({path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in closed.iterdir()}, before)

    def test_a_result_of_any_name(self):
        for name, companions in (("plain", 1), ("result.nc", 1), ("a.b.h5", 2)):
            folder = self.root / f"for {name}"
            folder.mkdir()
            program("run", self.folder / "scenario.toml", "-o", folder / name, "--quiet")
            self.assertEqual(len(os.listdir(folder)), companions)
            self.assert_expected(folder / name)

    def test_a_flat_city_says_so_first(self):
        path = self.write(self.edited(('elevation  = "dem.tif"\n', ""), ("max_slope = 0.15, ", "")))
        said, _ = program("run", path, "-o", self.out / "flat.h5", "--quiet")
        self.assertIn("flat", said.splitlines()[0])

    def test_more_sites_than_are_of_use_are_not_invented(self):
        with h5py.File(self.run_variant("many.h5", ("count = 20", "count = 1000000"))) as result:
            [proof] = rows(result["proof"])
            new = [row for row in rows(result["plan"]) if not row["existing"]]
            self.assertEqual(proof["status"], "optimal")
            self.assertLess(len(new), 10_000)
            self.assertGreater(min(row["marginal_worth"] for row in new), -1e-9)

    def test_a_service_without_any_facility_is_told(self):
        path = self.write(self.edited(('id = "clinic"', 'id = "hospital"'), ('service = "clinic"', 'service = "hospital"')))
        _, talk = program("run", path, "-o", self.out / "hospital.h5")
        self.assertIn("warning: The ledger holds no facility of hospital", talk)
        with h5py.File(self.out / "hospital.h5") as result:
            self.assertEqual(score(result, "before", "covered", service="hospital"), 0.0)

    def test_a_population_raster_of_one_cell(self):
        with rasterio.open(self.folder / "people.tif") as file:
            profile = {**file.profile, "width": 1, "height": 1}
        with rasterio.open(self.folder / "one.tif", "w", **profile) as file:
            file.write(numpy.array([[5.0]], dtype=profile["dtype"]), 1)
        with h5py.File(self.run_variant("one.h5", ('"people.tif"', '"one.tif"'))) as result:
            self.assertEqual(score(result, "before", "people"), 5.0)

    def test_very_coarse_and_elevation_cells(self):
        with h5py.File(self.run_variant("coarse.h5", ("cell_m = 100", "cell_m = 5000"))) as result:
            self.assertEqual(result["people/people"].shape, (2, 2))
        with h5py.File(self.run_variant("own.h5", ("cell_m = 100", 'grid = "elevation"'), ('crs = "auto"', ""))) as result:
            with rasterio.open(self.folder / "dem.tif") as source:
                numpy.testing.assert_array_equal(result["ground/elevation"][...], source.read(1))


if __name__ == "__main__":
    unittest.main()
