// What numbers a reach, a rank and a capacity may be, wherever they are written: in a scenario's services and levels, in a
// standard's.
#pragma once

#include "scenarios/table_reader.h"

namespace quarterhour {

inline constexpr NumberRule reach_minutes_rule{
    .unit = "minutes", .least = 0, .most = 1440, .above_least = true, .example = "15"};
inline constexpr NumberRule reach_metres_rule{
    .unit = "metres", .least = 0, .most = 1e6, .above_least = true, .example = "1000"};
inline constexpr NumberRule rank_rule{.unit = {}, .least = 1, .most = 99, .example = "3"};
inline constexpr NumberRule capacity_rule{
    .unit = "people", .least = 0, .most = 1e12, .above_least = true, .example = "30000"};

}  // namespace quarterhour
