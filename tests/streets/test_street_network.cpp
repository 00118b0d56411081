// Splitting at junctions, in small worlds: lengths are worked out from the metres that the nodes stand at.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <set>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// Nodes of a file stand within a centimetre of where they were put.
constexpr double within_m = 0.05;

}  // namespace

TEST_CASE("a way is split where another has a node, and its pieces keep the order of the file") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 300, 500)
                                    .node(3, 600, 500)
                                    .node(4, 300, 800)
                                    .way(10, {1, 2, 3}, {{"highway", "residential"}, {"name", "Long Street"}})
                                    .way(11, {2, 4}, {{"highway", "footway"}}));
  const StreetNetwork& streets = city.streets;
  check_streets(streets);
  REQUIRE(streets.edges.size() == 3);
  CHECK(streets.nodes.size() == 4);
  CHECK_THAT(streets.edges[0].length_m, WithinAbs(200.0, within_m));
  CHECK_THAT(streets.edges[1].length_m, WithinAbs(300.0, within_m));
  CHECK_THAT(streets.edges[2].length_m, WithinAbs(300.0, within_m));
  CHECK(streets.edges[0].to == streets.edges[1].from);
  CHECK(streets.edges[2].from == streets.edges[0].to);
  CHECK(streets.classes == std::vector<std::string>{"residential", "footway"});
  REQUIRE(streets.names.size() == 1);
  CHECK(streets.names[0].en == "Long Street");
  CHECK(streets.edges[1].name == 0);
  CHECK(streets.edges[2].name == -1);
  CHECK(streets.edges[2].source_id == 11);
  // A height at least every 10 m, ends included, and hardly more often.
  for (const StreetEdge& edge : streets.edges) {
    CHECK(static_cast<double>(edge.height_count) >= edge.length_m / 10.0 + 1.0 - 1e-6);
    CHECK(static_cast<double>(edge.height_count) <= edge.length_m / 10.0 + 2.0);
  }
  const StreetCount row = count_of(city.street_counts, "street", "highway=residential");
  CHECK(row.count == 1);
  CHECK_THAT(row.length_m, WithinAbs(500.0, within_m));
}

TEST_CASE("lines that cross without a common node do not meet") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 900, 500)
                                    .node(3, 500, 100)
                                    .node(4, 500, 900)
                                    .way(10, {1, 2}, {{"highway", "residential"}})
                                    .way(11, {3, 4}, {{"highway", "residential"}, {"bridge", "yes"}}));
  CHECK(city.streets.edges.size() == 2);
  CHECK(city.streets.nodes.size() == 4);
  CHECK(city.streets.edges[1].structure == Structure::bridge);
}

TEST_CASE("where one way ends and the next begins there is a node, though nothing else meets it") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 300, 500)
                                    .node(3, 600, 500)
                                    .node(4, 800, 500)
                                    .way(10, {1, 2}, {{"highway", "residential"}})
                                    .way(11, {2, 3}, {{"highway", "residential"}, {"tunnel", "yes"}})
                                    .way(12, {3, 4}, {{"highway", "residential"}}));
  REQUIRE(city.streets.edges.size() == 3);
  CHECK(city.streets.nodes.size() == 4);
  CHECK(city.streets.edges[1].structure == Structure::tunnel);
}

TEST_CASE("a loop that nothing meets is one edge, and one that crosses itself is split there") {
  const City ring = street_city(OsmText()
                                    .node(1, 100, 100)
                                    .node(2, 400, 100)
                                    .node(3, 400, 400)
                                    .node(4, 100, 400)
                                    .way(10, {1, 2, 3, 4, 1}, {{"highway", "pedestrian"}, {"area", "yes"}}));
  REQUIRE(ring.streets.edges.size() == 1);
  CHECK(ring.streets.edges[0].from == ring.streets.edges[0].to);
  CHECK_THAT(ring.streets.edges[0].length_m, WithinAbs(1200.0, within_m));
  // 5 to 2, round the triangle 2-3-4 back to 2, and on to 6.
  const City eight = street_city(OsmText()
                                     .node(2, 400, 100)
                                     .node(3, 400, 400)
                                     .node(4, 100, 400)
                                     .node(5, 800, 100)
                                     .node(6, 400, 50)
                                     .way(10, {5, 2, 3, 4, 2, 6}, {{"highway", "path"}}));
  REQUIRE(eight.streets.edges.size() == 3);
  CHECK_THAT(eight.streets.edges[1].length_m, WithinAbs(300.0 + 300.0 + std::hypot(300.0, 300.0), within_m));
  CHECK(eight.streets.edges[1].from == eight.streets.edges[1].to);
}

TEST_CASE("nodes at one place are one where a way joins them, and two where none does") {
  const City joined = street_city(OsmText()
                                      .node(1, 100, 500)
                                      .node(2, 300, 500)
                                      .node(3, 300, 500)
                                      .node(4, 600, 500)
                                      .way(10, {1, 2, 3, 4}, {{"highway", "path"}})
                                      .way(11, {3, 3}, {{"highway", "path"}}));
  REQUIRE(joined.streets.edges.size() == 2);
  check_streets(joined.streets);
  CHECK(count_of(joined.street_counts, "left out", "highway=path", "it has no length").count == 1);
  const City apart = street_city(OsmText()
                                     .node(1, 100, 500)
                                     .node(2, 300, 500)
                                     .node(3, 300, 500)
                                     .node(4, 600, 500)
                                     .way(10, {1, 2}, {{"highway", "path"}})
                                     .way(11, {3, 4}, {{"highway", "path"}}));
  CHECK(apart.streets.nodes.size() == 4);
}

TEST_CASE("what does not touch the grid is left out and counted with its length") {
  // The grid ends at 1000 m: the middle piece sticks out, the last lies beyond.
  const City city = street_city(OsmText()
                                    .node(1, 500, 500)
                                    .node(2, 900, 500)
                                    .node(3, 1200, 500)
                                    .node(4, 1500, 500)
                                    .node(5, 900, 700)
                                    .node(6, 1200, 700)
                                    .way(10, {1, 2, 3, 4}, {{"highway", "residential"}})
                                    .way(11, {2, 5}, {{"highway", "path"}})
                                    .way(12, {3, 6}, {{"highway", "path"}}));
  CHECK(edges_of(city.streets, 10).size() == 2);
  CHECK(edges_of(city.streets, 12).empty());
  const StreetCount out =
      count_of(city.street_counts, "left out", "highway=residential", "outside the study");
  CHECK(out.count == 1);
  CHECK_THAT(out.length_m, WithinAbs(300.0, within_m));
  CHECK_THAT(count_of(city.street_counts, "left out", "highway=path", "outside the study").length_m,
             WithinAbs(200.0, within_m));
}

TEST_CASE("a diagonal that only passes the corner of the grid is outside it") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 100)
                                    .node(2, 200, 100)
                                    .node(3, 1300, 800)
                                    .node(4, 800, 1300)
                                    .node(5, 1050, 800)
                                    .node(6, 800, 1050)
                                    .way(10, {1, 2}, {{"highway", "path"}})
                                    .way(11, {3, 4}, {{"highway", "path"}})
                                    .way(12, {5, 6}, {{"highway", "path"}}));
  // x + y = 2100 passes the corner (1000, 1000) outside, x + y = 1850 inside.
  CHECK(edges_of(city.streets, 11).empty());
  CHECK(edges_of(city.streets, 12).size() == 1);
}

TEST_CASE("the same street twice is kept once, and parallel streets that differ are both kept") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 300, 500)
                                    .node(3, 200, 600)
                                    .way(10, {1, 2}, {{"highway", "path"}})
                                    .way(11, {1, 2}, {{"highway", "path"}})
                                    .way(12, {1, 2}, {{"highway", "residential"}})
                                    .way(13, {1, 3, 2}, {{"highway", "path"}}));
  CHECK(edges_of(city.streets, 11).empty());
  CHECK(city.streets.edges.size() == 3);
  CHECK(city.streets.points.size() == 2 + 2 + 3);
  CHECK(count_of(city.street_counts, "left out", "highway=path", "the same street twice").count == 1);
}

TEST_CASE("what leave_out names is taken out: classes, structures, and steps on a bridge with the bridges") {
  OsmText osm;
  osm.node(1, 100, 500)
      .node(2, 300, 500)
      .node(3, 500, 500)
      .node(4, 700, 500)
      .way(10, {1, 2}, {{"highway", "residential"}})
      .way(11, {2, 3}, {{"highway", "steps"}, {"bridge", "yes"}})
      .way(12, {3, 4}, {{"highway", "footway"}, {"bridge", "yes"}})
      .way(13, {1, 4}, {{"highway", "footway"}});
  const TemporaryFolder folder;
  Scenario scenario = street_scenario(folder, osm.text());
  const auto kept = [&](std::vector<std::string> names) {
    scenario.city.streets->leave_out = std::move(names);
    std::set<std::int64_t> ways;
    for (const StreetEdge& edge : build_city(scenario).streets.edges) ways.insert(edge.source_id);
    return ways;
  };
  CHECK(kept({}) == std::set<std::int64_t>{10, 11, 12, 13});
  CHECK(kept({"bridge"}) == std::set<std::int64_t>{10, 13});
  CHECK(kept({"footway"}) == std::set<std::int64_t>{10, 11});
  CHECK(kept({"steps", "residential"}) == std::set<std::int64_t>{12, 13});
  scenario.city.streets->leave_out = {"steps"};
  CHECK(count_of(build_city(scenario).street_counts, "left out", "highway=steps",
                 "in leave_out of the scenario")
            .count == 1);
}

TEST_CASE("a ferry's time is shared among its pieces by their length") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 500)
                                    .node(2, 300, 500)
                                    .node(3, 900, 500)
                                    .node(4, 300, 800)
                                    .way(10, {1, 2, 3}, {{"route", "ferry"}, {"duration", "8"}})
                                    .way(11, {2, 4}, {{"highway", "path"}}));
  const auto ferry = edges_of(city.streets, 10);
  REQUIRE(ferry.size() == 2);
  // 8 minutes over 800 m: 120 s and 360 s.
  CHECK_THAT(ferry[0].ride_s, WithinAbs(120.0, 0.1));
  CHECK_THAT(ferry[1].ride_s, WithinAbs(360.0, 0.1));
  CHECK(ferry[0].structure == Structure::ferry);
}

TEST_CASE("a square is walked along its outline, by its own tags or by those of its multipolygon") {
  const City city = street_city(OsmText()
                                    .node(1, 100, 100)
                                    .node(2, 400, 100)
                                    .node(3, 400, 400)
                                    .node(4, 100, 400)
                                    .way(10, {1, 2, 3}, {})
                                    .way(11, {3, 4, 1}, {{"highway", "residential"}})
                                    .multipolygon(20, {10, 11}, {{"highway", "pedestrian"}}));
  REQUIRE(edges_of(city.streets, 10).size() == 1);
  CHECK(city.streets.classes[edges_of(city.streets, 10)[0].street_class] == "pedestrian");
  CHECK(city.streets.classes[edges_of(city.streets, 11)[0].street_class] == "residential");
}

TEST_CASE("names are told in both languages") {
  const City city = street_city(
      OsmText()
          .node(1, 100, 500)
          .node(2, 300, 500)
          .node(3, 500, 500)
          .node(4, 700, 500)
          .way(10, {1, 2}, {{"highway", "path"}, {"name", "人民路"}, {"name:en", "People's Road"}})
          .way(11, {2, 3}, {{"highway", "path"}, {"name", "Rua da Praia"}, {"name:zh", "海滩街"}})
          .way(12, {3, 4}, {{"highway", "path"}, {"name", "Route de l'Église"}}));
  REQUIRE(city.streets.names.size() == 3);
  CHECK(city.streets.names[0].en == "People's Road");
  CHECK(city.streets.names[0].zh == "人民路");
  CHECK(city.streets.names[1].zh == "海滩街");
  CHECK(city.streets.names[2].en == "Route de l'Église");
  CHECK(city.streets.names[2].zh.empty());
}
