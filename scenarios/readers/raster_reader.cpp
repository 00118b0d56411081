#include "scenarios/readers/raster_reader.h"

#include <gdal_priv.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "scenarios/readers/columns.h"
#include "scenarios/readers/gdal_messages.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();

GDALRasterBand* chosen_band(const SourceSpec& source, GDALDataset& dataset) {
  const int count = dataset.GetRasterCount();
  if (count < 1) {
    throw InputError(source_fault(source, "the file holds no raster band",
                                  "Name a raster such as a GeoTIFF; of several inside one file name one"));
  }
  int number = 1;
  const std::string text = mapped(source, "band");
  if (!text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > count) {
      throw InputError(
          source_fault(source, "it has no band " + text, "Give a band from 1 to " + std::to_string(count)));
    }
  }
  return dataset.GetRasterBand(number);
}

CoordinateSystem system_of(const SourceSpec& source, GDALDataset& dataset) {
  if (!source.crs.empty()) {
    const auto given = CoordinateSystem::from_text(source.crs);
    if (!given) {
      throw InputError(source_fault(source, "the coordinate system \"" + source.crs + "\" is not known",
                                    "Give it as \"EPSG:4326\" or as WKT"));
    }
    return *given;
  }
  const OGRSpatialReference* reference = dataset.GetSpatialRef();
  if (reference == nullptr || reference->IsEmpty()) {
    throw InputError(
        source_fault(source, "the raster has no coordinate system (no CRS)",
                     "Say which it is: { file = \"" + source.written + "\", crs = \"EPSG:…\" }"));
  }
  CoordinateSystem system = CoordinateSystem::from_gdal(*reference);
  if (reference->IsLocal() != 0) {
    throw InputError(source_fault(
        source, "its coordinate system \"" + system.name() + "\" is a local one without a place on Earth",
        "Say which it is: { file = \"" + source.written + "\", crs = \"EPSG:…\" }"));
  }
  return system;
}

/// Bytes of all files that belong to the raster, which may only name others, as a VRT does.
double bytes_of(GDALDataset& dataset) {
  double bytes = 0.0;
  char** list = dataset.GetFileList();
  for (char** at = list; at != nullptr && *at != nullptr; ++at) {
    std::error_code error;
    const auto size = std::filesystem::file_size(*at, error);
    if (!error) bytes += static_cast<double>(size);
  }
  CSLDestroy(list);
  return bytes;
}

/// A header may claim any size; what it claims is asked for before the values are.
void refuse_absurd_size(const SourceSpec& source, GDALDataset& dataset) {
  const int rows = dataset.GetRasterYSize();
  const int cols = dataset.GetRasterXSize();
  const double cells = static_cast<double>(rows) * cols;
  const std::string size = std::to_string(rows) + " × " + std::to_string(cols) + " cells";
  if (cells > 2147483647.0) {
    throw InputError(source_fault(source, "the raster has " + size + ", more than 2147483647",
                                  "Cut out the city with gdal_translate -projwin"));
  }
  const std::string driver = dataset.GetDriverName();
  const bool is_text = driver == "AAIGrid" || driver == "GRASSASCIIGrid" || driver == "ISG";
  // In text a cell is a digit and a blank at least. The best packing of one value alone stays below 100,000 cells a byte.
  const double bytes = bytes_of(dataset);
  const double most = is_text ? (bytes + 1.0) / 2.0 : std::max(1e7, 1e5 * bytes);
  if (bytes > 0.0 && cells > most) {
    throw InputError(source_fault(source,
                                  "its header claims " + size + ", and the file is too small for them",
                                  "Fetch or export the file again"));
  }
}

}  // namespace

RasterFile::RasterFile(const SourceSpec& source) : source_(source) {
  const GdalMessages messages;
  require_file_or_folder(source);
  dataset_ = std::shared_ptr<GDALDataset>(
      GDALDataset::Open(source.path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR),
      [](GDALDataset* dataset) {
        const GdalMessages quiet;
        if (dataset != nullptr) GDALClose(GDALDataset::ToHandle(dataset));
      });
  if (dataset_ == nullptr) {
    throw InputError(
        source_fault(source, unreadable_as("raster", source.path),
                     "Name a raster such as a GeoTIFF, and check that it is whole with gdalinfo"));
  }
  band_ = chosen_band(source, *dataset_);
  if (GDALDataTypeIsComplex(band_->GetRasterDataType()) != 0) {
    throw InputError(source_fault(source, "it holds complex numbers", "Give a raster of real numbers"));
  }

  double transform[6] = {0.0, 1.0, 0.0, 0.0, 0.0, 1.0};
  if (dataset_->GetGeoTransform(transform) != CE_None) {
    throw InputError(source_fault(source, "the raster has no place on the map (no geotransform)",
                                  "Georeference it first, for instance with gdal_translate -a_ullr"));
  }
  if (transform[2] != 0.0 || transform[4] != 0.0 || !(transform[1] > 0.0) || transform[5] == 0.0 ||
      !std::isfinite(transform[0] + transform[1] + transform[3] + transform[5])) {
    throw InputError(source_fault(source,
                                  "the raster is rotated or mirrored, its rows do not run west to east",
                                  "Make it upright with gdalwarp"));
  }
  const int rows = dataset_->GetRasterYSize();
  const int cols = dataset_->GetRasterXSize();
  refuse_absurd_size(source, *dataset_);
  south_up_ = transform[5] > 0.0;
  layout_ = {rows,         cols,
             transform[0], south_up_ ? transform[3] + rows * transform[5] : transform[3],
             transform[1], std::abs(transform[5])};
  crs_ = std::make_shared<const CoordinateSystem>(system_of(source, *dataset_));
  int given = 0;
  const double scale = band_->GetScale(&given);
  if (given != 0 && scale != 0.0) scale_ = scale;
  const double offset = band_->GetOffset(&given);
  if (given != 0) offset_ = offset;
  no_data_ = parse_number(mapped(source, "no_data"));
}

RasterFile::~RasterFile() = default;
RasterFile::RasterFile(RasterFile&&) noexcept = default;
RasterFile& RasterFile::operator=(RasterFile&&) noexcept = default;

int RasterFile::band_count() const { return dataset_->GetRasterCount(); }

std::string RasterFile::unit() const {
  const char* unit = band_->GetUnitType();
  return unit == nullptr ? "" : unit;
}

std::vector<std::filesystem::path> RasterFile::files() const {
  const GdalMessages messages;
  std::vector<std::filesystem::path> paths;
  char** list = dataset_->GetFileList();
  for (char** at = list; at != nullptr && *at != nullptr; ++at) paths.emplace_back(*at);
  CSLDestroy(list);
  if (paths.empty()) paths.push_back(source_.path);
  return paths;
}

void RasterFile::read_row(int row, int first_col, std::vector<double>& values) const {
  const GdalMessages messages;
  const int file_row = south_up_ ? layout_.rows - 1 - row : row;
  const int count = static_cast<int>(values.size());
  const auto damaged = [&] {
    return InputError(source_fault(source_,
                                   "the raster is damaged or cut off near row " + std::to_string(file_row),
                                   "Fetch or export the file again"));
  };
  if (band_->RasterIO(GF_Read, first_col, file_row, count, 1, values.data(), count, 1, GDT_Float64, 0, 0,
                      nullptr) != CE_None) {
    throw damaged();
  }
  if ((band_->GetMaskFlags() & GMF_ALL_VALID) == 0) {
    std::vector<unsigned char> mask(values.size(), 0);
    if (band_->GetMaskBand()->RasterIO(GF_Read, first_col, file_row, count, 1, mask.data(), count, 1,
                                       GDT_Byte, 0, 0, nullptr) != CE_None) {
      throw damaged();
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (mask[i] == 0) values[i] = no_data;
    }
  }
  if (no_data_) {
    // Files of 32-bit floats hold the nearest float of what the scenario says.
    const double as_float = static_cast<float>(*no_data_);
    for (double& value : values) {
      if (value == *no_data_ || value == as_float) value = no_data;
    }
  }
  const bool scaled = scale_ != 1.0 || offset_ != 0.0;
  for (double& value : values) {
    if (!std::isfinite(value)) {
      value = no_data;
    } else if (scaled) {
      value = value * scale_ + offset_;
    }
  }
}

RasterWindow RasterFile::read(int first_row, int first_col, int rows, int cols) const {
  RasterWindow window{first_row, first_col, rows, cols, {}};
  const auto width = static_cast<std::size_t>(cols);
  window.values.resize(static_cast<std::size_t>(rows) * width);
  std::vector<double> values(width);
  for (int row = 0; row < rows; ++row) {
    read_row(first_row + row, first_col, values);
    std::copy(values.begin(), values.end(),
              window.values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * width));
  }
  return window;
}

}  // namespace quarterhour
