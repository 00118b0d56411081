#include "scenarios/shancheng/relief.h"

#include <algorithm>
#include <cmath>

#include "scenarios/shancheng/parallel_rows.h"

namespace quarterhour::shancheng {

namespace {

Raster<float> horn_slope(const Raster<float>& z, double cell_m) {
  Raster<float> slope(z.rows(), z.cols());
  in_parallel(z.rows(), [&](int row) {
    for (int col = 0; col < z.cols(); ++col) {
      const auto at = [&](int r, int c) {
        return static_cast<double>(
            z(std::clamp(row + r, 0, z.rows() - 1), std::clamp(col + c, 0, z.cols() - 1)));
      };
      const double east = at(-1, 1) + 2.0 * at(0, 1) + at(1, 1) - at(-1, -1) - 2.0 * at(0, -1) - at(1, -1);
      const double south = at(1, -1) + 2.0 * at(1, 0) + at(1, 1) - at(-1, -1) - 2.0 * at(-1, 0) - at(-1, 1);
      slope(row, col) = static_cast<float>(std::sqrt(east * east + south * south) / (8.0 * cell_m));
    }
  });
  return slope;
}

}  // namespace

CellPosition nearest_cell(const Grid& grid, PointM local_point) {
  const double col = std::floor((local_point.x_m - grid.west_m()) / grid.cell_width_m());
  const double row = std::floor((grid.north_m() - local_point.y_m) / grid.cell_height_m());
  return {static_cast<int>(std::clamp(row, 0.0, grid.rows() - 1.0)),
          static_cast<int>(std::clamp(col, 0.0, grid.cols() - 1.0))};
}

Relief make_relief(const Ground& ground, const Grid& grid) {
  Relief relief{Raster<float>(grid), {}, Raster<float>(grid)};
  in_parallel(grid.rows(), [&](int row) {
    for (int col = 0; col < grid.cols(); ++col) {
      const CellIndex cell = grid.index(row, col);
      const PointM at = grid.centre(cell);
      const RiverView view = ground.rivers().view_from(at);
      const double height = ground.height_m(at, view);
      relief.elevation_m[cell] = static_cast<float>(std::floor(10.0 * height + 0.5) / 10.0);
      relief.from_bank_m[cell] = static_cast<float>(view.from_bank_m());
    }
  });
  relief.slope = horn_slope(relief.elevation_m, grid.cell_width_m());
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    if (relief.from_bank_m[cell] < 0.0F) relief.slope[cell] = 0.0F;
  }
  return relief;
}

}  // namespace quarterhour::shancheng
