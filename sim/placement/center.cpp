#include "sim/placement/center.h"

#include <algorithm>
#include <cmath>

#include "sim/placement/center_search.h"

namespace quarterhour {

CenterPlan solve_center(const WaysProblem& problem, const CoverStop& stop) {
  check_ways(problem);
  CenterPlan plan;
  plan.unreachable = unreachable_points(problem);
  if (!plan.unreachable.empty()) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  plan.reason = limits_broken(problem, stop);
  if (!plan.reason.empty()) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  double dearest = 0.0;
  for (const double cost : problem.ways.cost) dearest = std::max(dearest, cost);
  for (const double cost : problem.standing)
    if (std::isfinite(cost)) dearest = std::max(dearest, cost);
  std::vector<std::uint32_t> all(problem.candidates);
  for (std::uint32_t k = 0; k < all.size(); ++k) all[k] = k;
  CenterGround ground;
  ground.reached = [&problem](double limit) { return reach_within(problem, limit); };
  ground.nearest = [&problem](const std::vector<std::uint32_t>& chosen) {
    return nearest_costs(problem, chosen);
  };
  ground.just_below = [](double cost) { return std::nextafter(cost, 0.0); };
  ground.first_limit = ground.farthest = dearest;
  return search_center(problem, ground, nearest_costs(problem, all), stop);
}

}  // namespace quarterhour
