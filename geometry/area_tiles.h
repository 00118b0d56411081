// An area cut into tiles that are worked on apart, and how much ground each needs around it.
#pragma once

#include <cstddef>

#include "geometry/grid.h"
#include "geometry/lane_blocks.h"
#include "geometry/travel_rule.h"

namespace quarterhour {

/// The part of a grid that a window is, in the same coordinate system.
[[nodiscard]] Grid grid_of_window(const Grid& grid, const CellWindow& window);

/// Windows of a grid, `down` rows of `across` each, as equal as whole cells allow; numbered row by row from the north-western.
class AreaTiles {
 public:
  /// Throws std::invalid_argument unless every tile has a cell.
  AreaTiles(int rows, int cols, int down, int across);

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(down_) * static_cast<std::size_t>(across_);
  }
  [[nodiscard]] CellWindow tile(std::size_t number) const;
  /// The tile and so many rows and columns around it, as far as the grid has them.
  [[nodiscard]] CellWindow with_halo(std::size_t number, SearchRadius halo) const;

 private:
  int rows_;
  int cols_;
  int down_;
  int across_;
};

/// Rows and columns around a window that hold every way of up to `limit` (in the quantity of the rule) that begins or ends in it
/// and does not use streets, whatever the ground is: times of the window from ground with so much around it have the
/// bits that the whole area gives. Ground with speed factors is not meant: nothing may be faster than the pace on its best
/// slope. Throws std::invalid_argument where the limit is no number, is infinite, or the coefficients of the pace let
/// ways be free.
[[nodiscard]] SearchRadius reach_halo(double cell_height_m, double cell_width_m, const TravelRule& rule,
                                      double limit);

}  // namespace quarterhour
