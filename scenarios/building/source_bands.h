// A raster's window read band by band, so that no source is ever held whole.
#pragma once

#include <functional>
#include <span>

#include "scenarios/building/value_check.h"
#include "scenarios/readers/raster_reader.h"

namespace quarterhour {

class SourceBands {
 public:
  /// What else is asked of a row's values; throws where they are wrong.
  using RowCheck = std::function<void(std::span<const double> values)>;

  /// Keeps references to all but the window. `window` lies in the raster.
  SourceBands(const SourceSpec& source, const RasterFile& raster, const RasterWindow& window,
              const ValueRule& rule, RowCheck check = {});

  /// Rows `first_row` … `last_row` of the raster over the columns of the window, as far as the window has them, and perhaps
  /// more of its rows; valid until the next call. Fast where rows are asked for from the north to the south. Throws
  /// InputError when the file is damaged there.
  const RasterWindow& rows(int first_row, int last_row);

  /// Reads the rows that were never asked for, so that each value of the window has been looked at, whatever was asked.
  /// Throws InputError when a value is against the rule.
  void finish();

 private:
  void look_at(const RasterWindow& band);

  const RasterFile& raster_;
  RasterWindow window_;
  RowCheck check_row_;
  ValueCheck check_;
  std::vector<bool> looked_at_;
  RasterWindow band_;
};

}  // namespace quarterhour
