#include "geometry/street_profile.h"

#include <algorithm>
#include <cmath>

#include "geometry/joined_streets.h"

namespace quarterhour {

std::vector<ProfilePoint> profile_between(const StreetNetwork& streets, const StreetEdge& edge, double from_m,
                                          double to_m) {
  const auto line = streets.line(edge);
  const auto heights = streets.heights(edge);
  if (!(edge.length_m > 0.0)) {
    const bool flat = heights.empty();
    return {{line.front(), flat ? 0.0 : static_cast<double>(heights.front())},
            {line.back(), flat ? 0.0 : static_cast<double>(heights.back())}};
  }
  std::vector<double> stops = {from_m, to_m};
  const auto stop_at = [&](double along_m) {
    if (along_m > from_m && along_m < to_m) stops.push_back(along_m);
  };
  double along_m = 0.0;
  for (std::size_t k = 1; k < line.size(); ++k)
    stop_at(along_m += std::hypot(line[k].x_m - line[k - 1].x_m, line[k].y_m - line[k - 1].y_m));
  for (std::size_t k = 1; k + 1 < heights.size(); ++k)
    stop_at(edge.length_m * static_cast<double>(k) / static_cast<double>(heights.size() - 1));
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  if (stops.size() == 1) stops.push_back(stops.front());
  std::vector<ProfilePoint> points;
  for (const double stop_m : stops)
    points.push_back({point_along(streets, edge, stop_m), height_along(streets, edge, stop_m)});
  return points;
}

}  // namespace quarterhour
