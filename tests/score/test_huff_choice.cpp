// Who chooses which facility by Huff's model.
#include "sim/score/huff_choice.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>

#include "sim/score/group_access.h"
#include "sim/score/supply.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using Catch::Approx;

namespace {

/// A row of cells and the facilities' catchments in it.
City row_of_people(const std::string& people) {
  worlds::WorldMap map;
  map.ground = std::string(people.size(), '.');
  map.people = people;
  return worlds::world_from_map(map);
}

}  // namespace

TEST_CASE("a cell's demand is shared by size and by a power of the way") {
  const City city = row_of_people("9.3");
  const CellDemand demand = scored_demand(city, city.groups.front(), 1.0);
  // Cell 0 has both facilities within reach, at 120 and 240 s; cell 2 the second alone.
  Catchments reach;
  reach.first = {0, 1, 3};
  reach.cell = {0, 0, 2};
  reach.cost = {120.0F, 240.0F, 300.0F};
  const std::vector<AskingGroup> asking = {{reach, demand, {}}};
  const std::vector<double> alike = {1.0, 1.0};
  const std::vector<double> squares = demand_by_choice(asking, alike, 2, 60.0);
  CHECK(squares[0] == Approx(9.0 * 0.8));
  CHECK(squares[1] == Approx(9.0 * 0.2 + 3.0));
  const std::vector<double> linear = demand_by_choice(asking, alike, 1, 60.0);
  CHECK(linear[0] == Approx(9.0 * 2.0 / 3.0));
  // Twice as large and twice as far by the first power: a draw.
  const std::vector<double> sizes = {100.0, 200.0};
  CHECK(demand_by_choice(asking, sizes, 1, 60.0)[0] == Approx(4.5));
  // Nothing is nearer than the least way.
  CHECK(demand_by_choice(asking, alike, 2, 240.0)[0] == Approx(4.5));
}

TEST_CASE("all demand with a facility within reach chooses one, in every drawn city and state of capacity") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    worlds::WorldMap map = random_world(seed);
    map.capacities = {{'A', 20.0}, {'B', 5.0}, {'C', 0.0}};
    if (seed % 2 == 0) map.capacities['D'] = 40.0;
    const City city = worlds::world_from_map(map);
    Service service = clinic(300.0);
    if (seed % 3 == 0) {
      service.reach_by = ReachBy::metres;
      service.reach_m = 320.0;
    }
    const StudyResult result = assess_ledger(city, service);
    double chosen = 0.0;
    double nearest = 0.0;
    for (const LoadRow& row : result.load) {
      CHECK(row.chosen >= 0.0);
      if (!std::isnan(row.capacity))
        CHECK(row.overload_by_choice == std::max(0.0, row.chosen - row.capacity));
      chosen += row.chosen;
      nearest += row.demand;
    }
    CAPTURE(seed);
    // Both share out the same people: those with a facility within reach.
    CHECK(chosen == Approx(nearest).margin(1e-9));
  }
}
