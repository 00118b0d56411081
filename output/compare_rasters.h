// Rasters compared cell by cell.
#pragma once

#include <string>
#include <vector>

#include "output/compare.h"
#include "output/file_reader.h"

namespace quarterhour {

/// After minus before, and how many cells differ.
struct RasterDifference {
  LayerDifference counts;
  /// NaN where it cannot be told: no data in either file, or in one only. 0 where both files hold ground that is
  /// unreached.
  Raster<double> difference;
};

/// `path`: a raster of either file; both have the same grid. Rasters of positions (nearest_site, serving_site,
/// unit_of_cell) are compared by the id that they point at, and their difference is empty.
[[nodiscard]] RasterDifference compare_raster(const FileReader& before, const FileReader& after,
                                              const std::string& path);

/// The change of being reached at all: 1 gained, 0 same, -1 lost, NaN where no data.
[[nodiscard]] Raster<double> change_of_reach(const FileReader& before, const FileReader& after,
                                             const std::string& minutes_path);

}  // namespace quarterhour
