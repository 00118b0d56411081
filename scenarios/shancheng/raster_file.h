// A GeoTIFF that is written block by block, so that no raster needs to be whole in memory.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "geometry/grid.h"
#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

class RasterFile {
 public:
  /// Rows of a block; the last block of a file may have fewer.
  static constexpr int block_rows = 16;

  /// `codes`: bytes, else Float32. In the plan's coordinate system, without a no-data value: every cell has one.
  /// `grid` in local metres. Throws OutputError, as the others do.
  RasterFile(const CityPlan& plan, const Grid& grid, bool codes, const std::filesystem::path& file);
  ~RasterFile();
  RasterFile(const RasterFile&) = delete;
  RasterFile& operator=(const RasterFile&) = delete;

  /// Writes the next rows, row-major; a multiple of `block_rows` of them unless they are the last. Equal values give
  /// equal bytes, whatever else is written meanwhile; different files may be written by different threads.
  void write_rows(const std::vector<float>& values);
  /// Ends the file; all rows must have been written.
  void close();

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace quarterhour::shancheng
