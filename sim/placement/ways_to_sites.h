// What it costs everybody to get to the places where facilities may stand: what p-median and p-centre are about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
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
  /// Sites to choose at most, >= 0; or nothing when `budget` is given.
  std::optional<int> count = 0;
  /// Cost of each candidate, > 0 where `budget` is given; empty: 1 each.
  std::vector<double> cost;
  std::optional<double> budget;
  /// Minima, maxima and spacing of the new sites. Minima come first: a plan that cannot meet them is infeasible.
  SiteRules rules;

  /// Whether more than a count limits the choice.
  [[nodiscard]] bool is_limited() const { return budget || rules.any(); }
  /// From point i to the nearest facility that stays.
  [[nodiscard]] double to_standing(std::size_t i) const;
};

/// Throws std::invalid_argument when the problem is malformed: negative or non-finite demand, costs or count, neither or both of count and
/// budget, lists that do not belong together, candidates out of range or given twice to a point.
void check_ways(const WaysProblem& problem);

/// Budget and rules of some candidates, numbered by their place in `kept`: takes them from `problem` into `part`.
void restrict_limits(const WaysProblem& problem, std::span<const std::uint32_t> kept, WaysProblem& part);

/// The ordered sites, and after them those of `chosen` that only a unit's minimum asks for, the lowest first.
[[nodiscard]] std::vector<std::uint32_t> with_minima(const SiteRules& rules,
                                                     std::vector<std::uint32_t> chosen,
                                                     std::vector<std::uint32_t> ordered);

/// Why budget or rules allow no choice at all, whoever it reaches; empty where they do, or where `stop` ends the search before that is
/// clear.
[[nodiscard]] std::string limits_broken(const WaysProblem& problem, const CoverStop& stop);

/// Points with demand that no candidate and no facility that stays can reach, rising.
[[nodiscard]] std::vector<std::uint32_t> unreachable_points(const WaysProblem& problem);

/// From each point to the nearest of `chosen` and what stays; +infinity where none is reached.
[[nodiscard]] std::vector<double> nearest_costs(const WaysProblem& problem,
                                                const std::vector<std::uint32_t>& chosen);

/// Puts the lowest candidate in the place of each of `chosen` that it can stand in for: whatever only that one reaches of the points that
/// count, it reaches too.
/// `may_replace(other, site, chosen)`, where given: whether the limits let one stand in for the other beside the rest.
[[nodiscard]] std::vector<std::uint32_t> with_lowest_candidates(
    const IndexRuns& reach, const std::vector<std::uint8_t>& counts, std::vector<std::uint32_t> chosen,
    const std::function<bool(std::uint32_t other, std::uint32_t site, std::span<const std::uint32_t> chosen)>&
        may_replace = {});

/// `chosen` in the order in which each adds the most demand to those before it, ties by the lowest; those that add none are left out.
[[nodiscard]] std::vector<std::uint32_t> by_demand_added(const IndexRuns& reach, std::vector<double> demand,
                                                         std::vector<std::uint32_t> chosen);

/// The points that each candidate reaches at a cost of at most `limit`.
[[nodiscard]] IndexRuns reach_within(const WaysProblem& problem, double limit);

}  // namespace quarterhour
