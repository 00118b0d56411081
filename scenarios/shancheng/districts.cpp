#include "scenarios/shancheng/districts.h"

#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <utility>

#include "geometry/polygons.h"
#include "scenarios/shancheng/ridges.h"

namespace quarterhour::shancheng {

namespace {

constexpr double tolerance_m = 1e-6;
constexpr double overlap_m = 150.0;

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

/// The border's points in local metres; one that follows the crests gets a point every few hundred metres.
Polyline drawn(const CityPlan& plan, const BorderPlan& border, std::uint64_t seed) {
  Polyline line;
  if (!border.follows_crests) {
    for (const StrikePoint& at : border.points) line.push_back(plan.local(at));
    return line;
  }
  constexpr int pieces = 24;
  for (std::size_t i = 0; i + 1 < border.points.size(); ++i) {
    const StrikePoint& from = border.points[i];
    const StrikePoint& to = border.points[i + 1];
    for (int k = 0; k < pieces; ++k) {
      const double t = static_cast<double>(k) / pieces;
      const StrikePoint at = {from.along_m + t * (to.along_m - from.along_m),
                              from.across_m + t * (to.across_m - from.across_m)};
      line.push_back(plan.local({at.along_m, at.across_m - crest_shift_m(plan, at, seed)}));
    }
  }
  return line;
}

Polyline core_line(const CityPlan& plan) {
  Polyline line;
  for (const StrikePoint& at : plan.core_ring) line.push_back(plan.local(at));
  return line;
}

/// Nothing when the plan has no ring.
std::unique_ptr<OGRGeometry> core_of(const CityPlan& plan) {
  if (plan.core_ring.empty()) return nullptr;
  OGRLinearRing ring;
  for (const PointM& at : core_line(plan)) ring.addPoint(at.x_m, at.y_m);
  auto core = std::make_unique<OGRPolygon>();
  core->addRing(&ring);
  return core;
}

/// Adds what of a line lies inside the core, or outside it; all of it where there is no ring.
void add_part(OGRMultiLineString& lines, const Polyline& points, const OGRGeometry* core, bool outside) {
  if (core == nullptr) {
    add_line(lines, points);
    return;
  }
  OGRLineString line;
  for (const PointM& at : points) line.addPoint(at.x_m, at.y_m);
  // A little too long, so that the ring is cut where they meet and not beside it.
  const std::unique_ptr<OGRGeometry> kept(core->Buffer(outside ? -overlap_m : overlap_m));
  const std::unique_ptr<OGRGeometry> part(outside ? line.Difference(kept.get())
                                                  : line.Intersection(kept.get()));
  if (!part) throw std::logic_error("a district border could not be cut at the core");
  if (part->IsEmpty()) return;
  if (wkbFlatten(part->getGeometryType()) == wkbLineString) {
    lines.addGeometry(part.get());
    return;
  }
  for (const OGRGeometry* piece : *part->toGeometryCollection()) {
    if (wkbFlatten(piece->getGeometryType()) == wkbLineString) lines.addGeometry(piece);
  }
}

using Faces = std::vector<std::unique_ptr<OGRGeometry>>;

Faces faces_of(const CityPlan& plan, const Rivers& rivers, std::uint64_t seed) {
  OGRMultiLineString lines;
  add_line(
      lines,
      {{0.0, 0.0}, {plan.width_m, 0.0}, {plan.width_m, plan.height_m}, {0.0, plan.height_m}, {0.0, 0.0}});
  const std::unique_ptr<OGRGeometry> core = core_of(plan);
  if (core) add_line(lines, core_line(plan));
  for (const River& river : rivers.all()) add_part(lines, river.middle(), core.get(), false);
  for (const BorderPlan& border : plan.borders) {
    add_part(lines, drawn(plan, border, seed), core.get(), border.outside_core);
  }
  const std::unique_ptr<OGRGeometry> noded(lines.Union(lines.getGeometryRef(0)));
  if (!noded) throw std::logic_error("the district borders could not be joined");
  const std::unique_ptr<OGRGeometry> joined(noded->Polygonize());
  if (!joined) throw std::logic_error("the district borders enclose nothing");
  Faces faces;
  for (const OGRGeometry* face : *joined->toGeometryCollection()) {
    // Lines that leave the map may enclose something outside it.
    OGREnvelope box;
    face->getEnvelope(&box);
    const bool on_map = box.MinX > -tolerance_m && box.MaxX < plan.width_m + tolerance_m &&
                        box.MinY > -tolerance_m && box.MaxY < plan.height_m + tolerance_m;
    if (on_map) faces.emplace_back(face->clone());
  }
  return faces;
}

double shared_border_m(const OGRGeometry& a, const OGRGeometry& b) {
  const std::unique_ptr<OGRGeometry> shared(a.Touches(&b) ? a.Intersection(&b) : nullptr);
  if (!shared) return 0.0;
  double length_m = 0.0;
  if (shared->getDimension() == 1) {
    if (wkbFlatten(shared->getGeometryType()) == wkbLineString) return shared->toLineString()->get_Length();
    for (const OGRGeometry* part : *shared->toGeometryCollection()) {
      if (wkbFlatten(part->getGeometryType()) == wkbLineString)
        length_m += part->toLineString()->get_Length();
    }
  }
  return length_m;
}

/// Joins every face that is left to the district with which it shares the longest border.
void join_rest(Faces& districts, Faces& rest) {
  while (!rest.empty()) {
    double longest_m = 0.0;
    std::size_t district = 0;
    std::size_t face = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      for (std::size_t k = 0; k < districts.size(); ++k) {
        const double shared_m = shared_border_m(*rest[i], *districts[k]);
        if (shared_m <= longest_m) continue;
        longest_m = shared_m;
        face = i;
        district = k;
      }
    }
    if (longest_m <= 0.0) throw std::logic_error("a piece of the map belongs to no district");
    districts[district].reset(districts[district]->Union(rest[face].get()));
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(face));
  }
}

}  // namespace

std::vector<Unit> divide_districts(const CityPlan& plan, const Rivers& rivers, std::uint64_t seed) {
  Faces rest = faces_of(plan, rivers, seed);
  Faces own;
  for (const DistrictPlan& planned : plan.districts) {
    const PointM at = plan.local(planned.inside);
    const OGRPoint inside(at.x_m, at.y_m);
    const auto face = std::find_if(rest.begin(), rest.end(), [&](const std::unique_ptr<OGRGeometry>& found) {
      return found->Contains(&inside);
    });
    if (face == rest.end()) throw std::logic_error("district " + planned.name.en + " has no face of its own");
    own.push_back(std::move(*face));
    rest.erase(face);
  }
  join_rest(own, rest);
  std::vector<Unit> districts;
  double area_m2 = 0.0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const DistrictPlan& planned = plan.districts[i];
    if (wkbFlatten(own[i]->getGeometryType()) != wkbPolygon ||
        own[i]->toPolygon()->getNumInteriorRings() > 0) {
      throw std::logic_error("district " + planned.name.en + " is not one piece");
    }
    districts.push_back({planned.id, planned.name, {tidy_ring(*own[i]->toPolygon()->getExteriorRing())}});
    area_m2 += std::fabs(signed_area_m2(districts.back().rings.front()));
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
