// Whether lines touch the grid of the study.
#pragma once

#include <algorithm>
#include <span>

#include "geometry/grid.h"

namespace quarterhour {

/// Whether the segment shares a point with the grid's rectangle.
[[nodiscard]] inline bool touches(const Grid& grid, PointM a, PointM b) {
  double first = 0.0;
  double last = 1.0;
  const auto cut = [&](double from, double step, double low, double high) {
    if (step == 0.0) return from >= low && from <= high;
    const double enter = (low - from) / step;
    const double leave = (high - from) / step;
    first = std::max(first, std::min(enter, leave));
    last = std::min(last, std::max(enter, leave));
    return first <= last;
  };
  return cut(a.x_m, b.x_m - a.x_m, grid.west_m(), grid.east_m()) &&
         cut(a.y_m, b.y_m - a.y_m, grid.south_m(), grid.north_m());
}

[[nodiscard]] inline bool touches(const Grid& grid, std::span<const PointM> line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (touches(grid, line[i == 0 ? 0 : i - 1], line[i])) return true;
  return false;
}

}  // namespace quarterhour
