// Areas drawn as letters, their polygons as text, and GEOS's opinion of them.
#pragma once

#include <geos_c.h>

#include <string>
#include <vector>

#include "geometry/border_polygons.h"

namespace quarterhour::test {

/// 'a' is label 0, 'b' label 1, …; '.' no area.
inline Raster<std::int32_t> drawn(const std::vector<std::string>& rows) {
  Raster<std::int32_t> labels(static_cast<int>(rows.size()), static_cast<int>(rows.front().size()), -1);
  for (int row = 0; row < labels.rows(); ++row) {
    for (int col = 0; col < labels.cols(); ++col) {
      const char letter = rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(col)];
      if (letter != '.') labels(row, col) = letter - 'a';
    }
  }
  return labels;
}

/// Each part in the area of its label.
inline std::vector<std::int32_t> labels_of(const AreaBorders& borders) {
  std::vector<std::int32_t> labels;
  for (const AreaPart& part : borders.parts) labels.push_back(part.label);
  return labels;
}

/// "0,0 4,0 …" in half cells.
inline std::string text_of(const std::vector<HalfCellPoint>& points) {
  std::string text;
  for (const HalfCellPoint& point : points) {
    text += (text.empty() ? "" : " ") + std::to_string(point.x) + "," + std::to_string(point.y);
  }
  return text;
}

inline double area_cells(const AreaPolygon& polygon) {
  double area = 0.0;
  for (const auto& ring : polygon.rings) area += signed_area_cells(ring);
  return area;
}

/// Empty where the polygon is valid by GEOS, else what is wrong with it.
inline std::string fault_of(const AreaPolygon& polygon) {
  GEOSContextHandle_t geos = GEOS_init_r();
  const auto ring_of = [geos](const std::vector<HalfCellPoint>& points) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(geos, static_cast<unsigned>(points.size()), 2);
    for (unsigned k = 0; k < points.size(); ++k)
      GEOSCoordSeq_setXY_r(geos, sequence, k, points[k].x, -points[k].y);
    return GEOSGeom_createLinearRing_r(geos, sequence);
  };
  std::vector<GEOSGeometry*> holes;
  for (std::size_t k = 1; k < polygon.rings.size(); ++k) holes.push_back(ring_of(polygon.rings[k]));
  GEOSGeometry* shape = GEOSGeom_createPolygon_r(geos, ring_of(polygon.rings.front()), holes.data(),
                                                 static_cast<unsigned>(holes.size()));
  std::string fault;
  if (GEOSisValid_r(geos, shape) != 1) {
    char* reason = GEOSisValidReason_r(geos, shape);
    fault = reason;
    GEOSFree_r(geos, reason);
  }
  GEOSGeom_destroy_r(geos, shape);
  GEOS_finish_r(geos);
  return fault;
}

}  // namespace quarterhour::test
