#include "scenarios/shancheng/districts.h"

#include <ogr_geometry.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>

#include "geometry/polygons.h"

namespace quarterhour::shancheng {

namespace {

void add_line(OGRMultiLineString& lines, const Polyline& points) {
  OGRLineString line;
  for (const PointM& at : points) line.addPoint(at.x_m, at.y_m);
  lines.addGeometry(&line);
}

double to_centimetre(double metres) { return std::floor(metres * 100.0 + 0.5) / 100.0; }

/// Starts the ring at its south-westernmost point and runs it counter-clockwise, so that the order in which the
/// faces were found leaves no trace.
Polyline tidy_ring(const OGRLinearRing& ring) {
  Polyline points;
  const int count = ring.getNumPoints() - 1;
  int first = 0;
  for (int i = 1; i < count; ++i) {
    const bool before = ring.getX(i) < ring.getX(first) ||
                        (ring.getX(i) == ring.getX(first) && ring.getY(i) < ring.getY(first));
    if (before) first = i;
  }
  const int forward = ring.isClockwise() ? count - 1 : 1;
  for (int i = 0; i <= count; ++i) {
    const int at =
        static_cast<int>((static_cast<long long>(first) + static_cast<long long>(i) * forward) % count);
    points.push_back({to_centimetre(ring.getX(at)), to_centimetre(ring.getY(at))});
  }
  return points;
}

std::unique_ptr<OGRGeometry> faces_of(const CityPlan& plan, const Rivers& rivers) {
  OGRMultiLineString lines;
  add_line(
      lines,
      {{0.0, 0.0}, {plan.width_m, 0.0}, {plan.width_m, plan.height_m}, {0.0, plan.height_m}, {0.0, 0.0}});
  for (const River& river : rivers.all()) add_line(lines, river.middle());
  for (const std::vector<StrikePoint>& border : plan.borders) {
    Polyline line;
    for (const StrikePoint& at : border) line.push_back(plan.local(at));
    add_line(lines, line);
  }
  const std::unique_ptr<OGRGeometry> noded(lines.Union(lines.getGeometryRef(0)));
  if (!noded) throw std::logic_error("the district borders could not be joined");
  return std::unique_ptr<OGRGeometry>(noded->Polygonize());
}

}  // namespace

std::vector<Unit> divide_districts(const CityPlan& plan, const Rivers& rivers) {
  const std::unique_ptr<OGRGeometry> faces = faces_of(plan, rivers);
  if (!faces) throw std::logic_error("the district borders enclose nothing");
  const OGRGeometryCollection* collection = faces->toGeometryCollection();
  std::vector<Unit> districts;
  double area_m2 = 0.0;
  for (const DistrictPlan& planned : plan.districts) {
    const PointM at = plan.local(planned.inside);
    const OGRPoint inside(at.x_m, at.y_m);
    Unit unit{planned.id, planned.name, {}};
    for (int i = 0; i < collection->getNumGeometries(); ++i) {
      const OGRPolygon* face = collection->getGeometryRef(i)->toPolygon();
      if (face->Contains(&inside)) unit.rings.push_back(tidy_ring(*face->getExteriorRing()));
    }
    if (unit.rings.size() != 1)
      throw std::logic_error("district " + planned.name.en + " has no face of its own");
    area_m2 += signed_area_m2(unit.rings.front());
    districts.push_back(std::move(unit));
  }
  // Rounding to a centimetre moves a border of some 100 km by at most that: 1,000 m² in all for the smallest city,
  // and no more than a hundred-thousandth of any.
  if (std::fabs(area_m2 - plan.width_m * plan.height_m) > 1e-5 * plan.width_m * plan.height_m) {
    throw std::logic_error("the districts do not cover the map exactly once");
  }
  return districts;
}

Raster<std::int32_t> districts_on(const Grid& grid, const std::vector<Unit>& districts) {
  Raster<std::int32_t> on(grid, -1);
  for (std::size_t number = 0; number < districts.size(); ++number) {
    for_each_centre_inside(grid, districts[number].rings,
                           [&](CellIndex cell) { on[cell] = static_cast<std::int32_t>(number); });
  }
  return on;
}

std::optional<std::size_t> district_at(const std::vector<Unit>& districts, PointM local_point) {
  for (std::size_t number = 0; number < districts.size(); ++number) {
    bool inside = false;
    for (const Polyline& ring : districts[number].rings) {
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const PointM& a = ring[i];
        const PointM& b = ring[i + 1];
        if ((a.y_m > local_point.y_m) == (b.y_m > local_point.y_m)) continue;
        const double x = a.x_m + (local_point.y_m - a.y_m) / (b.y_m - a.y_m) * (b.x_m - a.x_m);
        if (local_point.x_m < x) inside = !inside;
      }
    }
    if (inside) return number;
  }
  return std::nullopt;
}

}  // namespace quarterhour::shancheng
