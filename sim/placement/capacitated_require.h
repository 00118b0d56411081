// Set covering under capacities, in part or whole (a share of the demand): the cheapest new sites and enlargements so that a share of the
// people is served when they are shared out among all that are open and none serves more than it can, with a proven bound on the cost.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/capacitated_cover.h"

namespace quarterhour {

struct CapacitatedRequirePlan {
  /// Candidates and enlargements in order of priority, and what is served by whom, as in CapacitatedCoverPlan.
  std::vector<std::uint32_t> chosen;
  std::vector<double> served;
  std::vector<double> served_by_standing;
  /// Of those chosen.
  double cost = 0.0;
  /// No choice that serves the share costs less: safe in floating point, a multiple of what all costs are multiples of.
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// False: infeasible, or the search was cut short before it found a plan.
  bool found = false;
  /// Demand that is asked for; and, where no plan serves so much, what none can serve more than.
  double required = 0.0;
  double servable = 0.0;
  /// Infeasible because the rules leave no choice of sites at all, or none that serves every unit's share.
  bool by_rules = false;
  bool by_shares = false;
};

/// `problem` without count, budget and `enough`; costs > 0. `share`: of all demand, 0 … 1; met within 1e-9 of it. Throws
/// std::invalid_argument when malformed. Asks solve_capacitated_cover for amounts between what was refuted and what is in hand, by halving;
/// `stop.gap` is on cost. Repeats as that does.
[[nodiscard]] CapacitatedRequirePlan solve_capacitated_require(const CapacitatedCoverProblem& problem,
                                                               double share, const CoverStop& stop);

}  // namespace quarterhour
