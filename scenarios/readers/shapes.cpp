#include "scenarios/readers/shapes.h"

#include <ogr_geometry.h>

#include <memory>

namespace quarterhour {

namespace {

std::vector<PointM> points_of(const OGRSimpleCurve& curve) {
  std::vector<PointM> points;
  for (int i = 0; i < curve.getNumPoints(); ++i) points.push_back({curve.getX(i), curve.getY(i)});
  return points;
}

struct Collected {
  std::vector<PolygonRing> polygons;
  std::vector<PolygonRing> lines;
  std::vector<PointM> points;
};

void collect(const OGRGeometry& geometry, Collected& into) {
  switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPoint: into.points.push_back({geometry.toPoint()->getX(), geometry.toPoint()->getY()}); break;
    case wkbLineString: into.lines.push_back({points_of(*geometry.toLineString()), false}); break;
    case wkbPolygon:
    case wkbTriangle: {
      const OGRPolygon* polygon = geometry.toPolygon();
      if (polygon->getExteriorRing() != nullptr)
        into.polygons.push_back({points_of(*polygon->getExteriorRing()), false});
      for (int i = 0; i < polygon->getNumInteriorRings(); ++i) {
        into.polygons.push_back({points_of(*polygon->getInteriorRing(i)), true});
      }
      break;
    }
    default:
      if (OGR_GT_IsSubClassOf(geometry.getGeometryType(), wkbGeometryCollection) != 0) {
        for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
          if (!part->IsEmpty()) collect(*part, into);
        }
      }
  }
}

}  // namespace

Shape shape_of(const OGRGeometry* geometry, bool& mixed) {
  Shape shape;
  if (geometry == nullptr || geometry->IsEmpty()) return shape;
  Collected found;
  if (geometry->hasCurveGeometry() != 0) {
    const std::unique_ptr<OGRGeometry> linear(geometry->getLinearGeometry());
    collect(*linear, found);
  } else {
    collect(*geometry, found);
  }
  const int kinds =
      (found.polygons.empty() ? 0 : 1) + (found.lines.empty() ? 0 : 1) + (found.points.empty() ? 0 : 1);
  mixed = mixed || kinds > 1;
  if (!found.polygons.empty()) {
    shape.kind = Shape::Kind::polygons;
    shape.parts = std::move(found.polygons);
  } else if (!found.lines.empty()) {
    shape.kind = Shape::Kind::lines;
    shape.parts = std::move(found.lines);
  } else if (!found.points.empty()) {
    shape.kind = Shape::Kind::points;
    shape.parts = {{std::move(found.points), false}};
  }
  return shape;
}

}  // namespace quarterhour
