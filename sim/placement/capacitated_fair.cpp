#include "sim/placement/capacitated_fair.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/cover_as_median.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/fair.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;
/// Shares are told apart by this: more than what try_least_shares forgives.
constexpr double tolerance = 1e-8;

class CapacitatedFairSearch {
 public:
  CapacitatedFairSearch(const CapacitatedCoverProblem& problem, const CoverStop& stop)
      : problem_(problem), stop_(stop), meter_(stop, stop.work.value_or(default_work)) {
    std::vector<CompensatedSum> of_unit(problem.least_share.size());
    for (std::size_t i = 0; i < problem.demand.size(); ++i)
      if (problem.unit_of_point[i] >= 0)
        of_unit[static_cast<std::size_t>(problem.unit_of_point[i])].add(problem.demand[i]);
    for (const CompensatedSum& demand : of_unit) demand_.push_back(demand.value());
  }

  CapacitatedFairPlan solve() {
    begin();
    if (best_.found && !is_over()) {
      bound_without_capacities();
      bound_each_unit();
      halve();
      serve_the_most();
    }
    return finish();
  }

 private:
  [[nodiscard]] bool is_over() { return meter_.spent() || is_cut_short_; }
  [[nodiscard]] double gap() const { return (bound_ - objective_) / std::max(objective_, 1e-9); }
  [[nodiscard]] bool is_near_enough() {
    return is_over() || gap() <= std::max(stop_.gap, 1e-6) || bound_ - objective_ <= tolerance;
  }
  void note(const CapacitatedCoverPlan& plan) {
    meter_.add(plan.work + 1);
    if (!is_cut_short(plan.status)) return;
    is_cut_short_ = true;
    why_ = plan.status;
  }

  /// The lowest share of the units with demand; 1 where there is none.
  [[nodiscard]] double lowest_share(const CapacitatedCoverPlan& plan) const {
    double lowest = 1.0;
    for (std::size_t u = 0; u < demand_.size(); ++u)
      if (demand_[u] > 0.0) lowest = std::min(lowest, plan.share_of_unit[u]);
    return lowest;
  }

  /// Whether it is better.
  bool take(CapacitatedCoverPlan plan) {
    const double lowest = lowest_share(plan);
    if (best_.found && lowest <= objective_) return false;
    best_ = std::move(plan);
    objective_ = lowest;
    start_.clear();
    if (stop_.progress) stop_.progress(objective_, bound_, gap());
    return true;
  }

  /// Where sites are never full nothing can be less fair; its sites are another start.
  void bound_without_capacities() {
    FairProblem open;
    open.demand = problem_.demand;
    open.reach = problem_.reach;
    open.covered_already = problem_.standing.runs;
    open.demand_unit = problem_.unit_of_point;
    open.unit_count = demand_.size();
    open.count = problem_.count;
    if (problem_.budget) {
      std::vector<double> prices = problem_.cost;
      prices.resize(problem_.reach.set_count(), 1.0);
      set_budget(open, *problem_.budget, std::move(prices));
    }
    open.rules = problem_.rules;
    const FairPlan plan = solve_fair(open, part_of(stop_, stop_.gap, meter_.left() / 3));
    meter_.add(plan.work);
    if (plan.status == PlanStatus::infeasible) return;
    bound_ = std::max(objective_, std::min(bound_, plan.bound));
    if (!plan.found) return;
    // What these sites give under capacities.
    CapacitatedCoverProblem asked = problem_;
    asked.least_share.assign(demand_.size(), plan.objective);
    CapacitatedCoverPlan shared =
        try_least_shares(asked, plan.chosen, part_of(stop_, 0.0, meter_.limit() / 50));
    note(shared);
    if (shared.found)
      static_cast<void>(take(std::move(shared)));
    else
      start_ = plan.chosen;
  }

  /// The most served is a start, whoever they are.
  void begin() {
    CapacitatedCoverPlan plan = solve_capacitated_cover(problem_, part_of(stop_, 0.01, meter_.left() / 10));
    note(plan);
    bound_ = 1.0;
    if (!plan.found) {
      best_ = std::move(plan);
      return;
    }
    static_cast<void>(take(std::move(plan)));
  }

  /// No choice gives a unit more than what it would have if nobody else were served.
  void bound_each_unit() {
    for (std::size_t u = 0; u < demand_.size() && !is_near_enough(); ++u) {
      if (!(demand_[u] > 0.0)) continue;
      CapacitatedCoverProblem alone = problem_;
      alone.whole = false;
      alone.unit_of_point.clear();
      alone.least_share.clear();
      for (std::size_t i = 0; i < alone.demand.size(); ++i)
        if (problem_.unit_of_point[i] != static_cast<std::int32_t>(u)) alone.demand[i] = 0.0;
      alone.enough = std::min(bound_, 1.0) * demand_[u] * (1.0 - tolerance);
      const CapacitatedCoverPlan plan =
          solve_capacitated_cover(alone, part_of(stop_, 0.0, meter_.limit() / (20 * demand_.size())));
      note(plan);
      if (plan.status == PlanStatus::infeasible) continue;
      // A sum over a sum, outward.
      bound_ = std::max(objective_, std::min(bound_, plan.bound / demand_[u] * (1.0 + 1e-14)));
    }
  }

  /// Whether every unit can have this share. Returns whether that became clear.
  bool ask(double share) {
    CapacitatedCoverProblem asked = problem_;
    asked.least_share.assign(demand_.size(), share);
    CapacitatedCoverPlan plan = try_least_shares(asked, start_.empty() ? best_.chosen : start_,
                                                 part_of(stop_, 0.0, meter_.left() / 3));
    note(plan);
    if (plan.found) return take(std::move(plan));
    if (plan.status != PlanStatus::infeasible) return false;
    bound_ = std::max(objective_, std::min(bound_, share));
    return true;
  }

  /// First above what stays unclear, for a better plan, then below, for a better bound.
  void halve() {
    double lowest_unclear = 2.0;
    double low = objective_;
    while (!is_near_enough()) {
      const double share = 0.5 * (std::max(low, objective_) + bound_);
      if (bound_ - std::max(low, objective_) <= std::max(tolerance, 1e-3 * gap() * objective_)) break;
      // A share between the last two halves that stays unclear leaves those above open.
      if (ask(share)) continue;
      low = share;
      lowest_unclear = std::min(lowest_unclear, share);
    }
    while (!is_near_enough() && lowest_unclear < 2.0) {
      const double high = std::min(lowest_unclear, bound_);
      if (high - objective_ <= std::max(tolerance, 0.1 * stop_.gap * objective_)) break;
      const double share = 0.5 * (objective_ + high);
      if (!ask(share)) lowest_unclear = share;
    }
  }

  /// Of the plans with the share in hand.
  void serve_the_most() {
    if (is_over()) return;
    CapacitatedCoverProblem held = problem_;
    held.least_share.assign(demand_.size(), objective_);
    CapacitatedCoverPlan plan =
        solve_capacitated_cover(held, part_of(stop_, std::max(stop_.gap, 1e-3), meter_.limit() / 10));
    note(plan);
    if (!plan.found || lowest_share(plan) < objective_ - tolerance) return;
    if (plan.objective <= best_.objective) return;
    best_ = std::move(plan);
    objective_ = lowest_share(best_);
  }

  CapacitatedFairPlan finish() {
    CapacitatedFairPlan plan;
    plan.work = meter_.done();
    plan.found = best_.found;
    plan.reason = best_.reason;
    plan.bound = bound_;
    if (!plan.found) {
      plan.status = best_.status;
      return plan;
    }
    plan.chosen = std::move(best_.chosen);
    plan.served = std::move(best_.served);
    plan.served_by_standing = std::move(best_.served_by_standing);
    plan.share = std::move(best_.share_of_unit);
    for (std::size_t u = 0; u < demand_.size(); ++u)
      if (demand_[u] > 0.0) plan.order.push_back(u);
    std::stable_sort(plan.order.begin(), plan.order.end(),
                     [&](std::size_t a, std::size_t b) { return plan.share[a] < plan.share[b]; });
    plan.objective = objective_;
    plan.bound = std::max(bound_, objective_);
    // What cannot be told apart is the same.
    plan.gap = bound_ - objective_ <= tolerance ? 0.0 : gap();
    plan.status = status_at(plan.gap, stop_.gap, is_cut_short_ ? why_ : PlanStatus::work_limit);
    return plan;
  }

  const CapacitatedCoverProblem& problem_;
  const CoverStop& stop_;
  WorkMeter meter_;
  std::vector<double> demand_;
  CapacitatedCoverPlan best_;
  /// Where to start from instead of the best plan, until there is a better one.
  std::vector<std::uint32_t> start_;
  double objective_ = 0.0;
  double bound_ = 1.0;
  bool is_cut_short_ = false;
  PlanStatus why_ = PlanStatus::work_limit;
};

}  // namespace

CapacitatedFairPlan solve_capacitated_fair(const CapacitatedCoverProblem& problem, const CoverStop& stop) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  if (problem.enough) refuse("the fairest finds out how much it takes");
  if (problem.unit_of_point.size() != problem.demand.size() || problem.unit_of_point.empty())
    refuse("the fairest needs the unit of each demand point");
  if (std::any_of(problem.least_share.begin(), problem.least_share.end(),
                  [](double share) { return share != 0.0; }))
    refuse("the fairest finds out the shares");
  return CapacitatedFairSearch(problem, stop).solve();
}

}  // namespace quarterhour
