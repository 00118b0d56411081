// The coordinate system in metres for a place: crs = "auto".
#pragma once

#include "scenarios/readers/coordinates.h"

namespace quarterhour {

/// UTM on WGS 84 for a longitude and latitude in degrees; in China the 3-degree Gauss-Krüger zone of CGCS2000
/// without zone number (model.md §1). Which of the two is decided by a coarse outline of China (about 50 km), which
/// is enough: both fit the place. Throws std::invalid_argument beyond 84° N and 80° S, where UTM ends.
[[nodiscard]] int metric_system_code(double longitude_deg, double latitude_deg);

}  // namespace quarterhour
