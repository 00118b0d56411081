// The line and the heights of part of a street.
#pragma once

#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// A point of a line in space; its height is metres above sea level, 0 in a flat city.
struct ProfilePoint {
  PointM at;
  double height_m = 0.0;
};

/// The edge from `from_m` to `to_m` along it, 0 <= from_m <= to_m <= its length: every bend of its line and every place
/// where its profile changes slope, both ends included; of an edge without length, such as a lift, its two ends.
/// At least two points.
[[nodiscard]] std::vector<ProfilePoint> profile_between(const StreetNetwork& streets, const StreetEdge& edge,
                                                        double from_m, double to_m);

}  // namespace quarterhour
