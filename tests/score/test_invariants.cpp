// What must hold in every world, tried on drawn and on random ones.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::rows_of;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

constexpr int rows = random_rows;
constexpr int cols = random_cols;

enum class Mirror { east_west, north_south };

std::string mirrored(const std::string& map, Mirror mirror) {
  std::vector<std::string> lines = rows_of(map);
  if (mirror == Mirror::north_south) std::reverse(lines.begin(), lines.end());
  std::string text;
  for (std::string& line : lines) {
    if (mirror == Mirror::east_west) std::reverse(line.begin(), line.end());
    text += line + "\n";
  }
  return text;
}

WorldMap mirrored(WorldMap map, Mirror mirror) {
  for (std::string* drawn :
       {&map.ground, &map.heights, &map.people, &map.facilities, &map.districts, &map.zone})
    *drawn = mirrored(*drawn, mirror);
  return map;
}

template <class T>
Raster<T> mirrored(const Raster<T>& raster, Mirror mirror) {
  Raster<T> image(raster.rows(), raster.cols());
  for (int row = 0; row < raster.rows(); ++row)
    for (int col = 0; col < raster.cols(); ++col)
      image(row, col) = mirror == Mirror::east_west ? raster(row, raster.cols() - 1 - col)
                                                    : raster(raster.rows() - 1 - row, col);
  return image;
}

template <class T>
SparseRaster<T> mirrored(const SparseRaster<T>& raster, Mirror mirror) {
  Raster<T> all(raster.rows(), raster.cols());
  all.values() = raster.values();
  const Raster<T> turned = mirrored(all, mirror);
  SparseRaster<T> image(raster.rows(), raster.cols(), raster.background());
  for (std::size_t cell = 0; cell < turned.size(); ++cell) image.at(cell) = turned[cell];
  return image;
}

void check_same_scores(const std::vector<ScoreRow>& a, const std::vector<ScoreRow>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    CAPTURE(a[k].metric, a[k].unit);
    CHECK(a[k].metric == b[k].metric);
    CHECK((a[k].value == b[k].value || (std::isnan(a[k].value) && std::isnan(b[k].value))));
  }
}

void check_same_layers(const AccessLayer& a, const AccessLayer& b) {
  CHECK(a.seconds == b.seconds);
  CHECK(a.metres == b.metres);
  CHECK(a.covered == b.covered);
  CHECK(a.choice == b.choice);
  CHECK(a.nearest_site == b.nearest_site);
  CHECK(a.reason == b.reason);
  CHECK(a.in_circle == b.in_circle);
}

constexpr unsigned world_count = 20;

}  // namespace

TEST_CASE("An empty change is exactly zero everywhere") {
  const City city = world_from_map(random_world(1));
  TravelFields fields(city, one_metre_per_second());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(city);
  assess(city, fields, clinic(300.0), "before", result);
  const std::vector<ScoreRow> before = result.scores;
  result.scores.clear();
  assess(city, fields, clinic(300.0), "after", result);
  check_same_scores(before, result.scores);
  check_same_layers(result.access[0], result.access[1]);
}

TEST_CASE("A planned site counts after the plan and not before it") {
  const City city = world_from_map({.ground = "....", .people = "1..1", .facilities = "A..."});
  TravelFields fields(city, one_metre_per_second());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(city);
  Site planned = result.sites.front();
  planned.cell = 3;
  planned.planned = true;
  result.sites.push_back(planned);
  assess(city, fields, clinic(100.0), "before", result);
  assess(city, fields, clinic(100.0), "after", result);
  CHECK(score(result, "covered") == 1.0);
  CHECK(score(result, "covered", {.state = "after"}) == 2.0);
  CHECK(result.sites[1].people_alone == 1.0);
  // The ledger's site was assessed twice and is told for the last state alone.
  CHECK(result.sites[0].people_in_reach == 1.0);
  CHECK(result.sites[0].people_nearest == 1.0);
}

TEST_CASE("One more facility never lowers coverage, nor more time or more speed") {
  for (unsigned seed = 0; seed < world_count; ++seed) {
    CAPTURE(seed);
    City city = world_from_map(random_world(seed));
    const StudyResult all = assess_ledger(city, clinic(250.0));
    const StudyResult longer = assess_ledger(city, clinic(251.0));
    city.ledger.pop_back();
    const StudyResult fewer = assess_ledger(city, clinic(250.0));
    for (std::size_t cell = 0; cell < rows * cols; ++cell) {
      CHECK(fewer.access.front().covered[cell] <= all.access.front().covered[cell]);
      CHECK(fewer.access.front().seconds[cell] >= all.access.front().seconds[cell]);
      CHECK(fewer.access.front().choice[cell] <= all.access.front().choice[cell]);
      CHECK(all.access.front().covered[cell] <= longer.access.front().covered[cell]);
    }
    CHECK(score(all, "sure_low") <= score(all, "covered_share"));
    CHECK(score(all, "covered_share") <= score(all, "sure_high"));
  }
}

TEST_CASE("A mirrored world has mirrored rasters, bit for bit, and the same scores") {
  for (unsigned seed = 0; seed < world_count; ++seed) {
    const WorldMap map = random_world(seed);
    const StudyResult result = assess_ledger(world_from_map(map), clinic(300.0));
    for (const Mirror mirror : {Mirror::east_west, Mirror::north_south}) {
      CAPTURE(seed);
      const StudyResult image = assess_ledger(world_from_map(mirrored(map, mirror)), clinic(300.0));
      AccessLayer expected = result.access.front();
      expected.seconds = mirrored(expected.seconds, mirror);
      expected.metres = mirrored(expected.metres, mirror);
      expected.covered = mirrored(expected.covered, mirror);
      expected.choice = mirrored(expected.choice, mirror);
      expected.nearest_site = mirrored(expected.nearest_site, mirror);
      expected.reason = mirrored(expected.reason, mirror);
      expected.in_circle = mirrored(expected.in_circle, mirror);
      check_same_layers(image.access.front(), expected);
      // People are whole numbers, so that sums over cells do not depend on their order.
      check_same_scores(image.scores, result.scores);
    }
  }
}

TEST_CASE("Districts add up to the city, reasons to the uncovered, covered people have a choice") {
  for (unsigned seed = 0; seed < world_count; ++seed) {
    CAPTURE(seed);
    const City city = world_from_map(random_world(seed));
    const StudyResult result = assess_ledger(city, clinic(250.0));
    for (const char* metric :
         {"people", "covered", "circle_people", "circle_not_reached_people", "reached_outside_circle_people",
          "near_limit_people", "reason_detour_people"}) {
      CAPTURE(metric);
      CHECK(score(result, metric) == score(result, metric, {.unit = "w"}) +
                                         score(result, metric, {.unit = "n"}) +
                                         score(result, metric, {.unit = "(none)"}));
    }
    CHECK(score(result, "people") - score(result, "covered") ==
          score(result, "reason_no_facility_people") + score(result, "reason_climb_people") +
              score(result, "reason_barrier_people") + score(result, "reason_detour_people"));
    CHECK(score(result, "circle_people") - score(result, "circle_not_reached_people") +
              score(result, "reached_outside_circle_people") ==
          score(result, "covered"));
    const AccessLayer& layer = result.access.front();
    double nearest = 0.0;
    for (const Site& site : result.sites) nearest += site.people_nearest;
    CHECK(nearest == Catch::Approx(score(result, "people") * (1.0 - score(result, "unreached_share"))));
    for (std::size_t cell = 0; cell < rows * cols; ++cell)
      CHECK((layer.covered[cell] != 0) == (layer.choice[cell] > 0));
  }
}

TEST_CASE("With both limits the cells covered are those with a choice, and fewer than by either limit") {
  for (unsigned seed = 0; seed < world_count; ++seed) {
    CAPTURE(seed);
    Service service = clinic(250.0);
    service.reach_m = 180.0;
    service.reach_by = ReachBy::both;
    const StudyResult result = assess_ledger(world_from_map(random_world(seed)), service);
    const AccessLayer& layer = result.access.front();
    for (std::size_t cell = 0; cell < rows * cols; ++cell)
      CHECK((layer.covered[cell] != 0) == (layer.choice[cell] > 0));
    CHECK(score(result, "covered_share") <= score(result, "covered_share_minutes"));
    CHECK(score(result, "covered_share") <= score(result, "covered_share_metres"));
  }
}
