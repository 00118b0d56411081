// The straight-line circle that planners draw around a facility.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "geometry/pace.h"
#include "geometry/raster.h"
#include "sim/service.h"

namespace quarterhour {

/// Walking speed on flat ground, m/s: the pace's own `speed_kmh`, or with explicit Langmuir coefficients one
/// over `walk_s_per_m`.
[[nodiscard]] double flat_speed_m_per_s(const Pace& pace);

/// Metres on flat ground that the service's limit allows (model.md §7): speed times `reach_s` by minutes,
/// `reach_m` by metres, the smaller by both; half of that for a round trip. Throws std::invalid_argument when
/// the limit that `reach_by` names is missing or not positive.
[[nodiscard]] double circle_radius_m(const Service& service, const Pace& pace);

/// 1 in every cell whose centre is at most `radius_m` from the centre of a facility's cell, in a straight
/// line, whatever lies between; 0 elsewhere. A centre on the rim is inside: the comparison allows 1e-9 of the
/// radius. Works within each facility's bounding box.
[[nodiscard]] Raster<std::uint8_t> cells_in_circles(const Grid& grid, std::span<const CellIndex> facilities,
                                                    double radius_m);

/// The circles themselves, row by row of each: visit(centre, first, last) for the cells `first` … `last` of a row that lie inside
/// the circle around the cell `centre`. A cell in which several facilities stand has one circle.
void visit_circles(const Grid& grid, std::span<const CellIndex> facilities, double radius_m,
                   const std::function<void(CellIndex centre, CellIndex first, CellIndex last)>& visit);

}  // namespace quarterhour
