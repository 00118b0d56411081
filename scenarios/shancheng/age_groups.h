// How old the people of a place are.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

/// 3 to 5, 6 to 11, 12 to 14, 15 to 64, 65 and more years old; who is younger belongs to none.
inline constexpr std::array<std::string_view, 5> age_groups = {"children_3_6", "children_6_12",
                                                               "children_12_15", "working", "elderly_65"};

/// Shares of the people of a cell in the order of `age_groups`; their sum is below 1. `cluster` is a position in the
/// plan, -1 for hamlets. The later a cluster was built, the younger it is.
[[nodiscard]] std::array<double, 5> age_shares(const CityPlan& plan, std::int32_t cluster, PointM local_point,
                                               std::uint64_t seed);

}  // namespace quarterhour::shancheng
