// A node highway=elevator parts the ways that meet there by their level.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;

namespace {

OsmText lift_world(Tags lift_tags) {
  OsmText osm;
  osm.node(1, 100, 500).node(2, 300, 500, lift_tags).node(3, 600, 500).node(4, 300, 800).node(5, 300, 200);
  return osm;
}

}  // namespace

TEST_CASE("ways on two levels meet at a lift by a ride, not by a node") {
  const City city = street_city(lift_world({{"highway", "elevator"}})
                                    .way(10, {1, 2}, {{"highway", "footway"}})
                                    .way(11, {2, 3}, {{"highway", "footway"}, {"level", "1"}})
                                    .way(12, {2, 4}, {{"highway", "footway"}, {"level", "0"}}));
  check_streets(city.streets);
  // Without a level a way is on the ground, 0: ways 10 and 12 meet, 11 is reached by the lift alone.
  const StreetEdge ground = edges_of(city.streets, 10).at(0);
  const StreetEdge upstairs = edges_of(city.streets, 11).at(0);
  CHECK(edges_of(city.streets, 12).at(0).from == ground.to);
  CHECK(upstairs.from != ground.to);
  const auto lift = edges_of(city.streets, 2);
  REQUIRE(lift.size() == 1);
  CHECK(lift[0].structure == Structure::lift);
  CHECK(lift[0].from == ground.to);
  CHECK(lift[0].to == upstairs.from);
  CHECK(lift[0].length_m == 0.0);
  CHECK(lift[0].modes_forward == (mode_bit(TravelMode::walk) | mode_bit(TravelMode::wheelchair)));
  CHECK(city.streets.classes[lift[0].street_class] == "elevator");
  CHECK(city.streets.nodes[lift[0].from].at == city.streets.nodes[lift[0].to].at);
}

TEST_CASE("three levels are joined one above the other") {
  const City city = street_city(lift_world({{"highway", "elevator"}, {"wheelchair", "no"}})
                                    .way(10, {1, 2}, {{"highway", "footway"}, {"level", "2"}})
                                    .way(11, {2, 3}, {{"highway", "footway"}, {"layer", "-1"}})
                                    .way(12, {4, 2, 5}, {{"highway", "footway"}}));
  const auto lift = edges_of(city.streets, 2);
  REQUIRE(lift.size() == 2);
  CHECK(lift[0].from == edges_of(city.streets, 11).at(0).from);
  CHECK(lift[0].to == edges_of(city.streets, 12).at(0).to);
  CHECK(lift[1].from == lift[0].to);
  CHECK(lift[1].to == edges_of(city.streets, 10).at(0).to);
  // The way that passes the lift is split there.
  CHECK(edges_of(city.streets, 12).size() == 2);
  CHECK(lift[0].modes_forward == mode_bit(TravelMode::walk));
}

TEST_CASE("a lift whose ways are on one level is told and changes nothing") {
  const City city = street_city(lift_world({{"highway", "elevator"}})
                                    .way(10, {1, 2}, {{"highway", "footway"}})
                                    .way(11, {2, 3}, {{"highway", "footway"}}));
  CHECK(edges_of(city.streets, 2).empty());
  CHECK(city.streets.nodes.size() == 3);
  CHECK(count_of(city.street_counts, "left out", "highway=elevator", "a lift whose ways are all on one level")
            .count == 1);
}

TEST_CASE("a lift that the scenario leaves out parts the levels for good") {
  const TemporaryFolder folder;
  Scenario scenario = street_scenario(folder, lift_world({{"highway", "elevator"}})
                                                  .way(10, {1, 2}, {{"highway", "footway"}})
                                                  .way(11, {2, 3}, {{"highway", "footway"}, {"level", "1"}})
                                                  .text());
  scenario.city.streets->leave_out = {"lift"};
  const City city = build_city(scenario);
  CHECK(city.streets.edges.size() == 2);
  CHECK(city.streets.nodes.size() == 4);
}

TEST_CASE("a lift drawn as a line is an edge") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 110, 500)
                                    .way(10, {1, 2}, {{"highway", "elevator"}, {"duration", "00:00:40"}}));
  REQUIRE(city.streets.edges.size() == 1);
  CHECK(city.streets.edges[0].structure == Structure::lift);
  CHECK(city.streets.edges[0].ride_s == 40.0F);
}
