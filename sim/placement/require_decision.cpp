#include "sim/placement/require_decision.h"

namespace quarterhour {

RequireDecision decide_requirement(const RequireProblem& problem, double most, const CoverStop& stop) {
  // Prices may exceed a budget by rounding (README.md).
  const double enough = most * (1.0 + 1e-12);
  bool is_decided = false;
  CoverStop until_decided = stop;
  until_decided.gap = 0.0;
  until_decided.interrupted = [&] { return is_decided || (stop.interrupted && stop.interrupted()); };
  until_decided.progress = [&](double cost, double bound, double) {
    is_decided = cost <= enough || bound > enough;
  };
  RequireDecision decision;
  decision.plan = solve_require(problem, until_decided);
  const RequirePlan& plan = decision.plan;
  if (plan.status == PlanStatus::infeasible) {
    decision.answer = Feasibility::cannot;
    return decision;
  }
  const bool is_found =
      plan.status == PlanStatus::optimal || plan.status == PlanStatus::within_gap || !plan.chosen.empty();
  if (is_found && plan.cost <= enough)
    decision.answer = Feasibility::can;
  else if (plan.bound > enough)
    decision.answer = Feasibility::cannot;
  return decision;
}

}  // namespace quarterhour
