// Settled (source, node) pairs a second along real streets, every node a source, fifteen minutes on foot: lanes beside a
// binary heap on the same costs, one thread, and a check that both find the same sums bit for bit.
//
//     bench_street_times SCENARIO.toml DATA [RUNS]      prints a Markdown table; the scenario names streets
#include <fmt/core.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <bit>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "geometry/lane_search.h"
#include "scenarios/city_builder.h"

using namespace quarterhour;

namespace {

constexpr double limit_s = 900.0;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Pairs that were settled, and a fold of their sums' bits that does not depend on the order.
struct Settled {
  std::uint64_t pairs = 0;
  std::uint64_t fold = 0;
  void add(std::size_t source, std::uint32_t node, float sum) {
    ++pairs;
    fold += (static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(sum)) + 0x9E3779B97F4A7C15U) *
            (static_cast<std::uint64_t>(source) * 0x100000001B3U + node);
  }
};

/// Dijkstra's algorithm with a binary heap and lazy deletion; only what was touched is reset.
Settled by_heap(const StreetCosts<float>& costs, std::size_t nodes, float unreached, bool fold) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> sum(nodes, infinity);
  std::vector<std::uint32_t> touched;
  std::vector<std::pair<float, std::uint32_t>> heap;
  Settled settled;
  for (std::uint32_t source = 0; source < nodes; ++source) {
    sum[source] = 0.0F;
    touched.assign(1, source);
    heap.assign(1, {0.0F, source});
    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), std::greater<>());
      const auto [best, node] = heap.back();
      heap.pop_back();
      if (best != sum[node]) continue;
      if (fold)
        settled.add(source, node, best);
      else
        ++settled.pairs;
      for (std::uint32_t k = costs.first[node]; k < costs.first[node + 1]; ++k) {
        const std::uint32_t target = costs.target[k];
        const float offered = best + costs.cost[k];
        if (!(offered < unreached) || !(offered < sum[target])) continue;
        if (sum[target] == infinity) touched.push_back(target);
        sum[target] = offered;
        heap.emplace_back(offered, target);
        std::push_heap(heap.begin(), heap.end(), std::greater<>());
      }
    }
    for (const std::uint32_t node : touched) sum[node] = infinity;
  }
  return settled;
}

Settled by_lanes(const SearchGraph<float>& graph, const std::vector<SourceIndex>& sources, float unreached,
                 bool fold) {
  const SearchKernels kernels = kernels_of(best_instruction_set());
  std::vector<CellIndex> cells;
  std::vector<CellWindow> extents;
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  for (const SourceIndex source : sources) {
    const CellIndex cell = graph.joined->place_cell[source - graph.cell_count()];
    cells.push_back(cell);
    const auto row = static_cast<int>(cell / cols);
    const auto col = static_cast<int>(cell % cols);
    extents.push_back({row, row + 1, col, col + 1});
  }
  const LaneBlocks dealt = deal_into_blocks(graph.open.rows(), graph.open.cols(), cells,
                                            search_radius(graph, limit_s), 16, extents);
  const std::span<const LaneBlock> blocks = dealt.blocks();
  LaneSearch<float> search;
  Settled settled;
  for (const LaneBlock& block : blocks) {
    search.run(graph, kernels, block, sources, unreached, CostRegion<float>());
    const StreetWindows<float>& streets = search.streets();
    for (const std::uint32_t n : streets.reached()) {
      const float* const sums = streets.state() + n * static_cast<std::size_t>(search.lanes());
      if (!fold) {
        std::uint64_t mask = 0;
        kernels.cells.masks_float(sums, 1, block.packs, unreached, &mask);
        settled.pairs += static_cast<std::uint64_t>(std::popcount(mask));
        continue;
      }
      for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
        if (sums[lane] < unreached) settled.add(block.sources[lane], streets.nodes()[n], sums[lane]);
    }
  }
  return settled;
}

template <class Search>
double million_a_second(const Search& search) {
  const double before = cpu_seconds();
  const Settled settled = search(false);
  return static_cast<double>(settled.pairs) / (cpu_seconds() - before) / 1e6;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "bench_street_times SCENARIO.toml DATA [RUNS]\n");
    return 2;
  }
  const int runs = count > 3 ? std::atoi(arguments[3]) : 3;
  const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
  City city = build_city(read_scenario(arguments[1], arguments[2]));
  // The streets alone: no cell joins them, so the nodes are the network's own.
  const Raster<std::uint8_t> closed(city.grid(), 0);
  TravelRule rule;
  rule.streets = StreetRule{};
  rule.streets->off_street = OffStreet::to_street;
  auto joined = std::make_shared<JoinedStreets>(
      join_streets(city.surface, closed, city.streets, *rule.streets, {}, nullptr));
  // Every node a source, in the network's order of nodes.
  for (std::uint32_t node = 0; node < joined->nodes.size(); ++node) {
    joined->links.push_back({node, JoinedStreets::no_node, 0.0, 0.0});
    joined->first_link.push_back(joined->links.size());
    joined->place_cell.push_back(joined->nodes[node].cell);
  }
  const CostTiles<float> steps(MoveCosts<float>(city.grid().rows(), city.grid().cols()), nullptr);
  const auto costs =
      build_street_costs<float>(city.surface, {city.streets, joined}, rule, Sense::towards_source);
  const SearchGraph<float> graph{steps, closed, joined.get(), &costs};
  std::vector<SourceIndex> sources;
  for (std::size_t k = 0; k < joined->nodes.size(); ++k)
    sources.push_back(graph.cell_count() + static_cast<SourceIndex>(k));
  const auto unreached = first_unreached<float>(limit_s);
  const auto heap = [&](bool fold) { return by_heap(costs, joined->nodes.size(), unreached, fold); };
  const auto lanes = [&](bool fold) { return by_lanes(graph, sources, unreached, fold); };
  const Settled expected = heap(true);
  const Settled found = lanes(true);
  fmt::print("{} nodes, {} ways, {} pairs; lanes equal the heap: {}\n\n", joined->nodes.size(),
             costs.cost.size(), expected.pairs,
             expected.pairs == found.pairs && expected.fold == found.fold ? "yes" : "NO");
  fmt::print("| run | heap, M pairs/s | lanes, M pairs/s | ratio |\n| --- | --- | --- | --- |\n");
  for (int run = 1; run <= runs; ++run) {
    const double by_heap_rate = million_a_second(heap);
    const double by_lanes_rate = million_a_second(lanes);
    fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} |\n", run, by_heap_rate, by_lanes_rate,
               by_lanes_rate / by_heap_rate);
  }
  return expected.fold == found.fold ? 0 : 1;
}
