// What the lanes of a searched block reach, as runs of cells, and the runs of all blocks put together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/lane_search.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// What the sources of a block reach: those of lane l at runs[first[l]] … runs[first[l + 1] - 1].
struct RunsOfBlock {
  std::vector<std::uint32_t> sources;
  std::vector<std::uint32_t> first;
  std::vector<IndexRun> runs;
};

/// Of a block that `search` has been over, in a grid of `cols` columns. `buffer`: working memory, which grows as needed.
template <class Value>
[[nodiscard]] RunsOfBlock collect_runs(const SearchKernels& kernels, const LaneBlock& block, int cols,
                                       LaneSearch<Value>& search, std::vector<IndexRun>& buffer);

/// The runs of every source in the order of the sources, whichever block each was in. The blocks' own are used up.
[[nodiscard]] IndexRuns put_together(std::size_t sources, std::vector<RunsOfBlock>&& blocks);

}  // namespace quarterhour
