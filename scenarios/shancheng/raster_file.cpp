#include "scenarios/shancheng/raster_file.h"

#include <gdal_priv.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "scenarios/shancheng/gdal_files.h"

namespace quarterhour::shancheng {

struct RasterFile::Open {
  std::filesystem::path file;
  GDALDatasetUniquePtr dataset;
  std::size_t cols = 0;
  bool codes = false;
  int next_block = 0;
};

RasterFile::RasterFile(const CityPlan& plan, const Grid& grid, bool codes, const std::filesystem::path& file)
    : open_(std::make_unique<Open>()) {
  const QuietErrors quiet;
  // LZW is GDAL's own code: the bytes do not depend on the machine's zlib.
  const std::string rows = "BLOCKYSIZE=" + std::to_string(block_rows);
  const char* const options[] = {"COMPRESS=LZW",  codes ? "PREDICTOR=1" : "PREDICTOR=3",
                                 "NUM_THREADS=1", "BIGTIFF=IF_SAFER",
                                 rows.c_str(),    nullptr};
  const OGRSpatialReference system = coordinate_system(plan, file);
  open_->file = file;
  open_->cols = static_cast<std::size_t>(grid.cols());
  open_->codes = codes;
  open_->dataset.reset(driver_named("GTiff", file)
                           ->Create(file.c_str(), grid.cols(), grid.rows(), 1, codes ? GDT_Byte : GDT_Float32,
                                    const_cast<char**>(options)));
  if (!open_->dataset) fail(file);
  const PointM corner = plan.map({grid.west_m(), grid.north_m()});
  double transform[6] = {corner.x_m, grid.cell_width_m(), 0.0, corner.y_m, 0.0, -grid.cell_height_m()};
  const bool good = open_->dataset->SetGeoTransform(transform) == CE_None &&
                    open_->dataset->SetSpatialRef(&system) == CE_None;
  if (!good) fail(file);
}

RasterFile::~RasterFile() = default;

void RasterFile::write_rows(const std::vector<float>& values) {
  const QuietErrors quiet;
  GDALRasterBand* band = open_->dataset->GetRasterBand(1);
  const std::size_t block = open_->cols * block_rows;
  std::vector<float> reals(block);
  std::vector<std::uint8_t> bytes(open_->codes ? block : 0);
  for (std::size_t first = 0; first < values.size(); first += block) {
    const std::size_t count = std::min(block, values.size() - first);
    // Whole blocks straight to the file: what waits in GDAL's cache is written in the order that the memory of the
    // machine allows.
    std::fill(reals.begin(), reals.end(), 0.0F);
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), count, reals.begin());
    void* buffer = reals.data();
    if (open_->codes) {
      std::transform(reals.begin(), reals.end(), bytes.begin(),
                     [](float value) { return static_cast<std::uint8_t>(value); });
      buffer = bytes.data();
    }
    if (band->WriteBlock(0, open_->next_block, buffer) != CE_None) fail(open_->file);
    ++open_->next_block;
  }
}

void RasterFile::close() {
  const QuietErrors quiet;
  open_->dataset.reset();
  if (CPLGetLastErrorType() == CE_Failure) fail(open_->file);
}

}  // namespace quarterhour::shancheng
