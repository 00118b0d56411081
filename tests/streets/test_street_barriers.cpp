// Water, railways, motorways, walls and fences, and the streets that cross them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// A river from south to north at 500 m, and a street from west to east across it, with a node where they meet.
OsmText river_and_street(Tags river, Tags street, Tags at_river = {}) {
  OsmText osm;
  osm.node(1, 520, -100)
      .node(2, 520, 500, at_river)
      .node(3, 520, 1100)
      .node(4, 100, 500)
      .node(5, 900, 500)
      .way(20, {1, 2, 3}, river)
      .way(10, {4, 2, 5}, street);
  return osm;
}

/// The same without a common node: the street at 450 m.
OsmText line_and_street(Tags line, Tags street) {
  OsmText osm;
  osm.node(1, 520, -100)
      .node(3, 520, 1100)
      .node(4, 100, 450)
      .node(5, 900, 450)
      .way(20, {1, 3}, line)
      .way(10, {4, 5}, street);
  return osm;
}

constexpr std::pair<const char*, const char*> river = {"waterway", "river"};
constexpr std::pair<const char*, const char*> path = {"highway", "path"};

std::size_t cut_cells(const City& city) {
  std::size_t cut = 0;
  for (const std::uint16_t moves : city.surface.cut_moves.values()) cut += moves != 0 ? 1U : 0U;
  return cut;
}

}  // namespace

TEST_CASE("a street that crosses a river without a bridge is kept and listed with the place") {
  for (const OsmText& osm :
       {line_and_street({river}, {path}), line_and_street({river}, {path, {"tunnel", "culvert"}})}) {
    const City city = street_city(osm);
    REQUIRE(city.streets.edges.size() == 1);
    CHECK(city.streets.edges[0].crosses_barrier);
    REQUIRE(city.street_crossings.size() == 1);
    CHECK(city.street_crossings[0].edge == 0);
    CHECK_THAT(city.street_crossings[0].at.x_m, WithinAbs(world_west_m + 520.0, 0.05));
    CHECK_THAT(city.street_crossings[0].at.y_m, WithinAbs(world_south_m + 450.0, 0.05));
    CHECK(has_note(city.notes, "1 edges of streets meet a barrier"));
    REQUIRE(city.streets.barriers.size() == 1);
    // Steps from the fifth to the sixth column are cut in every row, and knight's moves beside them.
    CHECK(cut_cells(city) >= 20);
    CHECK(count_of(city.street_counts, "barrier", "waterway=river").count == 1);
    CHECK_THAT(count_of(city.street_counts, "barrier", "waterway=river").length_m, WithinAbs(1200.0, 0.1));
  }
}

TEST_CASE("a bridge, a tunnel, a ferry and steps on a bridge cross a river rightly") {
  for (const Tags& street :
       {Tags{path, {"bridge", "yes"}}, Tags{path, {"tunnel", "yes"}}, Tags{{"route", "ferry"}},
        Tags{{"highway", "steps"}, {"bridge", "yes"}}, Tags{path, {"ford", "yes"}}}) {
    const City city = street_city(line_and_street({river}, street));
    CHECK_FALSE(city.streets.edges.at(0).crosses_barrier);
    CHECK(city.street_crossings.empty());
  }
}

TEST_CASE("both halves of a street that shares a node with a river touch it, unless the node says how") {
  const City city = street_city(river_and_street({river}, {path}));
  REQUIRE(city.streets.edges.size() == 1);
  CHECK(city.streets.edges[0].crosses_barrier);
  CHECK(city.street_crossings.size() == 1);
  CHECK(street_city(river_and_street({river}, {path}, {{"ford", "yes"}})).street_crossings.empty());
  CHECK(street_city(river_and_street({{"barrier", "wall"}}, {path}, {{"barrier", "gate"}}))
            .street_crossings.empty());
  CHECK(street_city(river_and_street({{"railway", "rail"}}, {path}, {{"railway", "level_crossing"}}))
            .street_crossings.empty());
  CHECK(street_city(river_and_street({{"railway", "rail"}}, {path})).street_crossings.size() == 1);
}

TEST_CASE("a street that ends at a wall does not cross it, and one that goes on beyond does") {
  OsmText osm;
  osm.node(1, 520, 100)
      .node(2, 520, 500)
      .node(3, 520, 900)
      .node(4, 100, 500)
      .node(5, 900, 500)
      .way(20, {1, 2, 3}, {{"barrier", "wall"}})
      .way(10, {4, 2}, {path});
  CHECK(street_city(osm).street_crossings.empty());
  const City beyond = street_city(osm.way(11, {2, 5}, {path}));
  CHECK(beyond.street_crossings.size() == 2);
  CHECK(beyond.streets.edges[0].crosses_barrier);
  CHECK(beyond.streets.edges[1].crosses_barrier);
}

TEST_CASE("nothing in a tunnel, on a bridge or underground is a barrier, nor what people step over") {
  for (const Tags& line :
       {Tags{river, {"tunnel", "culvert"}}, Tags{river, {"bridge", "aqueduct"}},
        Tags{river, {"location", "underground"}}, Tags{{"railway", "rail"}, {"tunnel", "yes"}},
        Tags{{"railway", "rail"}, {"bridge", "yes"}}, Tags{{"waterway", "stream"}}, Tags{{"railway", "tram"}},
        Tags{{"barrier", "hedge"}}, Tags{{"railway", "disused"}}}) {
    const City city = street_city(line_and_street(line, {path}));
    CHECK(city.streets.barriers.empty());
    CHECK(city.street_crossings.empty());
    CHECK(city.surface.cut_moves.empty());
  }
  const City city = street_city(line_and_street({river, {"tunnel", "culvert"}}, {path}));
  CHECK(count_of(city.street_counts, "left out", "waterway=river",
                 "in a tunnel, on a bridge, covered or underground")
            .count == 1);
}

TEST_CASE("the scenario says which kinds of barriers are taken") {
  const TemporaryFolder folder;
  Scenario scenario = street_scenario(folder, line_and_street({river}, {path}).text());
  scenario.city.streets->barriers = std::vector<std::string>{"railway", "wall"};
  City city = build_city(scenario);
  CHECK(city.streets.barriers.empty());
  CHECK(count_of(city.street_counts, "left out", "waterway=river", "not among the barriers of the scenario")
            .count == 1);
  scenario.city.streets->barriers = std::vector<std::string>{};
  CHECK(build_city(scenario).streets.barriers.empty());
  scenario.city.streets->barriers = std::vector<std::string>{"water"};
  CHECK(build_city(scenario).streets.barriers.size() == 1);
}

TEST_CASE("cells whose centre lies in water are closed, islands in a multipolygon are not") {
  // A lake from 100 to 600 m both ways, with an island from 300 to 400 m.
  OsmText osm;
  osm.node(1, 100, 100).node(2, 600, 100).node(3, 600, 600).node(4, 100, 600);
  osm.node(5, 300, 300).node(6, 400, 300).node(7, 400, 400).node(8, 300, 400);
  osm.node(9, 700, 50).node(10, 900, 50);
  osm.way(20, {1, 2, 3}, {}).way(21, {1, 4, 3}, {}).way(22, {5, 6, 7, 8, 5}, {}).way(10, {9, 10}, {path});
  const City city = street_city(osm.multipolygon(30, {20, 21, 22}, {{"natural", "water"}}));
  int closed = 0;
  for (const std::uint8_t open : city.surface.passable.values()) closed += open == 0 ? 1 : 0;
  CHECK(closed == 25 - 1);
  // Row 9 is the southern one; the island is the fourth cell from the west and from the south.
  CHECK(city.surface.passable(6, 3) == 1);
  CHECK(city.surface.passable(6, 2) == 0);
  CHECK(city.streets.barriers.size() == 3);
  REQUIRE(city.drawn.size() == 2);
  CHECK(city.drawn[0].name == "water");
  CHECK(city.drawn[0].closed);
  CHECK(city.drawn[0].lines.size() == 2);
  CHECK(city.drawn[1].name == "barriers");
  CHECK_FALSE(city.surface.passable_without_barriers.empty());
}

TEST_CASE("a lake whose outline is not whole in the file closes no cell, and that is told") {
  OsmText osm;
  osm.node(1, 100, 100)
      .node(2, 600, 100)
      .node(3, 600, 600)
      .node(4, 100, 600)
      .node(9, 700, 50)
      .node(10, 900, 50);
  osm.way(20, {1, 2, 3}, {}).way(10, {9, 10}, {path});
  const City city = street_city(osm.multipolygon(30, {20, 21}, {{"natural", "water"}}));
  CHECK(std::count(city.surface.passable.values().begin(), city.surface.passable.values().end(), 0) == 0);
  CHECK(city.streets.barriers.size() == 1);
  CHECK(count_of(city.street_counts, "left out", "natural=water", "its outline is not closed in the file")
            .count == 1);
}

TEST_CASE("a motorway is a barrier that its own junctions do not cross") {
  // The motorway 1-2-3, its link 2-4, a path that crosses it without a node, and one on a bridge.
  OsmText osm;
  osm.node(1, 100, 500).node(2, 400, 500).node(3, 900, 500).node(4, 500, 700);
  osm.node(5, 700, 200).node(6, 700, 800).node(7, 800, 200).node(8, 800, 800);
  osm.way(10, {1, 2, 3}, {{"highway", "motorway"}})
      .way(11, {2, 4}, {{"highway", "motorway_link"}})
      .way(12, {5, 6}, {path})
      .way(13, {7, 8}, {path, {"bridge", "yes"}});
  const City city = street_city(osm);
  REQUIRE(city.street_crossings.size() == 1);
  CHECK(city.streets.edges[city.street_crossings[0].edge].source_id == 12);
  CHECK(count_of(city.street_counts, "barrier", "highway=motorway").count == 1);
}

TEST_CASE("a street that is tagged as a wall stays a street, and barriers beyond the grid are left out") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 400, 500)
                                    .node(3, 3000, 500)
                                    .node(4, 3000, 900)
                                    .way(10, {1, 2}, {path, {"barrier", "wall"}})
                                    .way(20, {3, 4}, {{"barrier", "fence"}}));
  CHECK(city.streets.edges.size() == 1);
  CHECK(city.streets.barriers.empty());
  CHECK(count_of(city.street_counts, "left out", "barrier=wall", "a street itself").count == 1);
  CHECK(count_of(city.street_counts, "left out", "barrier=fence", "outside the study").count == 1);
}

TEST_CASE("streets cross the lines of the key barriers as they do those of the file") {
  const TemporaryFolder folder;
  Scenario scenario =
      street_scenario(folder, OsmText().node(1, 100, 450).node(2, 900, 450).way(10, {1, 2}, {path}).text());
  const auto geojson =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32648"}},
    "features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString",
    "coordinates":[[500520,3300000],[500520,3301000]]}}]})";
  scenario.city.barriers = {source(folder.write("wall.geojson", geojson), "barriers[0]")};
  const City city = build_city(scenario);
  REQUIRE(city.street_crossings.size() == 1);
  CHECK_THAT(city.street_crossings[0].at.x_m, WithinAbs(500520.0, 1e-6));
  CHECK(city.streets.barriers.size() == 1);
}
