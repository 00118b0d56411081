// Maximal covering where no unit may be left behind: the most demand covered among the choices that cover a share of each unit's.
// Internal to placement.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/require.h"

namespace quarterhour {

struct CoverWithShares {
  CoverProblem cover;
  /// As in RequireProblem.
  std::vector<std::int32_t> demand_unit;
  std::vector<double> share_of_unit;
};

struct CoverWithSharesPlan {
  /// Objective and bound are of all demand covered.
  CoverPlan plan;
  /// Set when infeasible because some unit cannot have its share, whatever is chosen.
  std::vector<RequirePlan::Shortage> shortages;
};

/// Asks whether sites within the count or budget can cover the units' shares and so much of the whole (search_requirement), and halves what is not
/// known. No plan covers more than `bound`: what covering without shares can, or the least amount that was proved to be too much. Throws
/// std::invalid_argument when the problem is malformed.
[[nodiscard]] CoverWithSharesPlan solve_cover_with_shares(const CoverWithShares& problem,
                                                          const CoverStop& stop);

}  // namespace quarterhour
