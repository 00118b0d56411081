#include "scenarios/shancheng/clusters.h"

#include <ogr_geometry.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>

#include "scenarios/shancheng/people.h"

namespace quarterhour::shancheng {

namespace {

using Shape = std::unique_ptr<OGRGeometry>;
constexpr int directions = 120;

Shape polygon_of(const Polyline& points) {
  auto polygon = std::make_unique<OGRPolygon>();
  OGRLinearRing ring;
  for (const PointM& at : points) ring.addPoint(at.x_m, at.y_m);
  polygon->addRing(&ring);
  return polygon;
}

/// The largest polygon of a shape, without its holes.
Shape largest_part(Shape shape) {
  if (!shape) throw std::logic_error("the outline of a cluster could not be cut");
  const OGRPolygon* largest = nullptr;
  if (wkbFlatten(shape->getGeometryType()) == wkbPolygon) {
    largest = shape->toPolygon();
  } else {
    for (const OGRGeometry* part : *shape->toGeometryCollection()) {
      if (wkbFlatten(part->getGeometryType()) != wkbPolygon) continue;
      if (largest == nullptr || part->toPolygon()->get_Area() > largest->get_Area())
        largest = part->toPolygon();
    }
  }
  if (largest == nullptr || largest->getExteriorRing() == nullptr) {
    throw std::logic_error("a cluster has no room of its own");
  }
  auto whole = std::make_unique<OGRPolygon>();
  whole->addRingDirectly(largest->getExteriorRing()->clone());
  return whole;
}

double to_centimetre(double metres) { return std::floor(metres * 100.0 + 0.5) / 100.0; }

Polyline ring_of(const OGRPolygon& polygon) {
  Polyline points;
  const OGRLinearRing* ring = polygon.getExteriorRing();
  for (int i = 0; i < ring->getNumPoints(); ++i) {
    points.push_back({to_centimetre(ring->getX(i)), to_centimetre(ring->getY(i))});
  }
  return points;
}

}  // namespace

std::vector<Unit> outline_clusters(const CityPlan& plan, const std::vector<Unit>& districts,
                                   std::uint64_t seed) {
  std::vector<Shape> shapes;
  std::vector<Unit> units;
  for (std::size_t number = 0; number < plan.clusters.size(); ++number) {
    const ClusterPlan& planned = plan.clusters[number];
    Shape shape = polygon_of(cluster_outline(plan, number, directions, seed));
    // Rays from the centre may cross in narrow bays once rounded.
    if (!shape->IsValid()) shape = largest_part(Shape(shape->Buffer(0.0)));
    if (planned.district) {
      const Shape district = polygon_of(districts[*planned.district].rings.front());
      shape = largest_part(Shape(shape->Intersection(district.get())));
    }
    for (const Shape& before : shapes) {
      if (!shape->Intersects(before.get())) continue;
      Shape rest(shape->Difference(before.get()));
      // One that lies wholly inside another is shown on top of it.
      if (rest && !rest->IsEmpty()) shape = largest_part(std::move(rest));
    }
    units.push_back({"c" + std::to_string(number + 1), planned.name, {ring_of(*shape->toPolygon())}});
    shapes.push_back(std::move(shape));
  }
  return units;
}

}  // namespace quarterhour::shancheng
