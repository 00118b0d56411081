// Streets that are none, or of another place: one sentence each.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("streets of another place do not overlap the grid, and that is said") {
  const TemporaryFolder folder;
  const OsmText far_away =
      OsmText().node(1, 50000, 500).node(2, 50300, 500).way(10, {1, 2}, {{"highway", "path"}});
  CHECK_THAT(
      refusal_of(street_scenario(folder, far_away.text())),
      ContainsSubstring("test.toml:7: city.streets = streets.osm: no street of it lies on the city's grid"));
}

TEST_CASE(
    "streets on the other side of the earth, which have no place in the city's coordinates, do not overlap") {
  const TemporaryFolder folder;
  std::string text = OsmText().node(1, 0, 0).node(2, 100, 0).way(10, {1, 2}, {{"highway", "path"}}).text();
  for (const char* const longitude : {"-75", "-165", "15"}) {
    std::string moved = text;
    for (std::size_t at = moved.find("lon=\"105"); at != std::string::npos; at = moved.find("lon=\"105"))
      moved.replace(at, 8, "lon=\"" + std::string(longitude));
    CHECK_THAT(refusal_of(street_scenario(folder, moved)), ContainsSubstring("do not overlap"));
  }
}

TEST_CASE("a file whose ways are no streets says what they are") {
  const TemporaryFolder folder;
  const OsmText none = OsmText()
                           .node(1, 100, 500)
                           .node(2, 300, 500)
                           .way(10, {1, 2}, {{"highway", "proposed"}})
                           .way(11, {1, 2}, {{"highway", "service"}, {"access", "no"}});
  const std::string refusal = refusal_of(street_scenario(folder, none.text()));
  CHECK_THAT(refusal, ContainsSubstring("it holds no street that somebody may use"));
  CHECK_THAT(refusal, ContainsSubstring("1 of highway=proposed (no street by the table)"));
  CHECK_THAT(refusal, ContainsSubstring("1 of highway=service (closed to everybody)"));
}

TEST_CASE("a layer without lines, and one of points, are refused") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(street_scenario(folder, "id,class\n1,path\n", "streets.csv")),
             ContainsSubstring("streets need lines, and it has no shapes"));
  const char* const points = R"({"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"class":"path"},"geometry":{"type":"Point","coordinates":[105,29.8]}}]})";
  CHECK_THAT(refusal_of(street_scenario(folder, points, "streets.geojson")),
             ContainsSubstring("it holds no street that somebody may use"));
}

TEST_CASE("a fault of the streets is told with those of other sources") {
  const TemporaryFolder folder;
  Scenario scenario = street_scenario(folder, "not a map");
  scenario.city.barriers = {source(folder.write("wall.geojson", "not json"), "barriers[0]")};
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal,
             ContainsSubstring("city.streets = streets.osm") && ContainsSubstring("city.barriers[0]"));
}

TEST_CASE("the same bytes make the same network") {
  const TemporaryFolder folder;
  OsmText osm;
  for (int i = 0; i < 30; ++i) osm.node(100 - i, 30.0 * i + 20.0, 500 + (i * 37) % 200);
  for (int i = 0; i + 2 < 30; ++i) osm.way(500 - i, {100 - i, 99 - i, 98 - i}, {{"highway", "path"}});
  const Scenario scenario = street_scenario(folder, osm.text());
  const StreetNetwork first = build_city(scenario).streets;
  const StreetNetwork second = build_city(scenario).streets;
  REQUIRE(first.edges.size() == second.edges.size());
  CHECK(first.points == second.points);
  for (std::size_t i = 0; i < first.edges.size(); ++i) {
    CHECK(first.edges[i].from == second.edges[i].from);
    CHECK(first.edges[i].source_id == second.edges[i].source_id);
    CHECK(first.edges[i].length_m == second.edges[i].length_m);
  }
}
