// Tiles of a grid that wake each other until nothing is left to do, worked on in parallel.
#pragma once

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "geometry/sweep_columns.h"

namespace quarterhour {

/// Sides of a tile beyond which something changed; corners count to both of their sides. `inside`: something waits for the
/// tile itself.
enum TileSides : std::uint8_t {
  no_side = 0,
  north_side = 1,
  south_side = 2,
  west_side = 4,
  east_side = 8,
  inside = 16,
};

/// Sides in the order of what is kept for each of them.
inline constexpr int side_count = 4;

/// What changed along the sides of a tile (north, south, west, east): between which columns, or rows on the west and the
/// east, counted from the tile's first, and the lowest sum among it.
struct ChangedSides {
  std::uint8_t sides = no_side;
  sweeps::Columns along[side_count];
  double lowest[side_count] = {
      std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
      std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
};

/// What a tile waits for: the sides beyond which something changed that can be read from the tile, from between which of
/// its columns or rows (which may lie beyond it), and the lowest sum among it.
struct TileWait {
  std::uint8_t sides = no_side;
  sweeps::Columns along[side_count];
  double lowest = std::numeric_limits<double>::infinity();
};

/// Which tiles wait, for what, and which are worked on next. Tiles are worked on in four colours, so that no tile is at work
/// beside another that it touches: work may read what its neighbours hold. Tiles that wait for something cheaper come
/// first. Neither decides where a fixed point lies, only how soon it is found.
class TileRounds {
 public:
  /// `tile_width`: columns of every tile but the last of a row. Moves lead up to `reach` cells away.
  TileRounds(int tile_rows, int tile_cols, int tile_width, int reach)
      : rows_(tile_rows),
        cols_(tile_cols),
        tile_width_(tile_width),
        reach_(reach),
        waits_(static_cast<std::size_t>(tile_rows) * static_cast<std::size_t>(tile_cols)) {}

  [[nodiscard]] int cols() const { return cols_; }
  [[nodiscard]] std::size_t tile_count() const { return waits_.size(); }

  /// Lets a tile wait for something inside it that costs `sum`. Not while tiles are at work.
  void wake(std::size_t tile, double sum) { wait(tile, inside, sum); }

  /// Wakes the neighbours of a tile beside whose sides something changed.
  void wake_neighbours(std::size_t tile, const ChangedSides& changed) {
    const int row = static_cast<int>(tile) / cols_;
    const int col = static_cast<int>(tile) % cols_;
    const auto wake_one = [&](int row_step, int col_step, TileSides side, sweeps::Columns along, double sum) {
      const int r = row + row_step;
      const int c = col + col_step;
      if (r < 0 || r >= rows_ || c < 0 || c >= cols_) return;
      TileWait& theirs =
          wait(static_cast<std::size_t>(r) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(c),
               side, sum);
      sweeps::Columns& known = theirs.along[std::countr_zero(static_cast<unsigned>(side))];
      include_column(known, along.begin - reach_);
      include_column(known, along.end - 1 + reach_);
    };
    const auto& along = changed.along;
    const auto& lowest = changed.lowest;
    const bool north = (changed.sides & north_side) != 0;
    const bool south = (changed.sides & south_side) != 0;
    const bool west = (changed.sides & west_side) != 0;
    const bool east = (changed.sides & east_side) != 0;
    if (north) wake_one(-1, 0, south_side, along[0], lowest[0]);
    if (south) wake_one(1, 0, north_side, along[1], lowest[1]);
    if (west) wake_one(0, -1, east_side, along[2], lowest[2]);
    if (east) wake_one(0, 1, west_side, along[3], lowest[3]);
    // Rows beside a tile are pulled from as a whole, its corners included.
    const sweeps::Columns last{tile_width_, tile_width_ + 1};
    const sweeps::Columns first{-1, 0};
    if (north && west) wake_one(-1, -1, south_side, last, std::max(lowest[0], lowest[2]));
    if (north && east) wake_one(-1, 1, south_side, first, std::max(lowest[0], lowest[3]));
    if (south && west) wake_one(1, -1, north_side, last, std::max(lowest[1], lowest[2]));
    if (south && east) wake_one(1, 1, north_side, first, std::max(lowest[1], lowest[3]));
  }

  /// Works until no tile waits: work(tile, what it waits for) in parallel for tiles that do not touch, then deliver(tile) for each of
  /// them in order, alone; that may wake tiles. Tiles that wait for more than `width` above the cheapest are left for
  /// later rounds.
  template <class Work, class Deliver>
  void run(double width, const Work& work, const Deliver& deliver) {
    std::vector<std::uint32_t> later;
    while (!waiting_.empty()) {
      double cheapest = infinity;
      for (const std::uint32_t tile : waiting_) cheapest = std::min(cheapest, waits_[tile].lowest);
      std::vector<std::uint32_t> due[4];
      later.clear();
      for (const std::uint32_t tile : waiting_) {
        const bool is_due = !(waits_[tile].lowest > cheapest + width);
        const int colour = (static_cast<int>(tile) / cols_ % 2) * 2 + static_cast<int>(tile) % cols_ % 2;
        (is_due ? due[colour] : later).push_back(tile);
      }
      waiting_.swap(later);
      for (std::vector<std::uint32_t>& tiles : due) {
        std::sort(tiles.begin(), tiles.end());
        std::vector<TileWait> waited;
        for (const std::uint32_t tile : tiles) waited.push_back(std::exchange(waits_[tile], {}));
        tbb::parallel_for(std::size_t{0}, tiles.size(), [&](std::size_t k) { work(tiles[k], waited[k]); });
        // What that wakes is worked on in this round where its colour is still to come and it was due already.
        for (const std::uint32_t tile : tiles) deliver(tile);
      }
    }
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  TileWait& wait(std::size_t tile, TileSides side, double sum) {
    TileWait& known = waits_[tile];
    if (known.sides == no_side) waiting_.push_back(static_cast<std::uint32_t>(tile));
    known.sides |= side;
    known.lowest = std::min(known.lowest, sum);
    return known;
  }

  int rows_;
  int cols_;
  int tile_width_;
  int reach_;
  std::vector<TileWait> waits_;
  std::vector<std::uint32_t> waiting_;
};

}  // namespace quarterhour
