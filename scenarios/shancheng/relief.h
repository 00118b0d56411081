// The ground of Shancheng: parallel ridges, rolling hills, valleys cut by water, and the river.
#pragma once

#include <cstdint>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/river.h"

namespace quarterhour::shancheng {

struct Relief {
  /// Metres above sea level, a multiple of 0.1; on the river the level of its water.
  Raster<float> elevation_m;
  /// Rise over run of the steepest descent or climb (Horn 1981); 0 on the river.
  Raster<float> slope;
  /// Metres from the nearest bank; negative on the river.
  Raster<float> from_bank_m;
};

/// `grid` in local metres: its south-western corner is (0, 0). Valleys are cut on the plan's own cell size and
/// read off between cells, so that another cell size shows the same mountains.
[[nodiscard]] Relief make_relief(const CityPlan& plan, const River& river, const Grid& grid,
                                 std::uint64_t seed);

/// The nearest cell of a raster on `grid`; the point is brought inside first.
[[nodiscard]] CellPosition nearest_cell(const Grid& grid, PointM local_point);

}  // namespace quarterhour::shancheng
