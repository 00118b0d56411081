#include "geometry/area_tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace quarterhour {

namespace {

/// Where the k-th of `parts` begins: the first ones are a cell larger where they do not come out even.
int begin_of_part(int cells, int parts, int k) {
  const int each = cells / parts;
  return k * each + std::min(k, cells % parts);
}

double least_per_m(const TravelRule& rule) {
  if (rule.quantity == Quantity::metres) return 1.0;
  return least_seconds_per_metre(rule.pace);
}

}  // namespace

Grid grid_of_window(const Grid& grid, const CellWindow& window) {
  return {window.rows(),
          window.cols(),
          grid.west_m() + window.col_begin * grid.cell_width_m(),
          grid.north_m() - window.row_begin * grid.cell_height_m(),
          grid.cell_width_m(),
          grid.cell_height_m()};
}

AreaTiles::AreaTiles(int rows, int cols, int down, int across)
    : rows_(rows), cols_(cols), down_(down), across_(across) {
  if (down < 1 || across < 1 || down > rows || across > cols)
    throw std::invalid_argument("an area cannot be cut into more tiles than it has rows and columns");
}

CellWindow AreaTiles::tile(std::size_t number) const {
  const int row = static_cast<int>(number) / across_;
  const int col = static_cast<int>(number) % across_;
  return {begin_of_part(rows_, down_, row), begin_of_part(rows_, down_, row + 1),
          begin_of_part(cols_, across_, col), begin_of_part(cols_, across_, col + 1)};
}

CellWindow AreaTiles::with_halo(std::size_t number, SearchRadius halo) const {
  const CellWindow own = tile(number);
  // Differences, so that a halo as large as numbers go does not overflow.
  return {halo.rows < own.row_begin ? own.row_begin - halo.rows : 0,
          halo.rows < rows_ - own.row_end ? own.row_end + halo.rows : rows_,
          halo.cols < own.col_begin ? own.col_begin - halo.cols : 0,
          halo.cols < cols_ - own.col_end ? own.col_end + halo.cols : cols_};
}

SearchRadius reach_halo(double cell_height_m, double cell_width_m, const TravelRule& rule, double limit) {
  if (!std::isfinite(limit)) throw std::invalid_argument("only ways of limited length stay near a tile");
  const double per_m = least_per_m(rule);
  if (!(per_m > 0.0)) throw std::invalid_argument("the coefficients of the pace let ways be free");
  const bool in_double = rule.pace.explicit_langmuir && rule.quantity == Quantity::seconds;
  // A cost is rounded once to float, or added in three steps in double (search_radius).
  const double unit_roundoff = in_double ? 1.5 * std::numeric_limits<double>::epsilon()
                                         : 0.5 * static_cast<double>(std::numeric_limits<float>::epsilon());
  const double surely_per_m = per_m * (1.0 - 1e-6);
  const double smallest = surely_per_m * std::min(cell_height_m, cell_width_m);
  const double most_edges = std::ceil(limit / smallest);
  return {farthest_cells(limit, surely_per_m * cell_height_m, most_edges, unit_roundoff),
          farthest_cells(limit, surely_per_m * cell_width_m, most_edges, unit_roundoff)};
}

}  // namespace quarterhour
