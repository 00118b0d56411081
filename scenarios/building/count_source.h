// A source of counts (people), opened: a raster, or a table of points or polygons.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/building/outlines.h"
#include "scenarios/building/table_points.h"

namespace quarterhour {

struct CountSource {
  SourceSpec source;
  /// Exactly one of the two.
  std::optional<RasterFile> raster;
  std::optional<Table> table;
  /// Count per row of the table, >= 0; nothing where it is blank.
  std::vector<std::optional<double>> counts;
};

/// Opens a source of counts. Tables of text and sources with a column for the count are tables; anything else is a
/// raster where GDAL reads it as one. Throws InputError with every fault, negative counts among them.
[[nodiscard]] CountSource open_counts(const SourceSpec& source);

/// The extent of all of it in `to`; for points without a system of their own, as `to`.
[[nodiscard]] Extent extent_of(const CountSource& counts, const CoordinateSystem& to);

/// Its own coordinate system, if it says one.
[[nodiscard]] CoordinateSystem own_crs(const CountSource& counts);

}  // namespace quarterhour
