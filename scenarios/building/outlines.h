// Outlines in the city's coordinates.
#pragma once

#include <vector>

#include "scenarios/readers/raster_reader.h"
#include "scenarios/readers/table.h"

namespace quarterhour {

/// Smallest upright rectangle round something.
struct Extent {
  double west = 0.0;
  double south = 0.0;
  double east = -1.0;
  double north = -1.0;
  [[nodiscard]] bool empty() const { return !(west <= east && south <= north); }
  void add(PointM point);
};

/// The outline of a raster's extent in another system: one ring, closed, bent where the change of coordinates
/// bends it by more than a metre. Throws InputError when it has no place there.
[[nodiscard]] std::vector<PointM> outline_of(const SourceSpec& source, const RasterFile& raster,
                                             const CoordinateSystem& to);

/// The parts of a shape in another system. Throws InputError when a point has no place there.
[[nodiscard]] Shape placed_shape(const Table& table, const TableRow& row, const CoordinateChange& change);

/// The points of every part; closed rings stay closed.
[[nodiscard]] std::vector<std::vector<PointM>> lines_of(const Shape& shape);

}  // namespace quarterhour
