#include "geometry/line_meetings.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/intersections.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

#include "geometry/segment_lattice.h"

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_2;
using Segment = Kernel::Segment_2;

using Piece = LineSegment;

bool boxes_meet(const Piece& p, const Piece& q) {
  return std::min(p.a.x_m, p.b.x_m) <= std::max(q.a.x_m, q.b.x_m) &&
         std::min(q.a.x_m, q.b.x_m) <= std::max(p.a.x_m, p.b.x_m) &&
         std::min(p.a.y_m, p.b.y_m) <= std::max(q.a.y_m, q.b.y_m) &&
         std::min(q.a.y_m, q.b.y_m) <= std::max(p.a.y_m, p.b.y_m);
}

Point exact(PointM p) { return {p.x_m, p.y_m}; }

bool lies_on(PointM p, const Piece& piece) {
  return Segment(exact(piece.a), exact(piece.b)).has_on(exact(p));
}

std::optional<PointM> meeting(const Piece& p, const Piece& q) {
  if (!boxes_meet(p, q) ||
      !CGAL::do_intersect(Segment(exact(p.a), exact(p.b)), Segment(exact(q.a), exact(q.b))))
    return std::nullopt;
  if (lies_on(p.a, q)) return p.a;
  if (lies_on(p.b, q)) return p.b;
  if (lies_on(q.a, p)) return q.a;
  if (lies_on(q.b, p)) return q.b;
  // They cross inside both: the ends of q lie on different sides of p.
  const double px = p.b.x_m - p.a.x_m;
  const double py = p.b.y_m - p.a.y_m;
  const double side_a = px * (q.a.y_m - p.a.y_m) - py * (q.a.x_m - p.a.x_m);
  const double side_b = px * (q.b.y_m - p.a.y_m) - py * (q.b.x_m - p.a.x_m);
  const double share = side_a == side_b ? 0.5 : std::clamp(side_a / (side_a - side_b), 0.0, 1.0);
  return PointM{q.a.x_m + share * (q.b.x_m - q.a.x_m), q.a.y_m + share * (q.b.y_m - q.a.y_m)};
}

std::vector<Piece> pieces_of(std::span<const std::vector<PointM>> lines, std::vector<std::size_t>& line_of) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t k = 1; k < lines[i].size(); ++k) {
      pieces.push_back({lines[i][k - 1], lines[i][k]});
      line_of.push_back(i);
    }
  }
  return pieces;
}

void require_finite(std::span<const PointM> line) {
  for (const PointM& point : line)
    if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
      throw std::invalid_argument("a line has a coordinate that is not a number");
}

}  // namespace

std::vector<LineMeeting> line_meetings(std::span<const std::span<const PointM>> lines,
                                       std::span<const std::vector<PointM>> others) {
  for (const auto& line : lines) require_finite(line);
  for (const auto& line : others) require_finite(line);
  std::vector<LineMeeting> found;
  std::vector<std::size_t> line_of;
  const SegmentLattice lattice(pieces_of(others, line_of));
  // Squares name a segment once each: of those near a piece every one counts once, in their own order.
  std::vector<std::uint32_t> near;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t k = 1; k < lines[i].size(); ++k) {
      const Piece piece{lines[i][k - 1], lines[i][k]};
      near.clear();
      lattice.for_each_near(piece, [&](std::uint32_t number) {
        near.push_back(number);
        return true;
      });
      std::sort(near.begin(), near.end());
      near.erase(std::unique(near.begin(), near.end()), near.end());
      for (const std::uint32_t number : near)
        if (const auto at = meeting(piece, lattice.segment(number)))
          found.push_back({i, line_of[number], *at});
    }
  }
  return found;
}

}  // namespace quarterhour
