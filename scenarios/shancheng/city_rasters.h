// The rasters of the two larger sizes: ground, people by age, land cover.
#pragma once

#include <cstdint>
#include <filesystem>

#include "geometry/grid.h"
#include "scenarios/shancheng/people.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"

namespace quarterhour::shancheng {

/// What was made on the cells on which people settle.
struct Settled {
  const Grid& grid;
  const Relief& relief;
  const Homes& homes;
};

/// Writes dem.tif, people.tif, people_<group>.tif for every age group, land_class.tif and land_class.csv into `folder`.
/// On cells smaller than those of `settled` the ground is made anew, a few hundred rows at a time, and the people of
/// a cell are shared out over the smaller cells whose centre it holds, by slope. `grid` is in local metres. Throws
/// OutputError.
void write_city_rasters(const CityPlan& plan, const Ground& ground, const Settled& settled, const Grid& grid,
                        std::uint64_t seed, const std::filesystem::path& folder);

}  // namespace quarterhour::shancheng
