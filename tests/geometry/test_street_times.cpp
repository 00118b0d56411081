#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"
#include "tests/oracle/joined_dijkstra.h"

using namespace quarterhour;

namespace {

struct World {
  const char* name;
  Surface surface;
  StreetNetwork streets;
};

std::vector<World> sample_worlds() {
  std::vector<World> worlds;
  const auto add = [&](const char* name, Surface surface, int rows, int cols, std::uint64_t seed) {
    StreetNetwork streets = samples::random_streets(surface, rows, cols, seed);
    worlds.push_back({name, std::move(surface), std::move(streets)});
  };
  add("smooth, dense streets", samples::smooth_hills(40, 47, 100.0), 34, 40, 1);
  Surface obstacles = samples::noisy_hills(40, 47, 50.0, 0.2, 4);
  samples::scatter_obstacles(obstacles, 0.35, 5);
  add("obstacles", std::move(obstacles), 13, 15, 2);
  add("few streets on flat ground", samples::open_ground(33, 31, 30.0, 28.5), 5, 4, 3);
  return worlds;
}

std::vector<AccessPlace> random_places(const Surface& surface, std::size_t count, std::uint64_t seed) {
  const Grid& grid = surface.grid;
  std::vector<AccessPlace> places;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = grid.west_m() + samples::uniform(seed, 3 * i) * (grid.east_m() - grid.west_m());
    const double y = grid.south_m() + samples::uniform(seed, 3 * i + 1) * (grid.north_m() - grid.south_m());
    AccessPlace place;
    place.entrances = {{x, y}};
    if (i % 3 == 0) place.entrances.push_back({x + 40.0, y - 90.0});
    place.cell = grid.index(*grid.cell_containing({x, y}));
    if (i % 4 == 0) place.inside = {place.cell};
    places.push_back(place);
  }
  return places;
}

template <class Value>
std::vector<std::vector<Value>> expected_sums(const World& world, const FieldStreets& streets,
                                              const TravelRule& rule, const std::vector<SourceIndex>& sources,
                                              double limit) {
  const Raster<std::uint8_t> open = open_cells(world.surface, rule);
  std::vector<std::vector<Value>> sums;
  const auto add = [&](Sense sense) {
    const oracle::StepCosts<Value> steps = rule.streets->off_street == OffStreet::everywhere
                                               ? oracle::build_step_costs<Value>(world.surface, rule, sense)
                                               : oracle::no_steps<Value>(world.surface.grid);
    const auto costs = build_street_costs<Value>(world.surface, streets, rule, sense);
    const CostTiles<Value> no_tiles(MoveCosts<Value>(open.rows(), open.cols()), nullptr);
    const SearchGraph<Value> graph{no_tiles, open, streets.joined.get(), &costs};
    oracle::JoinedDijkstra<Value> heap(graph, steps);
    for (std::size_t s = 0; s < sources.size(); ++s) {
      auto found = heap.sums(sources[s], limit);
      found.resize(open.size());
      if (s == sums.size()) {
        sums.push_back(std::move(found));
        continue;
      }
      for (std::size_t cell = 0; cell < found.size(); ++cell) {
        sums[s][cell] += found[cell];
        if (static_cast<double>(sums[s][cell]) > limit) sums[s][cell] = heap.infinity;
      }
    }
  };
  if (rule.direction != Direction::from) add(Sense::towards_source);
  if (rule.direction != Direction::to) add(Sense::away_from_source);
  return sums;
}

template <class Value>
void check_against_heap(const World& world, const TravelRule& rule, double limit, InstructionSet set) {
  const std::vector<AccessPlace> places = random_places(world.surface, 30, 11);
  const auto joined = std::make_shared<const JoinedStreets>(join_streets(
      world.surface, open_cells(world.surface, rule), world.streets, *rule.streets, places, nullptr));
  const FieldStreets streets{world.streets, joined};
  std::vector<SourceIndex> sources;
  const auto cells = static_cast<SourceIndex>(world.surface.passable.size());
  for (std::size_t i = 0; i < 60; ++i)
    sources.push_back(i % 2 == 0 ? static_cast<SourceIndex>(samples::uniform(17, i) * cells)
                                 : cells + static_cast<SourceIndex>(i / 2));
  const auto expected = expected_sums<Value>(world, streets, rule, sources, limit);
  const TravelField field(world.surface, streets, rule, set);
  const Catchments catchments = field.catchments(sources, limit);
  const IndexRuns reach = field.reach(sources, limit);
  std::size_t wrong = 0;
  std::size_t reached = 0;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    std::vector<float> cost(cells, std::numeric_limits<float>::infinity());
    for (std::size_t i = catchments.first[s]; i < catchments.first[s + 1]; ++i)
      cost[catchments.cell[i]] = catchments.cost[i];
    std::vector<int> inside(cells, 0);
    for (const IndexRun& run : reach.set(s))
      for (std::uint32_t cell = run.begin; cell < run.end; ++cell) ++inside[cell];
    for (std::size_t cell = 0; cell < cost.size(); ++cell) {
      if (cost[cell] != static_cast<float>(expected[s][cell])) ++wrong;
      if (inside[cell] != (std::isinf(expected[s][cell]) ? 0 : 1)) ++wrong;
      reached += static_cast<std::size_t>(inside[cell]);
    }
  }
  CHECK(wrong == 0);
  CHECK(reached > 100);

  const NearestTimes nearest = field.nearest(sources, limit);
  wrong = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    Value best = std::numeric_limits<Value>::infinity();
    std::int32_t label = -1;
    for (std::size_t s = 0; s < sources.size(); ++s)
      if (expected[s][cell] < best) {
        best = expected[s][cell];
        label = static_cast<std::int32_t>(s);
      }
    if (nearest.cost[cell] != static_cast<float>(best)) ++wrong;
    if (nearest.source[cell] != label) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE(
    "times over ground and streets equal a heap's bit for bit, for every query, direction and way off the "
    "streets") {
  for (const World& world : sample_worlds())
    for (const OffStreet off_street : {OffStreet::everywhere, OffStreet::to_street, OffStreet::never})
      for (const Direction direction : {Direction::to, Direction::from, Direction::round_trip}) {
        TravelRule rule;
        rule.direction = direction;
        rule.streets = StreetRule{};
        rule.streets->off_street = off_street;
        CAPTURE(world.name, static_cast<int>(off_street), static_cast<int>(direction));
        for (const InstructionSet set : available_instruction_sets())
          check_against_heap<float>(world, rule, 900.0, set);
      }
}

TEST_CASE("metres, steep limits, driving and Langmuir's rule in double equal a heap's on streets too") {
  const std::vector<World> worlds = sample_worlds();
  TravelRule metres;
  metres.quantity = Quantity::metres;
  metres.streets = StreetRule{};
  TravelRule wheelchair;
  wheelchair.max_slope = 0.12;
  wheelchair.streets = StreetRule{};
  wheelchair.streets->mode = TravelMode::wheelchair;
  TravelRule drive;
  drive.direction = Direction::from;
  drive.streets = StreetRule{};
  drive.streets->mode = TravelMode::drive;
  drive.streets->off_street = OffStreet::to_street;
  TravelRule langmuir;
  langmuir.pace.function = PaceFunction::langmuir;
  langmuir.pace.explicit_langmuir = LangmuirCoefficients{};
  langmuir.pace.explicit_langmuir->steep_down_s_per_m = 0.0;
  langmuir.pace.explicit_langmuir->down_s_per_m = 0.3;
  langmuir.streets = StreetRule{};
  for (const World& world : worlds) {
    CAPTURE(world.name);
    for (const InstructionSet set : available_instruction_sets()) {
      check_against_heap<float>(world, metres, 1000.0, set);
      check_against_heap<float>(world, wheelchair, 900.0, set);
      check_against_heap<float>(world, drive, 120.0, set);
      check_against_heap<double>(world, langmuir, 900.0, set);
    }
  }
}
