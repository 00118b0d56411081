// Polygons on a grid: areas that they share with cells, cells whose centre they hold, cells near their border.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "geometry/raster.h"

namespace quarterhour {

/// One closed ring of a polygon, in the grid's coordinates. Its first point may be repeated at the end. The
/// direction of travel does not matter: `hole` says whether its inside counts or is taken away.
struct PolygonRing {
  std::vector<PointM> points;
  bool hole = false;
};

/// Area inside a ring by the shoelace formula, m²; positive when the ring runs anticlockwise.
[[nodiscard]] double signed_area_m2(const std::vector<PointM>& ring);

/// Area of a polygon: outer rings less holes, m².
[[nodiscard]] double polygon_area_m2(const std::vector<PolygonRing>& rings);

struct CellArea {
  CellIndex cell = 0;
  double area_m2 = 0.0;
};

/// Exact areas that polygons share with the cells of one grid. Keeps its working memory between calls, so one
/// object serves many small polygons.
class CellOverlaps {
 public:
  /// Keeps a copy of the grid.
  explicit CellOverlaps(const Grid& grid) : grid_(grid) {}

  /// The cells that share area with the polygon, by rising index, with the area in m², > 0. Parts outside the
  /// grid are left out. The sum differs from the polygon's area by rounding only where it lies inside the
  /// grid. The answer holds until the next call. Coordinates must be finite.
  const std::vector<CellArea>& of(const std::vector<PolygonRing>& rings);

 private:
  struct Window {
    int first_row = 0;
    int first_col = 0;
    int rows = 0;
    int cols = 0;
    /// The polygon lies inside the grid.
    bool whole = false;
  };
  [[nodiscard]] Window window_of(const std::vector<PolygonRing>& rings) const;
  void add_edge(double u0, double v0, double u1, double v1);
  void add_within_row(int row, double u0, double v0, double u1, double v1);

  Grid grid_;
  Window window_;
  /// Per cell of the window: area east of the edges inside the cell, and height that the edges pass on to all
  /// cells further east; in cells.
  std::vector<double> inside_;
  std::vector<double> passed_on_;
  std::vector<CellArea> answer_;
};

/// Calls `found` for every cell whose centre lies inside the rings, by the even-odd rule, row by row from the
/// north. A centre exactly on a border that two polygons share belongs to exactly one of them.
void for_each_centre_inside(const Grid& grid, const std::vector<std::vector<PointM>>& rings,
                            const std::function<void(CellIndex)>& found);

/// Whether a point lies inside the rings, by the same rule.
[[nodiscard]] bool inside(PointM point, const std::vector<std::vector<PointM>>& rings);

/// 1 for every cell whose centre lies within `distance_m` (>= 0) of one of the lines, else 0.
[[nodiscard]] Raster<std::uint8_t> centres_within(const Grid& grid,
                                                  const std::vector<std::vector<PointM>>& lines,
                                                  double distance_m);

}  // namespace quarterhour
