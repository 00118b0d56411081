// Links that are planned and not there yet: a footbridge, stairs, a lift. They join the network where they begin and end, and
// nowhere in between, so that building one makes no way longer.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

struct PlannedLink {
  /// From its beginning to its end, at least two points; a lift may go straight up.
  std::vector<PointM> line;
  Structure structure = Structure::bridge;
  /// Bits of the modes that may use it, from its beginning to its end, and back.
  std::uint8_t modes_forward = 0;
  std::uint8_t modes_backward = 0;
  /// Duration of the ride, seconds; NaN: the scenario's.
  float ride_s = std::numeric_limits<float>::quiet_NaN();
  StreetName name;
};

/// How far the two ends of a link are from the street that each joins, metres; +infinity where there is none.
struct LinkEnds {
  double first_m = std::numeric_limits<double>::infinity();
  double last_m = std::numeric_limits<double>::infinity();
};

/// Adds a link, closed by every rule whose open_links lack its number. Each end joins the nearest street on the ground (or steps) that
/// is open to one of its modes and no link itself, `longest_m` away at most, a whole number of metres along it or at one of its ends; the
/// line is led there straight. Its height runs straight between those places (streets on the ground keep theirs at both ends: a link is
/// given no other). Nothing is added where an end finds no street. Throws std::invalid_argument for a number that is
/// not below most_links, a line of fewer than two points, ends that join one and the same place, or a network that does not hold together.
LinkEnds add_link(StreetNetwork& streets, const PlannedLink& link, int number, double longest_m);

}  // namespace quarterhour
