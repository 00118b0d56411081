// Whether a requirement can be met within a count or a budget: what p-centre asks again and again. Internal to
// placement.
#pragma once

#include "sim/placement/require.h"

namespace quarterhour {

enum class Feasibility { can, cannot, unknown };

struct RequireDecision {
  Feasibility answer = Feasibility::unknown;
  /// Where it can: sites that do, perhaps fewer than allowed.
  RequirePlan plan;
};

/// Whether sites that cost at most `most` meet the requirement. The search for the cheapest ends as soon as it is clear on which
/// side of `most` it lies, or with stop.work, seconds or an interruption; stop.gap and progress are not asked.
[[nodiscard]] RequireDecision decide_requirement(const RequireProblem& problem, double most,
                                                 const CoverStop& stop);

}  // namespace quarterhour
