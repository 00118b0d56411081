#include "output/time_raster.h"

#include <gdal_priv.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <type_traits>

#include "output/export_parts.h"
#include "output/version.h"
#include "output/whole_file.h"

namespace quarterhour {
namespace {

constexpr std::string_view writer = "quarterhour";
/// A strip is turned to NaN and handed on while it lies in the processor's cache.
constexpr std::size_t strip_bytes = 256 * 1024;

struct Closer {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

template <class Value>
WrittenTimes write(const std::filesystem::path& target, const TimeRasterPlace& place,
                   Raster<Value>&& seconds) {
  WholeFile whole(target, WholeFile::Kind::file);
  const GdalSession session;
  const Grid& grid = place.grid;
  const int strip = static_cast<int>(
      std::max<std::size_t>(1, strip_bytes / (static_cast<std::size_t>(grid.cols()) * sizeof(Value))));
  CPLStringList options;
  options.SetNameValue("COMPRESS", place.deflated ? "DEFLATE" : "NONE");
  // Differences of neighbours, byte by byte: times are smooth.
  if (place.deflated) options.SetNameValue("PREDICTOR", "3");
  if (place.deflated) options.SetNameValue("ZLEVEL", "1");
  options.SetNameValue("BLOCKYSIZE", std::to_string(std::min(strip, grid.rows())).c_str());
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  const GDALDataType type = sizeof(Value) == sizeof(float) ? GDT_Float32 : GDT_Float64;
  GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  std::unique_ptr<GDALDataset, Closer> dataset(
      driver->Create(whole.temporary().c_str(), grid.cols(), grid.rows(), 1, type, options.List()));
  if (dataset == nullptr) whole.fail(GdalSession::reason("GeoTIFF cannot be created"));
  double transform[6] = {grid.west_m(), grid.cell_width_m(), 0.0, grid.north_m(), 0.0, -grid.cell_height_m()};
  bool good = dataset->SetGeoTransform(transform) == CE_None;
  good = dataset->SetProjection(place.crs_wkt.c_str()) == CE_None && good;
  const std::string software = std::string(writer) + " " + std::string(software_version());
  good = dataset->SetMetadataItem("TIFFTAG_SOFTWARE", software.c_str()) == CE_None && good;
  GDALRasterBand* const band = dataset->GetRasterBand(1);
  good = band->SetNoDataValue(std::numeric_limits<double>::quiet_NaN()) == CE_None && good;
  band->SetDescription(place.description.c_str());
  good = band->SetUnitType("s") == CE_None && good;

  WrittenTimes written;
  using Bits = std::conditional_t<sizeof(Value) == sizeof(std::int32_t), std::int32_t, std::int64_t>;
  constexpr auto unreached = std::bit_cast<Bits>(std::numeric_limits<Value>::infinity());
  constexpr auto no_data = std::bit_cast<Bits>(std::numeric_limits<Value>::quiet_NaN());
  Bits longest = 0;
  for (int first = 0; good && first < grid.rows(); first += strip) {
    const int rows = std::min(strip, grid.rows() - first);
    Value* const values = seconds.row(first);
    const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(grid.cols());
    // Bits of numbers that are not negative sort as the numbers do, and the processor compares several at a time.
    Bits reached = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const auto bits = std::bit_cast<Bits>(values[k]);
      const bool is_reached = bits < unreached;
      reached += is_reached ? 1 : 0;
      longest = std::max(longest, is_reached ? bits : Bits{0});
      values[k] = std::bit_cast<Value>(is_reached ? bits : no_data);
    }
    written.reached += static_cast<std::size_t>(reached);
    good = band->RasterIO(GF_Write, 0, first, grid.cols(), rows, values, grid.cols(), rows, type, 0, 0,
                          nullptr) == CE_None;
  }
  written.longest_s = static_cast<double>(std::bit_cast<Value>(longest));
  // Closing returns nothing in this release; what went wrong stands in GDAL's error state.
  dataset.reset();
  if (!good || CPLGetLastErrorType() >= CE_Failure)
    whole.fail(GdalSession::reason("GeoTIFF cannot be written"));
  whole.move_into_place();
  return written;
}

}  // namespace

WrittenTimes write_time_raster(const std::filesystem::path& target, const TimeRasterPlace& place,
                               Raster<float>&& seconds) {
  return write(target, place, std::move(seconds));
}

WrittenTimes write_time_raster(const std::filesystem::path& target, const TimeRasterPlace& place,
                               Raster<double>&& seconds) {
  return write(target, place, std::move(seconds));
}

bool is_time_raster(const std::filesystem::path& file) {
  const GdalSession session;
  const std::unique_ptr<GDALDataset, Closer> dataset(
      GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  if (dataset == nullptr) return false;
  const char* const software = dataset->GetMetadataItem("TIFFTAG_SOFTWARE");
  return software != nullptr && std::string_view(software).starts_with(writer);
}

}  // namespace quarterhour
