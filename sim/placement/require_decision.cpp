#include "sim/placement/require_decision.h"

namespace quarterhour {

RequireDecision decide_requirement(const RequireProblem& problem, double most, const CoverStop& stop,
                                   std::span<const std::uint32_t> start) {
  // Prices may exceed a budget by rounding (README.md).
  const double enough = most * (1.0 + 1e-12);
  CoverStop until_decided = stop;
  until_decided.gap = 0.0;
  until_decided.progress = {};
  RequireDecision decision;
  decision.plan = search_requirement(problem, until_decided, {enough, start});
  const RequirePlan& plan = decision.plan;
  if (plan.status == PlanStatus::infeasible) {
    decision.answer = Feasibility::cannot;
    return decision;
  }
  const bool is_found =
      plan.status == PlanStatus::optimal || plan.status == PlanStatus::within_gap || !plan.chosen.empty();
  // Costs are rounded down in the search: what it found may still be too dear.
  if (is_found && plan.cost <= enough) decision.answer = Feasibility::can;
  return decision;
}

}  // namespace quarterhour
