// p-centre of a city, where there are far too many ways to hold them all. Internal to placement.
#pragma once

#include <span>

#include "sim/placement/center.h"
#include "sim/placement/ways_gathering.h"

namespace quarterhour {

/// As solve_center, but asks the travel fields for whom candidates reach within a cost, where the ways that are shorter than to what stands
/// are more than `most_ways`. Arguments as of search_center; costs are seconds or metres.
[[nodiscard]] CenterPlan center_of_city(const CityWays& ways, const WaysProblem& problem,
                                        std::span<const double> least, const CoverStop& stop,
                                        std::size_t most_ways);

}  // namespace quarterhour
