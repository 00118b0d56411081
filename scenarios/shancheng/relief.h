// The ground of Shancheng on the cells of a raster.
#pragma once

#include <cstdint>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "scenarios/shancheng/ground.h"

namespace quarterhour::shancheng {

struct Relief {
  /// Metres above sea level, a multiple of 0.1; on the river the level of its water.
  Raster<float> elevation_m;
  /// Rise over run of the steepest descent or climb (Horn 1981); 0 on the river.
  Raster<float> slope;
  /// Metres from the nearest bank; negative on the river, large where no river is in view.
  Raster<float> from_bank_m;
};

/// `grid` in local metres: the map's south-western corner is (0, 0). A grid that is part of another with the same
/// cells has the same values, but for slopes in its outermost rows and columns.
[[nodiscard]] Relief make_relief(const Ground& ground, const Grid& grid);

/// The nearest cell of a raster on `grid`; the point is brought inside first.
[[nodiscard]] CellPosition nearest_cell(const Grid& grid, PointM local_point);

}  // namespace quarterhour::shancheng
