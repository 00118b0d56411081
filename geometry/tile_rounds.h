// Tiles of a grid that wake each other until nothing is left to do, worked on in parallel.
#pragma once

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

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

/// Which tiles wait, for what, and which are worked on next. Tiles are worked on in four colours, so that no tile is at work
/// beside another that it touches: work may read what its neighbours hold. Tiles that wait for something cheaper come
/// first. Neither decides where a fixed point lies, only how soon it is found.
class TileRounds {
 public:
  TileRounds(int tile_rows, int tile_cols)
      : rows_(tile_rows),
        cols_(tile_cols),
        waits_(static_cast<std::size_t>(tile_rows) * static_cast<std::size_t>(tile_cols), no_side),
        lowest_(waits_.size(), infinity) {}

  [[nodiscard]] int cols() const { return cols_; }
  [[nodiscard]] std::size_t tile_count() const { return waits_.size(); }

  /// Lets a tile wait for `sides`, the cheapest of which costs `lowest`. Not while tiles are at work.
  void wake(std::size_t tile, std::uint8_t sides, double lowest) {
    if (waits_[tile] == no_side) waiting_.push_back(static_cast<std::uint32_t>(tile));
    waits_[tile] |= sides;
    lowest_[tile] = std::min(lowest_[tile], lowest);
  }

  /// Wakes the neighbours of a tile beside whose `sides` something changed, at `lowest` beside each of north, south,
  /// west and east.
  void wake_neighbours(std::size_t tile, std::uint8_t sides, const double (&lowest)[4]) {
    const int row = static_cast<int>(tile) / cols_;
    const int col = static_cast<int>(tile) % cols_;
    const auto wake_one = [&](int row_step, int col_step, std::uint8_t theirs, double cost) {
      const int r = row + row_step;
      const int c = col + col_step;
      if (r >= 0 && r < rows_ && c >= 0 && c < cols_)
        wake(static_cast<std::size_t>(r) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(c),
             theirs, cost);
    };
    const bool north = (sides & north_side) != 0;
    const bool south = (sides & south_side) != 0;
    const bool west = (sides & west_side) != 0;
    const bool east = (sides & east_side) != 0;
    if (north) wake_one(-1, 0, south_side, lowest[0]);
    if (south) wake_one(1, 0, north_side, lowest[1]);
    if (west) wake_one(0, -1, east_side, lowest[2]);
    if (east) wake_one(0, 1, west_side, lowest[3]);
    // Rows beside a tile are pulled from as a whole, its corners included.
    if (north && west) wake_one(-1, -1, south_side, std::max(lowest[0], lowest[2]));
    if (north && east) wake_one(-1, 1, south_side, std::max(lowest[0], lowest[3]));
    if (south && west) wake_one(1, -1, north_side, std::max(lowest[1], lowest[2]));
    if (south && east) wake_one(1, 1, north_side, std::max(lowest[1], lowest[3]));
  }

  /// Works until no tile waits: work(tile, sides) in parallel for tiles that do not touch, then deliver(tile) for each of
  /// them in order, alone; that may wake tiles. Tiles that wait for more than `width` above the cheapest are left for
  /// later rounds.
  template <class Work, class Deliver>
  void run(double width, const Work& work, const Deliver& deliver) {
    std::vector<std::uint32_t> later;
    while (!waiting_.empty()) {
      double cheapest = infinity;
      for (const std::uint32_t tile : waiting_) cheapest = std::min(cheapest, lowest_[tile]);
      std::vector<std::uint32_t> due[4];
      later.clear();
      for (const std::uint32_t tile : waiting_) {
        const bool is_due = !(lowest_[tile] > cheapest + width);
        const int colour = (static_cast<int>(tile) / cols_ % 2) * 2 + static_cast<int>(tile) % cols_ % 2;
        (is_due ? due[colour] : later).push_back(tile);
      }
      waiting_.swap(later);
      for (std::vector<std::uint32_t>& tiles : due) {
        std::sort(tiles.begin(), tiles.end());
        std::vector<std::uint8_t> sides;
        for (const std::uint32_t tile : tiles) {
          sides.push_back(waits_[tile]);
          waits_[tile] = no_side;
          lowest_[tile] = infinity;
        }
        tbb::parallel_for(std::size_t{0}, tiles.size(), [&](std::size_t k) { work(tiles[k], sides[k]); });
        // What that wakes is worked on in this round where its colour is still to come and it was due already.
        for (const std::uint32_t tile : tiles) deliver(tile);
      }
    }
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  int rows_;
  int cols_;
  std::vector<std::uint8_t> waits_;
  std::vector<double> lowest_;
  std::vector<std::uint32_t> waiting_;
};

}  // namespace quarterhour
