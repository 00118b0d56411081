// County seats and market towns of the megacity, founded where the land is good.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"

namespace quarterhour::shancheng {

/// Appends to the plan a seat and market towns for every district from number `first_county`, on gentle ground near a
/// river, and a bridge for each seat on a bank; all share `people` out. `district_of_cell` and `relief` on `grid`.
void found_towns(CityPlan& plan, std::size_t first_county, double people,
                 const Raster<std::int32_t>& district_of_cell, const Relief& relief, const Rivers& rivers,
                 const Grid& grid, std::uint64_t seed);

}  // namespace quarterhour::shancheng
