// Fairness between people, units and groups.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "sim/score/comparisons.h"
#include "sim/score/weighted_distribution.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

TEST_CASE("Equal people have a Palma ratio of a quarter: a tenth of the people against four tenths") {
  CHECK(WeightedDistribution({{3.0, 7.0}}).finite_palma() == Catch::Approx(0.25));
  CHECK(WeightedDistribution({{3.0, 2.5}, {3.0, 4.0}, {3.0, 0.5}}).finite_palma() == Catch::Approx(0.25));
}

TEST_CASE("The people at both boundaries of a Palma ratio are split") {
  // 10 people: bottom 4 are 3 with 1 and 1 of the 5 with 2, together 5; the top 1 is half of the 2 with 9.
  CHECK(WeightedDistribution({{9.0, 2.0}, {1.0, 3.0}, {2.0, 5.0}}).finite_palma() ==
        Catch::Approx(9.0 / 5.0));
  // One of 20 has everything but a crumb: top 2 people have 100 + 1, bottom 8 have 8.
  CHECK(WeightedDistribution({{100.0, 1.0}, {1.0, 19.0}}).finite_palma() == Catch::Approx(101.0 / 8.0));
}

TEST_CASE("Values 1 to n in equal parts have the closed form of Palma") {
  // n = 10 k people with values 1 … n: top k hold k (2 n - k + 1) / 2, bottom 4 k hold 4 k (4 k + 1) / 2.
  for (const int k : {1, 3, 20}) {
    std::vector<WeightedValue> values;
    for (int value = 1; value <= 10 * k; ++value) values.push_back({static_cast<double>(value), 1.0});
    const double top = k * (20.0 * k - k + 1.0) / 2.0;
    const double bottom = 4.0 * k * (4.0 * k + 1.0) / 2.0;
    CHECK(WeightedDistribution(values).finite_palma() == Catch::Approx(top / bottom));
  }
}

TEST_CASE("Where four in ten people have nothing there is no Palma ratio") {
  CHECK(std::isnan(WeightedDistribution({{0.0, 4.0}, {5.0, 6.0}}).finite_palma()));
  CHECK_FALSE(std::isnan(WeightedDistribution({{0.0, 3.9}, {5.0, 6.1}}).finite_palma()));
  CHECK(std::isnan(WeightedDistribution({}).finite_palma()));
}

TEST_CASE("The worst unit is told with its share, units without people and people without a unit left out") {
  // Shares: a 1 of 1, b 2 of 5, c nobody lives there; the last cell is in no unit and uncovered.
  const City city = world_from_map({.ground = ".......",
                                    .people = "1.23.45",
                                    .facilities = "A......",
                                    .capacities = {{'A', 2.0}},
                                    .districts = "aabbcd."});
  const StudyResult result = assess_ledger(city, clinic(200.0));
  CHECK(score(result, "worst_district_covered_share") == 0.0);
  const ScoreRow like{"before", "clinic", "people", "district", "", "covered_share", 0.0, ""};
  REQUIRE(worst_unit(result, like) != nullptr);
  CHECK(worst_unit(result, like)->unit == "d");
  // A has 2 places: 1 for a, 1 of the 5 of b.
  CHECK(score(result, "served_share", {.unit = "b"}) == Catch::Approx(0.2));
  CHECK(score(result, "worst_district_served_share") == 0.0);

  const StudyResult wide = assess_ledger(city, clinic(500.0));
  CHECK(score(wide, "worst_district_covered_share") == 1.0);
  CHECK(worst_unit(wide, like)->unit == "a");
}

TEST_CASE("A city without units has no worst one") {
  const StudyResult result =
      assess_ledger(world_from_map({.ground = "..", .people = "1.", .facilities = "A."}), clinic(100.0));
  for (const ScoreRow& row : result.scores) CHECK(row.metric.rfind("worst_", 0) != 0);
}

namespace {

// At 1 m/s 200 s reach cells 0 1 2, at 0.5 m/s cells 0 1.
const WorldMap old_and_young{.ground = "....",
                             .people = "2222",
                             .facilities = "A...",
                             .groups = {{"elderly_65", "1.12", 1.8}, {"working", "4.22"}}};

}  // namespace

TEST_CASE("The old are compared with working people, each at their own speed") {
  // Elderly: 1 of 4 covered. Working: 6 of 8. 1/4 - 3/4.
  const StudyResult result = assess_ledger(world_from_map(old_and_young), clinic(200.0));
  CHECK(score(result, "elderly_difference", {.group = "all_groups"}) == -0.5);
}

TEST_CASE(
    "Without working people the old are compared with everybody, and several old groups count together") {
  WorldMap map = old_and_young;
  map.groups = {{"elderly_65", "1.1.", 1.8}, {"elderly_80", "...2", 1.8}};
  // Elderly: 1 of 4. Everybody: 6 of 8.
  const StudyResult result = assess_ledger(world_from_map(map), clinic(200.0));
  CHECK(score(result, "elderly_difference", {.group = "all_groups"}) == -0.5);
}

TEST_CASE("A service that the old do not ask for is not compared") {
  const City city = world_from_map(old_and_young);
  Service service = clinic(200.0);
  service.demand = {{"working", 1.0}};
  CHECK_FALSE(has_score(assess_ledger(city, service), "elderly_difference"));
  service.demand = {{"working", 1.0}, {"elderly_65", 1.0}};
  CHECK(score(assess_ledger(city, service), "elderly_difference", {.group = "all_groups"}) == -0.5);
  WorldMap young = old_and_young;
  young.groups.clear();
  CHECK_FALSE(has_score(assess_ledger(world_from_map(young), clinic(200.0)), "elderly_difference"));
}
