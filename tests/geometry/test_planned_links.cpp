// Links that are not there yet: closed they change nothing, open they are streets like others.
#include "geometry/planned_links.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <memory>

#include "geometry/open_cells.h"
#include "geometry/street_parts.h"
#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"

using namespace quarterhour;
using Catch::Approx;

namespace {

constexpr std::uint8_t walkers = mode_bit(TravelMode::walk);

PlannedLink link_along(std::vector<PointM> line, Structure structure = Structure::bridge) {
  PlannedLink link;
  link.line = std::move(line);
  link.structure = structure;
  link.modes_forward = link.modes_backward = walkers;
  link.name = {"A link", "连线"};
  return link;
}

Raster<float> times(const Surface& surface, const StreetNetwork& streets, const TravelRule& rule,
                    const std::vector<SourceIndex>& sources, std::span<const AccessPlace> places = {}) {
  const auto joined = std::make_shared<const JoinedStreets>(
      join_streets(surface, open_cells(surface, rule), streets, *rule.streets, places, nullptr));
  return TravelField(surface, FieldStreets{streets, joined}, rule).nearest(sources, 1e5).cost;
}

/// Cuts an edge without heights in two, `along_m` from its beginning, and gives the node between.
std::uint32_t split_edge(StreetNetwork& streets, std::uint32_t number, double along_m) {
  const StreetEdge whole = streets.edges[number];
  const PointM at = point_along(streets, whole, along_m);
  const auto node = static_cast<std::uint32_t>(streets.nodes.size());
  streets.nodes.push_back({at, 0.0});
  const std::vector<PointM> line(streets.line(whole).begin(), streets.line(whole).end());
  std::vector<PointM> before = {line.front()};
  std::vector<PointM> after = {at};
  double passed_m = 0.0;
  for (std::size_t k = 1; k < line.size(); ++k) {
    passed_m += std::hypot(line[k].x_m - line[k - 1].x_m, line[k].y_m - line[k - 1].y_m);
    (passed_m < along_m ? before : after).push_back(line[k]);
  }
  before.push_back(at);
  const auto add = [&](const std::vector<PointM>& part, std::uint32_t from, std::uint32_t to,
                       double length_m) {
    StreetEdge edge = whole;
    edge.from = from;
    edge.to = to;
    edge.length_m = length_m;
    edge.first_point = static_cast<std::uint32_t>(streets.points.size());
    edge.point_count = static_cast<std::uint32_t>(part.size());
    streets.points.insert(streets.points.end(), part.begin(), part.end());
    return edge;
  };
  streets.edges[number] = add(before, whole.from, node, along_m);
  streets.edges.push_back(add(after, node, whole.to, whole.length_m - along_m));
  return node;
}

}  // namespace

TEST_CASE(
    "a bridge between two streets shortens the way across once it is open, and nobody steps onto it in "
    "between") {
  // Two streets 200 m apart that meet in the east only.
  const Surface surface = samples::open_ground(3, 11, 100.0, 100.0);
  const auto at = [](double east, double south) { return PointM{500000.0 + east, 3300000.0 - south}; };
  samples::StreetDrawing drawing;
  drawing.add({at(50, 50), at(1050, 50)});
  drawing.add({at(1050, 50), at(1050, 250)});
  drawing.add({at(50, 250), at(1050, 250)});
  StreetNetwork streets = drawing.network();
  const StreetNetwork bare = streets;
  // Drawn 5 m short of either street.
  const LinkEnds ends = add_link(streets, link_along({at(350, 55), at(350, 245)}), 3, 100.0);
  CHECK(ends.first_m == Approx(5.0));
  CHECK(ends.last_m == Approx(5.0));
  REQUIRE(streets.edges.size() == 4);
  CHECK(streets.edges[3].length_m == Approx(200.0));
  CHECK(streets.edges[3].link == 3);
  CHECK(streets.attachments.size() == 2);
  check_streets(streets);
  TravelRule rule;
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  rule.streets = StreetRule{};
  rule.streets->off_street = OffStreet::never;
  const auto closed = times(surface, streets, rule, {0});
  CHECK(closed.values() == times(surface, bare, rule, {0}).values());
  CHECK(closed(2, 3) == Approx(1000.0 + 200.0 + 700.0));
  rule.streets->open_links = 1U << 3U;
  const auto open = times(surface, streets, rule, {0});
  CHECK(open(2, 3) == Approx(300.0 + 200.0));
  CHECK(open(2, 0) == Approx(300.0 + 200.0 + 300.0));
  CHECK(open(0, 9) == Approx(900.0));
  CHECK(std::isinf(open(1, 3)));
  // It counts for no part of the network until it is there.
  CHECK(street_parts(streets, TravelMode::walk)[streets.edges[3].from] == streets.edges[3].from);
}

TEST_CASE("links between random places of a random net are what streets between split edges are") {
  const Surface surface = samples::open_ground(24, 27, 100.0, 100.0);
  StreetNetwork bare = samples::random_streets(surface, 10, 11, 4);
  bare.heights_m.clear();
  for (StreetEdge& edge : bare.edges) edge.height_count = edge.first_height = 0;
  for (StreetNode& node : bare.nodes) node.height_m = 0.0;
  const Grid& grid = surface.grid;
  std::vector<AccessPlace> places;
  for (std::size_t k = 0; k < 6; ++k) {
    const PointM at{grid.west_m() + samples::uniform(9, 2 * k) * 2600.0,
                    grid.south_m() + samples::uniform(9, 2 * k + 1) * 2300.0};
    places.push_back({grid.index(*grid.cell_containing(at)), {at}, {}});
  }
  std::vector<SourceIndex> sources;
  for (std::size_t k = 0; k < places.size(); ++k)
    sources.push_back(static_cast<SourceIndex>(surface.passable.size() + k));
  std::size_t shorter = 0;
  for (std::uint64_t seed = 0; seed < 160; ++seed) {
    const auto point = [&](std::uint64_t k) {
      return PointM{grid.west_m() + samples::uniform(seed, 2 * k) * 2650.0,
                    grid.south_m() + samples::uniform(seed, 2 * k + 1) * 2350.0};
    };
    StreetNetwork streets = bare;
    const Structure structure = seed % 3 == 0   ? Structure::bridge
                                : seed % 3 == 1 ? Structure::tunnel
                                                : Structure::ferry;
    const LinkEnds ends = add_link(streets, link_along({point(0), point(1)}, structure), 0, 1000.0);
    REQUIRE(std::isfinite(ends.first_m + ends.last_m));
    // The same by hand: edges cut where the link begins and ends.
    StreetNetwork cut = bare;
    StreetEdge own = streets.edges.back();
    const std::vector<PointM> line(streets.line(own).begin(), streets.line(own).end());
    bool same_edge = false;
    for (const StreetAttachment& one : streets.attachments)
      for (const StreetAttachment& other : streets.attachments)
        same_edge = same_edge || (one.node != other.node && one.edge == other.edge);
    if (same_edge) continue;
    for (const StreetAttachment& one : streets.attachments) {
      const std::uint32_t node = split_edge(cut, one.edge, one.whole_m);
      if (own.from == one.node) own.from = node;
      if (own.to == one.node) own.to = node;
    }
    own.link = -1;
    own.street_class = 0;
    own.name = -1;
    own.first_point = static_cast<std::uint32_t>(cut.points.size());
    cut.points.insert(cut.points.end(), line.begin(), line.end());
    cut.edges.push_back(own);
    TravelRule rule;
    rule.streets = StreetRule{};
    rule.streets->open_links = 1;
    const auto ours = times(surface, streets, rule, sources, places);
    const auto theirs = times(surface, cut, rule, sources, places);
    rule.streets->open_links = 0;
    const auto closed = times(surface, streets, rule, sources, places);
    CHECK(closed.values() == times(surface, bare, rule, sources, places).values());
    std::size_t wrong = 0;
    for (std::size_t cell = 0; cell < ours.size(); ++cell) {
      // Landings are rounded to whole metres from the beginning of an edge, which is another one after the cut: half a metre
      // along the street on either side of a way, walked in under a second.
      if (std::fabs(ours[cell] - theirs[cell]) > 2.0F) ++wrong;
      if (ours[cell] < closed[cell] - 2.0F) ++shorter;
    }
    CAPTURE(seed, name_of(structure));
    CHECK(wrong == 0);
  }
  CHECK(shorter > 20);
}

TEST_CASE("a link that finds no street at an end is not added, nor one without an end or a free number") {
  samples::StreetDrawing drawing;
  drawing.add({{0, 0}, {1000, 0}});
  StreetNetwork streets = drawing.network();
  const LinkEnds ends = add_link(streets, link_along({{500, 10}, {500, 700}}), 0, 100.0);
  CHECK(ends.first_m == Approx(10.0));
  CHECK(std::isinf(ends.last_m));
  CHECK(streets.edges.size() == 1);
  CHECK(streets.attachments.empty());
  CHECK_THROWS_AS(add_link(streets, link_along({{500, 10}}), 0, 100.0), std::invalid_argument);
  CHECK_THROWS_AS(add_link(streets, link_along({{100, 0}, {500, 0}}), most_links, 100.0),
                  std::invalid_argument);
  CHECK_THROWS_AS(add_link(streets, link_along({{100, 0}, {100.2, 0}}), 0, 100.0), std::invalid_argument);
}

TEST_CASE("nobody steps onto planned stairs but at their ends, so that no way grows longer") {
  const Surface surface = samples::open_ground(3, 11, 100.0, 100.0);
  const auto at = [](double east, double south) { return PointM{500000.0 + east, 3300000.0 - south}; };
  samples::StreetDrawing drawing;
  drawing.add({at(50, 90), at(1050, 90)});
  drawing.add({at(50, 250), at(1050, 250)});
  StreetNetwork streets = drawing.network();
  // Past the centres of the middle row, which are nearer to it than to either street.
  REQUIRE(std::isfinite(
      add_link(streets, link_along({at(60, 90), at(60, 150), at(960, 150), at(960, 250)}, Structure::steps),
               0, 100.0)
          .last_m));
  TravelRule rule;
  rule.streets = StreetRule{};
  rule.streets->off_street = OffStreet::to_street;
  const auto closed = times(surface, streets, rule, {11});
  rule.streets->open_links = 1;
  const auto open = times(surface, streets, rule, {11});
  for (std::size_t cell = 0; cell < open.size(); ++cell) CHECK(open[cell] <= closed[cell] * (1.0F + 1e-5F));
}
