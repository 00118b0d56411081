// Bridges, tunnels and rides between the points where they touch the ground.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// Which edges meet at a node.
class StreetIncidence {
 public:
  explicit StreetIncidence(const StreetNetwork& streets);
  /// Numbers of edges in rising order; an edge from a node to itself stands twice.
  [[nodiscard]] std::span<const std::uint32_t> edges_at(std::uint32_t node) const {
    return std::span<const std::uint32_t>(edges_).subspan(first_[node], first_[node + 1] - first_[node]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> edges_;
};

/// Connected groups of edges off the ground, lifts apart: lifts join places one above the other and say nothing of the
/// height of either. A node of a group is in the air when no edge on the ground meets there and more than one edge
/// does; a loose end is where people step on and off, so it is on the ground. A group without any node on the ground
/// has none in the air.
class StreetSpans {
 public:
  StreetSpans(const StreetNetwork& streets, const StreetIncidence& incidence);

  /// 1 for nodes in the air.
  [[nodiscard]] const std::vector<std::uint8_t>& in_air() const { return in_air_; }
  /// Fills the heights of nodes in the air from those of all others: at each the sum of gain over length of the edges
  /// of its group is 0 (harmonic with weights 1 / length; in a chain in proportion to length).
  void hang(const StreetNetwork& streets, const StreetIncidence& incidence,
            std::vector<double>& height_m) const;

 private:
  std::vector<std::uint8_t> in_air_;
  /// Nodes in the air that are joined in the air, group by group.
  std::vector<std::vector<std::uint32_t>> groups_;
};

}  // namespace quarterhour
