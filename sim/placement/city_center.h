// p-centre of a city, where there are far too many ways to hold them all. Internal to placement.
#pragma once

#include <span>

#include "sim/placement/center.h"
#include "sim/placement/ways_gathering.h"

namespace quarterhour {

/// As solve_center, but asks the travel fields for whom candidates reach within a cost, for costs that halve what is left, instead of
/// choosing among known ways. `problem` has demand, count and the ways to what stands (seconds or metres); its `ways` are not looked at.
/// `least`: from each point to the nearest of everything. Costs of the fields are single numbers in float, so that a last question just
/// below the plan's longest way settles whether it is the shortest that there is.
[[nodiscard]] CenterPlan center_of_city(const CityWays& ways, const WaysProblem& problem,
                                        std::span<const double> least, const CoverStop& stop);

}  // namespace quarterhour
