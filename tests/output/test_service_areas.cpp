#include <ogrsf_frmts.h>

#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "output/export.h"
#include "output/file_reader.h"
#include "output/result_file.h"
#include "tests/output/small_study.h"

using namespace quarterhour;

namespace {

using Dataset = std::unique_ptr<GDALDataset, decltype(&GDALClose)>;

Dataset exported(const test::ScratchFolder& folder) {
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  export_result(folder / "result.h5", folder / "export");
  const std::string path = folder / "export/layers.gpkg";
  return {GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR), &GDALClose};
}

}  // namespace

TEST_CASE("outlines are read back with the area and the polygon of each ring") {
  const test::ScratchFolder folder("outlines");
  const StudyResult result = test::small_result();
  write_result(result, test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  const FileTable areas = file.table("/service_areas");
  REQUIRE(areas.rows() == 5);
  using Texts = std::vector<std::string>;
  CHECK(std::get<Texts>(areas.find("site")->values) == Texts{"c1", "c1", "new-1", "", ""});
  CHECK(std::get<Texts>(areas.find("unit_of_measure")->values) == Texts{"", "", "", "min", ""});
  CHECK(std::get<std::vector<double>>(areas.find("people_scored")->values)[1] == 90.25);
  const LineSet after = file.lines("/outlines/clinic/people/after");
  // Two rings and one of the first clinic, one of the planned one, one of the band, four of all.
  CHECK(after.feature == std::vector<std::int32_t>{1, 1, 1, 2, 3, 4, 4, 4, 4});
  CHECK(after.polygon == std::vector<std::int32_t>{0, 0, 1, 2, 3, 4, 4, 5, 6});
  CHECK(after.points.front() == result.service_areas[1].polygons[0][0][0]);
  CHECK(file.lines("/outlines/clinic/people/before").feature == std::vector<std::int32_t>{0, 0, 0});
}

TEST_CASE("the GeoPackage holds service areas as valid polygons with their figures") {
  const test::ScratchFolder folder("area-layers");
  const Dataset package = exported(folder);
  REQUIRE(package != nullptr);
  OGRLayer* layer = package->GetLayerByName("service_areas");
  REQUIRE(layer != nullptr);
  CHECK(layer->GetFeatureCount() == 3);
  layer->SetAttributeFilter("state = 'after' AND site = 'c1'");
  const std::unique_ptr<OGRFeature> clinic(layer->GetNextFeature());
  REQUIRE(clinic != nullptr);
  CHECK(std::string(clinic->GetFieldAsString("name_zh")) == "第一诊所");
  CHECK(clinic->GetFieldAsDouble("people") == 100.5);
  CHECK(clinic->GetFieldAsDouble("limit_min") == 15.0);
  CHECK(clinic->GetFieldAsDouble("limit_m") == 1000.0);
  CHECK(clinic->GetGeometryRef()->IsValid());
  REQUIRE(wkbFlatten(clinic->GetGeometryRef()->getGeometryType()) == wkbMultiPolygon);
  const OGRMultiPolygon* shape = clinic->GetGeometryRef()->toMultiPolygon();
  REQUIRE(shape->getNumGeometries() == 2);
  CHECK(shape->getGeometryRef(0)->getNumInteriorRings() == 1);
  // 200 × 150 less 50 × 50, and a triangle of 100 × 50.
  CHECK(shape->get_Area() == 30000.0 - 2500.0 + 2500.0);
}

TEST_CASE("the GeoPackage holds what is covered and its bands in layers of their own") {
  const test::ScratchFolder folder("band-layers");
  const Dataset package = exported(folder);
  REQUIRE(package != nullptr);
  OGRLayer* outlines = package->GetLayerByName("service_area_outlines");
  REQUIRE(outlines != nullptr);
  CHECK(outlines->GetFeatureCount() == 1);
  OGRLayer* bands = package->GetLayerByName("isochrones");
  REQUIRE(bands != nullptr);
  CHECK(bands->GetFeatureCount() == 1);
  const std::unique_ptr<OGRFeature> band(bands->GetNextFeature());
  CHECK(band->GetFieldAsDouble("band_from") == 5.0);
  CHECK(band->GetFieldAsDouble("band_to") == 10.0);
  CHECK(std::string(band->GetFieldAsString("unit_of_measure")) == "min");
}

TEST_CASE("a result without service areas is exported without their layers") {
  const test::ScratchFolder folder("no-areas");
  StudyResult result = test::small_result();
  result.service_areas.clear();
  write_result(result, test::small_city(), folder / "result.h5");
  export_result(folder / "result.h5", folder / "export");
  const std::string path = folder / "export/layers.gpkg";
  const Dataset package(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR), &GDALClose);
  REQUIRE(package != nullptr);
  CHECK(package->GetLayerByName("service_areas") == nullptr);
  CHECK(package->GetLayerByName("plan") != nullptr);
}
