// Maximal covering (MCLP; Church & ReVelle 1974): choose sites within a count or a budget so that the most
// demand is covered, with a proven bound.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/placement/site_rules.h"

namespace quarterhour {

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … reach.set_count() - 1.
struct CoverProblem {
  /// Weight of each demand point (people times rate), >= 0.
  std::vector<double> demand;
  /// The demand points that each candidate covers.
  IndexRuns reach;
  /// The demand points that facilities which stay cover already; those runs may overlap.
  std::vector<IndexRun> covered_already;
  /// Sites to choose, >= 0; or nothing when `budget` is given.
  std::optional<int> count;
  /// Cost of each candidate, > 0 where `budget` is given; empty: 1 each.
  std::vector<double> cost;
  std::optional<double> budget;
  /// No candidate that was left out of `reach` covers more than this beyond `covered_already`; the bound holds for plans
  /// with such candidates too. Only with a count and without rules. 0: none was left out.
  double left_out = 0.0;
  /// Minima, maxima and spacing of the new sites. Minima come first: a plan that cannot meet them is infeasible.
  SiteRules rules;
};

/// When to stop. By gap or by work a result repeats; by seconds or interruption it does not, and says so.
struct CoverStop {
  double gap = 0.001;
  /// Steps of work (candidate evaluations); nothing: the default effort.
  std::optional<std::uint64_t> work;
  std::optional<double> seconds;
  /// Asked now and then; true ends the search with the best plan so far.
  std::function<bool()> interrupted;
  /// Told now and then: objective, bound, gap.
  std::function<void(double, double, double)> progress;
  std::uint64_t seed = 1;
};

enum class PlanStatus { optimal, within_gap, work_limit, time_limit, interrupted, infeasible };
/// "optimal", "within gap", …
[[nodiscard]] const char* name_of(PlanStatus status);

/// What was chosen. Objective and bound count all demand that is covered, that of `covered_already` included.
struct CoverPlan {
  /// Candidates, in order of priority: each adds the most to those before it, ties by the lowest index.
  std::vector<std::uint32_t> chosen;
  double objective = 0.0;
  /// No choice of sites covers more than this: safe in floating point (integer-scaled demand, rounded up).
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// The reason in words when infeasible.
  std::string reason;
};

/// Throws std::invalid_argument when the problem is malformed (negative or non-finite demand, runs out of
/// range, neither or both of count and budget). Ties break by the lowest candidate. The same problem, stop and
/// seed give the same plan for any number of threads.
[[nodiscard]] CoverPlan solve_cover(const CoverProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
