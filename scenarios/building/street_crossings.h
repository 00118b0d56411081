// Streets that meet a barrier though nothing says how they get across.
#pragma once

#include <vector>

#include "scenarios/building/street_lines.h"
#include "scenarios/building/street_network.h"

namespace quarterhour {

/// Sets StreetEdge::crosses_barrier and lists the places, by edge and along it. An edge on the ground that touches a
/// barrier meets it. It crosses none: in a tunnel, on a bridge, on a ride; where its way or a node within `within_m` says
/// how; where a street ends; at a common point with a barrier that is a street itself.
[[nodiscard]] std::vector<StreetCrossing> mark_crossings(SplitStreets& streets,
                                                         const std::vector<BarrierLine>& barriers,
                                                         const std::vector<PointM>& crossing_spots,
                                                         double within_m);

}  // namespace quarterhour
