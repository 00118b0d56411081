// Where the rows of a table stand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/readers/table.h"

namespace quarterhour {

/// One point a row of the table, in `crs`. Nothing where the row has no coordinates.
struct TablePoints {
  CoordinateSystem crs;
  std::vector<std::optional<PointM>> points;
  std::vector<std::string> notes;
};

/// From the columns mapped to x and y (usual names: x, lon, longitude, lng, long, easting; y, lat, latitude,
/// northing), else from the shapes: a point is itself, a polygon its centre of mass, a line its middle point.
/// Coordinates in columns are in `source.crs`, else in EPSG:4326 where the columns are called longitude and
/// latitude, else in `city_crs`. Throws InputError when no system is known, there are no coordinates, or
/// longitudes and latitudes are out of range.
[[nodiscard]] TablePoints points_of(const SourceSpec& source, const Table& table,
                                    const std::optional<CoordinateSystem>& city_crs);

/// The system of a table's shapes: `source.crs`, else the file's own. Throws InputError when neither is known.
[[nodiscard]] CoordinateSystem shape_crs(const SourceSpec& source, const Table& table);

/// Whether rows are placed by columns rather than by shapes.
[[nodiscard]] bool placed_by_columns(const SourceSpec& source, const Table& table);

}  // namespace quarterhour
