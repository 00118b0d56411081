#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

#include "output/compare.h"
#include "output/file_reader.h"
#include "output/result_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

const LayerDifference& layer(const Comparison& comparison, const std::string& path) {
  const auto found = std::find_if(comparison.layers.begin(), comparison.layers.end(),
                                  [&](const LayerDifference& candidate) { return candidate.layer == path; });
  REQUIRE(found != comparison.layers.end());
  return *found;
}

/// Two results: the small study, and the same after `change`.
template <class Change>
Comparison compared_after(const test::ScratchFolder& folder, Change change) {
  City city = test::small_city();
  StudyResult result = test::small_result();
  write_result(result, city, folder / "before.h5", 1.0);
  change(result, city);
  write_result(result, city, folder / "after.h5", 2.0);
  return compare_files(folder / "before.h5", folder / "after.h5", folder / "difference.h5");
}

}  // namespace

TEST_CASE("an empty change is exactly zero in every cell and every table") {
  const test::ScratchFolder folder("no-change");
  const Comparison comparison = compared_after(folder, [](StudyResult&, City&) {});
  CHECK(comparison.same());
  CHECK(comparison.changes.empty());
  CHECK_THAT(comparison.summary(), ContainsSubstring("No difference"));

  const FileReader difference(folder / "difference.h5", {FileFormat::difference});
  const std::string path = "/access/clinic/people/before";
  const auto minutes = difference.raster<float>(path + "/minutes");
  REQUIRE(minutes.size() == 12);
  // Cells 0 and 11 hold no data; cells 7 and 8 are unreached in both.
  for (std::size_t cell = 1; cell < 11; ++cell) CHECK(minutes[cell] == 0.0F);
  CHECK(std::isnan(minutes[0]));
  CHECK(std::isnan(minutes[11]));
  const auto covered = difference.raster<std::int8_t>(path + "/covered");
  CHECK(covered.values() == std::vector<std::int8_t>{-128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -128});
  CHECK(difference.table("/changes").rows() == 0);
}

TEST_CASE("a changed cell, a newly reached cell and a lost cell are each counted") {
  const test::ScratchFolder folder("cells");
  const Comparison comparison = compared_after(folder, [](StudyResult& result, City&) {
    AccessLayer& before = result.access[0];
    before.seconds[4] = 300.0F;  // was 120 s: 3 min more
    before.seconds[7] = 60.0F;   // was unreached
    before.covered[7] = 1;
    before.seconds[9] = std::numeric_limits<float>::infinity();  // was 600 s
    before.covered[9] = 0;
  });
  CHECK_FALSE(comparison.same());
  const LayerDifference& minutes = layer(comparison, "/access/clinic/people/before/minutes");
  // Ground of 10 cells, 2 unreached before (7, 8), 2 after (8, 9): 7 in both.
  CHECK(minutes.compared == 7);
  CHECK(minutes.differ == 1);
  CHECK(minutes.only_before == 1);
  CHECK(minutes.only_after == 1);
  CHECK(minutes.largest == 3.0);
  CHECK(minutes.sum == 3.0);
  const LayerDifference& covered = layer(comparison, "/access/clinic/people/before/covered");
  CHECK(covered.differ == 2);
  CHECK(covered.sum == 0.0);
  const FileReader difference(folder / "difference.h5", {FileFormat::difference});
  const auto reached = difference.raster<std::int8_t>("/access/clinic/people/before/reached");
  CHECK(reached.values() == std::vector<std::int8_t>{-128, 0, 0, 0, 0, 0, 0, 1, 0, -1, 0, -128});
}

TEST_CASE("rows of tables are matched by their key, whatever their order") {
  const test::ScratchFolder folder("rows");
  const Comparison comparison = compared_after(folder, [](StudyResult& result, City&) {
    std::reverse(result.scores.begin(), result.scores.end());
    result.scores[1].value = 0.875;  // was 0.75, exact in binary
    result.proof.clear();
    result.key_numbers.push_back({"gap", 0.0, "1", {"gap", "差距"}});
  });
  const LayerDifference& scores = layer(comparison, "/scores");
  CHECK(scores.compared == 3);
  CHECK(scores.differ == 1);
  REQUIRE(comparison.changes.size() == 3);
  CHECK(layer(comparison, "/proof").only_before == 1);
  CHECK(layer(comparison, "/key_numbers").only_after == 1);
  const auto change = std::find_if(comparison.changes.begin(), comparison.changes.end(),
                                   [](const TableChange& candidate) { return candidate.table == "/scores"; });
  REQUIRE(change != comparison.changes.end());
  CHECK(change->key == "after · clinic · people · city · city · covered_share");
  CHECK(change->column == "value");
  CHECK(change->before == "0.75");
  CHECK(change->difference == 0.125);
  CHECK_THAT(comparison.summary(), ContainsSubstring("value: 0.75 -> 0.875 (+0.125)"));
}

TEST_CASE("nearest sites are the same when only their order in the list changes") {
  const test::ScratchFolder folder("sites");
  const Comparison comparison = compared_after(folder, [](StudyResult& result, City&) {
    std::swap(result.sites[0], result.sites[1]);
    for (AccessLayer& access : result.access) {
      for (std::int32_t& site : access.nearest_site.values()) site = site < 0 ? site : 1 - site;
      for (std::size_t cell = 0; cell < access.serving_site.size(); ++cell)
        if (std::int32_t& site = access.serving_site.at(cell); site >= 0) site = 1 - site;
    }
    for (ServiceArea& area : result.service_areas) area.site = area.site < 0 ? area.site : 1 - area.site;
  });
  CHECK(comparison.same());
}

TEST_CASE("results on other grids or in other coordinate systems are not compared") {
  const test::ScratchFolder folder("grids");
  City city = test::small_city();
  write_result(test::small_result(), city, folder / "before.h5");
  city.surface.grid = Grid(3, 4, 481000.0, 6670150.0, 100.0, 100.0);
  write_result(test::small_result(), city, folder / "cells.h5");
  CHECK_THROWS_AS(compare_files(folder / "before.h5", folder / "cells.h5", folder / "difference.h5"),
                  InputError);
  city = test::small_city();
  city.crs_wkt = "";
  city.crs_name = "unknown";
  write_result(test::small_result(), city, folder / "crs.h5");
  CHECK_THROWS_AS(compare_files(folder / "before.h5", folder / "crs.h5"), InputError);
  write_city(city, folder / "city.h5");
  CHECK_THROWS_AS(compare_files(folder / "before.h5", folder / "city.h5"), InputError);
  CHECK_FALSE(std::filesystem::exists(folder / "difference.h5"));
}
