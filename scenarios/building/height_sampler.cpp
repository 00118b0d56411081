#include "scenarios/building/height_sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quarterhour {

namespace {

constexpr int tile_cells = 256;
/// 64 tiles of half a megabyte.
constexpr std::size_t most_tiles = 64;
constexpr double no_height = std::numeric_limits<double>::quiet_NaN();

}  // namespace

HeightSampler::HeightSampler(const RasterFile& raster, const CoordinateSystem& city_crs)
    : raster_(raster), change_(city_crs, raster.crs()) {}

double HeightSampler::height_at(PointM point) {
  const PointM at = change_.apply(point);
  return height_in_raster(at.x_m, at.y_m);
}

std::vector<double> HeightSampler::heights_at(std::span<const PointM> points) {
  std::vector<double> x;
  std::vector<double> y;
  x.reserve(points.size());
  y.reserve(points.size());
  for (const PointM& point : points) {
    x.push_back(point.x_m);
    y.push_back(point.y_m);
  }
  change_.apply(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = height_in_raster(x[i], y[i]);
  return x;
}

double HeightSampler::height_in_raster(double x, double y) {
  const RasterLayout& layout = raster_.layout();
  const double col = (x - layout.west) / layout.cell_width;
  const double row = (layout.north - y) / layout.cell_height;
  // Also false for NaN.
  if (!(col >= 0.0 && row >= 0.0 && col <= layout.cols && row <= layout.rows)) return no_height;
  const int own_col = std::min(static_cast<int>(col), layout.cols - 1);
  const int own_row = std::min(static_cast<int>(row), layout.rows - 1);
  if (std::isnan(value(own_row, own_col))) return no_height;
  const double first_row = std::floor(row - 0.5);
  const double first_col = std::floor(col - 0.5);
  const double down = row - 0.5 - first_row;
  const double right = col - 0.5 - first_col;
  double sum = 0.0;
  double weights = 0.0;
  for (int dr = 0; dr < 2; ++dr) {
    for (int dc = 0; dc < 2; ++dc) {
      const double weight = (dr == 1 ? down : 1.0 - down) * (dc == 1 ? right : 1.0 - right);
      const int at_row = static_cast<int>(first_row) + dr;
      const int at_col = static_cast<int>(first_col) + dc;
      if (weight == 0.0 || at_row < 0 || at_col < 0 || at_row >= layout.rows || at_col >= layout.cols)
        continue;
      const double height = value(at_row, at_col);
      if (std::isnan(height)) continue;
      sum += weight * height;
      weights += weight;
    }
  }
  // The cell that holds the point has a value and a quarter of the weight at least.
  return sum / weights;
}

double HeightSampler::value(int row, int col) { return tile(row, col).at(row, col); }

const RasterWindow& HeightSampler::tile(int row, int col) {
  const RasterLayout& layout = raster_.layout();
  const int tile_row = row / tile_cells;
  const int tile_col = col / tile_cells;
  const std::int64_t number = static_cast<std::int64_t>(tile_row) << 32 | tile_col;
  if (const auto found = tile_at_.find(number); found != tile_at_.end()) {
    tiles_.splice(tiles_.begin(), tiles_, found->second);
    return tiles_.front().window;
  }
  const int first_row = tile_row * tile_cells;
  const int first_col = tile_col * tile_cells;
  tiles_.push_front({number, raster_.read(first_row, first_col, std::min(tile_cells, layout.rows - first_row),
                                          std::min(tile_cells, layout.cols - first_col))});
  tile_at_[number] = tiles_.begin();
  if (tiles_.size() > most_tiles) {
    tile_at_.erase(tiles_.back().number);
    tiles_.pop_back();
  }
  return tiles_.front().window;
}

}  // namespace quarterhour
