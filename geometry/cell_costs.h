// Costs of single moves, for the few places that ask for them one by one.
#pragma once

#include <algorithm>
#include <array>

#include "geometry/cost_tiles.h"
#include "geometry/move_costs.h"

namespace quarterhour {

/// Costs of the moves around one cell at a time. Not for concurrent use; keeps a reference to the costs.
template <class Value>
class CellCosts {
 public:
  explicit CellCosts(const MoveCosts<Value>& costs) : moves_(costs) {}

  /// The sum of cell (row, col) over the move to it from the neighbour in direction `move`, out of that neighbour's
  /// sum; +infinity where the move is closed.
  [[nodiscard]] Value pulled(Value sum, int row, int col, std::size_t move) {
    if (row < window_.row_begin || row >= window_.row_end || col < window_.col_begin ||
        col >= window_.col_end)
      look_around(row, col);
    const std::size_t line = static_cast<std::size_t>(row - window_.row_begin) * moves_.move_count() + move;
    const std::size_t at = line * costs_.pitch + static_cast<std::size_t>(col - window_.col_begin);
    if constexpr (MoveCosts<Value>::has_three_terms())
      return ((sum + costs_.first[at]) + moves_.second()[move]) + costs_.third[at];
    else
      return sum + costs_.first[at];
  }

  /// Computes the costs of the cell and of all cells that its moves lead to.
  void look_around(int row, int col) {
    constexpr int reach = 2;
    window_ = {std::max(0, row - reach), std::min(moves_.rows(), row + reach + 1), std::max(0, col - reach),
               std::min(moves_.cols(), col + reach + 1)};
    moves_.compute(window_, ground_, costs_);
  }

 private:
  const MoveCosts<Value>& moves_;
  CellWindow window_{};
  GroundWindow ground_;
  WindowCosts<Value> costs_;
};

/// The same for walks that come back to cells: costs are read from tiles, four of which are at hand. Not for concurrent use;
/// keeps a reference to the tiles.
template <class Value>
class TileCellCosts {
 public:
  explicit TileCellCosts(const CostTiles<Value>& tiles) : tiles_(tiles) {}

  [[nodiscard]] Value pulled(Value sum, int row, int col, std::size_t move) {
    const int tile_row = row / CostTiles<Value>::tile_rows;
    const int tile_col = col / CostTiles<Value>::tile_cols;
    // Neighbours lie in tiles of which no two have the same slot.
    Slot& slot = slots_[static_cast<std::size_t>((tile_row & 1) * 2 + (tile_col & 1))];
    if (slot.tile_row != tile_row || slot.tile_col != tile_col) {
      slot.costs = tiles_.tile(tile_row, tile_col, slot.scratch);
      slot.tile_row = tile_row;
      slot.tile_col = tile_col;
    }
    const int own_row = row - tile_row * CostTiles<Value>::tile_rows;
    tiles_.compute_row(own_row, slot.scratch);
    const std::size_t at =
        (static_cast<std::size_t>(own_row) * slot.costs.move_count + move) * slot.costs.pitch +
        static_cast<std::size_t>(col - tile_col * CostTiles<Value>::tile_cols);
    if constexpr (MoveCosts<Value>::has_three_terms())
      return ((sum + slot.costs.first[at]) + slot.costs.second[move]) + slot.costs.third[at];
    else
      return sum + slot.costs.first[at];
  }

 private:
  struct Slot {
    int tile_row = -1;
    int tile_col = -1;
    CostScratch<Value> scratch;
    sweeps::CostView<Value> costs;
  };

  const CostTiles<Value>& tiles_;
  std::array<Slot, 4> slots_;
};

}  // namespace quarterhour
