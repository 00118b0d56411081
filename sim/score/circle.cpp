#include "sim/score/circle.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace quarterhour {

namespace {

constexpr double metres_per_s_per_kmh = 1.0 / 3.6;
constexpr double rim_tolerance = 1e-9;

double required(const std::optional<double>& limit, const char* name) {
  if (!limit || !(*limit > 0.0) || !std::isfinite(*limit))
    throw std::invalid_argument(std::string("a service needs a positive ") + name + " for its test of reach");
  return *limit;
}

}  // namespace

double flat_speed_m_per_s(const Pace& pace) {
  if (pace.explicit_langmuir) return 1.0 / pace.explicit_langmuir->walk_s_per_m;
  return pace.speed_kmh * metres_per_s_per_kmh;
}

double circle_radius_m(const Service& service, const Pace& pace) {
  double radius_m = INFINITY;
  if (service.reach_by != ReachBy::metres)
    radius_m = flat_speed_m_per_s(pace) * required(service.reach_s, "reach_s");
  if (service.reach_by != ReachBy::minutes)
    radius_m = std::min(radius_m, required(service.reach_m, "reach_m"));
  return service.direction == Direction::round_trip ? radius_m / 2.0 : radius_m;
}

void visit_circles(const Grid& grid, std::span<const CellIndex> facilities, double radius_m,
                   const std::function<void(CellIndex centre, CellIndex first, CellIndex last)>& visit) {
  // Offsets are whole cells times their size, so that the answer does not depend on where the grid lies.
  const double rim_m = radius_m * (1.0 + rim_tolerance);
  const int row_reach = static_cast<int>(std::min<double>(rim_m / grid.cell_height_m(), grid.rows()));
  std::vector<int> half_width;
  for (int row_step = 0; row_step <= row_reach; ++row_step) {
    const double north_m = row_step * grid.cell_height_m();
    const double east_m = std::sqrt(std::max(0.0, rim_m * rim_m - north_m * north_m));
    half_width.push_back(static_cast<int>(std::min<double>(east_m / grid.cell_width_m(), grid.cols())));
  }

  std::vector<CellIndex> centres(facilities.begin(), facilities.end());
  std::sort(centres.begin(), centres.end());
  centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
  for (const CellIndex centre : centres) {
    const CellPosition at = grid.position(centre);
    for (int row = std::max(0, at.row - row_reach); row <= std::min(grid.rows() - 1, at.row + row_reach);
         ++row) {
      const int width = half_width[static_cast<std::size_t>(std::abs(row - at.row))];
      const int first = std::max(0, at.col - width);
      const int last = std::min(grid.cols() - 1, at.col + width);
      visit(centre, grid.index(row, first), grid.index(row, last));
    }
  }
}

Raster<std::uint8_t> cells_in_circles(const Grid& grid, std::span<const CellIndex> facilities,
                                      double radius_m) {
  Raster<std::uint8_t> inside(grid);
  visit_circles(grid, facilities, radius_m, [&inside](CellIndex, CellIndex first, CellIndex last) {
    for (std::size_t cell = first; cell <= last; ++cell) inside[cell] = 1;
  });
  return inside;
}

}  // namespace quarterhour
