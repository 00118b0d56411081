// Groups that cannot take steep ground: they go round a ridge that others walk over.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// A ridge 20 m high and one cell wide, with a gap in the last row. Straight up it is a slope of 0.2, on the diagonal
// 0.14, by a knight's move 20 / 223.6 = 0.089: all above 0.08.
const WorldMap ridge_with_a_gap{.ground = R"(
                                  .....
                                  .....
                                  .....
                                  .....)",
                                .heights = R"(
                                  00k00
                                  00k00
                                  00k00
                                  00000)",
                                .people = R"(
                                  .4...
                                  .....
                                  .....
                                  .....)",
                                .facilities = R"(
                                  ...A.
                                  .....
                                  .....
                                  .....)",
                                .groups = {{.id = "wheelchair", .people = R"(
                                  .1...
                                  .....
                                  .....
                                  .....)"}},
                                .height_step_m = 1.0};

constexpr CellIndex home = 1;
// Down two rows, diagonally through the gap, up two rows: a knight's move beside the ridge would pass half of it,
// 10 m on 111.8 m, a slope of 0.089.
const double round_the_ridge_m = 400.0 + 200.0 * std::sqrt(2.0);
// Six moves added up in float, each rounded once.
constexpr double float_tolerance = 12.0 * 0x1p-24;

City with_wheelchairs(const WorldMap& map) {
  City city = world_from_map(map);
  city.groups.at(1).max_slope = 0.08;
  return city;
}

Service for_group(const std::string& group, double reach_s) {
  Service service = clinic(reach_s);
  service.demand = {{group, 1.0}};
  return service;
}

}  // namespace

TEST_CASE("A wheelchair goes round the ridge that others walk over, in seconds and in metres") {
  const City city = with_wheelchairs(ridge_with_a_gap);
  const AccessLayer rolling = assess_ledger(city, for_group("wheelchair", 700.0)).access.front();
  CHECK(static_cast<double>(rolling.seconds[home]) ==
        Catch::Approx(round_the_ridge_m).epsilon(float_tolerance));
  CHECK(static_cast<double>(rolling.metres[home]) ==
        Catch::Approx(round_the_ridge_m).epsilon(float_tolerance));
  const AccessLayer walking = assess_ledger(city, for_group("people", 700.0)).access.front();
  CHECK(walking.metres[home] == 200.0F);
  CHECK(walking.seconds[home] < 350.0F);
}

TEST_CASE("Half an hour is enough for the walker and never for the wheelchair where the ridge has no gap") {
  WorldMap closed = ridge_with_a_gap;
  closed.heights = R"(
      00k00
      00k00
      00k00
      00k00)";
  const City city = with_wheelchairs(closed);
  const StudyResult rolling = assess_ledger(city, for_group("wheelchair", 1800.0));
  CHECK(score(rolling, "covered_share", {.group = "wheelchair"}) == 0.0);
  CHECK(std::isinf(rolling.access.front().seconds[home]));
  CHECK(reason_at(rolling, home) == "climb");
  const StudyResult walking = assess_ledger(city, for_group("people", 1800.0));
  CHECK(score(walking, "covered_share") == 1.0);
}
