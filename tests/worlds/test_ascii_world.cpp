#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using namespace quarterhour::worlds;

TEST_CASE("Every letter of the maps becomes what it stands for") {
  const City city = world_from_map({.ground = R"(.:~
                                                 ..?)",
                                    .heights = R"(0a3
                                                  12?)",
                                    .people = R"(1.9
                                                 ...)",
                                    .facilities = R"(b.B
                                                     A..)",
                                    .districts = R"(wwe
                                                    .we)",
                                    .zone = R"(ssb
                                               sso)",
                                    .groups = {{"elderly", "...\n.2.", 3.0}},
                                    .cell_width_m = 50.0,
                                    .cell_height_m = 20.0,
                                    .height_step_m = 2.5,
                                    .people_step = 100.0});
  CHECK(city.grid() == Grid(2, 3, 0.0, 40.0, 50.0, 20.0));
  CHECK(city.surface.passable.values() == std::vector<std::uint8_t>{1, 1, 0, 1, 1, 0});
  CHECK(city.surface.passable_without_barriers.values() == std::vector<std::uint8_t>{1, 1, 1, 1, 1, 0});
  CHECK(city.surface.speed_factor[1] == 0.5F);
  CHECK(city.surface.elevation_m[1] == 25.0);
  CHECK(std::isnan(city.surface.elevation_m[5]));
  CHECK(city.groups[0].people.values() == std::vector<double>{100.0, 0.0, 900.0, 0.0, 0.0, 0.0});
  CHECK(city.groups[1].people[4] == 200.0);
  CHECK(city.groups[1].speed_kmh == 3.0);
  REQUIRE(city.ledger.size() == 3);
  CHECK(city.ledger[0].id == "A");
  CHECK(city.ledger[0].cell == 3U);
  CHECK(city.ledger[0].location == PointM{25.0, 10.0});
  CHECK(city.ledger[1].service == "clinic");
  CHECK(city.ledger[2].service == "school");
  REQUIRE(city.unit_sets.front().units.size() == 2);
  CHECK(city.unit_sets.front().units[0].id == "e");
  CHECK(city.unit_sets.front().unit_of_cell.values() == std::vector<std::int32_t>{1, 1, 0, -1, 1, 0});
  CHECK(city.zone.values() == std::vector<std::uint8_t>{1, 1, 2, 1, 1, 0});
}

TEST_CASE("A map of ground alone is a flat, empty city at full speed") {
  const City city = world_from_map({.ground = "..."});
  CHECK(city.is_flat());
  CHECK(city.surface.speed_factor.empty());
  CHECK(city.ledger.empty());
  CHECK(city.unit_sets.empty());
  CHECK(city.groups.front().people.values() == std::vector<double>{0.0, 0.0, 0.0});
}

TEST_CASE("A map that does not fit, or a letter that means nothing, is refused") {
  CHECK_THROWS_AS(world_from_map({}), std::invalid_argument);
  CHECK_THROWS_AS(world_from_map({.ground = "x"}), std::invalid_argument);
  CHECK_THROWS_AS(world_from_map({.ground = "..", .people = "1"}), std::invalid_argument);
  CHECK_THROWS_AS(world_from_map({.ground = "..", .people = "..\n.."}), std::invalid_argument);
  CHECK_THROWS_AS(world_from_map({.ground = "..", .heights = "0?"}), std::invalid_argument);
  CHECK_THROWS_AS(world_from_map({.ground = "..", .facilities = "AA"}), std::invalid_argument);
  CHECK_THROWS_AS(cell_of("..", 'A'), std::invalid_argument);
}
