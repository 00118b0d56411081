#include "sim/placement/unit_needs.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "sim/compensated_sum.h"
#include "sim/placement/backup_cover.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

/// Shares are met within this, and what is lost by rounding is less.
constexpr double tolerance = 1e-8;

/// Demand of each unit among the points of a site's reach.
std::vector<double> demand_within(const CapacitatedCoverProblem& problem, std::span<const IndexRun> reach) {
  std::vector<double> of_unit(problem.least_share.size(), 0.0);
  for (const IndexRun run : reach)
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      if (problem.unit_of_point[i] >= 0)
        of_unit[static_cast<std::size_t>(problem.unit_of_point[i])] += problem.demand[i];
  return of_unit;
}

}  // namespace

bool needs_too_many_sites(const CapacitatedCoverProblem& problem, const CoverStop& stop, WorkMeter& meter) {
  const std::size_t units = problem.least_share.size();
  std::vector<double> open(units, 0.0);
  for (std::size_t i = 0; i < problem.demand.size(); ++i)
    if (problem.unit_of_point[i] >= 0)
      open[static_cast<std::size_t>(problem.unit_of_point[i])] += problem.demand[i];
  const std::vector<double> all = open;
  for (std::size_t u = 0; u < units; ++u) open[u] *= problem.least_share[u];
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k) {
    const std::vector<double> within = demand_within(problem, problem.standing.set(k));
    for (std::size_t u = 0; u < units; ++u) open[u] -= std::min(within[u], problem.capacity_of_standing[k]);
  }

  BackupCoverProblem counted;
  std::vector<double> most_of_one(units, 0.0);
  const auto add = [&](std::span<const IndexRun> reach, double room) {
    const std::vector<double> within = demand_within(problem, reach);
    for (std::uint32_t u = 0; u < units; ++u) {
      if (!(within[u] > 0.0)) continue;
      most_of_one[u] = std::max(most_of_one[u], std::min(within[u], room));
      counted.reach.runs.push_back({u, u + 1});
    }
    counted.reach.first.push_back(counted.reach.runs.size());
  };
  for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k)
    add(problem.reach.set(k), problem.capacity.front());
  for (std::size_t k = 0; k < problem.may_enlarge.size(); ++k)
    add(problem.standing.set(problem.may_enlarge[k]), problem.enlargement[k]);
  bool any = false;
  for (std::size_t u = 0; u < units; ++u) {
    std::uint16_t need = 0;
    if (open[u] > tolerance * all[u]) {
      // No site serves anybody of it.
      if (!(most_of_one[u] > 0.0)) return true;
      const double sites = std::ceil((open[u] - tolerance * all[u]) / most_of_one[u]);
      if (sites > std::min<double>(static_cast<double>(counted.reach.set_count()), UINT16_MAX)) return true;
      need = static_cast<std::uint16_t>(sites);
      any = true;
    }
    counted.need.push_back(need);
    counted.demand.push_back(1.0);
  }
  if (!any || counted.reach.set_count() == 0) return any;
  counted.count = problem.count;
  if (problem.budget) {
    std::vector<double> prices = problem.cost;
    prices.resize(counted.reach.set_count(), 1.0);
    set_budget(counted, *problem.budget, std::move(prices));
  }
  CoverStop part = stop;
  part.gap = 0.0;
  part.progress = nullptr;
  part.work = std::max<std::uint64_t>(1, meter.left() / 20);
  const CoverPlan plan = solve_backup_cover(counted, part);
  meter.add(plan.work);
  return plan.status == PlanStatus::infeasible || plan.bound < static_cast<double>(units) - 0.5;
}

}  // namespace quarterhour
