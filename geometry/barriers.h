// Which moves of a grid a barrier cuts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/raster.h"

namespace quarterhour {

/// For each cell the moves whose straight line from its centre to the other's meets a barrier line, touching
/// included: bit m for moves[m], set at both ends. Decided with exact predicates, so that no one slips through
/// where a move and a line meet at a point. `lines`: open lines or closed rings (first point repeated), in the
/// grid's coordinates; a line of one point cuts the moves through that point. Throws std::invalid_argument when a
/// coordinate is not finite.
[[nodiscard]] Raster<std::uint16_t> cut_moves(const Grid& grid, std::span<const std::vector<PointM>> lines);

}  // namespace quarterhour
