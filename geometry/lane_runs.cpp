#include "geometry/lane_runs.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

namespace quarterhour {

namespace {

/// Lanes of a block, a bit each in a mask.
constexpr std::size_t most_lanes = 64;

}  // namespace

template <class Value>
RunsOfBlock collect_runs(const SearchKernels& kernels, const LaneBlock& block, int cols,
                         LaneSearch<Value>& search, std::vector<IndexRun>& buffer) {
  const std::size_t lanes = block.sources.size();
  // A row has at most a run for every other column.
  const std::size_t most =
      static_cast<std::size_t>(block.window.rows()) * (static_cast<std::size_t>(block.window.cols()) / 2 + 1);
  if (buffer.size() < lanes * most) buffer.resize(lanes * most);
  std::array<IndexRun*, most_lanes> next{};
  for (std::size_t lane = 0; lane < lanes; ++lane) next[lane] = buffer.data() + lane * most;
  for (int row = 0; row < block.window.rows(); ++row) {
    const auto [begin, end] = search.touched(row);
    if (begin >= end) continue;
    const auto count = static_cast<std::size_t>(end - begin);
    const std::uint64_t* const masks = search.masks(kernels, row);
    const CellIndex row_first =
        static_cast<CellIndex>(block.window.row_begin + row) * static_cast<CellIndex>(cols) +
        static_cast<CellIndex>(block.window.col_begin + begin);
    std::uint64_t inside = 0;
    for (std::size_t col = 0; col <= count; ++col) {
      const std::uint64_t now = col < count ? masks[col] : 0;
      const CellIndex cell = row_first + static_cast<CellIndex>(col);
      for (std::uint64_t begun = now & ~inside; begun != 0; begun &= begun - 1)
        next[static_cast<std::size_t>(std::countr_zero(begun))]->begin = cell;
      for (std::uint64_t ended = inside & ~now; ended != 0; ended &= ended - 1)
        next[static_cast<std::size_t>(std::countr_zero(ended))]++->end = cell;
      inside = now;
    }
  }
  RunsOfBlock found{{block.sources.begin(), block.sources.end()}, {0}, {}};
  for (std::size_t lane = 0; lane < lanes; ++lane)
    found.first.push_back(found.first.back() +
                          static_cast<std::uint32_t>(next[lane] - (buffer.data() + lane * most)));
  found.runs.reserve(found.first.back());
  for (std::size_t lane = 0; lane < lanes; ++lane)
    found.runs.insert(found.runs.end(), buffer.data() + lane * most, next[lane]);
  return found;
}

IndexRuns put_together(std::size_t sources, std::vector<RunsOfBlock>&& blocks) {
  IndexRuns reach;
  reach.first.assign(sources + 1, 0);
  for (const RunsOfBlock& block : blocks)
    for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
      reach.first[block.sources[lane] + 1] = block.first[lane + 1] - block.first[lane];
  std::partial_sum(reach.first.begin(), reach.first.end(), reach.first.begin());
  reach.runs.resize(reach.first.back());
  tbb::parallel_for(std::size_t{0}, blocks.size(), [&](std::size_t k) {
    const RunsOfBlock block = std::move(blocks[k]);
    for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
      std::copy(block.runs.begin() + block.first[lane], block.runs.begin() + block.first[lane + 1],
                reach.runs.begin() + static_cast<std::ptrdiff_t>(reach.first[block.sources[lane]]));
  });
  return reach;
}

template RunsOfBlock collect_runs<float>(const SearchKernels&, const LaneBlock&, int, LaneSearch<float>&,
                                         std::vector<IndexRun>&);
template RunsOfBlock collect_runs<double>(const SearchKernels&, const LaneBlock&, int, LaneSearch<double>&,
                                          std::vector<IndexRun>&);

}  // namespace quarterhour
