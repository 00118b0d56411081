// The bare ground that people walk on: height, openness and speed of every cell.
#pragma once

#include <cstdint>

#include "geometry/raster.h"

namespace quarterhour {

/// All rasters have the grid's shape, or are empty where "may be empty" is said.
struct Surface {
  Grid grid;
  /// Metres above sea level; NaN where the source had no value. Empty: no elevation source, a flat city.
  Raster<double> elevation_m;
  /// 1 where somebody can stand, else 0. A cell without a value in a given elevation, friction or land
  /// class source is 0.
  Raster<std::uint8_t> passable;
  /// Multiplies walking speed in the cell, > 0 where passable. May be empty: 1 everywhere.
  Raster<float> speed_factor;
  /// Extra seconds per metre in the cell, >= 0; NaN where the source had no value. May be empty: none.
  Raster<double> friction_s_per_m;
  /// Bit m is set when the straight line of moves[m] from this cell's centre crosses or touches a barrier.
  /// May be empty: no barriers.
  Raster<std::uint16_t> cut_moves;
  /// As `passable`, had no barrier and no closed land class been there. May be empty: the same as `passable`.
  Raster<std::uint8_t> passable_without_barriers;
  /// Heights and friction in float instead, for grounds without streets whose source holds no more: the same numbers in half the
  /// memory. Empty where the rasters in double are given.
  Raster<float> elevation_in_float_m{};
  Raster<float> friction_in_float_s_per_m{};

  [[nodiscard]] bool has_heights() const { return !elevation_m.empty() || !elevation_in_float_m.empty(); }
  [[nodiscard]] bool has_friction() const {
    return !friction_s_per_m.empty() || !friction_in_float_s_per_m.empty();
  }
};

}  // namespace quarterhour
