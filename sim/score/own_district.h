// Nearest facilities and circles where people may use facilities of their own district only.
#pragma once

#include <cstdint>
#include <span>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Cost to the nearest of `facilities` that each cell may use: any where `district_of_cell` is empty, else one of the
/// cell's own district (sim/sharing.h; the way there may lead through others). `source` holds positions in
/// `facilities`, whose own cells are `facility_cells`. One search for each district that has a facility. Unreached everywhere when there is no facility.
[[nodiscard]] NearestTimes nearest_usable(const TravelField& field, const Grid& grid,
                                          std::span<const SourceIndex> facilities,
                                          std::span<const CellIndex> facility_cells, double limit,
                                          std::span<const std::int32_t> district_of_cell);

/// 1 inside the straight-line circle of a facility that the cell may use, see cells_in_circles.
[[nodiscard]] Raster<std::uint8_t> cells_in_usable_circles(const Grid& grid,
                                                           std::span<const CellIndex> facilities,
                                                           double radius_m,
                                                           std::span<const std::int32_t> district_of_cell);

}  // namespace quarterhour
