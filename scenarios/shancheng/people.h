// Who lives where in Shancheng.
#pragma once

#include <cstdint>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

struct Homes {
  /// People per cell, multiples of 0.01; 0 on water, on its banks and on steep ground.
  Raster<float> people;
  /// The cluster with the most people in the cell, -1 for hamlets and empty cells.
  Raster<std::int32_t> cluster;
};

/// Each cluster gets its plan's people, thinning from its centre and with slope, inside its district when it has
/// one; hamlets get the rest. `grid` in local metres, as that of the relief; `district_of_cell` on the same grid.
[[nodiscard]] Homes settle_people(const CityPlan& plan, const Relief& relief,
                                  const Raster<std::int32_t>& district_of_cell, const Grid& grid,
                                  std::uint64_t seed);

/// Outline of a cluster: how far from its centre the last homes may stand, in each of `directions` directions
/// anticlockwise from the strike; local metres, closed.
[[nodiscard]] Polyline cluster_outline(const CityPlan& plan, std::size_t cluster, int directions,
                                       std::uint64_t seed);

}  // namespace quarterhour::shancheng
