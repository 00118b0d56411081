#include "geometry/street_parts.h"

#include <algorithm>
#include <numeric>

namespace quarterhour {

std::vector<std::uint32_t> street_parts(const StreetNetwork& streets, TravelMode mode) {
  // Union by lowest number, with path halving.
  std::vector<std::uint32_t> lowest(streets.nodes.size());
  std::iota(lowest.begin(), lowest.end(), 0U);
  const auto root = [&lowest](std::uint32_t node) {
    while (lowest[node] != node) node = lowest[node] = lowest[lowest[node]];
    return node;
  };
  for (const StreetEdge& edge : streets.edges) {
    if (edge.link >= 0 || !is_open_to(edge, mode)) continue;
    const std::uint32_t a = root(edge.from);
    const std::uint32_t b = root(edge.to);
    lowest[std::max(a, b)] = std::min(a, b);
  }
  for (std::uint32_t node = 0; node < lowest.size(); ++node) lowest[node] = root(node);
  return lowest;
}

}  // namespace quarterhour
