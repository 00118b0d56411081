// A covering problem made ready for search: integer weights, no demand that cannot be won, no candidate that
// cannot matter. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/ruled_sites.h"

namespace quarterhour {

/// Demand as integers: units of 2^-exponent people. Sums are exact and free of order.
struct IntegerDemand {
  std::vector<std::int64_t> weight;
  int exponent = 0;
  /// Number of points whose weight had to be rounded (by at most half a unit each).
  std::int64_t rounded = 0;
};
/// The finest power of two for which `copies` times the total stays below 2^62 and the total below 2^52, where the total is
/// no less than `at_least`.
[[nodiscard]] IntegerDemand integer_demand(std::span<const double> demand, std::size_t copies,
                                           double at_least = 0.0);

/// The merged problem. Points and candidates are numbered anew; candidates keep their order.
struct CoverInstance {
  /// Weight of each point, > 0; points that the same candidates cover are one.
  std::vector<std::int64_t> weight;
  /// Lagrangian multiplier of each point from an earlier bound, merged like the weights; empty: none.
  std::vector<std::int64_t> multiplier;
  /// Points of each candidate; never empty unless a unit's minimum may need the candidate.
  IndexRuns reach;
  /// The candidate's number in the CoverProblem, rising.
  std::vector<std::uint32_t> original;
  /// Cost of each candidate; all 1 when a count is given.
  std::vector<double> cost;
  /// Count or budget.
  double budget = 0.0;
  bool by_count = true;
  /// The rules over the candidates; null: none that bind.
  std::shared_ptr<const RuledSites> rules;
  /// With rules: the lowest costs of each unit's candidates, as many as its minimum.
  std::vector<std::vector<double>> cheapest;
  /// Sum of `weight`, and the greatest common divisor of all weights.
  std::int64_t total = 0;
  std::int64_t granule = 1;
  /// No candidate that was left out covers more than this (0: none that matters was left out). Bounds reckon with any
  /// number of sites worth as much.
  std::int64_t left_out = 0;

  [[nodiscard]] std::size_t point_count() const { return weight.size(); }
  [[nodiscard]] std::size_t candidate_count() const { return original.size(); }
  /// Whether a set of this total cost may be chosen. A billionth of a thousandth is forgiven, so that prices
  /// such as 0.1 and 0.2 fit into 0.3.
  [[nodiscard]] bool affords(double total_cost) const { return total_cost <= budget * (1.0 + 1e-12); }
  /// The lowest cost of `sites` more sites of a unit, all together.
  [[nodiscard]] double least_cost(std::size_t unit, int sites) const;
};

/// Builds the instance. `weight` holds 0 for demand that is covered already. Candidates dearer than the
/// budget are left out. `rules`: the problem's, null where they do not bind.
[[nodiscard]] CoverInstance prepare_cover(const CoverProblem& problem, std::vector<std::int64_t> weight,
                                          std::shared_ptr<const RuledSites> rules);

/// Fills CoverInstance::cheapest.
void note_cheapest(CoverInstance& instance);
/// Drops points without weight and points that no candidate reaches.
void drop_idle_points(CoverInstance& instance);
/// The same problem with some of its candidates only: `kept`, rising. Multipliers come along; the granule stays.
[[nodiscard]] CoverInstance restricted(const CoverInstance& instance, std::span<const std::uint32_t> kept,
                                       std::vector<std::int64_t> multiplier);

/// Removes the points with keep[point] == 0 and joins runs that then touch.
void keep_points(IndexRuns& reach, std::span<const std::uint8_t> keep);
/// Removes the candidates with keep[candidate] == 0.
void keep_candidates(CoverInstance& instance, std::span<const std::uint8_t> keep);

/// Merges points that exactly the same candidates cover. Equal sets are found by signatures and confirmed
/// candidate by candidate. Returns whether anything changed.
bool merge_demand(CoverInstance& instance);
/// Drops candidates without points, and all but the cheapest (then lowest) of those with equal points. Under rules only
/// among candidates of one unit (and, with a spacing, of one place), and as many stay as the unit's minimum asks for.
bool merge_candidates(CoverInstance& instance);
/// Drops candidates whose points all belong to another that costs no more, where that is cheap to find out. Under rules
/// only where as many others of the unit as its minimum asks for take them in; with a spacing none.
bool drop_dominated(CoverInstance& instance);

/// Sums up to each point: result[i] = values[0] + … + values[i - 1], one longer than `values`.
void prefix_sums(std::span<const std::int64_t> values, std::vector<std::int64_t>& result);

/// Sum over a set of runs, by prefix sums.
[[nodiscard]] inline std::int64_t sum_over(std::span<const IndexRun> runs,
                                           std::span<const std::int64_t> prefix) {
  std::int64_t sum = 0;
  for (const IndexRun run : runs) sum += prefix[run.end] - prefix[run.begin];
  return sum;
}

/// result[k] = sum over the reach of candidates[k]; in parallel, each sum by itself.
void sums_over(const IndexRuns& reach, std::span<const std::uint32_t> candidates,
               std::span<const std::int64_t> prefix, std::span<std::int64_t> result);

}  // namespace quarterhour
