// Any raster that GDAL reads, as rows of numbers in which "no data" is one thing: NaN.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/readers/coordinates.h"
#include "scenarios/scenario.h"

class GDALDataset;
class GDALRasterBand;

namespace quarterhour {

/// Where the cells of a raster lie, in the units of its own coordinate system (metres or degrees). Cells are
/// upright rectangles; row 0 is the northern one.
struct RasterLayout {
  int rows = 0;
  int cols = 0;
  double west = 0.0;
  double north = 0.0;
  double cell_width = 0.0;   // > 0
  double cell_height = 0.0;  // > 0
  [[nodiscard]] double east() const { return west + cols * cell_width; }
  [[nodiscard]] double south() const { return north - rows * cell_height; }
};

/// A window of a raster: NaN where there is no data.
struct RasterWindow {
  int first_row = 0;
  int first_col = 0;
  int rows = 0;
  int cols = 0;
  std::vector<double> values;
  [[nodiscard]] double at(int row, int col) const {
    return values[static_cast<std::size_t>(row - first_row) * static_cast<std::size_t>(cols) +
                  static_cast<std::size_t>(col - first_col)];
  }
  [[nodiscard]] bool contains(int row, int col) const {
    return row >= first_row && row < first_row + rows && col >= first_col && col < first_col + cols;
  }
};

/// How a raster will be read: windows of it, some rows more than once, or every row once from first to last.
enum class RasterAccess { windows, once_through };

/// One band of an open raster. A value that the file flags as no data (its no-data value, a mask, an alpha of 0,
/// NaN, or the value that `no_data` of the scenario's source names) is NaN; every other value is itself, zero included, with the file's scale and offset applied.
class RasterFile {
 public:
  /// Throws InputError when the file is missing or no raster, has no coordinate system (and `source.crs` gives
  /// none), is rotated, or has more than 2^31 - 1 cells.
  explicit RasterFile(const SourceSpec& source, RasterAccess access = RasterAccess::windows);
  ~RasterFile();
  RasterFile(RasterFile&&) noexcept;
  RasterFile& operator=(RasterFile&&) noexcept;

  [[nodiscard]] const RasterLayout& layout() const { return layout_; }
  [[nodiscard]] const CoordinateSystem& crs() const { return *crs_; }
  [[nodiscard]] int band_count() const;
  /// Unit of the values as the file says, often empty.
  [[nodiscard]] std::string unit() const;
  /// Whether float holds every value as it is.
  [[nodiscard]] bool fits_float() const {
    return plain_ == Plain::in_float && scale_ == 1.0 && offset_ == 0.0;
  }
  /// Every file that belongs to it.
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

  /// Columns `first_col` … of one row into `values`, as many as it is long. Throws InputError when the file is
  /// damaged there.
  void read_row(int row, int first_col, std::vector<double>& values) const;
  [[nodiscard]] RasterWindow read(int first_row, int first_col, int rows, int cols) const;
  /// `rows` whole rows from `first_row` on into `values`, which has room for rows * cols of them: the same values. A few
  /// thousand at a time are read fastest.
  void read_rows(int first_row, int rows, double* values) const;

 private:
  void set_flags();
  [[noreturn]] void damaged(int row) const;
  /// A block of the file as it lies there, cleaned of what is no data.
  void read_block(int file_row, int rows, int first_col, int cols, double* values) const;
  template <class Value>
  void read_flagged(int file_row, int rows, int first_col, int cols, double* values) const;

  SourceSpec source_;
  std::shared_ptr<GDALDataset> dataset_;
  GDALRasterBand* band_ = nullptr;
  RasterLayout layout_;
  bool south_up_ = false;
  std::shared_ptr<const CoordinateSystem> crs_;
  std::optional<double> no_data_;
  /// float32 and float64 whose no-data value, or NaN alone, says what is no data.
  enum class Plain { no, in_float, in_double } plain_ = Plain::no;
  double flagged_ = 0.0;  // NaN: none
  double scale_ = 1.0;
  double offset_ = 0.0;
};

}  // namespace quarterhour
