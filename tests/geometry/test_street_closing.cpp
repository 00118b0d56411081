// Times without some streets against searches of the remaining graph.
#include "geometry/street_closing.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <memory>

#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"
#include "tests/oracle/joined_dijkstra.h"

using namespace quarterhour;
using Catch::Approx;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct World {
  Surface surface;
  StreetNetwork streets;
  std::vector<AccessPlace> places;

  [[nodiscard]] std::shared_ptr<const JoinedStreets> join(const TravelRule& rule,
                                                          const StreetNetwork& network) const {
    return std::make_shared<const JoinedStreets>(
        join_streets(surface, open_cells(surface, rule), network, *rule.streets, places, nullptr));
  }
  /// The network with some edges closed to everybody.
  [[nodiscard]] StreetNetwork without(const std::vector<std::uint32_t>& edges) const {
    StreetNetwork network = streets;
    for (const std::uint32_t edge : edges)
      network.edges[edge].modes_forward = network.edges[edge].modes_backward = 0;
    return network;
  }
  [[nodiscard]] SourceIndex place(std::size_t number) const {
    return static_cast<SourceIndex>(surface.passable.size() + number);
  }
};

World random_world(Surface surface, int rows, int cols, std::uint64_t seed) {
  World world{std::move(surface), {}, {}};
  world.streets = samples::random_streets(world.surface, rows, cols, seed);
  const Grid& grid = world.surface.grid;
  for (std::size_t i = 0; i < 20; ++i) {
    const double x = grid.west_m() + samples::uniform(seed, 3 * i) * (grid.east_m() - grid.west_m());
    const double y = grid.south_m() + samples::uniform(seed, 3 * i + 1) * (grid.north_m() - grid.south_m());
    AccessPlace place;
    place.entrances = {{x, y}};
    if (i % 3 == 0) place.entrances.push_back({x + 40.0, y - 90.0});
    place.cell = grid.index(*grid.cell_containing({x, y}));
    world.places.push_back(place);
  }
  return world;
}

/// Single edges of every kind, and some that close together.
std::vector<std::vector<std::uint32_t>> random_closings(const World& world, std::uint64_t seed) {
  std::vector<std::vector<std::uint32_t>> closings;
  std::vector<std::uint32_t> together;
  for (std::uint32_t edge = 0; edge < world.streets.edges.size(); ++edge) {
    const bool plain = world.streets.edges[edge].structure == Structure::ground;
    if (samples::uniform(seed, edge) < (plain ? 0.03 : 0.4)) closings.push_back({edge});
    if (samples::uniform(seed + 1, edge) < 0.02) together.push_back(edge);
  }
  closings.push_back(together);
  return closings;
}

/// Whether closing the edges gives a bridge or a ride a loose end, onto which others may step in a search from the start.
bool loosens_an_end(const World& world, const TravelRule& rule, const std::vector<std::uint32_t>& edges) {
  const StreetNetwork network = world.without(edges);
  std::vector<int> left(network.nodes.size(), 0);
  for (const StreetEdge& edge : network.edges)
    if (is_permitted(edge, *rule.streets, true)) {
      ++left[edge.from];
      ++left[edge.to];
    }
  for (const std::uint32_t closed : edges)
    for (const StreetEdge& edge : network.edges) {
      if (!is_permitted(edge, *rule.streets, true) || is_on_ground(edge.structure)) continue;
      for (const std::uint32_t node : {world.streets.edges[closed].from, world.streets.edges[closed].to})
        if (left[node] == 1 && (edge.from == node || edge.to == node)) return true;
    }
  return false;
}

struct Compared {
  std::size_t closings = 0;
  std::size_t changed = 0;
  std::size_t rejoined = 0;
  std::size_t wrong = 0;
};

/// Every cell after every closing against a search from the start, which joins cells to the remaining streets and rounds other
/// sums: both differ from the true cost by the rounding bound at most.
Compared compare_with_fresh_searches(const World& world, const TravelRule& rule,
                                     const std::vector<std::vector<SourceIndex>>& sets, double limit,
                                     std::uint64_t seed) {
  const auto joined = world.join(rule, world.streets);
  const TravelField field(world.surface, FieldStreets{world.streets, joined}, rule);
  const StreetCloser closer(world.surface, world.streets, *joined, *rule.streets, world.places, nullptr);
  std::vector<std::vector<std::uint32_t>> edges = random_closings(world, seed);
  std::erase_if(edges, [&](const auto& one) { return loosens_an_end(world, rule, one); });
  const std::vector<ClosedStreets> closings = closer.close_each(edges);
  const double tolerance = 2.0 * field.rounding_bound(limit);
  Compared seen;
  for (const ClosedStreets& closed : closings) seen.rejoined += closed.joins.size() + closed.links.size();
  // Costs of each set and closing: as before, but for what is shown.
  std::vector<std::vector<Raster<double>>> after(sets.size());
  std::vector<Raster<double>> before;
  const auto costs_of = [](const TravelField& from, const std::vector<SourceIndex>& sources, double most) {
    const NearestTimes times = from.nearest(sources, most, NameSource::no);
    if (!times.cost_in_double.empty()) return times.cost_in_double;
    Raster<double> costs(times.cost.rows(), times.cost.cols());
    for (std::size_t cell = 0; cell < costs.size(); ++cell)
      costs[cell] = static_cast<double>(times.cost[cell]);
    return costs;
  };
  for (std::size_t set = 0; set < sets.size(); ++set) {
    before.push_back(costs_of(field, sets[set], limit));
    after[set].assign(edges.size(), before.back());
  }
  field.close({world.streets, closings, sets, limit},
              [&](std::size_t set, std::size_t closing, std::span<const ChangedCost> cells) {
                for (std::size_t k = 0; k < cells.size(); ++k) {
                  if (k > 0 && cells[k].cell <= cells[k - 1].cell) ++seen.wrong;
                  if (cells[k].before != before[set][cells[k].cell]) ++seen.wrong;
                  after[set][closing][cells[k].cell] = cells[k].after;
                }
                seen.changed += cells.size();
              });
  for (std::size_t closing = 0; closing < edges.size(); ++closing) {
    ++seen.closings;
    const StreetNetwork network = world.without(edges[closing]);
    const TravelField rest(world.surface, FieldStreets{network, world.join(rule, network)}, rule);
    for (std::size_t set = 0; set < sets.size(); ++set) {
      const Raster<double> fresh = costs_of(rest, sets[set], limit + 2.0 * tolerance);
      for (std::size_t cell = 0; cell < fresh.size(); ++cell) {
        const double ours = after[set][closing][cell];
        if (ours == infinity ? fresh[cell] < limit - tolerance
                             : !(std::fabs(fresh[cell] - ours) <= tolerance))
          ++seen.wrong;
      }
    }
  }
  return seen;
}

std::vector<SourceIndex> mixed_sources(const World& world, std::size_t count) {
  std::vector<SourceIndex> sources;
  const auto cells = static_cast<double>(world.surface.passable.size());
  for (std::size_t i = 0; i < count; ++i)
    sources.push_back(i % 2 == 0 ? world.place(i / 2)
                                 : static_cast<SourceIndex>(samples::uniform(23, i) * cells));
  return sources;
}

}  // namespace

TEST_CASE(
    "times without some streets are those of a search without them, for sets of sources and for each alone") {
  const World hills = random_world(samples::smooth_hills(24, 27, 100.0), 16, 18, 1);
  Surface obstacles = samples::noisy_hills(24, 27, 50.0, 0.2, 4);
  samples::scatter_obstacles(obstacles, 0.3, 5);
  const World rough = random_world(std::move(obstacles), 8, 9, 2);
  std::size_t closings = 0;
  std::size_t changed = 0;
  std::size_t rejoined = 0;
  for (const World* world : {&hills, &rough})
    for (const OffStreet off_street : {OffStreet::everywhere, OffStreet::to_street, OffStreet::never})
      for (const Direction direction : {Direction::to, Direction::from, Direction::round_trip}) {
        TravelRule rule;
        rule.direction = direction;
        rule.streets = StreetRule{};
        rule.streets->off_street = off_street;
        const std::vector<SourceIndex> sources = mixed_sources(*world, 8);
        std::vector<std::vector<SourceIndex>> alone;
        for (const SourceIndex source : sources) alone.push_back({source});
        CAPTURE(world == &hills, static_cast<int>(off_street), static_cast<int>(direction));
        const Compared one_by_one = compare_with_fresh_searches(*world, rule, alone, 900.0, 7);
        CHECK(one_by_one.wrong == 0);
        CHECK(one_by_one.changed > 0);
        closings += one_by_one.closings;
        changed += one_by_one.changed;
        rejoined += one_by_one.rejoined;
        if (direction == Direction::round_trip) continue;
        const Compared together = compare_with_fresh_searches(*world, rule, {sources}, 900.0, 8);
        CHECK(together.wrong == 0);
        CHECK(together.changed > 0);
      }
  CHECK(closings > 400);
  CHECK(changed > 2000);
  CHECK(rejoined > 600);
}

TEST_CASE("metres, driving and sums in double change as they would in a search without the streets") {
  const World world = random_world(samples::smooth_hills(24, 27, 100.0), 16, 18, 3);
  const std::vector<std::vector<SourceIndex>> sets = {mixed_sources(world, 6), mixed_sources(world, 3)};
  TravelRule rule;
  rule.streets = StreetRule{};
  rule.quantity = Quantity::metres;
  CHECK(compare_with_fresh_searches(world, rule, sets, 1000.0, 9).wrong == 0);
  rule.quantity = Quantity::seconds;
  rule.streets->mode = TravelMode::drive;
  rule.pace = {PaceFunction::flat, 30.0, std::nullopt};
  CHECK(compare_with_fresh_searches(world, rule, sets, 300.0, 10).wrong == 0);
  TravelRule langmuir;
  langmuir.streets = StreetRule{};
  langmuir.pace = {PaceFunction::langmuir, 4.0, LangmuirCoefficients{}};
  const Compared in_double = compare_with_fresh_searches(world, langmuir, sets, 900.0, 11);
  CHECK(in_double.wrong == 0);
  CHECK(in_double.changed > 10);
}

TEST_CASE("sums that are repaired have the bits of a heap on the graph that is left") {
  const World world = random_world(samples::noisy_hills(40, 47, 100.0, 0.1, 6), 34, 40, 5);
  TravelRule rule;
  rule.streets = StreetRule{};
  const auto joined = world.join(rule, world.streets);
  const TravelField field(world.surface, FieldStreets{world.streets, joined}, rule);
  const StreetCloser closer(world.surface, world.streets, *joined, *rule.streets, world.places, nullptr);
  std::vector<std::vector<std::uint32_t>> edges;
  for (std::uint32_t edge = 0; edge < world.streets.edges.size(); ++edge)
    if (!is_on_ground(world.streets.edges[edge].structure)) edges.push_back({edge});
  const std::vector<ClosedStreets> closings = closer.close_each(edges);
  const std::vector<std::vector<SourceIndex>> sets = {{world.place(3)}};
  constexpr double limit = 1500.0;
  const Raster<std::uint8_t> open = open_cells(world.surface, rule);
  const auto steps = oracle::build_step_costs<float>(world.surface, rule, Sense::towards_source);
  const CostTiles<float> no_tiles(MoveCosts<float>(open.rows(), open.cols()), nullptr);
  const auto costs = build_street_costs<float>(world.surface, FieldStreets{world.streets, joined}, rule,
                                               Sense::towards_source);
  const NearestTimes before = field.nearest(sets.front(), limit);
  std::vector<std::vector<float>> after(closings.size(), before.cost.values());
  field.close({world.streets, closings, sets, limit},
              [&](std::size_t, std::size_t closing, std::span<const ChangedCost> cells) {
                for (const ChangedCost& one : cells) after[closing][one.cell] = static_cast<float>(one.after);
              });
  std::size_t wrong = 0;
  std::size_t compared = 0;
  std::size_t changed = 0;
  for (std::size_t k = 0; k < closings.size(); ++k) {
    if (!closings[k].joins.empty() || !closings[k].links.empty()) continue;
    StreetCosts<float> left = costs;
    for (std::size_t way = 0; way < left.cost.size(); ++way)
      for (const std::uint32_t piece : closings[k].pieces)
        if (left.piece[way] == piece) left.cost[way] = std::numeric_limits<float>::infinity();
    const SearchGraph<float> graph{no_tiles, open, joined.get(), &left};
    const std::vector<float> sums =
        oracle::JoinedDijkstra<float>(graph, steps).sums(sets.front().front(), limit);
    ++compared;
    for (std::size_t cell = 0; cell < open.size(); ++cell) {
      if (sums[cell] != after[k][cell]) ++wrong;
      if (after[k][cell] != before.cost[cell]) ++changed;
    }
  }
  CHECK(wrong == 0);
  CHECK(compared > 50);
  CHECK(changed > 50);
}

TEST_CASE("closing a bridge sends people round, and closing the only one leaves them unreached") {
  // Two banks of a river, a kilometre apart from the ferry to the bridge; nobody walks off the streets.
  World world{samples::open_ground(3, 11, 100.0, 100.0), {}, {}};
  const auto at = [](double east, double south) { return PointM{500000.0 + east, 3300000.0 - south}; };
  samples::StreetDrawing drawing;
  drawing.add({at(50, 50), at(1050, 50)});
  const auto bridge = drawing.add({at(50, 50), at(50, 250)}, Structure::bridge);
  const auto ferry = drawing.add({at(1050, 50), at(1050, 250)}, Structure::ferry);
  drawing.add({at(50, 250), at(1050, 250)});
  world.streets = drawing.network();
  TravelRule rule;
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  rule.streets = StreetRule{};
  rule.streets->off_street = OffStreet::never;
  rule.streets->ferry = {100.0, 20.0, 10.0};
  const auto joined = world.join(rule, world.streets);
  const TravelField field(world.surface, FieldStreets{world.streets, joined}, rule);
  const StreetCloser closer(world.surface, world.streets, *joined, *rule.streets, {}, nullptr);
  const std::vector<std::vector<std::uint32_t>> edges = {{bridge}, {ferry}, {bridge, ferry}};
  const auto closings = closer.close_each(edges);
  const std::vector<std::vector<SourceIndex>> sets = {{0}};
  std::vector<std::vector<ChangedCost>> changes(edges.size());
  field.close({world.streets, closings, sets, 3000.0},
              [&](std::size_t, std::size_t closing, std::span<const ChangedCost> cells) {
                changes[closing].assign(cells.begin(), cells.end());
              });
  // From the south-western corner 200 m over the bridge, or 1000 m, the ferry of 120 s and 1000 m back.
  const CellIndex south_west = 22;
  REQUIRE(changes[0].front().cell == south_west);
  CHECK(changes[0].front().before == Approx(200.0));
  CHECK(changes[0].front().after == Approx(2120.0));
  // All who had a shorter way by the bridge: as far east as 1000 + 120 + 1000 - x > 200 + x.
  CHECK(changes[0].size() == 10);
  // The ferry takes those east of that.
  CHECK(changes[1].size() == 1);
  CHECK(changes[1].front().before == Approx(1120.0));
  CHECK(changes[1].front().after == Approx(1200.0));
  REQUIRE(changes[2].size() == 11);
  for (const ChangedCost& one : changes[2]) CHECK(one.after == infinity);
}

TEST_CASE("who steps onto closed stairs steps onto the next street instead") {
  // A street 60 m north of the stairs that pass under the door.
  World world{samples::open_ground(2, 11, 100.0, 100.0), {}, {}};
  const auto at = [](double east, double south) { return PointM{500000.0 + east, 3300000.0 - south}; };
  samples::StreetDrawing drawing;
  drawing.add({at(0, 90), at(1100, 90)});
  const auto stairs = drawing.add({at(0, 150), at(1100, 150)}, Structure::steps);
  drawing.add({at(0, 90), at(0, 150)});
  drawing.add({at(1100, 90), at(1100, 150)});
  world.streets = drawing.network();
  world.places = {{11, {at(70, 150)}, {}}};
  TravelRule rule;
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  rule.streets = StreetRule{};
  rule.streets->off_street = OffStreet::to_street;
  rule.streets->off_street_factor = 1.0;
  const auto joined = world.join(rule, world.streets);
  const TravelField field(world.surface, FieldStreets{world.streets, joined}, rule);
  const StreetCloser closer(world.surface, world.streets, *joined, *rule.streets, world.places, nullptr);
  const std::vector<std::vector<std::uint32_t>> edges = {{stairs}};
  const auto closings = closer.close_each(edges);
  CHECK(closings[0].joins.size() == 11);
  CHECK(closings[0].links.size() == 1);
  const std::vector<std::vector<SourceIndex>> sets = {{world.place(0)}};
  std::vector<ChangedCost> changes;
  field.close({world.streets, closings, sets, 1e6},
              [&](std::size_t, std::size_t, std::span<const ChangedCost> cells) {
                changes.assign(cells.begin(), cells.end());
              });
  const auto cost = [&](CellIndex cell) {
    for (const ChangedCost& one : changes)
      if (one.cell == cell) return std::pair(one.before, one.after);
    return std::pair(-1.0, -1.0);
  };
  // 80 m along the stairs at half speed before. After: both doors are 60 m from the street, 80 m apart.
  CHECK(cost(12).first == Approx(80.0 / 0.5));
  CHECK(cost(12).second == Approx(60.0 + 80.0 + 60.0));
  CHECK(cost(13).first == Approx(180.0 / 0.5));
  CHECK(cost(13).second == Approx(60.0 + 180.0 + 60.0));
}
