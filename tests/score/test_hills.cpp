// Worlds with heights: Tobler's function by hand, 1 m/s on the flat. Scaled, 100 m on slope s take
// 100 exp(3.5 |s + 0.05| - 3.5 * 0.05) seconds.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// A wall of rock 90 m high between the people and A: slope 0.9 up, then 0.9 down.
const WorldMap ridge{.ground = ".....", .heights = "00900", .people = ".4...", .facilities = "...A."};

// A lies 50 m below the people, B 50 m above: slopes of 0.5 either way.
const WorldMap slope{.ground = "...", .heights = "05a", .people = ".6.", .facilities = "A.B"};

double uphill_s() { return 100.0 * std::exp(3.5 * 0.55 - 0.175); }
double downhill_s() { return 100.0 * std::exp(3.5 * 0.45 - 0.175); }
// Sums of two floats, each rounded once: three roundings of 2^-24.
constexpr double float_tolerance = 3.0 * 0x1p-24;

}  // namespace

TEST_CASE("A ridge takes exp(3.15) and exp(2.8) times as long as the flat, and the reason is the climb") {
  const StudyResult result = assess_ledger(world_from_map(ridge), clinic(300.0));
  const double expected_s = 100.0 * (std::exp(3.15) + std::exp(2.8));
  CHECK(static_cast<double>(result.access.front().seconds[1]) ==
        Catch::Approx(expected_s).epsilon(float_tolerance));
  CHECK(result.access.front().metres[1] == 200.0F);
  CHECK(reason_at(result, 1) == "climb");
  CHECK(score(result, "reason_climb_people") == 4.0);
  CHECK(score(result, "overstatement") == 1.0);
  CHECK(score(result, "overstatement_flat_world") == 0.0);
}

TEST_CASE("To the facility, from it, and both: each direction takes its own slope") {
  const City city = world_from_map(slope);
  Service service = clinic(1000.0);

  const StudyResult to = assess_ledger(city, service);
  CHECK(static_cast<double>(to.access.front().seconds[1]) ==
        Catch::Approx(downhill_s()).epsilon(float_tolerance));
  CHECK(to.access.front().nearest_site[1] == 0);

  service.direction = Direction::from;
  const StudyResult from = assess_ledger(city, service);
  CHECK(static_cast<double>(from.access.front().seconds[1]) ==
        Catch::Approx(downhill_s()).epsilon(float_tolerance));
  CHECK(from.access.front().nearest_site[1] == 1);
}

TEST_CASE("A round trip goes to and from one facility: down and up, not down to one and down from another") {
  Service service = clinic(980.0);
  service.direction = Direction::round_trip;
  const StudyResult result = assess_ledger(world_from_map(slope), service);
  // 405.5 + 575.5 = 981.0 s for A and for B alike; down to A and down from B would be 811.0 s.
  CHECK(static_cast<double>(result.access.front().seconds[1]) ==
        Catch::Approx(downhill_s() + uphill_s()).epsilon(float_tolerance));
  CHECK(result.access.front().nearest_site[1] == 0);
  CHECK(score(result, "covered") == 0.0);
  CHECK(result.access.front().circle_radius_m == Catch::Approx(490.0).epsilon(1e-12));

  service.reach_s = 982.0;
  CHECK(score(assess_ledger(world_from_map(slope), service), "mean_choice") == 2.0);
}

TEST_CASE("Downhill people are reached outside the circle and make its overstatement negative") {
  // Down a slope of 0.05 Tobler walks exp(0.175) = 1.191 times as fast: 200 m in 167.9 s, beyond a circle of
  // 170 m.
  const WorldMap map{
      .ground = "...", .heights = "012", .people = "..3", .facilities = "A..", .height_step_m = 5.0};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(170.0));
  CHECK(static_cast<double>(result.access.front().seconds[2]) ==
        Catch::Approx(200.0 * std::exp(-0.175)).epsilon(float_tolerance));
  CHECK(score(result, "covered") == 3.0);
  CHECK(score(result, "reached_outside_circle_people") == 3.0);
  CHECK(score(result, "reached_outside_circle_area_km2") == Catch::Approx(0.01));
  CHECK(std::isnan(score(result, "overstatement")));   // nobody lives inside the circle
  CHECK(score(result, "overstatement_area") == -0.5);  // circle 2 cells, reached 3
}
