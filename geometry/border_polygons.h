// Areas as polygons, put together from the borders that they share with their neighbours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/area_borders.h"
#include "geometry/grid.h"

namespace quarterhour {

/// One piece of an area: an outer ring, anticlockwise, then its holes, clockwise; all closed (first point repeated).
/// Rings may touch in points, never along lines: a valid polygon by the simple features standard (ISO 19125-1).
struct AreaPolygon {
  std::int32_t area = 0;
  std::vector<std::vector<HalfCellPoint>> rings;
};

/// The polygons of the areas that `area_of_part` puts the parts of `borders` in (negative: in none), by rising area,
/// then in the order of their first parts. Parts of one area that share a border become one polygon without it, so that
/// the same borders serve for coarser areas too; those that meet in a corner alone stay apart.
[[nodiscard]] std::vector<AreaPolygon> border_polygons(const AreaBorders& borders,
                                                       std::span<const std::int32_t> area_of_part);

/// In the grid's coordinates.
[[nodiscard]] inline PointM place_of(const HalfCellPoint& point, const Grid& grid) {
  return {grid.west_m() + 0.5 * point.x * grid.cell_width_m(),
          grid.north_m() - 0.5 * point.y * grid.cell_height_m()};
}

/// Area inside a ring in cells, positive when it runs anticlockwise on a map with north up.
[[nodiscard]] double signed_area_cells(const std::vector<HalfCellPoint>& ring);

}  // namespace quarterhour
