// What capacities, borders, levels and standards leave in a result, and how two results differ in it.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "output/compare.h"
#include "output/export.h"
#include "output/file_reader.h"
#include "output/result_file.h"
#include "tests/output/small_study.h"

using namespace quarterhour;

namespace {

template <class T>
std::vector<T> values_of(const FileReader& file, const std::string& table, const std::string& name) {
  const FileTable read = file.table(table);
  const Column* column = read.find(name);
  REQUIRE(column != nullptr);
  return std::get<std::vector<T>>(column->values);
}

const LayerDifference& layer(const Comparison& comparison, const std::string& path) {
  const auto found = std::find_if(comparison.layers.begin(), comparison.layers.end(),
                                  [&](const LayerDifference& candidate) { return candidate.layer == path; });
  REQUIRE(found != comparison.layers.end());
  return *found;
}

}  // namespace

TEST_CASE("levels, values of the standard, loads and borders read back as they were") {
  using Texts = std::vector<std::string>;
  const test::ScratchFolder folder("supply");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK(file.text("/@format_version") == "1.7");
  CHECK(values_of<double>(file, "/levels", "reach_min") == std::vector<double>{15.0});
  CHECK(values_of<double>(file, "/levels", "population_min") == std::vector<double>{50000.0});
  CHECK(std::isnan(values_of<double>(file, "/levels", "population_max")[0]));
  CHECK(values_of<std::string>(file, "/levels", "bundle") == Texts{"clinic school"});
  CHECK(values_of<std::string>(file, "/standard_values", "source") ==
        Texts{"GB 50180-2018, 2.0.4", "the scenario, line 12"});
  CHECK(values_of<std::uint8_t>(file, "/standard_values", "confirmed") == std::vector<std::uint8_t>{1, 0});
  CHECK(values_of<double>(file, "/load", "overload") == std::vector<double>{140.5, 0.0});
  CHECK(std::isnan(values_of<double>(file, "/load", "capacity")[1]));
  CHECK(values_of<std::string>(file, "/border_cost", "other_unit") == Texts{"(none)"});
  CHECK(values_of<double>(file, "/border_cost", "people") == std::vector<double>{12.25});
  CHECK(values_of<double>(file, "/sites", "capacity")[0] == 500.0);
  CHECK(std::isnan(values_of<double>(file, "/sites", "capacity")[1]));
  CHECK(values_of<std::string>(file, "/sites", "counts_as") == Texts{"", "hospital"});
  CHECK(values_of<std::string>(file, "/plan", "action") == Texts{"new"});
  CHECK(values_of<std::string>(file, "/plan", "cluster") == Texts{"west bank"});
  CHECK(values_of<std::string>(file, "/plan", "parent_site") == Texts{"h1"});
  CHECK(values_of<double>(file, "/plan", "parent_minutes") == std::vector<double>{12.5});
  CHECK(values_of<std::string>(file, "/services", "catchment_weights") == Texts{"1 0.68 0.22"});
  CHECK(values_of<std::uint8_t>(file, "/services", "shared") == std::vector<std::uint8_t>{1});
  CHECK(values_of<std::uint8_t>(file, "/services", "listed") == std::vector<std::uint8_t>{1});
}

TEST_CASE("a result without levels, capacities and districts holds no table of them") {
  const test::ScratchFolder folder("no-supply");
  StudyResult result = test::small_result();
  result.levels.clear();
  result.standard_values.clear();
  result.load.clear();
  result.border_cost.clear();
  result.completeness.clear();
  for (AccessLayer& access : result.access) {
    access.served_share = access.supply_2sfca = access.supply_e2sfca = {};
    access.serving_site = {};
  }
  result.services[0].shared_across_districts = false;
  result.services[0].counts_for = {"pharmacy", "first_aid"};
  result.listed_services = {"school"};
  write_result(result, test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  const std::vector<std::string> tables = file.tables();
  for (const char* name : {"/levels", "/standard_values", "/load", "/border_cost"})
    CHECK(std::find(tables.begin(), tables.end(), name) == tables.end());
  CHECK_FALSE(file.contains("/access/clinic/people/before/served_share"));
  CHECK(file.names_in("/completeness").empty());
  CHECK(values_of<std::uint8_t>(file, "/services", "shared")[0] == 0);
  CHECK(values_of<std::uint8_t>(file, "/services", "listed")[0] == 0);
  CHECK(values_of<std::string>(file, "/services", "counts_for")[0] == "pharmacy first_aid");
}

TEST_CASE("shares, supply and completeness are rasters with no data where nobody can be") {
  const test::ScratchFolder folder("supply-rasters");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  const std::string path = "/access/clinic/people/before/";
  const auto served = file.raster<float>(path + "served_share");
  CHECK(served[1] == 1.0F);
  CHECK(served[3] == 0.25F);
  CHECK(std::isnan(served[2]));
  CHECK(file.raster<std::int32_t>(path + "serving_site")[3] == 0);
  CHECK(file.raster<std::int32_t>(path + "serving_site")[4] == -1);
  CHECK(file.raster<float>(path + "supply_2sfca")[5] == 0.5F);
  // Cell 0 lies outside the study, cell 11 is closed.
  CHECK(std::isnan(file.raster<float>(path + "supply_e2sfca")[0]));
  const auto services = file.raster<std::uint16_t>("/completeness/people/before/services_in_reach");
  CHECK(services[0] == 65535);
  CHECK(services[1] == 1);
  CHECK(services[11] == 65535);
  CHECK(file.raster<float>("/completeness/people/before/share")[1] == 0.5F);
}

TEST_CASE("results differ in served shares, supply, completeness, loads and borders") {
  const test::ScratchFolder folder("supply-difference");
  StudyResult result = test::small_result();
  write_result(result, test::small_city(), folder / "before.h5");
  result.access[0].served_share.at(3) = 0.75F;
  result.access[0].supply_2sfca.at(5) = 0.25F;
  result.completeness[0].share[1] = 1.0F;
  result.load[0].served = 480.0;
  result.border_cost.clear();
  write_result(result, test::small_city(), folder / "after.h5");
  const Comparison comparison =
      compare_files(folder / "before.h5", folder / "after.h5", folder / "difference.h5");
  CHECK(layer(comparison, "/access/clinic/people/before/served_share").differ == 1);
  CHECK(layer(comparison, "/access/clinic/people/before/served_share").sum == 0.5);
  CHECK(layer(comparison, "/access/clinic/people/before/supply_2sfca").sum == -0.25);
  CHECK(layer(comparison, "/completeness/people/before/share").differ == 1);
  CHECK(layer(comparison, "/load").differ == 1);
  CHECK(layer(comparison, "/border_cost").only_before == 1);
  const FileReader difference(folder / "difference.h5", {FileFormat::difference});
  CHECK(difference.raster<float>("/access/clinic/people/before/served_share")[3] == 0.5F);
  CHECK(difference.raster<float>("/completeness/people/before/share")[1] == 0.5F);
}

TEST_CASE("an exported result has a CSV for each new table and a GeoTIFF for each new raster") {
  const test::ScratchFolder folder("supply-export");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  export_result(folder / "result.h5", folder / "export");
  for (const char* name : {"tables/levels.csv", "tables/standard_values.csv", "tables/load.csv",
                           "tables/border_cost.csv", "rasters/access.clinic.people.before.served_share.tif",
                           "rasters/completeness.people.before.share.tif"}) {
    CAPTURE(name);
    CHECK(std::filesystem::exists(folder / "export" / name));
  }
}

TEST_CASE("units with more scores than a GeoPackage has columns have a layer for each service") {
  const test::ScratchFolder folder("many-scores");
  StudyResult result = test::small_result();
  for (const char* service : {"clinic", "school"})
    for (int k = 0; k < 1000; ++k)
      result.scores.push_back(
          {"after", service, "people", "district", "yuzhong", "metric_" + std::to_string(k), 1.0, "1"});
  write_result(result, test::small_city(), folder / "result.h5");
  export_result(folder / "result.h5", folder / "export");
  std::ifstream stream(folder / "export" / "contents.csv");
  const std::string contents{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  CHECK(contents.find("layers.gpkg,unit_district_clinic,/units/district") != std::string::npos);
  CHECK(contents.find("layers.gpkg,unit_district_school,/units/district") != std::string::npos);
  CHECK(contents.find("layers.gpkg,unit_district,/units/district") == std::string::npos);
  CHECK(contents.find("layers.gpkg,unit_cluster,/units/cluster") != std::string::npos);
}
