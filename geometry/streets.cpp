#include "geometry/streets.h"

#include <array>
#include <cmath>
#include <stdexcept>

namespace quarterhour {

namespace {

[[noreturn]] void refuse(std::size_t edge, const char* why) {
  throw std::invalid_argument("street edge " + std::to_string(edge) + ": " + why);
}

bool finite(PointM point) { return std::isfinite(point.x_m) && std::isfinite(point.y_m); }

bool within(std::uint32_t first, std::uint32_t count, std::size_t size) {
  return first <= size && count <= size - first;
}

void check_edge(const StreetNetwork& streets, std::size_t number) {
  const StreetEdge& edge = streets.edges[number];
  if (edge.from >= streets.nodes.size() || edge.to >= streets.nodes.size())
    refuse(number, "an end is no node of the network");
  if (edge.point_count < 2 || !within(edge.first_point, edge.point_count, streets.points.size()))
    refuse(number, "its line has fewer than two points");
  const auto line = streets.line(edge);
  if (line.front() != streets.nodes[edge.from].at || line.back() != streets.nodes[edge.to].at)
    refuse(number, "its line does not run from node to node");
  if (edge.height_count == 1 || !within(edge.first_height, edge.height_count, streets.heights_m.size()))
    refuse(number, "it has one height alone or heights that are not there");
  for (const float height : streets.heights(edge))
    if (!std::isfinite(height)) refuse(number, "a height is not a number");
  if (!std::isfinite(edge.length_m) || edge.length_m < 0.0 ||
      (edge.length_m == 0.0 && edge.structure != Structure::lift))
    refuse(number, "its length is not a positive number of metres");
  if (!(edge.climb_m >= 0.0) || !(edge.descent_m >= 0.0) || std::isinf(edge.climb_m) ||
      std::isinf(edge.descent_m))
    refuse(number, "its climb or descent is not a number of metres");
  if (static_cast<int>(edge.structure) >= structure_count) refuse(number, "its structure is unknown");
  if (edge.street_class >= streets.classes.size()) refuse(number, "its class is not in the list");
  const bool driven = ((edge.modes_forward | edge.modes_backward) & mode_bit(TravelMode::drive)) != 0;
  if (driven && !(edge.drive_kmh > 0.0F && std::isfinite(edge.drive_kmh)))
    refuse(number, "its speed of driving is not a positive number of km/h");
  if (std::isinf(edge.ride_s) || edge.ride_s < 0.0F) refuse(number, "its ride takes less than no time");
  if (edge.name < -1 || edge.name >= static_cast<std::int64_t>(streets.names.size()))
    refuse(number, "its name is not in the list");
  if (edge.link < -1 || edge.link >= most_links) refuse(number, "it is no link that can be planned");
}

}  // namespace

const char* name_of(Structure structure) {
  static constexpr std::array names = {"ground", "bridge",    "tunnel", "steps",
                                       "lift",   "escalator", "ferry",  "cable_car"};
  return names.at(static_cast<std::size_t>(structure));
}

const char* name_of(TravelMode mode) {
  static constexpr std::array names = {"walk", "bicycle", "drive", "wheelchair"};
  return names.at(static_cast<std::size_t>(mode));
}

void check_streets(const StreetNetwork& streets) {
  for (const StreetNode& node : streets.nodes)
    if (!finite(node.at) || !std::isfinite(node.height_m))
      throw std::invalid_argument("a node of the streets has no place or no height");
  for (const PointM& point : streets.points)
    if (!finite(point)) throw std::invalid_argument("a point of the streets has no place");
  for (std::size_t number = 0; number < streets.edges.size(); ++number) check_edge(streets, number);
  for (const StreetAttachment& one : streets.attachments)
    if (one.node >= streets.nodes.size() || one.edge >= streets.edges.size() ||
        !(static_cast<double>(one.whole_m) < streets.edges[one.edge].length_m))
      throw std::invalid_argument("a link of the streets begins or ends on an edge that is not there");
}

}  // namespace quarterhour
