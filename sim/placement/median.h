// p-median (Hakimi 1964; ReVelle & Swain 1970): choose sites within a count or a budget, and under rules, so that the sum of everybody's
// way to the nearest one is least, with a proven bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// What was chosen.
struct MedianPlan {
  /// Candidates, in order of priority: each lowers the sum the most given those before it (first of all by reaching whom
  /// nobody before it reaches), ties by the lowest index. Fewer than asked for where more would lower nothing.
  std::vector<std::uint32_t> chosen;
  /// Sum over the points of weight times the way to the nearest site or facility that stays.
  double objective = 0.0;
  /// No choice of sites that reaches every point has a lower sum: safe in floating point.
  double bound = 0.0;
  /// (objective - bound) / max(objective, 1e-9).
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// What the relaxation would have each point pay, weight times cost: with these prices it gives its bound. Empty where there was no
  /// relaxation.
  std::vector<double> price;
  /// Points with demand that no candidate and no facility that stays can reach; then no plan can be made.
  std::vector<std::uint32_t> unreachable;
  /// Whether a plan was found. Where it was not, status says whether it is proved that there is none (`infeasible`: with so few
  /// sites somebody is always out of reach) or which limit ended the search.
  bool found = false;
  /// Why budget or rules allow no plan at all, whoever is reached; empty where they do.
  std::string reason{};
};

/// Throws std::invalid_argument when the problem is malformed. The same problem, stop and seed give the same plan for any number of threads.
[[nodiscard]] MedianPlan solve_median(const WaysProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
