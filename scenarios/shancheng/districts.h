// The districts of Shancheng, divided by its rivers, its watersheds and a few lines.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/rivers.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// One unit of one ring per district of the plan, in its order, local metres rounded to 0.01. Neighbours share
/// their border's points; together the districts are the whole map. A face of the
/// line work that holds no district's point joins the neighbour with which it shares the longest border. Throws
/// std::logic_error when the plan's lines do not give every district a face of its own.
[[nodiscard]] std::vector<Unit> divide_districts(const CityPlan& plan, const Rivers& rivers,
                                                 std::uint64_t seed);

/// Position of the district that holds each cell's centre, -1 for none.
[[nodiscard]] Raster<std::int32_t> districts_on(const Grid& grid, const std::vector<Unit>& districts);

/// Position of the district that holds the point (even-odd rule); nothing when none does.
[[nodiscard]] std::optional<std::size_t> district_at(const std::vector<Unit>& districts, PointM local_point);

}  // namespace quarterhour::shancheng
