#include "geometry/barriers.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/intersections.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "geometry/moves.h"

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_2;
using Segment = Kernel::Segment_2;

/// The longest move spans two cells.
constexpr int span_cells = 2;

int clamp_to_count(double value, int count) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(count)));
}

class Cutter {
 public:
  explicit Cutter(const Grid& grid) : grid_(grid), cuts_(grid) {}

  void cut(PointM a, PointM b) {
    const Grid& g = grid_;
    const double north_m = std::max(a.y_m, b.y_m);
    const double south_m = std::min(a.y_m, b.y_m);
    const int row_begin =
        clamp_to_count(std::floor((g.north_m() - north_m) / g.cell_height_m()) - span_cells, g.rows());
    const int row_end =
        clamp_to_count(std::floor((g.north_m() - south_m) / g.cell_height_m()) + span_cells + 1.0, g.rows());
    for (int row = row_begin; row < row_end; ++row) cut_in_row(row, a, b);
  }

  Raster<std::uint16_t> take() { return std::move(cuts_); }

 private:
  /// Moves that start in the row: the part of the barrier within reach of the row bounds the columns.
  void cut_in_row(int row, PointM a, PointM b) {
    const Grid& g = grid_;
    const double reach_m = (span_cells + 0.5) * g.cell_height_m();
    const double y_m = g.centre_y_m(row);
    double west_m = std::min(a.x_m, b.x_m);
    double east_m = std::max(a.x_m, b.x_m);
    if (a.y_m != b.y_m) {
      const auto x_at = [&](double y) {
        const double share = std::clamp((y - a.y_m) / (b.y_m - a.y_m), 0.0, 1.0);
        return a.x_m + share * (b.x_m - a.x_m);
      };
      const double x1 = x_at(y_m - reach_m);
      const double x2 = x_at(y_m + reach_m);
      west_m = std::min(x1, x2);
      east_m = std::max(x1, x2);
    }
    const int col_begin =
        clamp_to_count(std::floor((west_m - g.west_m()) / g.cell_width_m()) - span_cells - 1.0, g.cols());
    const int col_end =
        clamp_to_count(std::floor((east_m - g.west_m()) / g.cell_width_m()) + span_cells + 2.0, g.cols());
    for (int col = col_begin; col < col_end; ++col) cut_at(row, col, a, b);
  }

  void cut_at(int row, int col, PointM a, PointM b) {
    const Point from(grid_.centre_x_m(col), grid_.centre_y_m(row));
    const Segment barrier(Point(a.x_m, a.y_m), Point(b.x_m, b.y_m));
    // Every move once: from the end whose index is even.
    for (std::size_t m = 0; m < moves.size(); m += 2) {
      const int other_row = row + moves[m].row_step;
      const int other_col = col + moves[m].col_step;
      if (!grid_.contains(other_row, other_col)) continue;
      const Point to(grid_.centre_x_m(other_col), grid_.centre_y_m(other_row));
      if (!CGAL::do_intersect(Segment(from, to), barrier)) continue;
      cuts_(row, col) = static_cast<std::uint16_t>(cuts_(row, col) | 1U << m);
      auto& other = cuts_(other_row, other_col);
      other = static_cast<std::uint16_t>(other | 1U << opposite_move(m));
    }
  }

  const Grid& grid_;
  Raster<std::uint16_t> cuts_;
};

}  // namespace

Raster<std::uint16_t> cut_moves(const Grid& grid, std::span<const std::vector<PointM>> lines) {
  Cutter cutter(grid);
  for (const std::vector<PointM>& line : lines) {
    for (const PointM& point : line)
      if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
        throw std::invalid_argument("a barrier has a coordinate that is not a number");
    if (line.size() == 1) cutter.cut(line.front(), line.front());
    for (std::size_t i = 1; i < line.size(); ++i) cutter.cut(line[i - 1], line[i]);
  }
  return cutter.take();
}

}  // namespace quarterhour
