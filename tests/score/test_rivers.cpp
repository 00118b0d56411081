// Worlds with water: what a river costs, and that nobody slips through it.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// The only way from the west bank to A is the gap in the last row: four cells south, two east, four north.
// The corners of the gap cannot be cut, because a guarded diagonal needs both of its side cells.
const WorldMap one_bridge{.ground = R"(...~...
                                       ...~...
                                       ...~...
                                       ...~...
                                       .......)",
                          .people = R"(..5....
                                       .......
                                       .......
                                       .......
                                       .......)",
                          .facilities = R"(....A..
                                           .......
                                           .......
                                           .......
                                           .......)"};
const CellIndex west_bank = 2;

const WorldMap diagonal_river{.ground = R"(....~
                                           ...~.
                                           ..~..
                                           .~...
                                           ~....)",
                              .people = R"(...8.
                                           .....
                                           .....
                                           .....
                                           .....)",
                              .facilities = R"(.....
                                               ....A
                                               .....
                                               .....
                                               .....)"};

}  // namespace

TEST_CASE("A river with one bridge cell is walked around: ten moves of 100 m") {
  const City city = world_from_map(one_bridge);
  for (const int neighbours : {8, 16}) {
    TravelSettings settings = one_metre_per_second();
    settings.neighbours = neighbours;
    const StudyResult result = assess_ledger(city, clinic(1000.0), settings);
    CHECK(result.access.front().seconds[west_bank] == 1000.0F);
    CHECK(result.access.front().metres[west_bank] == 1000.0F);
    CHECK(score(result, "covered") == 5.0);
    CHECK(reason_at(result, west_bank) == "served");
  }
}

TEST_CASE("People whom a river keeps from a facility 200 m away are unserved because of the barrier") {
  const StudyResult result = assess_ledger(world_from_map(one_bridge), clinic(999.0));
  CHECK(score(result, "covered_share") == 0.0);
  CHECK(score(result, "circle_share") == 1.0);
  CHECK(score(result, "circle_not_reached_people") == 5.0);
  CHECK(score(result, "overstatement") == 1.0);
  CHECK(reason_at(result, west_bank) == "barrier");
  CHECK(score(result, "reason_barrier_people") == 5.0);
}

TEST_CASE("The flat-world control keeps the river: it is not blamed on the hills") {
  WorldMap map = one_bridge;
  map.heights = R"(0000000
                   0000000
                   0000000
                   0000000
                   0000000)";
  const StudyResult result = assess_ledger(world_from_map(map), clinic(999.0));
  CHECK(score(result, "overstatement_flat_world") == 1.0);
  CHECK(reason_at(result, west_bank) == "barrier");
}

TEST_CASE("Nobody slips through a diagonal river where diagonals are guarded") {
  const City city = world_from_map(diagonal_river);
  const StudyResult result = assess_ledger(city, clinic(900.0));
  CHECK(std::isinf(result.access.front().seconds[3]));
  CHECK(score(result, "unreached_share") == 1.0);
  CHECK(std::isnan(score(result, "median_minutes")));
  CHECK(std::isnan(score(result, "mean_minutes")));
  CHECK(result.access.front().nearest_site[3] == -1);
  CHECK(reason_at(result, 3) == "barrier");
}

TEST_CASE("Free diagonals step through a diagonal river, one diagonal of 100 m cells away") {
  TravelSettings settings = one_metre_per_second();
  settings.diagonals = Diagonals::free;
  const StudyResult result = assess_ledger(world_from_map(diagonal_river), clinic(900.0), settings);
  CHECK(static_cast<double>(result.access.front().seconds[3]) ==
        Catch::Approx(100.0 * std::sqrt(2.0)).epsilon(1e-7));
  CHECK(score(result, "covered") == 8.0);
}

TEST_CASE("People kept on water are unreached and named as cut off by the barrier, never covered") {
  WorldMap map = one_bridge;
  map.people = R"(...7...
                  .......
                  .......
                  .......
                  .......)";
  const StudyResult result = assess_ledger(world_from_map(map), clinic(1000.0));
  CHECK(score(result, "people") == 7.0);
  CHECK(score(result, "covered") == 0.0);
  CHECK(score(result, "unreached_share") == 1.0);
  CHECK(score(result, "reason_barrier_people") == 7.0);
}
