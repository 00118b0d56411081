// Windows whose rows shortest paths cross one way only: found where it is so, never where it is not.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/cost_region.h"
#include "geometry/lane_search.h"
#include "tests/geometry/ground_samples.h"
#include "tests/oracle/dijkstra.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;

namespace {

Surface gentle_hills(double share_of_29_percent) {
  Surface surface = samples::smooth_hills(90, 101, 100.0);
  for (double& height : surface.elevation_m.values()) height *= share_of_29_percent;
  return surface;
}

TravelRule eight_neighbours() {
  TravelRule rule;
  rule.neighbours = 8;
  return rule;
}

struct Searched {
  std::size_t one_way = 0;
  std::size_t other = 0;
  std::size_t wrong = 0;
};

/// Every cell of a square searched in lanes as the program does it, against the heap.
Searched search_every_cell(const Surface& surface, const TravelRule& rule, double limit, InstructionSet set) {
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  const SearchKernels kernels = kernels_of(set);
  const CostTiles<float> tiles(MoveCosts<float>(surface, rule, Sense::towards_source, open, kernels.costs),
                               std::make_shared<CostMemory>());
  const SearchGraph<float> graph{tiles, open};
  const auto whole = oracle::build_step_costs<float>(surface, rule, Sense::towards_source);
  oracle::HeapDijkstra<float> heap(whole);
  std::vector<CellIndex> sources;
  for (int row = 30; row < 56; row += testing::sanitized ? 4 : 1)
    for (int col = 35; col < 60; ++col)
      if (open(row, col) != 0) sources.push_back(surface.grid.index(row, col));
  const SearchRadius radius = search_radius(graph, limit);
  const LaneBlocks dealt = deal_into_blocks(open.rows(), open.cols(), sources, radius, 16);
  const std::span<const LaneBlock> blocks = dealt.blocks();
  const auto unreached = first_unreached<float>(limit);
  CostRegion<float> costs;
  LaneSearch<float> search;
  Searched searched;
  for (const BlockRegion& region : deal_into_regions(blocks, most_region_cells)) {
    costs.gather(tiles, region.window, true);
    costs.find_excursions(kernels.excursions, radius.cols, excursion_margin(graph.rounding_bound(limit)));
    for (std::size_t k = region.first; k < region.last; ++k) {
      const LaneBlock& block = blocks[k];
      ++(costs.is_crossed_one_way(block.window) ? searched.one_way : searched.other);
      search.run(graph, kernels, block, sources, unreached, costs);
      for (std::size_t lane = 0; lane < block.sources.size(); ++lane) {
        heap.run({sources[block.sources[lane]]}, std::numeric_limits<float>::infinity());
        for (int row = 0; row < block.window.rows(); ++row) {
          const auto [begin, end] = search.touched(row);
          const std::uint64_t* const masks = search.masks(kernels, row);
          for (int col = 0; col < block.window.cols(); ++col) {
            const float expected =
                heap.sum(surface.grid.index(block.window.row_begin + row, block.window.col_begin + col));
            const bool reached = expected < unreached;
            const bool in_touched = col >= begin && col < end;
            const bool in_mask = in_touched && (masks[col - begin] >> lane & 1U) != 0;
            if (in_mask != reached) ++searched.wrong;
            if (in_mask &&
                search.row(
                    row)[static_cast<std::size_t>(col) * static_cast<std::size_t>(search.lanes()) + lane] !=
                    expected)
              ++searched.wrong;
          }
        }
      }
    }
  }
  return searched;
}

}  // namespace

TEST_CASE("on gentle hills rows are crossed one way, and every lane has the heap's sums") {
  for (const InstructionSet set : available_instruction_sets())
    for (const double share : {0.0, 0.2, 0.5}) {
      INFO(name_of(set) << ", " << share);
      const Searched searched = search_every_cell(gentle_hills(share), eight_neighbours(), 900.0, set);
      CHECK(searched.other == 0);
      CHECK(searched.one_way > testing::trials<std::size_t>(15));
      CHECK(searched.wrong == 0);
    }
}

TEST_CASE(
    "on steep, rough and obstructed ground rows are crossed both ways, and every lane has the heap's sums") {
  std::vector<Surface> grounds = {samples::smooth_hills(90, 101, 100.0),
                                  samples::noisy_hills(90, 101, 100.0, 0.2, 3)};
  grounds.push_back(gentle_hills(0.2));
  samples::scatter_obstacles(grounds.back(), 0.35, 5);
  grounds.push_back(gentle_hills(0.2));
  samples::scatter_obstacles(grounds.back(), 0.002, 7);
  grounds.push_back(samples::maze(91, 101, 100.0));
  for (const Surface& surface : grounds)
    for (const InstructionSet set : available_instruction_sets()) {
      INFO(name_of(set));
      const Searched searched = search_every_cell(surface, eight_neighbours(), 900.0, set);
      CHECK(searched.other > 0);
      CHECK(searched.wrong == 0);
    }
}

TEST_CASE("one fast row beside slow ones is an excursion that gains, however long it must be followed") {
  // Along the row a step takes 100 s, along the fast one 85 s. Leaving and coming back by diagonals takes
  // 2 * 141.4 s * (1 + 0.85) / 2 = 261.6 s instead of 200 s: four steps of the fast row do not make up for it, five do.
  Surface surface = samples::open_ground(9, 60, 100.0, 100.0);
  surface.speed_factor = Raster<float>(surface.grid, 1.0F);
  for (int col = 0; col < 60; ++col) surface.speed_factor(5, col) = 100.0F / 85.0F;
  TravelRule rule = eight_neighbours();
  rule.pace = {PaceFunction::flat, 3.6, std::nullopt};
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  const SearchKernels kernels = kernels_of(best_instruction_set());
  const CostTiles<float> tiles(MoveCosts<float>(surface, rule, Sense::towards_source, open, kernels.costs),
                               std::make_shared<CostMemory>());
  const CellWindow window{0, 9, 0, 60};
  CostRegion<float> costs;
  costs.gather(tiles, window, true);
  const auto crossed_with = [&](int longest) {
    costs.find_excursions(kernels.excursions, longest, 0.01);
    return costs.is_crossed_one_way(window);
  };
  CHECK(crossed_with(4));
  CHECK_FALSE(crossed_with(5));
  // Rows apart from the fast one stay as they are.
  costs.find_excursions(kernels.excursions, 40, 0.01);
  CHECK(costs.is_crossed_one_way({0, 4, 0, 60}));
  CHECK(costs.is_crossed_one_way({6, 9, 0, 60}));
  CHECK_FALSE(costs.is_crossed_one_way({3, 7, 10, 50}));
  CHECK(costs.excursions(window, 0).begin == costs.excursions(window, 0).end);
  CHECK(costs.excursions(window, 4).end > costs.excursions(window, 4).begin);
}
