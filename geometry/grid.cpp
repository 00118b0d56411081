#include "geometry/grid.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace quarterhour {

namespace {

bool positive_and_finite(double value) { return std::isfinite(value) && value > 0.0; }

}  // namespace

Grid::Grid(int rows, int cols, double west_m, double north_m, double cell_width_m, double cell_height_m)
    : rows_(rows),
      cols_(cols),
      west_m_(west_m),
      north_m_(north_m),
      cell_width_m_(cell_width_m),
      cell_height_m_(cell_height_m) {
  if (rows <= 0 || cols <= 0) throw std::invalid_argument("a grid needs at least one row and one column");
  if (cell_count() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw std::invalid_argument("a grid of more than 2^31 - 1 cells is not supported");
  if (!positive_and_finite(cell_width_m) || !positive_and_finite(cell_height_m))
    throw std::invalid_argument("cell width and height must be positive numbers of metres");
  if (!std::isfinite(west_m) || !std::isfinite(north_m))
    throw std::invalid_argument("the corner of a grid must be finite");
}

std::optional<CellPosition> Grid::cell_containing(PointM point) const {
  const double col = std::floor((point.x_m - west_m_) / cell_width_m_);
  const double row = std::floor((north_m_ - point.y_m) / cell_height_m_);
  if (!(col >= 0 && col < cols_ && row >= 0 && row < rows_)) return std::nullopt;
  return CellPosition{static_cast<int>(row), static_cast<int>(col)};
}

}  // namespace quarterhour
