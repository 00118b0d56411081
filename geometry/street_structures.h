// Bridges, tunnels, stairs and rides as people know them: each one thing, however many edges it has.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// One bridge, tunnel, stairway, lift, escalator, ferry or cable car.
struct StreetStructure {
  Structure structure = Structure::bridge;
  /// Its edges in StreetNetwork::edges, rising.
  std::vector<std::uint32_t> edges;
  /// The lowest number of the ways that it is made of, in the source.
  std::int64_t source_id = 0;
  /// Position in StreetNetwork::names of the name that most of its length has, -1 without one.
  std::int32_t name = -1;
  /// Of all its edges together.
  double length_m = 0.0;
  /// A point of it: the middle of its longest edge.
  PointM at;
};

/// Parts of one name that come as near to each other as this are one structure: the carriageways of a bridge.
inline constexpr double carriageways_apart_m = 60.0;

/// All structures that are not the ground, by kind, then by source_id, then by first edge. Edges of one kind are one structure where they
/// are of one way of the source (numbers above 0), where they meet and no third edge of the kind does, or where they have
/// one name and come within `carriageways_apart_m` of each other. Of planned links those of `open_links` (a bit each), each a structure of
/// its own.
[[nodiscard]] std::vector<StreetStructure> street_structures(const StreetNetwork& streets,
                                                             std::uint64_t open_links = 0);

}  // namespace quarterhour
