#include "scenarios/building/source_bands.h"

#include <algorithm>
#include <utility>

namespace quarterhour {

namespace {

/// Rows that are read at once, at least.
constexpr int rows_at_once = 128;

}  // namespace

SourceBands::SourceBands(const SourceSpec& source, const RasterFile& raster, const RasterWindow& window,
                         const ValueRule& rule, RowCheck check)
    : raster_(raster),
      check_row_(std::move(check)),
      check_(source, rule),
      looked_at_(static_cast<std::size_t>(window.rows), false) {
  window_.first_row = window.first_row;
  window_.first_col = window.first_col;
  window_.rows = window.rows;
  window_.cols = window.cols;
}

const RasterWindow& SourceBands::rows(int first_row, int last_row) {
  const int first = std::max(first_row, window_.first_row);
  const int end = std::min(last_row + 1, window_.first_row + window_.rows);
  if (first >= end) {
    band_ = {first, window_.first_col, 0, window_.cols, {}};
    return band_;
  }
  if (band_.rows > 0 && first >= band_.first_row && end <= band_.first_row + band_.rows) return band_;
  // Where a row of the grid crosses many of the source, as many again: neighbours share most of them.
  const int ahead = std::max(rows_at_once, 3 * (end - first));
  const int read_end = std::min(first + ahead, window_.first_row + window_.rows);
  band_ = raster_.read(first, window_.first_col, read_end - first, window_.cols);
  look_at(band_);
  return band_;
}

void SourceBands::look_at(const RasterWindow& band) {
  for (int row = 0; row < band.rows; ++row) {
    const auto at = static_cast<std::size_t>(band.first_row + row - window_.first_row);
    if (looked_at_[at]) continue;
    looked_at_[at] = true;
    const auto cols = static_cast<std::size_t>(band.cols);
    const auto values = std::span(band.values).subspan(static_cast<std::size_t>(row) * cols, cols);
    check_.row(band.first_row + row, band.first_col, values.data(), band.cols);
    if (check_row_) check_row_(values);
  }
}

void SourceBands::finish() {
  for (int row = 0; row < window_.rows; ++row) {
    if (looked_at_[static_cast<std::size_t>(row)]) continue;
    int end = row + 1;
    while (end < window_.rows && end < row + rows_at_once && !looked_at_[static_cast<std::size_t>(end)])
      ++end;
    look_at(raster_.read(window_.first_row + row, window_.first_col, end - row, window_.cols));
  }
  check_.finish();
}

}  // namespace quarterhour
