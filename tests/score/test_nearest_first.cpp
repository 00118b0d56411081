// People go to the nearest facility that is not full: worked by hand, and against a search of every pair.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <tuple>

#include "sim/score/reach_test.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

constexpr double unlimited = std::numeric_limits<double>::quiet_NaN();

// A and B at the ends of a street of 100 m cells.
const WorldMap street{
    .ground = ".....", .people = "12345", .facilities = "A...B", .capacities = {{'A', 4.0}, {'B', 2.0}}};

Service for_groups(double reach_s, std::vector<GroupDemand> demand) {
  Service service = clinic(reach_s);
  service.demand = std::move(demand);
  return service;
}

}  // namespace

TEST_CASE("A facility serves the nearest people until it is full, and splits the cell at which it fills up") {
  // Within 200 m A covers cells 0 1 2, B cells 2 3 4. At 0 s A takes the 1 of cell 0 and B 2 of the 5 of cell 4: full.
  // At 100 s A takes the 2 of cell 1; at 200 s 1 of the 3 of cell 2: full.
  const StudyResult result = assess_ledger(world_from_map(street), clinic(200.0));
  const AccessLayer& layer = result.access.front();
  CHECK(layer.served_share.values() == std::vector<float>{1.0F, 1.0F, 1.0F / 3.0F, 0.0F, 0.4F});
  CHECK(layer.serving_site.values() == std::vector<std::int32_t>{0, 0, 0, -1, 1});
  CHECK(score(result, "covered") == 15.0);
  CHECK(score(result, "served") == Catch::Approx(6.0));
  CHECK(score(result, "served_share") == Catch::Approx(6.0 / 15.0));
  // A partly served cell counts by its share: 2 of cell 2, 4 of cell 3, 3 of cell 4.
  CHECK(score(result, "reason_capacity_people") == Catch::Approx(9.0));
  // The raster shows what holds for most of a cell's people.
  CHECK(reason_at(result, 1) == "served");
  CHECK(reason_at(result, 2) == "capacity");
  CHECK(reason_at(result, 4) == "capacity");
}

TEST_CASE(
    "The load of a facility is the demand that turns to it first, and overload what is over its capacity") {
  // Nearest: cells 0 and 1, and cell 2 (as far from B, but A stands first), turn to A; cells 3 and 4 to B.
  const StudyResult result = assess_ledger(world_from_map(street), clinic(200.0));
  REQUIRE(result.load.size() == 2);
  CHECK(result.load[0].site == "A");
  CHECK(result.load[0].state == "before");
  CHECK(result.load[0].service == "clinic");
  CHECK(result.load[0].capacity == 4.0);
  CHECK(result.load[0].demand == 6.0);
  CHECK(result.load[0].served == 4.0);
  CHECK(result.load[0].overload == 2.0);
  CHECK(result.load[1].demand == 9.0);
  CHECK(result.load[1].served == 2.0);
  CHECK(result.load[1].overload == 7.0);
}

TEST_CASE("Who finds the nearest facility full goes on to the next within reach") {
  // 6 people 100 m from A (4 places) and 200 m from B: A serves 4 of them, B 2.
  const StudyResult result = assess_ledger(
      world_from_map(
          {.ground = "....", .people = ".6..", .facilities = "A..B", .capacities = {{'A', 4.0}, {'B', 9.0}}}),
      clinic(200.0));
  CHECK(score(result, "served") == 6.0);
  CHECK(result.access.front().serving_site[1] == 0);
  CHECK(result.load[0].overload == 2.0);
  CHECK(result.load[1].demand == 0.0);
  CHECK(result.load[1].served == 2.0);
  CHECK(score(result, "reason_capacity_people") == 0.0);
}

TEST_CASE("Of cells equally far the lowest goes first, of facilities equally near the first in the list") {
  const StudyResult cells = assess_ledger(
      world_from_map({.ground = "...", .people = "2.2", .facilities = ".A.", .capacities = {{'A', 3.0}}}),
      clinic(100.0));
  CHECK(cells.access.front().served_share[0] == 1.0F);
  CHECK(cells.access.front().served_share[2] == 0.5F);
  CHECK(std::isnan(cells.access.front().served_share[1]));
  // Half served is not "full" for most.
  CHECK(reason_at(cells, 2) == "served");

  const StudyResult facilities = assess_ledger(
      world_from_map(
          {.ground = "...", .people = ".1.", .facilities = "B.A", .capacities = {{'A', 1.0}, {'B', 1.0}}}),
      clinic(100.0));
  CHECK(facilities.sites[0].id == "A");
  CHECK(facilities.access.front().serving_site[1] == 0);
  CHECK(facilities.load[1].served == 0.0);
}

TEST_CASE("People of the buffer compete for places, and only scored people are counted as served") {
  const StudyResult result = assess_ledger(
      world_from_map(
          {.ground = "...", .people = ".34", .facilities = "A..", .capacities = {{'A', 5.0}}, .zone = "sbs"}),
      clinic(200.0));
  // The 3 of the buffer are nearer: 2 places are left for the 4 scored ones.
  CHECK(score(result, "people") == 4.0);
  CHECK(score(result, "served") == 2.0);
  CHECK(result.load[0].demand == 7.0);
  CHECK(result.load[0].served == 5.0);
  CHECK(result.access.front().served_share[1] == 1.0F);
}

TEST_CASE("A group at half speed stands further back in the queue, and its rate counts as demand") {
  // Elderly at 0.5 m/s are 200 s from A at cell 1, as adults are at cell 2: the lower cell goes first. 2 elderly people
  // ask for 1.5 each and take 3 of 4 places; 1 is left for the 3 adults. Elderly at cell 2 are 400 s away: not covered.
  const City city = world_from_map({.ground = "...",
                                    .people = "..3",
                                    .facilities = "A..",
                                    .capacities = {{'A', 4.0}},
                                    .groups = {{"elderly_65", ".25", 1.8}}});
  const StudyResult result = assess_ledger(city, for_groups(200.0, {{"people", 1.0}, {"elderly_65", 1.5}}));
  CHECK(score(result, "served", {.group = "elderly_65"}) == 2.0);
  CHECK(score(result, "covered", {.group = "elderly_65"}) == 2.0);
  CHECK(score(result, "served") == Catch::Approx(1.0));
  CHECK(score(result, "served", {.group = "all_groups"}) == Catch::Approx(4.0));
  CHECK(score(result, "served_share", {.group = "all_groups"}) == Catch::Approx(4.0 / 13.5));
  CHECK(result.load[0].demand == 6.0);
  CHECK(result.load[0].served == 4.0);
}

TEST_CASE("Two groups in one cell at one time are served in the order in which the service names them") {
  const City city = world_from_map({.ground = "..",
                                    .people = ".2",
                                    .facilities = "A.",
                                    .capacities = {{'A', 3.0}},
                                    .groups = {{"children", ".2"}}});
  const StudyResult result = assess_ledger(city, for_groups(100.0, {{"children", 1.0}, {"people", 1.0}}));
  CHECK(score(result, "served_share", {.group = "children"}) == 1.0);
  CHECK(score(result, "served_share") == 0.5);
}

TEST_CASE("By metres the nearest is nearest by metres") {
  // Half-speed ground towards A, so that B is nearer in time; by metres A is nearer and takes the first 2.
  Service service = clinic(1000.0);
  service.reach_m = 250.0;
  service.reach_by = ReachBy::metres;
  const StudyResult result = assess_ledger(world_from_map({.ground = "::...",
                                                           .people = ".3...",
                                                           .facilities = "A..B.",
                                                           .capacities = {{'A', 2.0}, {'B', 5.0}}}),
                                           service);
  CHECK(result.load[0].demand == 3.0);
  CHECK(result.load[0].served == 2.0);
  CHECK(result.load[1].served == 1.0);
}

TEST_CASE("Without any known capacity nothing is said about supply") {
  WorldMap map = street;
  map.capacities = {};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(200.0));
  CHECK(result.access.front().served_share.empty());
  CHECK(result.access.front().serving_site.empty());
  CHECK(result.access.front().supply_2sfca.empty());
  CHECK(result.load.empty());
  CHECK(result.notes.empty());
  CHECK_FALSE(has_score(result, "served"));
  CHECK_FALSE(has_score(result, "reason_capacity_people"));
}

TEST_CASE("A facility of unknown capacity never fills, and a note counts such facilities") {
  WorldMap map = street;
  map.capacities = {{'A', 4.0}};
  const StudyResult result = assess_ledger(world_from_map(map), clinic(200.0));
  // A serves 4, B everybody in its reach whom A leaves: 2 of cell 2, and cells 3 and 4.
  CHECK(score(result, "served") == Catch::Approx(15.0));
  CHECK(std::isnan(result.load[1].capacity));
  CHECK(result.load[1].overload == 0.0);
  CHECK(result.load[1].served == Catch::Approx(11.0));
  CHECK(result.access.front().supply_2sfca.empty());
  CHECK(result.access.front().supply_e2sfca.empty());
  CHECK_FALSE(has_score(result, "mean_supply_2sfca"));
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes.front().text.find("1 of 2 facilities of clinic") == 0);
}

TEST_CASE("A service with a capacity and no facility serves nobody, and is told so") {
  Service service = clinic(200.0);
  service.capacity = 100.0;
  const StudyResult result = assess_ledger(world_from_map({.ground = "..", .people = "23"}), service);
  CHECK(score(result, "served_share") == 0.0);
  CHECK(score(result, "mean_supply_2sfca") == 0.0);
  CHECK(result.load.empty());
  CHECK(score(result, "reason_no_facility_people") == 5.0);
}

TEST_CASE("In random worlds the places taken are those of a search that always takes the nearest open pair") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    WorldMap map = random_world(seed);
    map.capacities = {{'A', 11.0}, {'B', 7.0}, {'C', 23.0}, {'D', unlimited}};
    map.groups = {{"elderly_65", map.people, 1.8}};
    const City city = world_from_map(map);
    const StudyResult result = assess_ledger(city, for_groups(250.0, {{"people", 1.0}, {"elderly_65", 0.5}}));

    // By group and site: seconds of every cell; by group: demand that still waits.
    TravelFields fields(city, one_metre_per_second());
    std::vector<std::vector<Raster<float>>> seconds;
    std::vector<double> limits;
    std::vector<std::vector<double>> left;
    for (const PeopleGroup& group : city.groups) {
      const TravelField& field = fields.field(fields.rule_for(group, clinic(250.0)));
      limits.push_back(ReachTest::threshold(field, 250.0));
      seconds.emplace_back();
      for (const Site& site : result.sites)
        seconds.back().push_back(field.nearest(std::vector<CellIndex>{site.cell}, 1e9).cost);
      left.push_back(group.people.values());
    }
    for (double& demand : left[1]) demand *= 0.5;
    const std::vector<std::vector<double>> all = left;
    std::vector<double> places;
    for (const Site& site : result.sites) places.push_back(std::isnan(site.capacity) ? 1e9 : site.capacity);

    using Pair = std::tuple<float, std::size_t, std::size_t, std::size_t>;
    const Pair no_pair{1e9F, 0, 0, 0};
    while (true) {
      Pair nearest = no_pair;
      for (std::size_t g = 0; g < left.size(); ++g)
        for (std::size_t k = 0; k < places.size(); ++k)
          for (std::size_t cell = 0; cell < left[g].size(); ++cell)
            if (left[g][cell] > 0.0 && places[k] > 0.0 &&
                static_cast<double>(seconds[g][k][cell]) <= limits[g])
              nearest = std::min(nearest, Pair{seconds[g][k][cell], cell, k, g});
      if (nearest == no_pair) break;
      const auto [time, cell, k, g] = nearest;
      const double taken = std::min(left[g][cell], places[k]);
      left[g][cell] -= taken;
      places[k] -= taken;
    }
    for (std::size_t g = 0; g < left.size(); ++g)
      for (std::size_t cell = 0; cell < left[g].size(); ++cell)
        if (all[g][cell] > 0.0)
          CHECK(result.access[g].served_share[cell] ==
                static_cast<float>((all[g][cell] - left[g][cell]) / all[g][cell]));
  }
}

TEST_CASE("With room for everybody exactly the covered are served; more room never serves anybody less") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    WorldMap map = random_world(seed);
    map.capacities = {{'A', 1e6}, {'B', 1e6}, {'C', 1e6}, {'D', 1e6}};
    const StudyResult roomy = assess_ledger(world_from_map(map), clinic(250.0));
    CHECK(score(roomy, "served") == score(roomy, "covered"));
    CHECK(score(roomy, "reason_capacity_people") == 0.0);

    map.capacities = {{'A', 20.0}, {'B', 9.0}, {'C', 14.0}, {'D', 3.0}};
    const StudyResult tight = assess_ledger(world_from_map(map), clinic(250.0));
    map.capacities['B'] += 6.0;
    const StudyResult more = assess_ledger(world_from_map(map), clinic(250.0));
    double served = 0.0;
    for (std::size_t cell = 0; cell < tight.access.front().served_share.size(); ++cell) {
      const float share = tight.access.front().served_share[cell];
      if (!std::isnan(share)) CHECK(share <= more.access.front().served_share[cell] + 1e-6F);
    }
    for (const LoadRow& row : tight.load) {
      CHECK(row.served <= row.capacity);
      served += row.served;
    }
    double served_more = 0.0;
    for (const LoadRow& row : more.load) served_more += row.served;
    CHECK(served <= served_more);
    CHECK(score(tight, "served") + score(tight, "reason_capacity_people") ==
          Catch::Approx(score(tight, "covered")));
  }
}
