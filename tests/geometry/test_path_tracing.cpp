// The path behind a travel time: it hangs together, is open, and takes exactly that time.
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <numeric>

#include "geometry/move_costs.h"
#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;

namespace {

/// Where a way ends, as a number: a cell, or behind the cells a node; a place is behind the nodes.
struct Ends {
  std::size_t from = 0;
  std::size_t to = 0;
};

Ends ends_of(const PathWay& way, const JoinedStreets& joined, std::size_t cells, SourceIndex source) {
  switch (way.kind) {
    case PathWay::Kind::move: return {way.from, way.to};
    case PathWay::Kind::join: {
      const auto& join = joined.joins[way.index];
      const Ends ends{join.cell, cells + join.node};
      return way.forwards ? ends : Ends{ends.to, ends.from};
    }
    case PathWay::Kind::piece: {
      const auto& piece = joined.pieces[way.index];
      const Ends ends{cells + piece.from, cells + piece.to};
      return way.forwards ? ends : Ends{ends.to, ends.from};
    }
    case PathWay::Kind::link: {
      const auto& link = joined.links[way.index];
      const Ends ends{joined.nodes.size() + source,
                      link.node == JoinedStreets::no_node ? link.cell : cells + link.node};
      return way.forwards ? ends : Ends{ends.to, ends.from};
    }
  }
  return {};
}

struct World {
  Surface surface;
  StreetNetwork streets;
  std::vector<AccessPlace> places;
};

World world_with(std::uint64_t seed, const Surface& surface, int rows, int cols) {
  World world{surface, samples::random_streets(surface, rows, cols, seed), {}};
  for (std::uint64_t i = 0; i < 6; ++i) {
    const Grid& grid = surface.grid;
    const PointM at{grid.west_m() + samples::uniform(seed, 100 + i) * (grid.east_m() - grid.west_m()),
                    grid.south_m() + samples::uniform(seed, 200 + i) * (grid.north_m() - grid.south_m())};
    AccessPlace place{grid.index(*grid.cell_containing(at)), {at}, {}};
    if (i % 2 == 0) place.inside = {place.cell};
    world.places.push_back(place);
  }
  return world;
}

void check_paths(const World& world, const TravelRule& rule) {
  const auto joined = std::make_shared<const JoinedStreets>(join_streets(
      world.surface, open_cells(world.surface, rule), world.streets, *rule.streets, world.places, nullptr));
  const TravelField field(world.surface, FieldStreets{world.streets, joined}, rule);
  const std::size_t cells = world.surface.passable.size();
  std::vector<SourceIndex> sources = {static_cast<SourceIndex>(cells / 3)};
  for (std::size_t k = 0; k < world.places.size(); ++k)
    sources.push_back(static_cast<SourceIndex>(cells + k));
  const bool round_trip = rule.direction == Direction::round_trip;
  std::size_t reached = 0;
  std::size_t along_streets = 0;
  for (const SourceIndex source : sources) {
    const NearestTimes times = field.nearest(std::vector<SourceIndex>{source}, 1e6);
    const CellIndex own = source < cells ? source : joined->place_cell[source - cells];
    for (CellIndex cell = 0; cell < cells; cell += testing::sanitized ? 53 : 7) {
      const std::vector<TravelPath> paths = field.paths(cell, source, 1e6);
      if (times.source[cell] < 0) {
        CHECK(paths.empty());
        continue;
      }
      ++reached;
      REQUIRE(paths.size() == (round_trip ? 2U : 1U));
      double total = 0.0;
      for (const TravelPath& path : paths) {
        CHECK(path.leads_to_source == (&path == &paths.front() && rule.direction != Direction::from));
        const std::vector<double> costs = field.costs_of(path);
        REQUIRE(costs.size() == path.ways.size());
        total += std::accumulate(costs.begin(), costs.end(), 0.0);
        // From the cell to the source or back, each way beginning where the one before ended.
        std::size_t here = path.leads_to_source ? cell : source < cells ? own : joined->nodes.size() + source;
        for (std::size_t k = 0; k < path.ways.size(); ++k) {
          const Ends ends = ends_of(path.ways[k], *joined, cells, source);
          REQUIRE(ends.from == here);
          here = ends.to;
          CHECK(costs[k] >= 0.0);
          along_streets += path.ways[k].kind == PathWay::Kind::piece ? 1 : 0;
        }
        const std::size_t end = !path.leads_to_source ? cell
                                : source < cells      ? own
                                                      : joined->nodes.size() + source;
        CHECK(here == end);
      }
      const double cost =
          times.cost_in_double.empty() ? static_cast<double>(times.cost[cell]) : times.cost_in_double[cell];
      // Differences of sums of one precision: they add up to within a double's rounding of them, except that a round
      // trip's sum was itself rounded once more.
      const double rounding = round_trip && times.cost_in_double.empty() ? 6e-8 : 1e-12;
      CHECK(std::abs(total - cost) <= rounding * cost);
    }
  }
  CHECK(reached > testing::trials<std::size_t>(50));
  CHECK(along_streets > testing::trials<std::size_t>(50));
}

}  // namespace

TEST_CASE("a traced path leads from cell to source without a gap and adds up to the travel time") {
  Surface obstacles = samples::noisy_hills(30, 33, 50.0, 0.2, 4);
  samples::scatter_obstacles(obstacles, 0.3, 5);
  const World worlds[] = {world_with(1, samples::smooth_hills(30, 33, 100.0), 24, 26),
                          world_with(2, obstacles, 10, 11)};
  for (const World& world : worlds)
    for (const OffStreet off_street : {OffStreet::everywhere, OffStreet::to_street, OffStreet::never})
      for (const Direction direction : {Direction::to, Direction::from, Direction::round_trip})
        for (const Quantity quantity : {Quantity::seconds, Quantity::metres}) {
          TravelRule rule;
          rule.direction = direction;
          rule.quantity = quantity;
          rule.streets = StreetRule{};
          rule.streets->off_street = off_street;
          CAPTURE(static_cast<int>(off_street), static_cast<int>(direction), static_cast<int>(quantity));
          check_paths(world, rule);
        }
}

TEST_CASE("a path in double, by Langmuir's rule with coefficients, adds up in the engine's own order") {
  TravelRule rule;
  rule.pace = {PaceFunction::langmuir, 4.0, LangmuirCoefficients{}};
  rule.streets = StreetRule{};
  check_paths(world_with(3, samples::smooth_hills(30, 33, 100.0), 12, 13), rule);
}

TEST_CASE("on the bare surface a path is the moves from cell to cell") {
  const Surface surface = samples::open_ground(9, 9, 100.0, 100.0);
  TravelRule rule;
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  const TravelField field(surface, rule);
  // From the south-west corner to the middle of the east side: four knight's moves, each of the square root of five cells.
  const std::vector<TravelPath> paths = field.paths(surface.grid.index(8, 0), surface.grid.index(4, 8), 1e6);
  REQUIRE(paths.size() == 1);
  CHECK(paths.front().ways.size() == 4);
  double metres = 0.0;
  for (const double cost : field.costs_of(paths.front())) metres += cost;
  CHECK(std::abs(metres - 400.0 * std::sqrt(5.0)) < 1e-3);
  CHECK(field.paths(surface.grid.index(8, 0), surface.grid.index(4, 8), 894.0).empty());
  CHECK(field.paths(surface.grid.index(8, 0), surface.grid.index(4, 8), 895.0).size() == 1);
  CHECK(field.paths(0, 0, 1e6).front().ways.empty());
}

TEST_CASE("a path by metres can be timed by another field of the same streets") {
  const World world = world_with(5, samples::smooth_hills(30, 33, 100.0), 24, 26);
  TravelRule seconds;
  seconds.streets = StreetRule{};
  TravelRule metres = seconds;
  metres.quantity = Quantity::metres;
  const auto joined = std::make_shared<const JoinedStreets>(
      join_streets(world.surface, open_cells(world.surface, seconds), world.streets, *seconds.streets,
                   world.places, nullptr));
  const FieldStreets streets{world.streets, joined};
  const TravelField clock(world.surface, streets, seconds);
  const TravelField rod(world.surface, streets, metres);
  const auto total = [](const std::vector<double>& costs) {
    return std::accumulate(costs.begin(), costs.end(), 0.0);
  };
  std::size_t longer = 0;
  for (CellIndex cell = 0; cell < world.surface.passable.size(); cell += 11) {
    const auto fastest = clock.paths(cell, 17, 1e6);
    const auto shortest = rod.paths(cell, 17, 1e6);
    REQUIRE(fastest.size() == shortest.size());
    if (fastest.empty()) continue;
    // Neither beats the other on its own ground.
    CHECK(total(clock.costs_of(fastest.front())) <= total(clock.costs_of(shortest.front())) * (1.0 + 1e-5));
    CHECK(total(rod.costs_of(shortest.front())) <= total(rod.costs_of(fastest.front())) * (1.0 + 1e-5));
    longer += total(rod.costs_of(fastest.front())) > total(rod.costs_of(shortest.front())) + 1.0 ? 1 : 0;
  }
  CHECK(longer > 5);
}
