// What makes a covering problem malformed. Internal to placement.
#pragma once

#include <span>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Throws std::invalid_argument when demand is negative or not finite, or runs leave the demand or are not in order.
void check_demand_and_reach(std::span<const double> demand, const IndexRuns& reach,
                            std::span<const IndexRun> covered_already);

}  // namespace quarterhour
