// The street network that people and vehicles move along: nodes, edges between them, what each edge is and who may use it.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

/// How somebody moves.
enum class TravelMode : std::uint8_t { walk = 0, bicycle = 1, drive = 2, wheelchair = 3 };
inline constexpr int travel_mode_count = 4;

/// The bit of a mode in a set of modes.
[[nodiscard]] constexpr std::uint8_t mode_bit(TravelMode mode) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(mode));
}

/// What carries an edge. Bridges and tunnels do not follow the ground: their height runs straight between the points
/// where they leave it. Lifts, escalators, ferries and cable cars are ridden: they take time by the ride.
enum class Structure : std::uint8_t {
  ground = 0,
  bridge = 1,
  tunnel = 2,
  steps = 3,
  lift = 4,
  escalator = 5,
  ferry = 6,
  cable_car = 7
};
inline constexpr int structure_count = 8;

/// "ground", "bridge", …, "cable_car".
[[nodiscard]] const char* name_of(Structure structure);
/// "walk", "bicycle", "drive", "wheelchair".
[[nodiscard]] const char* name_of(TravelMode mode);

/// Whether the edge is ridden and takes time by the ride instead of by its length.
[[nodiscard]] constexpr bool is_ridden(Structure structure) { return structure >= Structure::lift; }
/// Whether people can step onto the edge anywhere along it; other structures are entered at their ends alone.
[[nodiscard]] constexpr bool is_on_ground(Structure structure) {
  return structure == Structure::ground || structure == Structure::steps;
}

/// An end of edges: a junction, or the end of a street.
struct StreetNode {
  PointM at;
  /// Metres above sea level; 0 in a flat city.
  double height_m = 0.0;
};

/// An edge between two nodes. Its line runs from `from` to `to`, both ends included, and does not meet other edges
/// but at nodes.
struct StreetEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  /// Its points in StreetNetwork::points: [first_point, first_point + point_count), at least 2.
  std::uint32_t first_point = 0;
  std::uint32_t point_count = 0;
  /// Its heights in StreetNetwork::heights_m, at equal distances along the line, ends included: at least 2, or 0 in
  /// a flat city. Smoothed along the line; straight on bridges, in tunnels and on rides.
  std::uint32_t first_height = 0;
  std::uint32_t height_count = 0;
  /// Planar, > 0 except for lifts.
  double length_m = 0.0;
  /// Metres gained and lost from `from` to `to`, both >= 0.
  double climb_m = 0.0;
  double descent_m = 0.0;
  Structure structure = Structure::ground;
  /// Position in StreetNetwork::classes.
  std::uint16_t street_class = 0;
  /// Bits of the modes that may use it from `from` to `to`, and back.
  std::uint8_t modes_forward = 0;
  std::uint8_t modes_backward = 0;
  /// Speed of driving, km/h, > 0 where `drive` may use it.
  float drive_kmh = 0.0F;
  /// Duration of the ride as the source says, seconds; NaN: the scenario's.
  float ride_s = std::numeric_limits<float>::quiet_NaN();
  /// It meets a barrier though nothing says how it gets across: no bridge, tunnel, ferry or crossing. Kept unless the
  /// scenario is strict.
  bool crosses_barrier = false;
  /// Position in StreetNetwork::names, -1 without a name.
  std::int32_t name = -1;
  /// The source's own number of the way or feature that it is part of.
  std::int64_t source_id = 0;
  /// Number of the planned link that it is, below most_links; -1: it is there already.
  std::int16_t link = -1;
};

/// Links that may be planned for one city: each is a bit of StreetRule::open_links.
inline constexpr int most_links = 64;

/// A node that lies on an edge, a whole number of metres along it: where a planned link begins or ends. Nobody passes from one to the other but
/// where the link is open, so that the edge is one and the same without it.
struct StreetAttachment {
  std::uint32_t node = 0;
  std::uint32_t edge = 0;
  std::uint32_t whole_m = 0;
};

/// A name in both languages; either may be empty.
struct StreetName {
  std::string en;
  std::string zh;
};

/// All coordinates are the grid's. Plain data: `check_streets` says whether it holds together.
struct StreetNetwork {
  std::vector<StreetNode> nodes;
  std::vector<StreetEdge> edges;
  std::vector<PointM> points;
  std::vector<float> heights_m;
  /// "footway", "residential", … as edges refer to them.
  std::vector<std::string> classes;
  std::vector<StreetName> names;
  /// Lines that nobody crosses off the streets; access to a street crosses none of them.
  std::vector<std::vector<PointM>> barriers;
  /// Of planned links; no node twice.
  std::vector<StreetAttachment> attachments;

  [[nodiscard]] bool empty() const { return edges.empty(); }
  [[nodiscard]] std::span<const PointM> line(const StreetEdge& edge) const {
    return std::span<const PointM>(points).subspan(edge.first_point, edge.point_count);
  }
  [[nodiscard]] std::span<const float> heights(const StreetEdge& edge) const {
    return std::span<const float>(heights_m).subspan(edge.first_height, edge.height_count);
  }
};

/// Throws std::invalid_argument, saying which edge and why, when an index is out of range, a line has fewer than two
/// points or does not run from node to node, a number is not finite, or a length, speed or ride is negative.
void check_streets(const StreetNetwork& streets);

}  // namespace quarterhour
