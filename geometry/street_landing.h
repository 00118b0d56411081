// Where ways over the ground step onto the streets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geometry/joined_streets.h"
#include "geometry/street_locator.h"

namespace quarterhour {

/// Where a way over the ground meets the network: a whole number of metres along an edge, or one of its ends.
struct StreetLanding {
  std::uint32_t edge = 0;
  std::uint32_t whole_m = 0;
  /// Position in StreetNetwork::nodes where it lands on an end, else JoinedStreets::no_node.
  std::uint32_t end = JoinedStreets::no_node;
  double length_m = 0.0;
  /// How far the street lies above the cell.
  double rise_m = 0.0;

  /// Metres along the edge.
  [[nodiscard]] double along_m(const StreetEdge& of) const {
    if (end == JoinedStreets::no_node) return whole_m;
    return end == of.to ? of.length_m : 0.0;
  }
};

/// The cell of the grid that is nearest to a point: the one that it lies in, where it lies in one.
[[nodiscard]] CellPosition nearest_cell(const Grid& grid, PointM at);

/// Finds where people step onto the streets that a rule permits: anywhere on the ground and on steps, and at the loose ends
/// of bridges, tunnels and rides (where two bridges meet is in the air); planned links are entered from streets alone. Keeps references to all but `permitted`, which must
/// outlive it. Queries are const and may run at the same time, each with a scratch of its own.
class StreetLandings {
 public:
  /// `permitted`: edges, rising. `is_cut` may be empty.
  StreetLandings(const Surface& surface, const StreetNetwork& streets,
                 std::span<const std::uint32_t> permitted, const IsCut& is_cut);

  /// The nearest street over the ground, from a point at the height of `cell`, `longest_m` away at most, over a way that is
  /// not cut; `in_cell`: only where it passes that cell. Streets in `closed` (edges, rising) are not there.
  [[nodiscard]] std::optional<StreetLanding> land(PointM from, CellIndex cell, double longest_m, bool in_cell,
                                                  StreetLocator::Scratch& scratch,
                                                  std::span<const std::uint32_t> closed = {}) const;

 private:
  [[nodiscard]] StreetLanding landing_at(const StreetPlace& place) const;

  const Surface& surface_;
  const StreetNetwork& streets_;
  const IsCut& is_cut_;
  StreetLocator locator_;
};

/// How far from its centre a cell is joined to streets, metres: as far as the rule allows, or, where nobody walks off the
/// streets, half a diagonal, because a street that passes a cell comes within that.
[[nodiscard]] double farthest_join_m(const StreetRule& rule, const Grid& grid);

}  // namespace quarterhour
