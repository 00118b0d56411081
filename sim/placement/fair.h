// The fairest choice of sites (model.md §6): within a count or a budget, the highest coverage of the unit that is covered least, then
// of the next, and so on: lexicographic maximin (Ogryczak 1997), with a proven bound on the lowest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … reach.set_count() - 1.
struct FairProblem {
  /// Weight of each demand point, >= 0.
  std::vector<double> demand;
  /// The demand points that each candidate covers.
  IndexRuns reach;
  /// The demand points that facilities which stay cover already; those runs may overlap.
  std::vector<IndexRun> covered_already;
  /// Unit of each demand point, 0 … unit_count - 1; -1: in none, so that it counts for nothing. Units without demand do not count
  /// either.
  std::vector<std::int32_t> demand_unit;
  std::size_t unit_count = 0;
  /// Sites to choose, >= 0; or nothing when `budget` is given.
  std::optional<int> count;
  /// Cost of each candidate, > 0, where `budget` is given, else empty.
  std::vector<double> cost;
  std::optional<double> budget;
  /// Units of sites and units of demand need not be the same. Minima come first.
  SiteRules rules;
};

/// What was chosen.
struct FairPlan {
  /// False: the minima or the budget allow no plan, or (see status) the search was cut short before it found any.
  bool found = false;
  /// Candidates, in order of priority: each raises the unit that the ones before it leave lowest, by the most, ties by the lowest
  /// index; where nothing raises that one, the next lowest.
  std::vector<std::uint32_t> chosen;
  /// Share of each unit's demand that is covered, 0 … 1; NaN for units without demand.
  std::vector<double> share;
  /// Units with demand, from the lowest share to the highest, ties by number.
  std::vector<std::size_t> order;
  /// Share of the lowest, and what no choice can bring it above: safe in floating point. 1 where no unit has demand.
  double objective = 0.0;
  double bound = 1.0;
  double gap = 0.0;
  /// So many of the lowest shares are proved, in turn, each the highest that it can be given those below it.
  std::size_t proved = 0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
};

/// Throws std::invalid_argument when the problem is malformed. Shares are told apart by 1e-9, those of different size by no less than
/// that. `stop.gap` is on the lowest share; what work is then left goes to the order of the rest. The same problem, stop and seed give
/// the same plan for any number of threads.
[[nodiscard]] FairPlan solve_fair(const FairProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
