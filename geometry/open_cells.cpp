#include "geometry/open_cells.h"

#include <tbb/parallel_for.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace quarterhour {

namespace {

template <class T>
void require_shape(const Raster<T>& raster, const Grid& grid, bool may_be_empty) {
  if (may_be_empty && raster.empty()) return;
  if (raster.rows() != grid.rows() || raster.cols() != grid.cols())
    throw std::invalid_argument("a raster of the surface does not have the shape of its grid");
}

}  // namespace

Raster<std::uint8_t> open_cells(const Surface& surface, const TravelRule& rule) {
  require_shape(surface.passable, surface.grid, false);
  require_shape(surface.elevation_m, surface.grid, true);
  require_shape(surface.speed_factor, surface.grid, true);
  require_shape(surface.friction_s_per_m, surface.grid, true);
  require_shape(surface.elevation_in_float_m, surface.grid, true);
  require_shape(surface.friction_in_float_s_per_m, surface.grid, true);
  require_shape(surface.cut_moves, surface.grid, true);
  require_shape(surface.passable_without_barriers, surface.grid, true);
  const bool lifted = rule.without_barriers && !surface.passable_without_barriers.empty();
  Raster<std::uint8_t> open = lifted ? surface.passable_without_barriers : surface.passable;
  tbb::parallel_for(0, open.rows(), [&](int row) {
    std::uint8_t* const is_open = open.row(row);
    const auto close_where = [&](const auto& raster, auto unknown) {
      if (raster.empty()) return;
      const auto* const values = raster.row(row);
      for (int col = 0; col < open.cols(); ++col)
        is_open[col] = unknown(values[col]) ? std::uint8_t{0} : is_open[col];
    };
    const auto not_finite = [](auto value) {
      return !(std::abs(value) <= std::numeric_limits<decltype(value)>::max());
    };
    close_where(surface.elevation_m, not_finite);
    close_where(surface.friction_s_per_m, not_finite);
    close_where(surface.elevation_in_float_m, not_finite);
    close_where(surface.friction_in_float_s_per_m, not_finite);
    close_where(surface.speed_factor, [](float value) { return !(value > 0.0F); });
  });
  return open;
}

}  // namespace quarterhour
