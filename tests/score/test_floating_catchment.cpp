// Supply for each person in reach by floating catchment areas: worked by hand, and conserved in random worlds.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "sim/compensated_sum.h"
#include "sim/score/choices.h"
#include "sim/score/floating_catchment.h"
#include "sim/score/group_access.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

TEST_CASE(
    "Each facility shares its capacity among people in reach, and people add up what they get (2SFCA)") {
  // Within 100 m A reaches cells 0 1: 2 + 4 people, R = 3 / 6; B reaches cells 1 2: R = 6 / 6.
  const StudyResult result = assess_ledger(
      world_from_map(
          {.ground = "...", .people = "242", .facilities = "A.B", .capacities = {{'A', 3.0}, {'B', 6.0}}}),
      clinic(100.0));
  CHECK(result.access.front().supply_2sfca.values() == std::vector<float>{0.5F, 1.5F, 1.0F});
  // sum P A = 2 * 0.5 + 4 * 1.5 + 2 * 1 = 9 = 3 + 6.
  CHECK(score(result, "mean_supply_2sfca") == 9.0 / 8.0);
  // Gini: differences 0.5 (2 and 2 people), 1 (2 and 4), 0.5 (2 and 4): 2 (2 + 8 + 4) / (2 * 8 * 9).
  CHECK(score(result, "gini_supply_2sfca") == Catch::Approx(28.0 / 144.0));
  // Palma: the top 0.8 people have 1.5 each; the bottom 3.2 are 2 people with 0.5 and 1.2 with 1.
  CHECK(score(result, "palma_supply_2sfca") == Catch::Approx(1.2 / 2.2));
}

TEST_CASE("Enhanced catchments give near people more of it, by equal parts of the reach (E2SFCA)") {
  // Reach 200 s in two parts: weight 1 up to 100 s, 0.5 up to 200 s. 1 + 2 + 0.5 * 3 = 4.5 people, R = 9 / 4.5 = 2.
  Service service = clinic(200.0);
  service.catchment_weights = {1.0, 0.5};
  const StudyResult result = assess_ledger(
      world_from_map({.ground = "....", .people = "1234", .facilities = "A...", .capacities = {{'A', 9.0}}}),
      service);
  CHECK(result.access.front().supply_e2sfca.values() == std::vector<float>{2.0F, 2.0F, 1.0F, 0.0F});
  // The plain one: 9 / 6 each.
  CHECK(result.access.front().supply_2sfca.values() == std::vector<float>{1.5F, 1.5F, 1.5F, 0.0F});
  CHECK(score(result, "mean_supply_e2sfca") == 0.9);
  // 4 of 10 people have nothing: no ratio to them.
  CHECK(std::isnan(score(result, "palma_supply_e2sfca")));
}

TEST_CASE("The end of a part belongs to it, also where rounding passes it") {
  // 300 s in three parts: 100, 200 and 300 m of flat ground stand exactly at their ends.
  Service service = clinic(300.0);
  service.catchment_weights = {1.0, 0.5, 0.25};
  const StudyResult result = assess_ledger(
      world_from_map({.ground = "....", .people = "....", .facilities = "A...", .capacities = {{'A', 9.0}}}),
      service);
  CHECK(score(result, "people") == 0.0);
  CHECK(std::isnan(score(result, "mean_supply_e2sfca")));
  const StudyResult lived_in = assess_ledger(
      world_from_map({.ground = "....", .people = "1111", .facilities = "A...", .capacities = {{'A', 11.0}}}),
      service);
  // 1 + 1 + 0.5 + 0.25 = 2.75 people: R = 4.
  CHECK(lived_in.access.front().supply_e2sfca.values() == std::vector<float>{4.0F, 4.0F, 2.0F, 1.0F});
}

TEST_CASE(
    "People of the buffer and of every group take their part of the supply, each group at its own speed") {
  // 100 s: people (1 m/s) of cells 0 and 1; elderly (0.5 m/s) of cell 0 alone, asking for 2 each.
  // 1 + 3 (buffer) + 2 * 2 = 8, R = 4 / 8.
  const City city = world_from_map({.ground = "..",
                                    .people = "13",
                                    .facilities = "A.",
                                    .capacities = {{'A', 4.0}},
                                    .zone = "sb",
                                    .groups = {{"elderly_65", "25", 1.8}}});
  Service service = clinic(100.0);
  service.demand = {{"people", 1.0}, {"elderly_65", 2.0}};
  const StudyResult result = assess_ledger(city, service);
  CHECK(result.access[0].supply_2sfca.values() == std::vector<float>{0.5F, 0.5F});
  CHECK(result.access[1].supply_2sfca.values() == std::vector<float>{0.5F, 0.0F});
  CHECK(score(result, "mean_supply_2sfca") == 0.5);
}

TEST_CASE(
    "Supply is shown on ground in reach where nobody lives, and a facility that nobody reaches has none") {
  const StudyResult result = assess_ledger(world_from_map({.ground = "...~..",
                                                           .people = "2.....",
                                                           .facilities = "A...B.",
                                                           .capacities = {{'A', 3.0}, {'B', 7.0}}}),
                                           clinic(100.0));
  CHECK(result.access.front().supply_2sfca.values() ==
        std::vector<float>{1.5F, 1.5F, 0.0F, 0.0F, 0.0F, 0.0F});
  CHECK(result.load[1].demand == 0.0);
}

TEST_CASE("Weights of catchments that are none, not above 0 and at most 1, or rise are refused") {
  const City city =
      world_from_map({.ground = "..", .people = "1.", .facilities = "A.", .capacities = {{'A', 1.0}}});
  for (const std::vector<double>& weights :
       {std::vector<double>{}, std::vector<double>{1.0, 0.0}, std::vector<double>{0.5, 0.6},
        std::vector<double>{1.5, 1.0}, std::vector<double>{NAN}}) {
    Service service = clinic(100.0);
    service.catchment_weights = weights;
    CHECK_THROWS_AS(assess_ledger(city, service), std::invalid_argument);
  }
}

TEST_CASE("What all people get equals the capacity of the facilities that somebody reaches, to 1e-9") {
  for (unsigned seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    WorldMap map = random_world(seed);
    map.groups = {{"elderly_65", map.people, 2.0}};
    map.people_step = 1.7;
    const City city = world_from_map(map);
    Service service = clinic(250.0);
    service.reach_m = 200.0;
    service.reach_by = seed % 3 == 0 ? ReachBy::minutes : seed % 3 == 1 ? ReachBy::metres : ReachBy::both;
    service.shared_across_districts = seed % 2 == 0;
    TravelFields fields(city, one_metre_per_second());
    std::vector<CellIndex> facilities;
    std::vector<double> capacity;
    for (const Site& site : worlds::sites_of_ledger(city)) {
      facilities.push_back(site.cell);
      capacity.push_back(17.3 + 5.1 * static_cast<double>(capacity.size()));
    }
    std::vector<AskingGroup> groups;
    for (const PeopleGroup& group : city.groups) {
      const ReachTest test(city, fields, group, service);
      const CellDemand demand = competing_demand(city, group, 0.7);
      groups.push_back(
          {count_choices(test, facilities, demand, KeepReach::yes).reach, demand, test.part_ends(3)});
    }
    for (const std::vector<double>& weights :
         {std::vector<double>{1.0}, std::vector<double>{1.0, 0.68, 0.22}}) {
      const std::vector<SparseRaster<double>> supply = floating_catchment_supply(groups, capacity, weights);
      CompensatedSum got;
      CompensatedSum given;
      for (std::size_t g = 0; g < groups.size(); ++g)
        for (std::size_t cell = 0; cell < supply[g].size(); ++cell)
          got.add(groups[g].demand[cell] * supply[g][cell]);
      for (std::size_t k = 0; k < facilities.size(); ++k) {
        double in_reach = 0.0;
        for (const AskingGroup& group : groups)
          for (std::size_t n = group.reach.first[k]; n < group.reach.first[k + 1]; ++n)
            in_reach += group.demand[group.reach.cell[n]];
        if (in_reach > 0.0) given.add(capacity[k]);
      }
      CHECK(got.value() == Catch::Approx(given.value()).epsilon(1e-9));
    }
  }
}

TEST_CASE("A compensated sum keeps what plain addition loses") {
  CompensatedSum sum;
  for (const double term : {1e16, 1.0, 1.0, -1e16}) sum.add(term);
  CHECK(sum.value() == 2.0);
}
