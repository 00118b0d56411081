// The clusters 组团 of Shancheng as polygons.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/shancheng/plan.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// One polygon without holes per cluster of the plan, in its order: where its homes may stand, inside its district
/// and outside the clusters before it, unless it lies wholly inside one. Local metres rounded to 0.01; ids are "c" and the cluster's number from 1.
[[nodiscard]] std::vector<Unit> outline_clusters(const CityPlan& plan, const std::vector<Unit>& districts,
                                                 std::uint64_t seed);

}  // namespace quarterhour::shancheng
