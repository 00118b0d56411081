// The fairest choice of sites under capacities (model.md §6): within a count or a budget, the highest share served of the unit that is served
// least, with a proven bound; of the plans with that share, the one that serves the most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/placement/capacitated_cover.h"

namespace quarterhour {

/// What was chosen.
struct CapacitatedFairPlan {
  /// As in CapacitatedCoverPlan.
  std::vector<std::uint32_t> chosen;
  std::vector<double> served;
  std::vector<double> served_by_standing;
  /// Share of each unit's demand that is served, 0 … 1; NaN for units without demand. `order`: units with demand from the lowest share to
  /// the highest, ties by number.
  std::vector<double> share;
  std::vector<std::size_t> order;
  /// Share of the lowest, and what no choice brings it above. 1 where no unit has demand.
  double objective = 0.0;
  double bound = 1.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  bool found = false;
  std::string reason;
};

/// `problem.unit_of_point` says whose shares are meant, `least_share` how many units there are; its values must be 0. Asks for shares between
/// what was refuted and what is in hand, by halving (try_least_shares), after what each unit alone could be given. Unlike solve_fair it
/// does not raise the next lowest units in turn. Shares are told apart by 1e-8. Throws std::invalid_argument when malformed.
[[nodiscard]] CapacitatedFairPlan solve_capacitated_fair(const CapacitatedCoverProblem& problem,
                                                         const CoverStop& stop);

}  // namespace quarterhour
