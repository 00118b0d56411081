#include "scenarios/building/table_points.h"

#include <cmath>

#include "scenarios/readers/chinese_datum.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

CoordinateSystem given_crs(const SourceSpec& source) {
  const auto given = CoordinateSystem::from_text(source.crs);
  if (given) return *given;
  InputFault fault =
      source_fault(source, "the coordinate system is not known", "Give it as \"EPSG:4326\" or as WKT");
  fault.key += ".crs";
  fault.value = source.crs;
  throw InputError(fault);
}

bool is_longitude_name(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name.starts_with("lon") || name.starts_with("lng") || name == "经度" || name.ends_with("_lon") ||
         name.ends_with("_lng") || name.ends_with("longitude");
}

PointM centre_of_mass(const std::vector<PolygonRing>& rings) {
  const PointM origin = rings.front().points.front();
  double area = 0.0;
  double x = 0.0;
  double y = 0.0;
  for (const PolygonRing& ring : rings) {
    const double sign = (signed_area_m2(ring.points) >= 0.0) == ring.hole ? -1.0 : 1.0;
    for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
      const double ax = ring.points[i].x_m - origin.x_m;
      const double ay = ring.points[i].y_m - origin.y_m;
      const double bx = ring.points[i + 1].x_m - origin.x_m;
      const double by = ring.points[i + 1].y_m - origin.y_m;
      const double cross = sign * (ax * by - bx * ay);
      area += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
  }
  if (area == 0.0) return origin;
  return {origin.x_m + x / (3.0 * area), origin.y_m + y / (3.0 * area)};
}

PointM point_of(const Shape& shape) {
  if (shape.kind == Shape::Kind::polygons) return centre_of_mass(shape.parts);
  const std::vector<PointM>& points = shape.parts.front().points;
  return shape.kind == Shape::Kind::lines ? points[points.size() / 2] : points.front();
}

void check_range(const Table& table, const TablePoints& found) {
  if (!found.crs.is_geographic()) return;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (!found.points[i]) continue;
    const PointM& point = *found.points[i];
    if (std::abs(point.x_m) <= 360.0 && std::abs(point.y_m) <= 90.0) continue;
    const bool swapped = std::abs(point.x_m) <= 90.0 && std::abs(point.y_m) <= 360.0;
    throw InputError(cell_fault(table, table.rows[i], "", "",
                                "longitude " + std::to_string(point.x_m) + " and latitude " +
                                    std::to_string(point.y_m) + " are no degrees of " + found.crs.name(),
                                swapped ? "They look swapped: map x to the longitude and y to the latitude"
                                        : "Say which coordinate system they are in with `crs`"));
  }
}

TablePoints from_columns(const SourceSpec& source, const Table& table,
                         const std::optional<CoordinateSystem>& city_crs) {
  const std::size_t x =
      require_column(source, table, "x", {"x", "lon", "longitude", "lng", "long", "easting", "经度"});
  const std::size_t y = require_column(source, table, "y", {"y", "lat", "latitude", "northing", "纬度"});
  std::vector<std::string> notes;
  std::optional<CoordinateSystem> crs;
  if (!source.crs.empty()) {
    crs = given_crs(source);
  } else if (datum_of(source)) {
    crs = CoordinateSystem::from_text("EPSG:4326");
  } else if (is_longitude_name(table.columns[x])) {
    crs = CoordinateSystem::from_text("EPSG:4326");
    notes.push_back(table.file + ": the columns " + table.columns[x] + " and " + table.columns[y] +
                    " are taken for degrees of EPSG:4326; give `crs` to say so yourself.");
  } else if (city_crs) {
    crs = city_crs;
    notes.push_back(table.file + ": the columns " + table.columns[x] + " and " + table.columns[y] +
                    " are taken for coordinates of the city's own system " + city_crs->name() +
                    "; give `crs` to say so yourself.");
  }
  if (!crs) {
    throw InputError(source_fault(source,
                                  "the coordinate system of its columns " + table.columns[x] + " and " +
                                      table.columns[y] + " is not known (no CRS)",
                                  "Add crs = \"EPSG:…\""));
  }
  TablePoints found{*crs, {}, std::move(notes)};
  for (const TableRow& row : table.rows) {
    const auto at_x = number_in(table, row, x);
    const auto at_y = number_in(table, row, y);
    found.points.push_back(at_x && at_y ? std::optional(PointM{*at_x, *at_y}) : std::nullopt);
  }
  return found;
}

}  // namespace

CoordinateSystem shape_crs(const SourceSpec& source, const Table& table) {
  if (!source.crs.empty()) return given_crs(source);
  if (table.crs) return *table.crs;
  throw InputError(source_fault(source, "the file does not say its coordinate system (no CRS)",
                                said_in_source(source, "Say which it is: ", "crs = \"EPSG:…\"",
                                               "Say which it is with ogr2ogr -a_srs EPSG:…")));
}

bool placed_by_columns(const SourceSpec& source, const Table& table) {
  return !mapped(source, "x").empty() || !table.has_shapes;
}

TablePoints points_of(const SourceSpec& source, const Table& table,
                      const std::optional<CoordinateSystem>& city_crs) {
  TablePoints found = [&]() -> TablePoints {
    if (placed_by_columns(source, table)) return from_columns(source, table, city_crs);
    TablePoints shapes{shape_crs(source, table), {}, {}};
    bool reduced = false;
    for (const TableRow& row : table.rows) {
      const bool given = row.shape.kind != Shape::Kind::none;
      reduced = reduced || row.shape.kind == Shape::Kind::polygons || row.shape.kind == Shape::Kind::lines;
      shapes.points.push_back(given ? std::optional(point_of(row.shape)) : std::nullopt);
    }
    if (reduced) {
      shapes.notes.push_back(table.file +
                             ": areas stand at their centre of mass and lines at their middle point.");
    }
    return shapes;
  }();
  check_range(table, found);
  const auto datum = datum_of(source);
  if (datum && placed_by_columns(source, table)) {
    DatumChange change(*datum);
    for (auto& point : found.points) {
      if (point) point = change.apply(*point);
    }
    found.notes.push_back(change.told(table.file));
  }
  return found;
}

}  // namespace quarterhour
