// What counts as within the limit: the rim, minutes against metres, slow groups, borders and holes.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

TEST_CASE("A cell at exactly the limit is covered, though its sum of ten rounded times may exceed it") {
  const WorldMap map{.ground = "............", .people = "..........11", .facilities = "A..........."};
  for (const double speed_kmh : {3.6, 3.7, 4.0, 4.1, 5.04}) {
    TravelSettings settings = one_metre_per_second();
    settings.pace.speed_kmh = speed_kmh;
    const double ten_cells_s = 1000.0 * 3.6 / speed_kmh;
    const StudyResult result = assess_ledger(world_from_map(map), clinic(ten_cells_s), settings);
    CAPTURE(speed_kmh);
    CHECK(result.access.front().covered[10] == 1);
    CHECK(result.access.front().covered[11] == 0);
    CHECK(result.access.front().in_circle[10] == 1);
    CHECK(result.access.front().in_circle[11] == 0);
    CHECK(score(result, "covered_share") == 0.5);
    CHECK(score(result, "overstatement") == 0.0);
    // The bound stays far below the time of a cell, or it would cover the next one.
    CHECK(result.access.front().rounding_bound_s < 1e-3);
  }
}

TEST_CASE("A group at half the speed reaches half as far, and the groups together count each by its rate") {
  const WorldMap map{
      .ground = "......", .people = "222222", .facilities = "A.....", .groups = {{"elderly", ".11111", 1.8}}};
  Service service = clinic(300.0);
  service.demand = {{"people", 1.0}, {"elderly", 3.0}};
  const StudyResult result = assess_ledger(world_from_map(map), service);
  // Everybody: cells 0 to 3 in 300 s. Elderly: 200 s a cell, so cell 1 of their cells 1 to 5.
  CHECK(score(result, "covered") == 8.0);
  CHECK(score(result, "people", {.group = "elderly"}) == 5.0);
  CHECK(score(result, "covered", {.group = "elderly"}) == 1.0);
  CHECK(score(result, "mean_minutes", {.group = "elderly"}) ==
        Catch::Approx((200 + 400 + 600 + 800 + 1000) / 300.0));
  CHECK(result.access[1].circle_radius_m == Catch::Approx(150.0));
  // Demand: 12 people + 3 times 5 elderly; covered 8 + 3 times 1.
  CHECK(score(result, "people", {.group = all_groups}) == 27.0);
  CHECK(score(result, "covered_share", {.group = all_groups}) == 11.0 / 27.0);
  CHECK(result.sites.front().people_in_reach == 11.0);
}

TEST_CASE("A facility across the border serves the people of the area; people in the buffer are not scored") {
  const WorldMap map{.ground = ".....", .people = "..4.7", .facilities = "...A.", .zone = "sssbo"};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(100.0));
  CHECK(score(result, "people") == 4.0);
  CHECK(score(result, "covered") == 4.0);
  CHECK(score(result, "circle_area_km2") == Catch::Approx(0.01));  // only cell 2 of the area is in the circle
  CHECK(result.access.front().covered[4] == 1);
  CHECK(result.sites.front().people_nearest == 4.0);
  CHECK(result.sites.front().people_alone == 4.0);
}

TEST_CASE("People behind a hole in the data have no way, and no barrier is blamed for it") {
  const WorldMap map{.ground = "..?..", .heights = "11?11", .people = "3...2", .facilities = "...A."};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(600.0));
  CHECK(std::isinf(result.access.front().seconds[0]));
  CHECK(reason_at(result, 0) == "detour");
  CHECK(score(result, "reason_detour_people") == 3.0);
  CHECK(score(result, "covered") == 2.0);
  CHECK(score(result, "unreached_share") == 0.6);
  // The person in the middle of five is unreached.
  CHECK(std::isnan(score(result, "median_minutes")));
}

TEST_CASE("Half-speed ground is near by metres and far by minutes") {
  // From cell 3: 200 s + 200 s between slow cells, then 100 m half slow, half not: 50 + 100 s. 300 m in 550
  // s.
  const WorldMap map{.ground = ".:::", .people = "...5", .facilities = "A..."};
  Service service = clinic(300.0);
  service.reach_m = 300.0;
  const StudyResult by_minutes = assess_ledger(world_from_map(map), service);
  CHECK(by_minutes.access.front().seconds[3] == 550.0F);
  CHECK(by_minutes.access.front().metres[3] == 300.0F);
  CHECK(score(by_minutes, "covered_share") == 0.0);
  CHECK(score(by_minutes, "covered_share_minutes") == 0.0);
  CHECK(score(by_minutes, "covered_share_metres") == 1.0);

  service.reach_by = ReachBy::metres;
  CHECK(score(assess_ledger(world_from_map(map), service), "covered_share") == 1.0);
  service.reach_by = ReachBy::both;
  CHECK(score(assess_ledger(world_from_map(map), service), "covered_share") == 0.0);
  service.reach_s = 550.0;
  CHECK(score(assess_ledger(world_from_map(map), service), "covered_share") == 1.0);
}

TEST_CASE("With both limits one and the same facility must pass both") {
  // A is 200 m away but takes 350 s over slow ground; B takes 300 s but is 300 m away.
  const WorldMap map{.ground = "::....", .people = "..9...", .facilities = "A....B"};
  Service service = clinic(300.0);
  service.reach_m = 250.0;
  service.reach_by = ReachBy::both;
  const StudyResult result = assess_ledger(world_from_map(map), service);
  CHECK(score(result, "covered_share_minutes") == 1.0);
  CHECK(score(result, "covered_share_metres") == 1.0);
  CHECK(score(result, "covered_share") == 0.0);
  CHECK(score(result, "mean_choice") == 0.0);
  CHECK(result.access.front().circle_radius_m == 250.0);
}

TEST_CASE("A service by metres alone has no scores by minutes, and its times are still there") {
  const WorldMap map{.ground = "...", .people = "..1", .facilities = "A.."};
  Service service = clinic(1.0);
  service.reach_s.reset();
  service.reach_m = 200.0;
  service.reach_by = ReachBy::metres;
  const StudyResult result = assess_ledger(world_from_map(map), service);
  CHECK(score(result, "covered") == 1.0);
  CHECK(score(result, "near_limit_people") == 1.0);  // 200 m is above 180 m and within 220 m
  CHECK(score(result, "mean_minutes") == Catch::Approx(200.0 / 60.0));
  CHECK_FALSE(has_score(result, "covered_share_minutes"));
  CHECK_FALSE(has_score(result, "sure_low"));
  CHECK(std::isnan(result.access.front().limit_s));
  // A limit in minutes that is scored beside the test does not make the test depend on speed.
  service.reach_s = 100.0;
  const StudyResult with_minutes = assess_ledger(world_from_map(map), service);
  CHECK(score(with_minutes, "covered") == 1.0);
  CHECK(score(with_minutes, "covered_share_minutes") == 0.0);
  CHECK_FALSE(has_score(with_minutes, "sure_low"));
}

TEST_CASE("A limit of the search never cuts the service's own reach") {
  const WorldMap map{.ground = "......", .people = ".....1", .facilities = "A....."};
  TravelSettings settings = one_metre_per_second();
  settings.limit_s = 200.0;
  const StudyResult result = assess_ledger(world_from_map(map), clinic(500.0), settings);
  CHECK(score(result, "covered") == 1.0);
}

namespace {

// One person every 10 m along a flat street, at 0 to 230 s.
const WorldMap long_street{.ground = "........................",
                           .people = "111111111111111111111111",
                           .facilities = "A.......................",
                           .cell_width_m = 10.0};

}  // namespace

TEST_CASE("A walk of exactly the longest time searched is found, however its sum was rounded") {
  // At 5.4 km/h a cell takes 6.67 s; nine of them are 60 s, and as sums of floats 60.000004 s.
  TravelSettings settings;
  settings.pace.speed_kmh = 5.4;
  settings.limit_s = 60.0;
  const StudyResult result = assess_ledger(world_from_map(long_street), clinic(30.0), settings);
  CHECK(score(result, "unreached_share") == 14.0 / 24.0);
}

TEST_CASE("A tenth less speed covers up to 180 of 200 s, a tenth more up to 220 s") {
  const StudyResult result = assess_ledger(world_from_map(long_street), clinic(200.0));
  CHECK(score(result, "covered") == 21.0);
  CHECK(score(result, "sure_low") == 19.0 / 24.0);
  CHECK(score(result, "sure_high") == 23.0 / 24.0);
  CHECK(score(result, "near_limit_people") == 4.0);
  // The 12th and the 22nd of 24 people.
  CHECK(score(result, "median_minutes") == 110.0 / 60.0);
  CHECK(score(result, "p90_minutes") == 210.0 / 60.0);
}

TEST_CASE("More speed lengthens the limit in minutes and leaves the one in metres") {
  Service service = clinic(200.0);
  service.reach_m = 205.0;
  service.reach_by = ReachBy::both;
  const StudyResult result = assess_ledger(world_from_map(long_street), service);
  CHECK(score(result, "sure_low") == 19.0 / 24.0);
  CHECK(score(result, "sure_high") == 21.0 / 24.0);
}
