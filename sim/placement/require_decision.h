// Whether a requirement can be met within a count or a budget: what p-centre asks again and again. Internal to
// placement.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/placement/require.h"

namespace quarterhour {

enum class Feasibility { can, cannot, unknown };

/// Which plans a search for a requirement is for.
struct RequireLimit {
  /// Any plan that costs no more, and only such; nothing: the cheapest.
  std::optional<double> most;
  /// Sites that nearly meet it; empty: none are known.
  std::span<const std::uint32_t> start{};
};

/// solve_require within a limit. Where no plan costs as little as `most`, the status is `infeasible`.
[[nodiscard]] RequirePlan search_requirement(const RequireProblem& problem, const CoverStop& stop,
                                             const RequireLimit& limit);

struct RequireDecision {
  Feasibility answer = Feasibility::unknown;
  /// Where it can: sites that do, perhaps fewer than allowed.
  RequirePlan plan;
};

/// Whether sites that cost at most `most` meet the requirement. The search ends with the first such plan, with a proof that there is
/// none, or with stop.work, seconds or an interruption; stop.gap and progress are not asked. `start`: sites that nearly meet it.
[[nodiscard]] RequireDecision decide_requirement(const RequireProblem& problem, double most,
                                                 const CoverStop& stop,
                                                 std::span<const std::uint32_t> start = {});

}  // namespace quarterhour
