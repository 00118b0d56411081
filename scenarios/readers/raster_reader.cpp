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
    throw InputError(source_fault(source, "the raster has no coordinate system (no CRS)",
                                  said_in_source(source, "Say which it is: ", "crs = \"EPSG:…\"",
                                                 "Say which it is with gdal_edit.py -a_srs EPSG:…")));
  }
  CoordinateSystem system = CoordinateSystem::from_gdal(*reference);
  if (reference->IsLocal() != 0) {
    throw InputError(source_fault(
        source, "its coordinate system \"" + system.name() + "\" is a local one without a place on Earth",
        said_in_source(source, "Say which it is: ", "crs = \"EPSG:…\"",
                       "Say which it is with gdal_edit.py -a_srs EPSG:…")));
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

/// GDAL takes a file through its cache of blocks; what is read once is read straight into place.
class StraightReading {
 public:
  explicit StraightReading(RasterAccess access) : set_(access == RasterAccess::once_through) {
    if (set_) CPLSetThreadLocalConfigOption(option, "YES");
  }
  ~StraightReading() {
    if (set_) CPLSetThreadLocalConfigOption(option, nullptr);
  }
  StraightReading(const StraightReading&) = delete;
  StraightReading& operator=(const StraightReading&) = delete;

 private:
  static constexpr const char* option = "GTIFF_DIRECT_IO";
  bool set_;
};

}  // namespace

RasterFile::RasterFile(const SourceSpec& source, RasterAccess access) : source_(source) {
  const GdalMessages messages;
  require_file_or_folder(source);
  const StraightReading straight(access);
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
  set_flags();
}

/// GDAL makes a mask of a no-data value by reading the band once more; comparing with it while reading is the same.
void RasterFile::set_flags() {
  const int flags = band_->GetMaskFlags();
  const GDALDataType type = band_->GetRasterDataType();
  if (type != GDT_Float32 && type != GDT_Float64) return;
  flagged_ = no_data;
  if (flags == GMF_NODATA) {
    flagged_ = band_->GetNoDataValue();
    if (std::isinf(type == GDT_Float32 ? static_cast<float>(flagged_) : flagged_)) return;
  } else if ((flags & GMF_ALL_VALID) == 0) {
    return;
  }
  plain_ = type == GDT_Float32 ? Plain::in_float : Plain::in_double;
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

void RasterFile::damaged(int row) const {
  throw InputError(source_fault(source_, "the raster is damaged or cut off near row " + std::to_string(row),
                                "Fetch or export the file again"));
}

template <class Value>
void RasterFile::read_flagged(int file_row, int rows, int first_col, int cols, double* values) const {
  const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  std::vector<Value> read(count);
  constexpr GDALDataType type = sizeof(Value) == sizeof(float) ? GDT_Float32 : GDT_Float64;
  if (band_->RasterIO(GF_Read, first_col, file_row, cols, rows, read.data(), cols, rows, type, 0, 0,
                      nullptr) != CE_None) {
    damaged(file_row);
  }
  const auto flagged = static_cast<Value>(flagged_);
  // GDAL's own comparison of a value with the no-data value: two units in the last place apart are the same.
  constexpr Value slack = 2 * std::numeric_limits<Value>::epsilon();
  for (std::size_t i = 0; i < count; ++i) {
    const Value value = read[i];
    const int is_flag = static_cast<int>(value == flagged) |
                        static_cast<int>(std::abs(value - flagged) < slack * std::abs(value + flagged));
    const int is_number = static_cast<int>(std::abs(value) <= std::numeric_limits<Value>::max());
    values[i] = is_number > is_flag ? static_cast<double>(value) : no_data;
  }
}

void RasterFile::read_block(int file_row, int rows, int first_col, int cols, double* values) const {
  const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  if (plain_ == Plain::in_float) {
    read_flagged<float>(file_row, rows, first_col, cols, values);
  } else if (plain_ == Plain::in_double) {
    read_flagged<double>(file_row, rows, first_col, cols, values);
  } else {
    // Where every value counts, GDAL's mask would be 255 all over.
    const bool masked = (band_->GetMaskFlags() & GMF_ALL_VALID) == 0;
    std::vector<unsigned char> mask(masked ? count : 0, 0);
    if (band_->RasterIO(GF_Read, first_col, file_row, cols, rows, values, cols, rows, GDT_Float64, 0, 0,
                        nullptr) != CE_None) {
      damaged(file_row);
    }
    if (masked && band_->GetMaskBand()->RasterIO(GF_Read, first_col, file_row, cols, rows, mask.data(), cols,
                                                 rows, GDT_Byte, 0, 0, nullptr) != CE_None) {
      damaged(file_row);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if ((masked && mask[i] == 0) || !std::isfinite(values[i])) values[i] = no_data;
    }
  }
  if (no_data_) {
    // Files of 32-bit floats hold the nearest float of what the scenario says.
    const double as_float = static_cast<float>(*no_data_);
    for (std::size_t i = 0; i < count; ++i) {
      if (values[i] == *no_data_ || values[i] == as_float) values[i] = no_data;
    }
  }
  if (scale_ == 1.0 && offset_ == 0.0) return;
  for (std::size_t i = 0; i < count; ++i) values[i] = values[i] * scale_ + offset_;
}

void RasterFile::read_row(int row, int first_col, std::vector<double>& values) const {
  const GdalMessages messages;
  read_block(south_up_ ? layout_.rows - 1 - row : row, 1, first_col, static_cast<int>(values.size()),
             values.data());
}

void RasterFile::read_rows(int first_row, int rows, double* values) const {
  const GdalMessages messages;
  if (!south_up_) return read_block(first_row, rows, 0, layout_.cols, values);
  for (int row = 0; row < rows; ++row)
    read_block(layout_.rows - 1 - first_row - row, 1, 0, layout_.cols,
               values + static_cast<std::size_t>(row) * static_cast<std::size_t>(layout_.cols));
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
