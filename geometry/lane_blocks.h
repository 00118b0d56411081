// Sources dealt into blocks that share one window of the grid.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

/// How far a search can get.
struct SearchRadius {
  int rows = 0;
  int cols = 0;
};

/// Rows or columns that a way of up to `limit` gets at most, each of which costs `smallest_per_cell`, over up to `most_edges`
/// edges; safe against roundings, each of which may be `unit_roundoff` of the sum. 0 where nothing can be reached (+infinity a cell).
[[nodiscard]] int farthest_cells(double limit, double smallest_per_cell, double most_edges,
                                 double unit_roundoff);

/// Sources that are searched together, each in a lane of its own.
struct LaneBlock {
  /// Positions in the list of sources, in lane order, and the cell of each.
  std::span<const std::uint32_t> sources;
  std::span<const CellPosition> cells;
  CellWindow window;
  /// Packs of lanes: 1 or 2.
  int packs = 1;
};

/// All blocks of a list of sources, and what they refer to.
class LaneBlocks {
 public:
  LaneBlocks() = default;
  LaneBlocks(LaneBlocks&&) noexcept = default;
  LaneBlocks& operator=(LaneBlocks&&) noexcept = default;
  LaneBlocks(const LaneBlocks&) = delete;
  LaneBlocks& operator=(const LaneBlocks&) = delete;

  [[nodiscard]] std::span<const LaneBlock> blocks() const { return blocks_; }

 private:
  friend LaneBlocks deal_into_blocks(int rows, int cols, std::span<const CellIndex> sources,
                                     SearchRadius radius, int lanes_per_pack,
                                     std::span<const CellWindow> extents);
  std::vector<std::uint32_t> sources_;
  std::vector<CellPosition> cells_;
  std::vector<LaneBlock> blocks_;
};

/// Blocks next to each other whose windows overlap so much that their costs are gathered once for all.
struct BlockRegion {
  /// Positions in the list of blocks: [first, last).
  std::size_t first = 0;
  std::size_t last = 0;
  /// Holds the windows of all of them.
  CellWindow window;
};

/// The costs of so many cells with 8 moves, 0.8 MB, stay in the cache of one core; measured best among 2,000 to 24,000 at
/// 100 m and 30 m.
inline constexpr std::size_t most_region_cells = 24'000;
/// Blocks in order, dealt into regions of up to `most_cells` cells unless a single block has more. Blocks join the
/// region before them where the joint window has at most as many cells as their windows together.
[[nodiscard]] std::vector<BlockRegion> deal_into_regions(std::span<const LaneBlock> blocks,
                                                         std::size_t most_cells);

/// Deals sources into blocks of at most 2 packs along a Morton curve: a source joins the block before it where one
/// larger window costs less than two, and a block that is half full ends with its 8 x 8 tile of cells. More lanes a
/// block would widen its window by more than they share. Every source stands in exactly one block; the dealing
/// depends on the arguments alone. `lanes_per_pack`: 16 in float, 8 in double. `extents`: the cells that each source starts
/// from, where that is more than its own; or empty.
[[nodiscard]] LaneBlocks deal_into_blocks(int rows, int cols, std::span<const CellIndex> sources,
                                          SearchRadius radius, int lanes_per_pack,
                                          std::span<const CellWindow> extents = {});

}  // namespace quarterhour
