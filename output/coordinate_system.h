// How a grid's place is written for other programs.
#pragma once

#include <string>

#include "geometry/grid.h"

namespace quarterhour {

/// Six numbers "x0 dx 0 y0 0 -dy" of GDAL's affine transform, exact, parted by `separator`.
[[nodiscard]] std::string geo_transform(const Grid& grid, const std::string& separator);

/// CF's name of the projection of a coordinate system given as WKT (CF-1.8 appendix F); "unknown" for
/// projections without one: readers then use the WKT.
[[nodiscard]] std::string grid_mapping_name(const std::string& crs_wkt);

}  // namespace quarterhour
