// What it costs everybody to get to the places where facilities may stand: what p-median and p-centre are about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// What it costs each demand point to get to the candidates that it can reach: those of point i are
/// first[i] … first[i + 1] - 1, in any order; a pair that is missing is unreachable.
struct WaysToSites {
  std::vector<std::size_t> first{0};
  std::vector<std::uint32_t> candidate;
  /// Seconds or metres, >= 0 and finite.
  std::vector<double> cost;

  [[nodiscard]] std::size_t point_count() const { return first.size() - 1; }
};

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … candidates - 1.
struct WaysProblem {
  /// Weight of each demand point, >= 0. A point of weight 0 never needs to be reached.
  std::vector<double> demand;
  WaysToSites ways;
  std::size_t candidates = 0;
  /// From each point to the nearest facility that stays, +infinity where none is reached; empty: none stands.
  std::vector<double> standing;
  /// Sites to choose at most, >= 0.
  int count = 0;

  /// From point i to the nearest facility that stays.
  [[nodiscard]] double to_standing(std::size_t i) const;
};

/// Throws std::invalid_argument when the problem is malformed: negative or non-finite demand, costs or count, lists that do not
/// belong together, candidates out of range or given twice to a point.
void check_ways(const WaysProblem& problem);

/// Points with demand that no candidate and no facility that stays can reach, rising.
[[nodiscard]] std::vector<std::uint32_t> unreachable_points(const WaysProblem& problem);

/// From each point to the nearest of `chosen` and what stays; +infinity where none is reached.
[[nodiscard]] std::vector<double> nearest_costs(const WaysProblem& problem,
                                                const std::vector<std::uint32_t>& chosen);

/// Puts the lowest candidate in the place of each of `chosen` that it can stand in for: whatever only that one reaches of the points that
/// count, it reaches too.
[[nodiscard]] std::vector<std::uint32_t> with_lowest_candidates(const IndexRuns& reach,
                                                                const std::vector<std::uint8_t>& counts,
                                                                std::vector<std::uint32_t> chosen);

/// `chosen` in the order in which each adds the most demand to those before it, ties by the lowest; those that add none are left out.
[[nodiscard]] std::vector<std::uint32_t> by_demand_added(const IndexRuns& reach, std::vector<double> demand,
                                                         std::vector<std::uint32_t> chosen);

/// The points that each candidate reaches at a cost of at most `limit`.
[[nodiscard]] IndexRuns reach_within(const WaysProblem& problem, double limit);

}  // namespace quarterhour
