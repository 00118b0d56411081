#include "output/time_raster.h"

#include <gdal_priv.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <string_view>

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

/// Makes +infinity NaN; returns how many numbers are left and raises `longest` to the largest. Values take part side by side.
template <class Value>
std::size_t without_infinity(Value* values, std::size_t count, Value& longest) {
  constexpr Value infinity = std::numeric_limits<Value>::infinity();
  constexpr Value no_data = std::numeric_limits<Value>::quiet_NaN();
  constexpr std::size_t lanes = 8;
  std::array<Value, lanes> most{};
  std::array<std::uint32_t, lanes> reached{};
  std::size_t k = 0;
  const auto take = [&](std::size_t lane) {
    const Value value = values[k + lane];
    const bool is_reached = value < infinity;
    reached[lane] += is_reached ? 1U : 0U;
    most[lane] = is_reached && value > most[lane] ? value : most[lane];
    values[k + lane] = is_reached ? value : no_data;
  };
  for (; k + lanes <= count; k += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) take(lane);
  for (; k < count; ++k) take(0);
  longest = std::max(longest, *std::max_element(most.begin(), most.end()));
  return std::accumulate(reached.begin(), reached.end(), std::size_t{0});
}

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
  Value longest = 0;
  for (int first = 0; good && first < grid.rows(); first += strip) {
    const int rows = std::min(strip, grid.rows() - first);
    Value* const values = seconds.row(first);
    const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(grid.cols());
    written.reached += without_infinity(values, count, longest);
    good = band->RasterIO(GF_Write, 0, first, grid.cols(), rows, values, grid.cols(), rows, type, 0, 0,
                          nullptr) == CE_None;
  }
  written.longest_s = static_cast<double>(longest);
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
