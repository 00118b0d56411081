// Services that stop at district borders, and what a border costs.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "sim/score/reach_test.h"
#include "sim/sharing.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// One clinic in the west; within 300 m it reaches cells 0 to 4, of which 3 and 4 are eastern.
const WorldMap border{.ground = "......", .people = "123456", .facilities = ".A....", .districts = "wwweee"};

Service not_shared(double reach_s) {
  Service service = clinic(reach_s);
  service.shared_across_districts = false;
  return service;
}

}  // namespace

TEST_CASE(
    "A service that is not shared covers its own district, and the reason for the others is the border") {
  const City city = world_from_map(border);
  const StudyResult shared = assess_ledger(city, clinic(300.0));
  const StudyResult own = assess_ledger(city, not_shared(300.0));
  CHECK(score(shared, "covered") == 15.0);
  CHECK(score(own, "covered") == 6.0);
  const AccessLayer& layer = own.access.front();
  CHECK(layer.covered.values() == std::vector<std::uint8_t>{1, 1, 1, 0, 0, 0});
  CHECK(layer.choice.values() == std::vector<std::uint16_t>{1, 1, 1, 0, 0, 0});
  CHECK(layer.nearest_site.values() == std::vector<std::int32_t>{0, 0, 0, -1, -1, -1});
  CHECK(std::isinf(layer.seconds[3]));
  CHECK(std::isinf(layer.metres[3]));
  CHECK(score(own, "unreached_share") == Catch::Approx(15.0 / 21.0));
  CHECK(reason_at(own, 3) == "border");
  // Cell 5 is 400 m from A: sharing would not help, and its own district has no facility.
  CHECK(reason_at(own, 5) == "no_facility");
  CHECK(score(own, "reason_border_people") == 9.0);
  CHECK(score(own, "reason_no_facility_people") == 6.0);
  CHECK_FALSE(has_score(shared, "reason_border_people"));
  // The circle on the planner's map stays what it was.
  CHECK(layer.in_circle == shared.access.front().in_circle);
  CHECK(shared.sites[0].people_nearest == 21.0);
  CHECK(own.sites[0].people_nearest == 6.0);
  CHECK(own.sites[0].people_in_reach == 6.0);
  CHECK(own.sites[0].people_alone == 6.0);
}

TEST_CASE("A border costs the same people whether the service is shared or not") {
  for (const bool shared : {true, false}) {
    Service service = clinic(300.0);
    service.shared_across_districts = shared;
    const StudyResult result = assess_ledger(world_from_map(border), service);
    REQUIRE(result.border_cost.size() == 1);
    CHECK(result.border_cost[0].service == "clinic");
    CHECK(result.border_cost[0].unit == "e");
    CHECK(result.border_cost[0].other_unit == "w");
    CHECK(result.border_cost[0].people == 9.0);
  }
}

TEST_CASE("People between two districts stand under the district of the facility that is nearer") {
  // A (w) at cell 1, B (e) at cell 5, within 300 s. Of the middle, cell 2 is nearer to A, cell 4 to B, cell 3 as far from
  // both: A stands first.
  const StudyResult result = assess_ledger(
      world_from_map(
          {.ground = ".......", .people = "1234567", .facilities = ".A...B.", .districts = "wwmmmee"}),
      clinic(300.0));
  REQUIRE(result.border_cost.size() == 2);
  // Units stand in the order e, m, w.
  CHECK(result.border_cost[0].unit == "m");
  CHECK(result.border_cost[0].other_unit == "e");
  CHECK(result.border_cost[0].people == 5.0);
  CHECK(result.border_cost[1].other_unit == "w");
  CHECK(result.border_cost[1].people == 7.0);
}

TEST_CASE("People and facilities in no district share with each other alone") {
  const StudyResult result = assess_ledger(
      world_from_map({.ground = "....", .people = "1234", .facilities = "A...", .districts = "..ww"}),
      not_shared(300.0));
  CHECK(score(result, "covered") == 3.0);
  REQUIRE(result.border_cost.size() == 1);
  CHECK(result.border_cost[0].unit == "w");
  CHECK(result.border_cost[0].other_unit == "(none)");
  CHECK(result.border_cost[0].people == 7.0);
}

TEST_CASE("The way to a facility of the own district may lead through another") {
  const StudyResult result = assess_ledger(
      world_from_map({.ground = "...", .people = "..5", .facilities = "A..", .districts = "wew"}),
      not_shared(200.0));
  CHECK(score(result, "covered") == 5.0);
  CHECK(result.access.front().seconds[2] == 200.0F);
  CHECK(result.border_cost.empty());
}

TEST_CASE("A circle around a facility of another district is no facility near") {
  // The east has no clinic; A would reach only cell 3.
  const StudyResult result = assess_ledger(
      world_from_map({.ground = "...~..", .people = "1...23", .facilities = "..A...", .districts = "wwweee"}),
      not_shared(300.0));
  // Across the river, so sharing would not help either: a new site would be needed.
  CHECK(reason_at(result, 4) == "no_facility");
  CHECK(result.access.front().in_circle[4] == 1);
  const StudyResult shared = assess_ledger(
      world_from_map({.ground = "...~..", .people = "1...23", .facilities = "..A...", .districts = "wwweee"}),
      clinic(300.0));
  CHECK(reason_at(shared, 4) == "barrier");
}

TEST_CASE("A city without districts has no border cost, and not sharing changes nothing there") {
  WorldMap map = border;
  map.districts = {};
  const StudyResult result = assess_ledger(world_from_map(map), not_shared(300.0));
  CHECK(result.border_cost.empty());
  CHECK(score(result, "covered") == 15.0);
  CHECK_FALSE(has_score(result, "reason_border_people"));
}

TEST_CASE("Capacity stays in the district too") {
  WorldMap map = border;
  map.capacities = {{'A', 12.0}};
  const StudyResult shared = assess_ledger(world_from_map(map), clinic(300.0));
  const StudyResult own = assess_ledger(world_from_map(map), not_shared(300.0));
  CHECK(score(shared, "served") == Catch::Approx(12.0));
  CHECK(shared.load[0].demand == 15.0);
  CHECK(score(own, "served") == 6.0);
  CHECK(own.load[0].demand == 6.0);
  CHECK(own.load[0].overload == 0.0);
  // 12 places for 6 people; nothing for the east.
  CHECK(own.access.front().supply_2sfca.values() == std::vector<float>{2.0F, 2.0F, 2.0F, 0.0F, 0.0F, 0.0F});
}

TEST_CASE("The last state alone stands in the table of border costs") {
  const City city = world_from_map(border);
  TravelFields fields(city, one_metre_per_second());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(city);
  assess(city, fields, clinic(300.0), "before", result);
  Site planned = result.sites.front();
  planned.id = "new";
  planned.cell = 4;
  planned.planned = true;
  result.sites.push_back(planned);
  assess(city, fields, clinic(300.0), "after", result);
  // The new site covers cells 1 to 5, the east by itself: nobody needs the border any more.
  CHECK(result.border_cost.empty());
}

TEST_CASE("Not shared, a cell is covered exactly when one facility of its own district alone covers it") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const City city = world_from_map(random_world(seed));
    for (const ReachBy reach_by : {ReachBy::minutes, ReachBy::metres, ReachBy::both}) {
      CAPTURE(seed, static_cast<int>(reach_by));
      Service service = not_shared(250.0);
      service.reach_m = 200.0;
      service.reach_by = reach_by;
      service.direction = seed % 2 == 0 ? Direction::to : Direction::round_trip;
      const StudyResult result = assess_ledger(city, service);
      Service shared = service;
      shared.shared_across_districts = true;
      const StudyResult of_shared = assess_ledger(city, shared);
      TravelFields fields(city, one_metre_per_second());
      const ReachTest test(city, fields, city.groups.front(), shared);
      const Raster<std::int32_t>& district = city.unit_sets.front().unit_of_cell;
      std::vector<int> choice(district.size(), 0);
      for (const Site& site : result.sites) {
        const Raster<std::uint8_t> covers = test.covered(std::vector<CellIndex>{site.cell}, World::real);
        for (std::size_t cell = 0; cell < choice.size(); ++cell)
          if (district[cell] == district[site.cell]) choice[cell] += covers[cell];
      }
      double lost = 0.0;
      for (std::size_t cell = 0; cell < choice.size(); ++cell) {
        CHECK(static_cast<int>(result.access.front().choice[cell]) == choice[cell]);
        CHECK((result.access.front().covered[cell] != 0) == (choice[cell] > 0));
        CHECK(result.access.front().covered[cell] <= of_shared.access.front().covered[cell]);
        CHECK(result.access.front().seconds[cell] >= of_shared.access.front().seconds[cell]);
        if (choice[cell] == 0 && of_shared.access.front().covered[cell] != 0 && city.zone[cell] == 1)
          lost += city.groups.front().people[cell];
      }
      double cost = 0.0;
      for (const BorderCostRow& row : result.border_cost) cost += row.people;
      CHECK(cost == lost);
      CHECK(score(result, "reason_border_people") == lost);
    }
  }
}

TEST_CASE("Reach as runs is cut to the cells of a facility's own district, layer by layer") {
  const City city = world_from_map(random_world(3));
  const std::span<const std::int32_t> district = district_of_cell(city);
  TravelFields fields(city, one_metre_per_second());
  const TravelField& field = fields.field(fields.rule_for(city.groups.front(), clinic(300.0)));
  std::vector<CellIndex> facilities;
  for (CellIndex cell = 0; cell < district.size(); ++cell) facilities.push_back(cell);
  IndexRuns reach = field.reach(facilities, 300.0);
  // The same again as a second layer of every set.
  const auto shift = static_cast<std::uint32_t>(district.size());
  IndexRuns layered;
  for (std::size_t k = 0; k < reach.set_count(); ++k) {
    for (const std::uint32_t by : {0U, shift})
      for (const IndexRun run : reach.set(k)) layered.runs.push_back({run.begin + by, run.end + by});
    layered.first.push_back(layered.runs.size());
  }
  const IndexRuns own = within_own_district(layered, facilities, district);
  REQUIRE(own.set_count() == facilities.size());
  std::size_t cut = 0;
  for (std::size_t k = 0; k < facilities.size(); ++k) {
    std::vector<int> expected(2 * district.size(), 0);
    for (const IndexRun run : layered.set(k))
      for (std::uint32_t index = run.begin; index < run.end; ++index) {
        const bool stays = district[index % shift] == district[facilities[k]];
        expected[index] = stays ? 1 : 0;
        cut += stays ? 0 : 1;
      }
    std::vector<int> found(2 * district.size(), 0);
    for (const IndexRun run : own.set(k)) {
      CHECK(run.begin < run.end);
      for (std::uint32_t index = run.begin; index < run.end; ++index) ++found[index];
    }
    CHECK(found == expected);
  }
  CHECK(cut > 0);
  CHECK(within_own_district(layered, facilities, {}).runs == layered.runs);
  CHECK_THROWS_AS(within_own_district(layered, std::span(facilities).first(3), district),
                  std::invalid_argument);
}
