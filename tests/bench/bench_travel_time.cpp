// Settled (source, cell) pairs a second: lanes, buckets and heap on the same ground, one thread, and a check that
// all three find the same sums bit for bit; then whole catchments on one thread and on two. Prints Markdown tables. Usage: bench_travel_time [--quick]
#include <fmt/core.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "geometry/lane_search.h"
#include "geometry/travel_time.h"
#include "tests/bench/shortest_path_peers.h"
#include "tests/geometry/ground_samples.h"

using namespace quarterhour;

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// What is done with the settled pairs: folded and counted, counted, or only found, as a reader of catchments would
/// find them. The textbook searches know their count as they go.
enum class Use { fold, count, find };

/// Pairs that were settled, and a fold of their sums' bits that does not depend on the order.
struct Settled {
  std::uint64_t pairs = 0;
  std::uint64_t fold = 0;
  void add(CellIndex source, CellIndex cell, float sum) {
    ++pairs;
    fold += (static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(sum)) + 0x9E3779B97F4A7C15U) *
            (static_cast<std::uint64_t>(source) * 0x100000001B3U + cell);
  }
};

template <class SearchKind>
Settled by_search(SearchKind& search, const std::vector<CellIndex>& sources, Use use) {
  Settled settled;
  for (const CellIndex source : sources) {
    search.run(source);
    if (use != Use::fold) {
      settled.pairs += search.reached().size();
      continue;
    }
    for (const CellIndex cell : search.reached()) settled.add(source, cell, search.sum(cell));
  }
  return settled;
}

Settled by_lanes(const CostTiles<float>& costs, const Raster<std::uint8_t>& open,
                 const std::vector<CellIndex>& sources, double limit, InstructionSet set, Use use) {
  const SearchKernels both = kernels_of(set);
  const SearchGraph<float> graph{costs, open};
  const LaneBlocks dealt =
      deal_into_blocks(open.rows(), open.cols(), sources, search_radius(graph, limit), 16);
  const std::span<const LaneBlock> blocks = dealt.blocks();
  const int longest = search_radius(graph, limit).cols;
  const double margin = excursion_margin(graph.rounding_bound(limit));
  LaneSearch<float> search;
  CostRegion<float> region_costs;
  Settled settled;
  const std::vector<BlockRegion> regions = deal_into_regions(blocks, most_region_cells);
  std::size_t region = regions.size();
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    const LaneBlock& block = blocks[k];
    if (region == regions.size() || k == regions[region].last) {
      region = region == regions.size() ? 0 : region + 1;
      region_costs.gather(costs, regions[region].window, true);
      if (costs.moves().move_count() == 8) region_costs.find_excursions(both.excursions, longest, margin);
    }
    search.run(graph, both, block, sources, first_unreached<float>(limit), region_costs);
    for (int row = 0; row < block.window.rows(); ++row) {
      const auto [begin, end] = search.touched(row);
      if (begin >= end) continue;
      const float* const cells = search.row(row) + static_cast<std::ptrdiff_t>(begin) * search.lanes();
      const std::uint64_t* const masks = search.masks(both, row);
      const auto cols = static_cast<std::size_t>(end - begin);
      if (use != Use::fold) {
        std::uint64_t found = 0;
        std::uint64_t pairs = 0;
        if (use == Use::find)
          for (std::size_t col = 0; col < cols; ++col) found ^= masks[col];
        else
          for (std::size_t col = 0; col < cols; ++col)
            pairs += static_cast<std::uint64_t>(std::popcount(masks[col]));
        settled.fold ^= found;
        settled.pairs += pairs;
        continue;
      }
      for (std::size_t col = 0; col < cols; ++col) {
        const float* const cell = cells + col * static_cast<std::size_t>(search.lanes());
        const auto index = static_cast<CellIndex>((block.window.row_begin + row) * open.cols() +
                                                  block.window.col_begin + begin + static_cast<int>(col));
        for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
          if ((masks[col] >> lane & 1U) != 0) settled.add(sources[block.sources[lane]], index, cell[lane]);
      }
    }
  }
  return settled;
}

/// A square of neighbouring cells around the middle, `side` a side, every `stride`-th of them.
std::vector<CellIndex> middle_sources(const Surface& surface, int side, int stride) {
  std::vector<CellIndex> sources;
  const int row0 = (surface.grid.rows() - side) / 2;
  const int col0 = (surface.grid.cols() - side) / 2;
  for (int row = row0; row < row0 + side; row += stride)
    for (int col = col0; col < col0 + side; col += stride) {
      const CellIndex cell = surface.grid.index(row, col);
      if (surface.passable[cell] != 0) sources.push_back(cell);
    }
  return sources;
}

/// A method timed over and over; its runs must all fold to the same.
struct Timed {
  std::function<Settled()> run;
  std::uint64_t pairs = 0;
  std::vector<double> rates;
  std::uint64_t fold = 0;

  void once() {
    const double before = cpu_seconds();
    const Settled settled = run();
    rates.push_back(static_cast<double>(pairs) / (cpu_seconds() - before) / 1e6);
    if (rates.size() == 1) fold = settled.fold;
    if (settled.fold != fold) throw std::logic_error("two runs found different pairs");
  }
  /// Million pairs a CPU second.
  [[nodiscard]] double median_rate() {
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
  }
};

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

bool measure(const char* name, const Surface& surface, double cell_m, int neighbours, bool quick) {
  TravelRule rule;
  rule.neighbours = neighbours;
  const peers::OutgoingCosts outgoing(oracle::build_step_costs<float>(surface, rule, Sense::towards_source));
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  const CostTiles<float> costs(
      MoveCosts<float>(surface, rule, Sense::towards_source, open, kernels_of(best_instruction_set()).costs),
      std::make_shared<CostMemory>());
  constexpr float limit_s = 900.0F;
  const int times = quick ? 1 : 7;
  const int side = quick ? 64 : 256;
  // The one-at-a-time searches take a spread sample of the same sources: their rate does not depend on how many.
  const std::vector<CellIndex> every = middle_sources(surface, side, 1);
  const std::vector<CellIndex> sample = middle_sources(surface, side, cell_m < 50.0 ? 16 : 8);
  peers::HeapSearch heap(outgoing, limit_s);
  peers::BucketSearch buckets(outgoing, limit_s);
  const Settled truth = by_search(heap, sample, Use::fold);
  bool agree = by_search(buckets, sample, Use::fold).fold == truth.fold;
  for (const InstructionSet set : available_instruction_sets())
    agree &= by_lanes(costs, open, sample, limit_s, set, Use::fold).fold == truth.fold;
  const std::uint64_t every_pair =
      by_lanes(costs, open, every, limit_s, available_instruction_sets().back(), Use::count).pairs;
  std::vector<Timed> methods;
  methods.push_back({[&] { return by_search(heap, sample, Use::count); }, truth.pairs, {}, 0});
  methods.push_back({[&] { return by_search(buckets, sample, Use::count); }, truth.pairs, {}, 0});
  for (const InstructionSet set : available_instruction_sets())
    methods.push_back(
        {[&, set] { return by_lanes(costs, open, every, limit_s, set, Use::find); }, every_pair, {}, 0});
  // In turn, so that a slower spell of the machine meets every method.
  for (int i = 0; i < times; ++i)
    for (Timed& method : methods) method.once();
  const double heap_rate = methods[0].median_rate();
  const double bucket_rate = methods[1].median_rate();
  std::string lanes;
  double best = 0.0;
  for (std::size_t m = 2; m < methods.size(); ++m) {
    best = methods[m].median_rate();
    lanes += fmt::format(" {:.0f} |", best);
  }
  fmt::print("| {} | {} m | {} | {:.1f} | {:.1f} |{} {:.0f} | {:.0f} | {} |\n", name, cell_m, neighbours,
             heap_rate, bucket_rate, lanes, best / heap_rate, best / bucket_rate, agree ? "yes" : "NO");
  return agree;
}

/// Wall seconds of all catchments of a ground, a candidate a cell, on one thread and on two, in turn; medians.
bool measure_threads(const char* name, const Surface& surface, int neighbours, bool quick) {
  TravelRule rule;
  rule.neighbours = neighbours;
  const std::vector<CellIndex> every = middle_sources(surface, surface.grid.rows(), 1);
  std::array<std::vector<double>, 2> seconds;
  std::array<std::vector<IndexRun>, 2> found;
  for (int i = 0; i < (quick ? 1 : 7); ++i)
    for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
      const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
      const auto begin = std::chrono::steady_clock::now();
      const TravelField field(surface, rule);
      IndexRuns reach = field.reach(every, 900.0);
      seconds[threads - 1].push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
      found[threads - 1] = std::move(reach.runs);
    }
  for (std::vector<double>& times : seconds) std::sort(times.begin(), times.end());
  const double one = seconds[0][seconds[0].size() / 2];
  const double two = seconds[1][seconds[1].size() / 2];
  const bool agree = found[0] == found[1];
  fmt::print("| {} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {} |\n", name, every.size(), neighbours, one, two,
             one / two, agree ? "yes" : "NO");
  return agree;
}

bool compare_threads(bool quick) {
  fmt::print(
      "\nWhole `TravelField::reach`, fields built anew: every cell of 100 m a candidate, 900 s, wall "
      "seconds\n\n"
      "| ground | candidates | neighbours | one thread | two threads | times as fast | same bits |\n"
      "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
  const int size = quick ? 200 : 1000;
  Surface obstacles = samples::smooth_hills(size, size, 100.0);
  samples::scatter_obstacles(obstacles, 0.35, 2);
  bool agree = true;
  for (const int neighbours : {8, 16}) {
    agree &= measure_threads("hills up to 29 %", samples::smooth_hills(size, size, 100.0), neighbours, quick);
    agree &= measure_threads("35 % obstacles", obstacles, neighbours, quick);
  }
  return agree;
}

bool compare_methods(bool quick) {
  const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
  std::string header = "| ground | cell | neighbours | heap | buckets |";
  std::string rule = "| --- | ---: | ---: | ---: | ---: |";
  for (const InstructionSet set : available_instruction_sets()) {
    header += fmt::format(" lanes, {} |", name_of(set));
    rule += " ---: |";
  }
  fmt::print(
      "Million settled (source, cell) pairs a CPU second, 900 s Tobler at 4 km/h, one thread of {}\n\n",
      processor_name());
  fmt::print("{} lanes / heap | lanes / buckets | same bits |\n{} ---: | ---: | --- |\n", header, rule);
  bool agree = true;
  for (const double cell_m : {100.0, 30.0})
    for (const int neighbours : {8, 16}) {
      const int size = quick ? 220 : 400;
      // Heights scaled down from slopes of at most 29 %.
      for (const auto& [name, scale] : {std::pair{"hills up to 5 %", 0.17}, {"hills up to 15 %", 0.5}}) {
        Surface gentle = samples::smooth_hills(size, size, cell_m);
        for (double& height : gentle.elevation_m.values()) height *= scale;
        agree &= measure(name, gentle, cell_m, neighbours, quick);
      }
      agree &=
          measure("hills up to 29 %", samples::smooth_hills(size, size, cell_m), cell_m, neighbours, quick);
      agree &= measure("slope noise 0.2", samples::noisy_hills(size, size, cell_m, 0.2, 1), cell_m,
                       neighbours, quick);
      Surface obstacles = samples::smooth_hills(size, size, cell_m);
      samples::scatter_obstacles(obstacles, 0.35, 2);
      agree &= measure("35 % obstacles", obstacles, cell_m, neighbours, quick);
    }
  return agree;
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  const bool methods_agree = compare_methods(quick);
  const bool threads_agree = compare_threads(quick);
  return methods_agree && threads_agree ? 0 : 1;
}
