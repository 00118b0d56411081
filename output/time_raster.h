// Walking times alone as a GeoTIFF, without a result around them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "geometry/raster.h"

namespace quarterhour {

/// What a raster of times is written with.
struct TimeRasterPlace {
  const Grid& grid;
  /// WKT of the grid's coordinate system.
  std::string crs_wkt;
  /// What the band says that it holds.
  std::string description;
  bool deflated = false;
};

/// How many cells are reached, and the longest time of them.
struct WrittenTimes {
  std::size_t reached = 0;
  /// The longest of them, 0 where none is reached.
  double longest_s = 0.0;
};

/// Writes seconds as one band of the values' own type; +infinity (unreached) becomes NaN, the file's no-data value. The values
/// are used up. Throws OutputError; nothing half-written is left.
WrittenTimes write_time_raster(const std::filesystem::path& target, const TimeRasterPlace& place,
                               Raster<float>&& seconds);
WrittenTimes write_time_raster(const std::filesystem::path& target, const TimeRasterPlace& place,
                               Raster<double>&& seconds);

/// Whether a file is a GeoTIFF that this program wrote.
[[nodiscard]] bool is_time_raster(const std::filesystem::path& file);

}  // namespace quarterhour
