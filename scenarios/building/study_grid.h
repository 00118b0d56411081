// The grid of a study: its coordinate system, its cells, and which of them are scored.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/building/city_build.h"
#include "scenarios/building/count_source.h"
#include "sim/city.h"

namespace quarterhour {

struct StudyGrid {
  CoordinateSystem crs;
  Grid grid;
  Raster<std::uint8_t> zone;  // of Zone
  /// What is scored, in the city's coordinates: the area's rings, or the outline of the source that the grid was
  /// made for. A point outside it is outside the study where `has_area` is false.
  std::vector<std::vector<PointM>> outline;
  bool has_area = false;
};

/// Chooses them from the scenario, the elevation and the population (either may be missing: nullptr). Throws
/// InputError when the system is not in metres, nothing says where the city is, or the grid would have too many
/// cells.
[[nodiscard]] StudyGrid choose_grid(CityBuild& build, const RasterFile* elevation,
                                    const CountSource* population);

/// The default buffer: the largest reach, at the flat speed of the fastest group where it is given in minutes.
[[nodiscard]] double largest_reach_m(const Scenario& scenario);

}  // namespace quarterhour
