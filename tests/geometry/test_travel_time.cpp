#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/travel_time.h"
#include "tests/geometry/ground_samples.h"
#include "tests/oracle/dijkstra.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;

namespace {

struct NamedSurface {
  const char* name;
  Surface surface;
};

std::vector<NamedSurface> sample_grounds() {
  std::vector<NamedSurface> grounds;
  grounds.push_back({"smooth", samples::smooth_hills(70, 83, 100.0)});
  grounds.push_back({"noisy", samples::noisy_hills(70, 83, 30.0, 0.2, 3)});
  Surface obstacles = samples::noisy_hills(70, 83, 100.0, 0.2, 4);
  samples::scatter_obstacles(obstacles, 0.35, 5);
  grounds.push_back({"obstacles", std::move(obstacles)});
  grounds.push_back({"maze", samples::maze(41, 41, 30.0)});
  grounds.push_back({"flat", samples::open_ground(64, 64, 100.0, 100.0)});
  Surface factors = samples::smooth_hills(50, 61, 30.016);
  factors.speed_factor = Raster<float>(50, 61, 1.0F);
  factors.friction_s_per_m = Raster<double>(50, 61, 0.0);
  for (std::size_t cell = 0; cell < factors.passable.size(); ++cell) {
    factors.speed_factor[cell] = cell % 3 == 0 ? 0.5F : 1.25F;
    factors.friction_s_per_m[cell] = samples::uniform(9, cell) * 0.3;
  }
  grounds.push_back({"land classes and friction", std::move(factors)});
  return grounds;
}

std::vector<CellIndex> scattered_sources(const Surface& surface, std::size_t count, std::uint64_t seed) {
  std::vector<CellIndex> sources;
  for (std::size_t i = 0; i < count; ++i)
    sources.push_back(
        static_cast<CellIndex>(samples::uniform(seed, i) * static_cast<double>(surface.passable.size())));
  return sources;
}

/// Every source's sums by the heap, one way; row-major, infinity beyond the limit or from a closed cell.
template <class Value>
std::vector<std::vector<Value>> heap_sums(const Surface& surface, const TravelRule& rule, Sense sense,
                                          const std::vector<CellIndex>& sources, double limit) {
  const auto costs = oracle::build_step_costs<Value>(surface, rule, sense);
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  oracle::HeapDijkstra<Value> heap(costs);
  std::vector<std::vector<Value>> sums;
  for (const CellIndex source : sources) {
    sums.emplace_back(surface.passable.size(), std::numeric_limits<Value>::infinity());
    if (open[source] == 0) continue;
    for (const CellIndex cell : heap.run({source}, std::numeric_limits<Value>::infinity()))
      if (static_cast<double>(heap.sum(cell)) <= limit) sums.back()[cell] = heap.sum(cell);
  }
  return sums;
}

template <class Value>
std::vector<std::vector<Value>> expected_sums(const Surface& surface, const TravelRule& rule,
                                              const std::vector<CellIndex>& sources, double limit) {
  if (rule.direction == Direction::to)
    return heap_sums<Value>(surface, rule, Sense::towards_source, sources, limit);
  if (rule.direction == Direction::from)
    return heap_sums<Value>(surface, rule, Sense::away_from_source, sources, limit);
  auto there = heap_sums<Value>(surface, rule, Sense::towards_source, sources, limit);
  const auto back = heap_sums<Value>(surface, rule, Sense::away_from_source, sources, limit);
  for (std::size_t s = 0; s < there.size(); ++s)
    for (std::size_t cell = 0; cell < there[s].size(); ++cell) {
      there[s][cell] += back[s][cell];
      if (static_cast<double>(there[s][cell]) > limit)
        there[s][cell] = std::numeric_limits<Value>::infinity();
    }
  return there;
}

template <class Value>
void check_against_heap(const Surface& surface, const TravelRule& rule, const std::vector<CellIndex>& sources,
                        double limit, InstructionSet set) {
  const auto expected = expected_sums<Value>(surface, rule, sources, limit);
  const TravelField field(surface, rule, set);

  const Catchments catchments = field.catchments(sources, limit);
  const IndexRuns reach = field.reach(sources, limit);
  std::size_t wrong = 0;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    std::vector<float> cost(surface.passable.size(), std::numeric_limits<float>::infinity());
    for (std::size_t i = catchments.first[s]; i < catchments.first[s + 1]; ++i)
      cost[catchments.cell[i]] = catchments.cost[i];
    std::vector<int> inside(surface.passable.size(), 0);
    for (const IndexRun& run : reach.set(s))
      for (std::uint32_t cell = run.begin; cell < run.end; ++cell) ++inside[cell];
    for (std::size_t cell = 0; cell < cost.size(); ++cell) {
      if (cost[cell] != static_cast<float>(expected[s][cell])) ++wrong;
      if (inside[cell] != (std::isinf(expected[s][cell]) ? 0 : 1)) ++wrong;
    }
  }
  CHECK(wrong == 0);

  const NearestTimes nearest = field.nearest(sources, limit);
  wrong = 0;
  for (std::size_t cell = 0; cell < surface.passable.size(); ++cell) {
    Value best = std::numeric_limits<Value>::infinity();
    std::int32_t label = -1;
    for (std::size_t s = 0; s < sources.size(); ++s)
      if (expected[s][cell] < best) {
        best = expected[s][cell];
        label = static_cast<std::int32_t>(s);
      }
    if (nearest.cost[cell] != static_cast<float>(best)) ++wrong;
    if (field.in_double() && static_cast<Value>(nearest.cost_in_double[cell]) != best) ++wrong;
    if (nearest.source[cell] != label) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE(
    "lanes and sweeps equal Dijkstra bit for bit on every ground, direction, neighbourhood and instruction "
    "set") {
  for (const NamedSurface& ground : sample_grounds()) {
    const std::vector<CellIndex> sources =
        scattered_sources(ground.surface, testing::sanitized ? 30 : 90, 11);
    for (const int neighbours : {8, 16})
      for (const Direction direction : {Direction::to, Direction::from, Direction::round_trip})
        for (const InstructionSet set : available_instruction_sets()) {
          INFO(ground.name << ", " << neighbours << " neighbours, direction " << static_cast<int>(direction)
                           << ", " << name_of(set));
          TravelRule rule;
          rule.neighbours = neighbours;
          rule.direction = direction;
          check_against_heap<float>(ground.surface, rule, sources, 900.0, set);
        }
  }
}

TEST_CASE("without a limit every cell gets Dijkstra's sum, and ties the lowest source") {
  for (const NamedSurface& ground : sample_grounds()) {
    INFO(ground.name);
    TravelRule rule;
    rule.diagonals = Diagonals::free;
    check_against_heap<float>(ground.surface, rule, scattered_sources(ground.surface, 40, 12),
                              std::numeric_limits<double>::infinity(), best_instruction_set());
  }
}

TEST_CASE("grids that end a row or a column after a tile, or before it, equal Dijkstra too") {
  // Tiles of 64 x 256 cells: a move of two cells leads out of a tile that is one row or column wide and back.
  for (const auto& [rows, cols] :
       {std::pair{65, 257}, std::pair{66, 258}, std::pair{63, 255}, std::pair{129, 513}, std::pair{1, 600},
        std::pair{200, 1}, std::pair{2, 514}}) {
    Surface surface = samples::noisy_hills(rows, cols, 100.0, 0.3, 23);
    samples::scatter_obstacles(surface, 0.2, 24);
    const std::vector<CellIndex> sources = scattered_sources(surface, 7, 25);
    for (const int neighbours : {8, 16}) {
      TravelRule rule;
      rule.neighbours = neighbours;
      rule.direction = neighbours == 8 ? Direction::to : Direction::from;
      check_against_heap<float>(surface, rule, sources, 1e9, best_instruction_set());
      rule.pace.explicit_langmuir = LangmuirCoefficients{};
      check_against_heap<double>(surface, rule, sources, 1e9, best_instruction_set());
    }
  }
}

TEST_CASE("ground held in float gives the bits of the same numbers in double") {
  Surface in_double = samples::noisy_hills(70, 300, 30.0, 0.2, 31);
  in_double.friction_s_per_m = Raster<double>(70, 300);
  for (std::size_t cell = 0; cell < in_double.grid.cell_count(); ++cell) {
    in_double.elevation_m[cell] = static_cast<double>(static_cast<float>(in_double.elevation_m[cell]));
    in_double.friction_s_per_m[cell] = static_cast<double>(static_cast<float>(samples::uniform(32, cell)));
    if (cell % 37 == 0) in_double.elevation_m[cell] = std::numeric_limits<double>::quiet_NaN();
    if (cell % 41 == 0) in_double.friction_s_per_m[cell] = std::numeric_limits<double>::quiet_NaN();
  }
  Surface in_float = in_double;
  const auto narrowed = [](Raster<double>& from) {
    Raster<float> to(from.rows(), from.cols());
    for (std::size_t cell = 0; cell < from.size(); ++cell) to[cell] = static_cast<float>(from[cell]);
    from = {};
    return to;
  };
  in_float.elevation_in_float_m = narrowed(in_float.elevation_m);
  in_float.friction_in_float_s_per_m = narrowed(in_float.friction_s_per_m);
  const std::vector<CellIndex> sources = scattered_sources(in_double, 20, 33);
  for (const bool exact : {false, true})
    for (const InstructionSet set : available_instruction_sets()) {
      TravelRule rule;
      if (exact) rule.pace.explicit_langmuir = LangmuirCoefficients{};
      const NearestTimes expected = TravelField(in_double, rule, set).nearest(sources, 1e9);
      const NearestTimes found = TravelField(in_float, rule, set).nearest(sources, 1e9);
      CHECK(found.cost == expected.cost);
      CHECK(found.cost_in_double == expected.cost_in_double);
      CHECK(found.source == expected.source);
      CHECK(std::isfinite(expected.cost[sources.front()]));
    }
}

TEST_CASE("explicit Langmuir coefficients are summed in double, term by term, and equal Dijkstra") {
  for (const NamedSurface& ground : sample_grounds())
    for (const InstructionSet set : available_instruction_sets()) {
      INFO(ground.name << ", " << name_of(set));
      TravelRule rule;
      rule.pace.function = PaceFunction::langmuir;
      rule.pace.explicit_langmuir = LangmuirCoefficients{};
      rule.direction = Direction::from;
      rule.friction_weight = 0.7;
      check_against_heap<double>(ground.surface, rule, scattered_sources(ground.surface, 50, 13), 1200.0,
                                 set);
    }
}

TEST_CASE("metres are their own shortest path, the same both ways") {
  const Surface surface = samples::noisy_hills(60, 60, 50.0, 0.2, 21);
  TravelRule rule;
  rule.quantity = Quantity::metres;
  const auto sources = scattered_sources(surface, 30, 14);
  check_against_heap<float>(surface, rule, sources, 1000.0, best_instruction_set());
  const NearestTimes to = TravelField(surface, rule).nearest(sources, 5000.0);
  rule.direction = Direction::from;
  CHECK(TravelField(surface, rule).nearest(sources, 5000.0).cost == to.cost);
}

TEST_CASE("a source on closed ground reaches nothing, not even its own cell") {
  Surface surface = samples::open_ground(5, 5, 10.0, 10.0);
  surface.passable(2, 2) = 0;
  const TravelField field(surface, TravelRule{});
  const std::vector<CellIndex> sources{surface.grid.index(2, 2)};
  CHECK(field.catchments(sources, 1000.0).cell.empty());
  CHECK(field.nearest(sources, 1000.0).source[0] == -1);
  CHECK(std::isinf(field.nearest(sources, 1000.0).cost[0]));
}

TEST_CASE("a walk of exactly the limit counts, and the first number above does not") {
  // 10 m at 3.6 km/h is 10 s exactly.
  const Surface surface = samples::open_ground(1, 4, 10.0, 10.0);
  TravelRule rule;
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  const TravelField field(surface, rule);
  CHECK(field.catchments(std::vector<CellIndex>{0}, 20.0).cell == std::vector<CellIndex>{0, 1, 2});
  CHECK(field.catchments(std::vector<CellIndex>{0}, std::nextafter(20.0, 0.0)).cell ==
        std::vector<CellIndex>{0, 1});
  CHECK(field.reach(std::vector<CellIndex>{0}, 20.0).runs == std::vector<IndexRun>{{0, 3}});
}

TEST_CASE("a catchment of twenty thousand steps ends where the sums end, however they were rounded") {
  // Adding this float to itself 20,000 times rounds down so often that the sum, 68612.4, is five steps short of
  // the true 68632.7: windows sized from true lengths would cut the last cells.
  constexpr int steps = 20'000;
  constexpr float step_m = 3.4316335F;
  float end_m = 0.0F;
  for (int i = 0; i < steps; ++i) end_m += step_m;
  REQUIRE(static_cast<double>(end_m) < (steps - 4) * static_cast<double>(step_m));
  const Surface surface = samples::open_ground(1, steps + 11, static_cast<double>(step_m), 10.0);
  TravelRule rule;
  rule.quantity = Quantity::metres;
  const TravelField field(surface, rule);
  const std::vector<CellIndex> source{0};
  CHECK(field.reach(source, static_cast<double>(end_m)).runs == std::vector<IndexRun>{{0, steps + 1}});
  CHECK(field.catchments(source, static_cast<double>(end_m)).cell.size() == steps + 1);
}

TEST_CASE("rules out of range and moves that would take no time are refused") {
  const Surface surface = samples::smooth_hills(10, 10, 30.0);
  TravelRule rule;
  rule.neighbours = 4;
  CHECK_THROWS_AS(TravelField(surface, rule), std::invalid_argument);
  rule.neighbours = 8;
  rule.pace.speed_kmh = 0.0;
  CHECK_THROWS_AS(TravelField(surface, rule), std::invalid_argument);
  rule.pace.speed_kmh = 4.0;
  rule.pace.function = PaceFunction::langmuir;
  rule.pace.explicit_langmuir = LangmuirCoefficients{0.0, 6.0, 2.0, -2.0, -0.2};
  CHECK_THROWS_AS(TravelField(surface, rule), std::domain_error);
}

TEST_CASE("a field whose costs have no room, or are given up, finds the same as one that keeps them") {
  const Surface surface = samples::noisy_hills(150, 270, 100.0, 0.2, 17);
  const std::vector<CellIndex> sources = scattered_sources(surface, 25, 18);
  const TravelRule rule;
  const TravelField keeping(surface, rule);
  const NearestTimes expected = keeping.nearest(sources, 1e9);
  const Catchments catchments = keeping.catchments(sources, 1500.0);
  const auto memory = std::make_shared<CostMemory>(1'200'000);
  TravelField other(surface, rule, best_instruction_set(), {memory, nullptr});
  CHECK(other.keeps_costs());
  for (const bool forgets : {false, true}) {
    if (forgets) other.forget_costs();
    const NearestTimes found = other.nearest(sources, 1e9);
    CHECK(found.cost == expected.cost);
    CHECK(found.source == expected.source);
    CHECK(other.catchments(sources, 1500.0).cost == catchments.cost);
    CHECK(other.nearest(sources, 1e9, NameSource::no).source.empty());
  }
  CHECK(memory->left() < 1'200'000);
  other.forget_costs();
  CHECK(memory->left() == 1'200'000);
  TravelRule metres;
  metres.quantity = Quantity::metres;
  CHECK_FALSE(TravelField(surface, metres).keeps_costs());
}
