#include "scenarios/building/outlines.h"

#include <algorithm>
#include <cmath>

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr double bend_m = 1.0;

bool all_finite(const std::vector<PointM>& points) {
  return std::all_of(points.begin(), points.end(),
                     [](const PointM& p) { return std::isfinite(p.x_m) && std::isfinite(p.y_m); });
}

}  // namespace

void Extent::add(PointM point) {
  if (empty()) {
    west = east = point.x_m;
    south = north = point.y_m;
    return;
  }
  west = std::min(west, point.x_m);
  east = std::max(east, point.x_m);
  south = std::min(south, point.y_m);
  north = std::max(north, point.y_m);
}

std::vector<PointM> outline_of(const SourceSpec& source, const RasterFile& raster,
                               const CoordinateSystem& to) {
  const RasterLayout& at = raster.layout();
  const CoordinateChange change(raster.crs(), to);
  std::vector<PointM> ring = change.line({{at.west, at.north},
                                          {at.west, at.south()},
                                          {at.east(), at.south()},
                                          {at.east(), at.north},
                                          {at.west, at.north}},
                                         bend_m);
  if (!all_finite(ring)) {
    throw InputError(
        source_fault(source, "its extent in " + raster.crs().name() + " has no place in " + to.name(),
                     "Check its coordinate system, and cut out the city with gdal_translate -projwin"));
  }
  return ring;
}

Shape placed_shape(const Table& table, const TableRow& row, const CoordinateChange& change) {
  Shape placed;
  placed.kind = row.shape.kind;
  for (const PolygonRing& part : row.shape.parts) {
    PolygonRing ring{{}, part.hole};
    if (placed.kind == Shape::Kind::points) {
      for (const PointM& point : part.points) ring.points.push_back(change.apply(point));
    } else {
      ring.points = change.line(part.points, bend_m);
    }
    if (placed.kind == Shape::Kind::polygons && !ring.points.empty() &&
        ring.points.front() != ring.points.back()) {
      ring.points.push_back(ring.points.front());
    }
    if (!all_finite(ring.points)) {
      throw InputError(cell_fault(
          table, row, "", "", "its shape has no place in the city's coordinates",
          "Check the coordinate system of the file, and whether longitude and latitude are swapped"));
    }
    placed.parts.push_back(std::move(ring));
  }
  return placed;
}

std::vector<std::vector<PointM>> lines_of(const Shape& shape) {
  std::vector<std::vector<PointM>> lines;
  for (const PolygonRing& part : shape.parts) lines.push_back(part.points);
  return lines;
}

}  // namespace quarterhour
