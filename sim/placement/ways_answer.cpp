#include "sim/placement/ways_answer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/center.h"
#include "sim/placement/median.h"

namespace quarterhour {

double sum_of(const std::vector<double>& demand) {
  CompensatedSum sum;
  for (const double some : demand) sum.add(some);
  return sum.value();
}

double objective_of(const SitingTask& task, const WaysProblem& problem, std::span<const double> ways) {
  CompensatedSum sum;
  double longest = 0.0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    if (!(problem.demand[i] > 0.0)) continue;
    if (std::isinf(ways[i])) return ways[i];
    sum.add(ways[i] * problem.demand[i]);
    longest = std::max(longest, ways[i]);
  }
  if (task.problem == "center") return longest;
  const double people = sum_of(problem.demand);
  return people > 0.0 ? sum.value() / people : 0.0;
}

double gap_of(const WaysAnswer& answer) {
  return (answer.objective - answer.bound) / std::max(answer.objective, 1e-9);
}

CoverStop told_in(CoverStop stop, double unit) {
  if (stop.progress)
    stop.progress = [tell = stop.progress, unit](double objective, double bound, double gap) {
      tell(objective / unit, bound / unit, gap);
    };
  return stop;
}

WaysAnswer solve_known_ways(const SitingTask& task, const CoverStop& stop, const WaysProblem& problem,
                            double unit) {
  if (task.problem == "center") {
    CenterPlan plan = solve_center(problem, told_in(stop, unit));
    return {std::move(plan.chosen), plan.objective, plan.bound, plan.status, plan.work, plan.found, {},
            std::move(plan.reason)};
  }
  const double people = sum_of(problem.demand);
  const double whole = people > 0.0 ? people : 1.0;
  MedianPlan plan = solve_median(problem, told_in(stop, whole * unit));
  // A quotient is rounded to nearest, so step outward.
  return {std::move(plan.chosen),
          plan.objective / whole,
          plan.status == PlanStatus::optimal ? plan.bound / whole : plan.bound / whole * (1.0 - 0x1.0p-51),
          plan.status,
          plan.work,
          plan.found,
          std::move(plan.price),
          std::move(plan.reason)};
}

}  // namespace quarterhour
