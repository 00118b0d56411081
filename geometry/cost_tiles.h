// The costs of a surface's moves in tiles, each computed when it is first needed and kept while memory allows.
#pragma once

#include <tbb/spin_mutex.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "geometry/cost_memory.h"
#include "geometry/move_costs.h"
#include "geometry/sweeps/sweep_state.h"

namespace quarterhour {

/// Working memory of one thread.
template <class Value>
struct CostScratch {
  GroundWindow ground;
  WindowCosts<Value> costs;
  /// Of a tile that is computed row by row: which it is, and 1 for each row that is still to come.
  CellWindow window{};
  std::vector<std::uint8_t> missing_rows;
};

/// The costs of one surface by one rule and sense. Queries are const and may run at the same time.
template <class Value>
class CostTiles {
 public:
  /// A tile's costs (half a megabyte with 8 moves in float, a whole one with 16) stay in or near the cache of one core. Of 64 x 128,
  /// 64 x 256, 128 x 128 and 128 x 256 the last three were a tenth faster than the first, over 9 million cells.
  static constexpr int tile_rows = 64;
  static constexpr int tile_cols = 256;

  /// `memory` may be nullptr where there are no moves.
  CostTiles(MoveCosts<Value> moves, std::shared_ptr<CostMemory> memory);
  ~CostTiles();
  CostTiles(CostTiles&&) noexcept = default;
  CostTiles& operator=(CostTiles&&) = delete;
  CostTiles(const CostTiles&) = delete;
  CostTiles& operator=(const CostTiles&) = delete;

  [[nodiscard]] const MoveCosts<Value>& moves() const { return moves_; }
  /// Drops what is kept. Not while others ask for costs.
  void forget();
  [[nodiscard]] int tile_row_count() const { return (moves_.rows() + tile_rows - 1) / tile_rows; }
  [[nodiscard]] int tile_col_count() const { return (moves_.cols() + tile_cols - 1) / tile_cols; }
  [[nodiscard]] CellWindow window_of(int tile_row, int tile_col) const;

  /// The costs of a tile, as the kernels read them, row by row: only rows that `scratch.missing_rows` does not name are
  /// there, and compute_row adds one. They stand in `scratch` until its next use, or are kept, whole.
  [[nodiscard]] sweeps::CostView<Value> tile(int tile_row, int tile_col, CostScratch<Value>& scratch) const;
  void compute_row(int row, CostScratch<Value>& scratch) const {
    if (scratch.missing_rows[static_cast<std::size_t>(row)] == 0) return;
    moves_.compute_row(scratch.window, row, scratch.ground, scratch.costs);
    scratch.missing_rows[static_cast<std::size_t>(row)] = 0;
  }

  /// The costs of any window, side by side in `scratch`. With `keep` the tiles that it lies in are computed whole and kept
  /// while memory allows, which pays where windows overlap.
  [[nodiscard]] sweeps::CostView<Value> window(const CellWindow& window, bool keep,
                                               CostScratch<Value>& scratch) const;

 private:
  /// Kept tiles stand side by side in blocks that are large enough for the system's large pages.
  static constexpr std::size_t block_bytes = std::size_t{8} << 20U;

  /// The kept tile; computes it where keeping pays and memory allows; nullptr otherwise.
  const Value* kept(int tile_row, int tile_col, CostScratch<Value>& scratch) const;
  /// Room for a tile; nullptr where memory does not allow it.
  [[nodiscard]] Value* room_for_tile() const;
  [[nodiscard]] std::size_t tile_values() const {
    return static_cast<std::size_t>(tile_rows) * moves_.move_count() * static_cast<std::size_t>(tile_cols);
  }
  /// Where the third terms of a kept tile begin.
  [[nodiscard]] const Value* third_of(const Value* kept) const {
    return MoveCosts<Value>::has_three_terms() ? kept + tile_values() : nullptr;
  }
  [[nodiscard]] std::size_t tile_bytes() const {
    return tile_values() * sizeof(Value) * (MoveCosts<Value>::has_three_terms() ? 2 : 1);
  }
  [[nodiscard]] sweeps::CostView<Value> view(const Value* first, const Value* third, std::size_t pitch) const;

  MoveCosts<Value> moves_;
  std::shared_ptr<CostMemory> memory_;
  struct Rooms {
    tbb::spin_mutex in_use;
    std::vector<std::unique_ptr<Value[]>> blocks;
    std::vector<Value*> free;
    std::size_t bytes = 0;
  };
  std::unique_ptr<Rooms> rooms_;
  /// A tile each; written once, by whoever is first.
  std::unique_ptr<std::atomic<Value*>[]> tiles_;
};

}  // namespace quarterhour
