// p-median of a city, where there may be far too many ways to hold them all. Internal to placement.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/placement/ways_answer.h"
#include "sim/placement/ways_gathering.h"

namespace quarterhour {

/// Ways of all candidates as far as the reach, and farther while what lies beyond keeps the gap open and `most_ways` allows; then longer ways
/// of some candidates, with a bound over all. `problem` has demand, count and the ways to what stands (seconds or metres); `least`: from
/// each point to the nearest of everything.
[[nodiscard]] WaysAnswer median_of_city(const CityWays& ways, const SitingTask& task, WaysProblem problem,
                                        std::vector<double> least, std::size_t most_ways);

}  // namespace quarterhour
