#include "geometry/barrier_lines.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/intersections.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;

Kernel::Segment_2 exact(const LineSegment& segment) {
  return {Kernel::Point_2(segment.a.x_m, segment.a.y_m), Kernel::Point_2(segment.b.x_m, segment.b.y_m)};
}

std::vector<LineSegment> segments_of(std::span<const std::vector<PointM>> lines) {
  std::vector<LineSegment> segments;
  for (const std::vector<PointM>& line : lines) {
    for (const PointM& point : line)
      if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
        throw std::invalid_argument("a barrier has a coordinate that is not a number");
    if (line.size() == 1) segments.push_back({line.front(), line.front()});
    for (std::size_t i = 1; i < line.size(); ++i) segments.push_back({line[i - 1], line[i]});
  }
  return segments;
}

}  // namespace

BarrierLines::BarrierLines(std::span<const std::vector<PointM>> lines) : lattice_(segments_of(lines)) {}

bool BarrierLines::cut(PointM a, PointM b) const {
  const LineSegment way{a, b};
  const double west = std::min(a.x_m, b.x_m);
  const double east = std::max(a.x_m, b.x_m);
  const double south = std::min(a.y_m, b.y_m);
  const double north = std::max(a.y_m, b.y_m);
  bool found = false;
  lattice_.for_each_near(way, [&](std::uint32_t number) {
    const LineSegment& barrier = lattice_.segment(number);
    const bool apart =
        std::max(barrier.a.x_m, barrier.b.x_m) < west || std::min(barrier.a.x_m, barrier.b.x_m) > east ||
        std::max(barrier.a.y_m, barrier.b.y_m) < south || std::min(barrier.a.y_m, barrier.b.y_m) > north;
    found = !apart && CGAL::do_intersect(exact(way), exact(barrier));
    return !found;
  });
  return found;
}

}  // namespace quarterhour
