// Counts spread over the grid, none lost and none invented.
#pragma once

#include <string>

#include "scenarios/building/count_source.h"
#include "scenarios/building/study_grid.h"
#include "sim/city.h"

namespace quarterhour {

struct SpreadCounts {
  /// People per cell, wherever they stand; 0 in cells outside the study.
  PeopleRaster people;
  /// Sum of all counts of the source.
  double read = 0.0;
  /// Of them, those whose place is outside the study.
  double outside = 0.0;
};

/// A cell of a raster and a polygon share out their count by area (model.md §1), a point gives it to the cell that
/// holds it. Blank counts are no data and are noted. Sums are kept to 1e-6 of a person. Throws InputError when a count
/// is negative, nothing lies on the grid, or a row with people has no place.
[[nodiscard]] SpreadCounts spread_counts(CityBuild& build, const CountSource& counts, const StudyGrid& study);

}  // namespace quarterhour
