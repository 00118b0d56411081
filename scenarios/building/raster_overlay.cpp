#include "scenarios/building/raster_overlay.h"

#include <algorithm>
#include <cmath>

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

RasterOverlay::RasterOverlay(const SourceSpec& source, const RasterFile& raster, const StudyGrid& study)
    : raster_(raster), study_(study), to_city_(raster.crs(), study.crs), to_source_(study.crs, raster.crs()) {
  find_window(source);
  if (!overlaps()) return;
  find_coarseness();
  find_same_cells();
}

void RasterOverlay::find_window(const SourceSpec& source) {
  const Grid& grid = study_.grid;
  const RasterLayout& at = raster_.layout();
  const double tolerance = 0.25 * std::min(at.cell_width, at.cell_height);
  const std::vector<PointM> rim = to_source_.line({{grid.west_m(), grid.north_m()},
                                                   {grid.west_m(), grid.south_m()},
                                                   {grid.east_m(), grid.south_m()},
                                                   {grid.east_m(), grid.north_m()},
                                                   {grid.west_m(), grid.north_m()}},
                                                  tolerance);
  Extent extent;
  for (const PointM& point : rim) {
    if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m)) {
      throw InputError(source_fault(
          source, "the city's grid has no place in its coordinate system " + raster_.crs().name(),
          "Check the coordinate systems of both"));
    }
    extent.add(point);
  }
  const auto bounded = [](double value, int count) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(count)));
  };
  const double west = (extent.west - at.west) / at.cell_width;
  const double east = (extent.east - at.west) / at.cell_width;
  const double north = (at.north - extent.north) / at.cell_height;
  const double south = (at.north - extent.south) / at.cell_height;
  if (east <= 0.0 || south <= 0.0 || west >= at.cols || north >= at.rows) return;
  window_.first_row = bounded(std::floor(north) - 2.0, at.rows);
  window_.first_col = bounded(std::floor(west) - 2.0, at.cols);
  window_.rows = bounded(std::ceil(south) + 2.0, at.rows) - window_.first_row;
  window_.cols = bounded(std::ceil(east) + 2.0, at.cols) - window_.first_col;
}

void RasterOverlay::find_coarseness() {
  const RasterLayout& at = raster_.layout();
  const double x = at.west + (window_.first_col + 0.5 * window_.cols) * at.cell_width;
  const double y = at.north - (window_.first_row + 0.5 * window_.rows) * at.cell_height;
  const PointM centre = to_city_.apply({x, y});
  const PointM beside = to_city_.apply({x + at.cell_width, y});
  const PointM below = to_city_.apply({x, y - at.cell_height});
  const double width = std::hypot(beside.x_m - centre.x_m, beside.y_m - centre.y_m);
  const double height = std::hypot(below.x_m - centre.x_m, below.y_m - centre.y_m);
  coarseness_ = std::max(study_.grid.cell_width_m() / width, study_.grid.cell_height_m() / height);
  source_cell_m_ = std::min(width, height);
}

void RasterOverlay::find_same_cells() {
  if (!to_city_.is_identity()) return;
  const Grid& grid = study_.grid;
  const RasterLayout& at = raster_.layout();
  const double row = (at.north - grid.north_m()) / at.cell_height;
  const double col = (grid.west_m() - at.west) / at.cell_width;
  const double last_row = (at.north - grid.south_m()) / at.cell_height;
  const double last_col = (grid.east_m() - at.west) / at.cell_width;
  // A thousandth of a cell: files give their corners with some ten digits.
  const auto whole = [](double value) { return std::abs(value - std::round(value)) < 1e-3; };
  if (!whole(row) || !whole(col)) return;
  if (std::abs(last_row - row - grid.rows()) > 1e-3 || std::abs(last_col - col - grid.cols()) > 1e-3) return;
  same_cells_ = CellPosition{static_cast<int>(std::round(row)), static_cast<int>(std::round(col))};
}

void RasterOverlay::corner_line(int row, std::vector<PointM>& corners) const {
  const RasterLayout& at = raster_.layout();
  change_row(to_city_, at.west, at.cell_width, window_.first_col, window_.cols + 1,
             at.north - row * at.cell_height, 1e-4 * source_cell_m_, corners);
}

void RasterOverlay::places(int grid_row, double part, int per_cell, std::vector<Place>& out) const {
  const Grid& grid = study_.grid;
  const RasterLayout& at = raster_.layout();
  const double step = grid.cell_width_m() / per_cell;
  const double y = grid.north_m() - (grid_row + part) * grid.cell_height_m();
  std::vector<PointM> points;
  change_row(to_source_, grid.west_m() + 0.5 * step, step, 0, grid.cols() * per_cell, y,
             1e-4 * std::min(at.cell_width, at.cell_height), points);
  out.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    out[i] = {(at.north - points[i].y_m) / at.cell_height, (points[i].x_m - at.west) / at.cell_width};
  }
}

void change_row(const CoordinateChange& change, double west, double step, int first, int count, double y,
                double tolerance, std::vector<PointM>& out) {
  out.resize(static_cast<std::size_t>(count));
  const auto exact = [&](int stride) {
    std::vector<double> xs;
    for (int i = 0; i < count; i += stride) xs.push_back(west + (first + i) * step);
    if (stride > 1) xs.push_back(west + (first + count - 1) * step);
    std::vector<double> ys(xs.size(), y);
    change.apply(xs, ys);
    std::vector<PointM> points(xs.size());
    for (std::size_t i = 0; i < xs.size(); ++i) points[i] = {xs[i], ys[i]};
    return points;
  };
  constexpr int stride = 8;
  if (change.is_identity() || count < 3 * stride) {
    out = exact(1);
    return;
  }
  const std::vector<PointM> knots = exact(stride);
  // The last knot stands at its own distance; the others bound the bend: an interval of half the length bends
  // a quarter as much.
  double bend = 0.0;
  for (std::size_t k = 1; k + 2 < knots.size(); ++k) {
    bend = std::max(bend, std::hypot(knots[k].x_m - 0.5 * (knots[k - 1].x_m + knots[k + 1].x_m),
                                     knots[k].y_m - 0.5 * (knots[k - 1].y_m + knots[k + 1].y_m)));
    if (std::isnan(knots[k].x_m)) bend = tolerance * 100.0;
  }
  if (!(0.25 * bend <= tolerance) || std::isnan(knots.front().x_m) || std::isnan(knots.back().x_m)) {
    out = exact(1);
    return;
  }
  for (int i = 0; i < count; ++i) {
    const int from = i / stride;
    const int begin = from * stride;
    const int end = std::min(begin + stride, count - 1);
    const PointM& a = knots[static_cast<std::size_t>(from)];
    const PointM& b = knots[static_cast<std::size_t>(from) + 1];
    const double along = end > begin ? static_cast<double>(i - begin) / (end - begin) : 0.0;
    out[static_cast<std::size_t>(i)] = {a.x_m + along * (b.x_m - a.x_m), a.y_m + along * (b.y_m - a.y_m)};
  }
}

}  // namespace quarterhour
