// Parts of a street network that hang together.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// Whether the mode may use the edge, in one direction or the other.
[[nodiscard]] constexpr bool is_open_to(const StreetEdge& edge, TravelMode mode) {
  return ((edge.modes_forward | edge.modes_backward) & mode_bit(mode)) != 0;
}

/// For every node the lowest node of its part: nodes are of one part when edges open to the mode join them, whichever
/// way those may be used; planned links do not. A node that no such edge meets is a part of its own.
[[nodiscard]] std::vector<std::uint32_t> street_parts(const StreetNetwork& streets, TravelMode mode);

}  // namespace quarterhour
