// p-centre (Hakimi 1964; Minieka 1970): choose sites within a count or a budget, and under rules, so that the longest way of anybody to
// the nearest one is shortest, with a proven bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// What was chosen.
struct CenterPlan {
  /// Candidates, in order of priority: each brings the most demand within the objective that those before it leave out,
  /// ties by the lowest index. Fewer than asked for where more would shorten nothing.
  std::vector<std::uint32_t> chosen;
  /// The longest way of a point with demand to the nearest site or facility that stays.
  double objective = 0.0;
  /// No choice of sites has a shorter longest way. It is one of the given costs, compared and never added, so that it is exact.
  double bound = 0.0;
  /// (objective - bound) / max(objective, 1e-9).
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// As of MedianPlan.
  std::vector<std::uint32_t> unreachable;
  bool found = false;
  /// As of MedianPlan.
  std::string reason{};
};

/// See center_search.h for how. Throws std::invalid_argument when the problem is malformed. The same problem, stop and seed give the
/// same plan for any number of threads. `stop.gap` is on the objective.
[[nodiscard]] CenterPlan solve_center(const WaysProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
