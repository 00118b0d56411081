// Streets as a source holds them, in the city's coordinates, before they are split at junctions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "geometry/streets.h"
#include "sim/city.h"

namespace quarterhour {

/// One way or feature.
struct StreetLine {
  std::int64_t source_id = 0;
  /// Positions in StreetLines::points; lines meet where they have the same position.
  std::vector<std::uint32_t> vertices;
  /// Position in StreetTable::classes.
  std::size_t street_class = 0;
  Structure structure = Structure::ground;
  /// Steps on a bridge are steps, and cross what the bridge crosses.
  bool on_bridge = false;
  std::uint8_t modes_forward = 0;
  std::uint8_t modes_backward = 0;
  double drive_kmh = 0.0;
  /// Of the whole line, seconds; NaN: not said.
  double ride_s = std::numeric_limits<double>::quiet_NaN();
  std::int32_t name = -1;
  /// Something says how it gets across barriers: a bridge, a tunnel, a ride or a tag.
  bool may_cross = false;
};

/// A line that nobody crosses over open ground.
struct BarrierLine {
  Polyline line;
  /// Position in StreetTable::barriers.
  std::size_t kind = 0;
  /// It is a street itself: streets that meet it at a common point join it.
  bool is_street = false;
};

/// Rings that nobody stands inside, by the even-odd rule.
using BarrierArea = std::vector<Polyline>;

struct StreetSource {
  std::vector<PointM> points;
  std::vector<StreetLine> lines;
  std::vector<StreetName> names;
  std::vector<BarrierLine> barriers;
  std::vector<BarrierArea> areas;
  /// Some of it lies so far away that it has no place in the city's coordinates.
  bool reaches_beyond = false;
  /// Where a node says how streets get across.
  std::vector<PointM> crossing_spots;
};

}  // namespace quarterhour
