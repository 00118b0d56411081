// Several facilities and several districts: choice, the people of each site, totals of units, no facility at
// all.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// Two clusters on either side of a river without a bridge; the west has a clinic, the east a school only. The
// last column is in no district.
const WorldMap two_clusters{.ground = R"(...~...
                                         ...~...)",
                            .people = R"(1.2.3.4
                                         .......)",
                            .facilities = R"(A......
                                             .....s.)",
                            .districts = R"(www.ee.
                                            www.ee.)"};

// Along a street: A, then B 200 m on, then C 300 m further.
const WorldMap street{.ground = "......", .people = "111111", .facilities = "A.B..C"};

}  // namespace

TEST_CASE("Each cluster is scored by itself, and people of no district stand as (none)") {
  const StudyResult result = assess_ledger(world_from_map(two_clusters), clinic(200.0));
  CHECK(score(result, "people") == 10.0);
  CHECK(score(result, "covered") == 3.0);
  CHECK(score(result, "covered_share", {.unit = "w"}) == 1.0);
  CHECK(score(result, "people", {.unit = "e"}) == 3.0);
  CHECK(score(result, "covered_share", {.unit = "e"}) == 0.0);
  CHECK(score(result, "people", {.unit = "(none)"}) == 4.0);
  // The circle of A ends at 200 m: the east is further off, and no facility of the service stands there.
  CHECK(score(result, "reason_no_facility_people") == 7.0);
  // West: one person at 0 s, two at 200 s: mean 400 / 180 min, Gini 2 * 1 * 2 * 200 / (2 * 3 * 400) = 1/3.
  CHECK(score(result, "mean_minutes", {.unit = "w"}) == Catch::Approx(400.0 / 180.0));
  CHECK(score(result, "gini_minutes", {.unit = "w"}) == Catch::Approx(1.0 / 3.0));
  CHECK(score(result, "mean_metres", {.unit = "w"}) == Catch::Approx(400.0 / 3.0));
}

TEST_CASE("Without people in it a unit keeps its row and has no share: undefined, not zero") {
  WorldMap map = two_clusters;
  map.people = R"(1......
                  .......)";
  const StudyResult result = assess_ledger(world_from_map(map), clinic(200.0));
  CHECK(score(result, "people", {.unit = "e"}) == 0.0);
  for (const char* metric : {"covered_share", "circle_share", "overstatement", "mean_minutes",
                             "median_minutes", "gini_minutes", "mean_choice", "unreached_share"}) {
    CAPTURE(metric);
    CHECK(std::isnan(score(result, metric, {.unit = "e"})));
  }
  CHECK_THROWS_AS(score(result, "people", {.unit = "(none)"}), std::out_of_range);
}

TEST_CASE("Choice counts the facilities within the limit, and a site counts those whom it alone covers") {
  // Within 200 m: A covers cells 0 1 2, B covers 0 to 4, C covers 3 4 5. Choice by cell: 2 2 2 2 2 1.
  const StudyResult result = assess_ledger(world_from_map(street), clinic(200.0));
  const AccessLayer& layer = result.access.front();
  CHECK(layer.choice.values() == std::vector<std::uint16_t>{2, 2, 2, 2, 2, 1});
  CHECK(score(result, "mean_choice") == Catch::Approx(11.0 / 6.0));
  CHECK(score(result, "choice_at_least_2_share") == Catch::Approx(5.0 / 6.0));
  CHECK(result.sites[0].people_in_reach == 3.0);
  CHECK(result.sites[1].people_in_reach == 5.0);
  CHECK(result.sites[2].people_in_reach == 3.0);
  CHECK(result.sites[0].people_alone == 0.0);
  CHECK(result.sites[2].people_alone == 1.0);
  // Cell 1 is as far from A as from B: the first site keeps it. Cells 0 1 to A, 2 3 to B, 4 5 to C.
  CHECK(layer.nearest_site.values() == std::vector<std::int32_t>{0, 0, 1, 1, 2, 2});
  CHECK(result.sites[1].people_nearest == 2.0);
}

TEST_CASE(
    "Minutes to the second nearest facility are unreached where the median person has no second in reach") {
  const StudyResult result = assess_ledger(world_from_map(street), clinic(200.0));
  // Second nearest by cell: 200 100 200 200 100 s, none. Sorted 100 100 200: the third of six.
  CHECK(score(result, "median_minutes_to_second") == Catch::Approx(200.0 / 60.0));
  CHECK(std::isnan(score(result, "median_minutes_to_third")));
  // Nearest by cell: 0 100 0 100 100 0 s.
  CHECK(score(result, "median_minutes") == 0.0);
  CHECK(score(result, "p90_minutes") == Catch::Approx(100.0 / 60.0));
}

TEST_CASE("With no facility nobody is reached, nobody is in a circle, and nothing fails") {
  WorldMap map = two_clusters;
  map.facilities = {};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(900.0));
  CHECK(score(result, "covered") == 0.0);
  CHECK(score(result, "reason_no_facility_people") == 10.0);
  CHECK(score(result, "unreached_share") == 1.0);
  CHECK(std::isnan(score(result, "overstatement")));
  CHECK(std::isnan(score(result, "mean_minutes")));
  CHECK(score(result, "mean_choice") == 0.0);
  CHECK(result.access.front().nearest_site[0] == -1);
}

TEST_CASE("A service that cannot be assessed is refused") {
  const City city = world_from_map(street);
  Service no_limit = clinic(200.0);
  no_limit.reach_s.reset();
  CHECK_THROWS_AS(assess_ledger(city, no_limit), std::invalid_argument);
  Service unknown_group = clinic(200.0);
  unknown_group.demand = {{"martians", 1.0}};
  CHECK_THROWS_AS(assess_ledger(city, unknown_group), std::invalid_argument);
  Service nobody = clinic(200.0);
  nobody.demand.clear();
  CHECK_THROWS_AS(assess_ledger(city, nobody), std::invalid_argument);
  TravelFields fields(city, one_metre_per_second());
  StudyResult result;
  CHECK_THROWS_AS(assess(city, fields, clinic(200.0), "later", result), std::invalid_argument);
}
