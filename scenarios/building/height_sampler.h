// Heights at single points, out of the elevation's own cells.
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <unordered_map>
#include <vector>

#include "scenarios/readers/raster_reader.h"

namespace quarterhour {

/// Samples a raster at its own resolution, wherever the points lie. Holds a bounded number of its tiles, so points that
/// follow each other should lie near each other. Not for concurrent use.
class HeightSampler {
 public:
  /// `raster` must outlive it. `city_crs`: of the points.
  HeightSampler(const RasterFile& raster, const CoordinateSystem& city_crs);

  /// Metres, bilinear between the centres of the four cells round the point, of those that have a value. NaN where the
  /// cell that holds the point has none, beyond the raster, and where the point has no place in its coordinates. Throws
  /// InputError when the file is damaged there.
  [[nodiscard]] double height_at(PointM point);
  /// The same for many points at once, which is much faster: their coordinates are changed together.
  [[nodiscard]] std::vector<double> heights_at(std::span<const PointM> points);

 private:
  struct Tile {
    std::int64_t number = 0;
    RasterWindow window;
  };
  double height_in_raster(double x, double y);
  double value(int row, int col);
  const RasterWindow& tile(int row, int col);

  const RasterFile& raster_;
  CoordinateChange change_;
  /// Most recently used first.
  std::list<Tile> tiles_;
  std::unordered_map<std::int64_t, std::list<Tile>::iterator> tile_at_;
};

}  // namespace quarterhour
