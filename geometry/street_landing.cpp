#include "geometry/street_landing.h"

#include <algorithm>
#include <cmath>

namespace quarterhour {

namespace {

/// A point nearer than this to a street stands on it.
constexpr double on_street_m = 0.01;

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

std::vector<StreetTarget> targets_on(const StreetNetwork& streets, std::span<const std::uint32_t> permitted) {
  std::vector<std::uint32_t> edges_at(streets.nodes.size(), 0);
  for (const std::uint32_t i : permitted) {
    ++edges_at[streets.edges[i].from];
    ++edges_at[streets.edges[i].to];
  }
  std::vector<StreetTarget> targets;
  for (const std::uint32_t i : permitted) {
    const StreetEdge& edge = streets.edges[i];
    // So that an open link makes no way longer: who stepped onto a street still does.
    if (edge.link >= 0) continue;
    if (is_on_ground(edge.structure)) {
      targets.push_back({i, StreetTarget::Part::whole});
      continue;
    }
    if (edges_at[edge.from] == 1) targets.push_back({i, StreetTarget::Part::from});
    if (edges_at[edge.to] == 1) targets.push_back({i, StreetTarget::Part::to});
  }
  return targets;
}

}  // namespace

CellPosition nearest_cell(const Grid& grid, PointM at) {
  const double row = std::floor((grid.north_m() - at.y_m) / grid.cell_height_m());
  const double col = std::floor((at.x_m - grid.west_m()) / grid.cell_width_m());
  return {static_cast<int>(std::clamp(row, 0.0, grid.rows() - 1.0)),
          static_cast<int>(std::clamp(col, 0.0, grid.cols() - 1.0))};
}

StreetLandings::StreetLandings(const Surface& surface, const StreetNetwork& streets,
                               std::span<const std::uint32_t> permitted, const IsCut& is_cut)
    : surface_(surface),
      streets_(streets),
      is_cut_(is_cut),
      locator_(streets, targets_on(streets, permitted)) {}

StreetLanding StreetLandings::landing_at(const StreetPlace& place) const {
  const StreetEdge& edge = streets_.edges[place.edge];
  const double whole = std::round(place.along_m);
  StreetLanding landing{place.edge, static_cast<std::uint32_t>(std::max(whole, 0.0))};
  if (whole < 1.0) landing.end = edge.from;
  if (whole > edge.length_m - 1.0) landing.end = whole < 0.5 * edge.length_m ? edge.from : edge.to;
  return landing;
}

std::optional<StreetLanding> StreetLandings::land(PointM from, CellIndex cell, double longest_m, bool in_cell,
                                                  StreetLocator::Scratch& scratch,
                                                  std::span<const std::uint32_t> closed) const {
  const Grid& grid = surface_.grid;
  double tried_m = -1.0;
  double radius_m = std::min(longest_m, std::max(grid.cell_width_m(), grid.cell_height_m()));
  while (true) {
    for (const StreetPlace& place : locator_.within(from, radius_m, scratch)) {
      if (place.distance_m <= tried_m) continue;
      if (std::binary_search(closed.begin(), closed.end(), place.edge)) continue;
      StreetLanding landing = landing_at(place);
      const StreetEdge& edge = streets_.edges[place.edge];
      const double along_m = landing.along_m(edge);
      const PointM at = landing.end == JoinedStreets::no_node ? point_along(streets_, edge, along_m)
                                                              : streets_.nodes[landing.end].at;
      if (in_cell) {
        const auto passed = grid.cell_containing(place.at);
        if (!passed || grid.index(*passed) != cell) continue;
      }
      // Who stands on the street already, as at the gate of a wall, crosses nothing.
      if (is_cut_ && place.distance_m > on_street_m && is_cut_(from, at)) continue;
      landing.length_m = distance_m(from, at);
      if (!surface_.elevation_m.empty())
        landing.rise_m = height_along(streets_, edge, along_m) - surface_.elevation_m[cell];
      return landing;
    }
    if (radius_m >= longest_m) return std::nullopt;
    tried_m = radius_m;
    radius_m = std::min(longest_m, 2.0 * radius_m);
  }
}

double farthest_join_m(const StreetRule& rule, const Grid& grid) {
  if (rule.off_street == OffStreet::never) return 0.5 * std::hypot(grid.cell_width_m(), grid.cell_height_m());
  return longest_access_m(rule, grid);
}

}  // namespace quarterhour
