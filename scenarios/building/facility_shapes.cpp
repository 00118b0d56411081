#include "scenarios/building/facility_shapes.h"

#include <cmath>
#include <span>

#include "geometry/line_meetings.h"
#include "geometry/polygons.h"

namespace quarterhour {

namespace {

void add_points_along(const Polyline& line, std::vector<PointM>& points) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double length_m = std::hypot(line[i].x_m - line[i - 1].x_m, line[i].y_m - line[i - 1].y_m);
    const auto parts = static_cast<int>(std::ceil(length_m / entrance_every_m));
    for (int part = 0; part < parts; ++part) {
      const double share = static_cast<double>(part) / parts;
      points.push_back({line[i - 1].x_m + share * (line[i].x_m - line[i - 1].x_m),
                        line[i - 1].y_m + share * (line[i].y_m - line[i - 1].y_m)});
    }
  }
  if (line.front() != line.back()) points.push_back(line.back());
}

bool is_area(const Facility& facility) {
  for (const Polyline& line : facility.outline)
    if (line.size() < 4 || line.front() != line.back()) return false;
  return !facility.outline.empty();
}

}  // namespace

void shape_facilities(City& city) {
  std::vector<Polyline> outlines;
  std::vector<std::size_t> owner;
  for (std::size_t k = 0; k < city.ledger.size(); ++k)
    for (const Polyline& line : city.ledger[k].outline) {
      outlines.push_back(line);
      owner.push_back(k);
    }
  if (outlines.empty()) return;
  std::vector<std::span<const PointM>> lines;
  for (const StreetEdge& edge : city.streets.edges) lines.push_back(city.streets.line(edge));
  for (const LineMeeting& gate : line_meetings(lines, outlines))
    city.ledger[owner[gate.other]].entrances.push_back(gate.at);
  for (std::size_t i = 0; i < outlines.size(); ++i)
    add_points_along(outlines[i], city.ledger[owner[i]].entrances);
  for (Facility& facility : city.ledger) {
    if (!is_area(facility)) continue;
    for_each_centre_inside(city.grid(), facility.outline, [&](CellIndex cell) {
      if (city.surface.passable[cell] != 0) facility.inside.push_back(cell);
    });
  }
}

}  // namespace quarterhour
