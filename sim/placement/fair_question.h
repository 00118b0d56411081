// What is asked of a requirement (require.h) to find the fairest plan: whether so many sites bring every unit, but for some, to a share.
// Internal to placement.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/placement/fair.h"
#include "sim/placement/require.h"
#include "sim/placement/unit_limits.h"

namespace quarterhour {

/// So many units may stay at this share instead of what is asked; which ones is free.
struct Exemption {
  double share = 0.0;
  int units = 0;
};

struct FairQuestion {
  RequireProblem required;
  /// What sites and exemptions may cost together.
  double most = 0.0;
  /// Done for what is known of units.
  std::uint64_t work = 0;
};

/// `demand_of_unit`: all demand of each. `asked`: share of each unit, 0 … 1. `exemptions`: by rising share, none of them above what is
/// asked. A unit that is exempted is a candidate more, numbered after those of the problem, that covers a point more of its unit's: the
/// demand between its share and the next.
/// `limits`: adds what is known of each unit by itself.
[[nodiscard]] FairQuestion fair_question(const FairProblem& problem, std::span<const double> demand_of_unit,
                                         std::span<const double> asked, std::span<const Exemption> exemptions,
                                         UnitLimits& limits);

}  // namespace quarterhour
