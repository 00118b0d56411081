// Where somebody can stand.
#pragma once

#include <cstdint>

#include "geometry/surface.h"
#include "geometry/travel_rule.h"

namespace quarterhour {

/// True where somebody can stand under the rule. `surface` rasters are checked to have the grid's shape;
/// throws std::invalid_argument otherwise.
[[nodiscard]] Raster<std::uint8_t> open_cells(const Surface& surface, const TravelRule& rule);

}  // namespace quarterhour
