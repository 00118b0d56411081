#include "sim/placement/capacitated_cover.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "sim/placement/cover_as_median.h"
#include "sim/placement/shared_search.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 300'000'000;

void check(const CapacitatedCoverProblem& problem) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  if (problem.count.has_value() == problem.budget.has_value())
    refuse("a plan is limited by a count or by a budget");
  if (problem.count && *problem.count < 0) refuse("the count must not be negative");
  if (problem.most_enlarged && *problem.most_enlarged < 0)
    refuse("the number of enlargements must not be negative");
  if (problem.budget && !(*problem.budget >= 0.0 && std::isfinite(*problem.budget)))
    refuse("the budget must be finite and not negative");
  if (!problem.cost.empty() && problem.cost.size() != problem.reach.set_count() + problem.may_enlarge.size())
    refuse("there must be one cost for each candidate and each enlargement");
  if (problem.budget && std::any_of(problem.cost.begin(), problem.cost.end(),
                                    [](double cost) { return !(cost > 0.0 && std::isfinite(cost)); }))
    refuse("costs must be finite and above 0");
  check_rules(problem.rules, problem.reach.set_count());
  const bool is_of_parts = !problem.whole && problem.least_share.empty();
  if (!is_of_parts && problem.first_point.size() > 1)
    refuse("whole points and shares of units go with one service");
  if (problem.whole && !problem.may_enlarge.empty()) refuse("nothing is enlarged where points are whole");
  if (problem.least_share.empty() != problem.unit_of_point.empty() ||
      (!problem.unit_of_point.empty() && problem.unit_of_point.size() != problem.demand.size()))
    refuse("there must be one unit for each demand point, and a share for each unit");
  for (const std::int32_t unit : problem.unit_of_point)
    if (unit < -1 || unit >= static_cast<std::int64_t>(problem.least_share.size()))
      refuse("a demand point's unit is out of range");
  for (const double share : problem.least_share)
    if (!(share >= 0.0 && share <= 1.0)) refuse("the share of a unit must be between 0 and 1");
}

/// Enlargements are of a unit of their own, which has a maximum, and stand nowhere.
LimitedSites limits_of(const CapacitatedCoverProblem& problem) {
  const std::size_t new_sites = problem.reach.set_count();
  const std::size_t all = new_sites + problem.may_enlarge.size();
  SiteRules rules = problem.rules;
  if (all > new_sites) {
    const int most = problem.most_enlarged.value_or(std::numeric_limits<int>::max());
    rules.unit.resize(new_sites, -1);
    rules.unit.resize(all, static_cast<std::int32_t>(rules.least.size()));
    rules.least.push_back(0);
    rules.most.push_back(most);
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    if (rules.spacing_m > 0.0) rules.location.resize(all, {nowhere, nowhere});
  }
  std::vector<double> cost;
  if (problem.budget) {
    cost = problem.cost;
    cost.resize(all, 1.0);
  }
  return limited_sites(rules, all, std::move(cost),
                       problem.budget ? *problem.budget : static_cast<double>(*problem.count));
}

SharedGround ground_of(const CapacitatedCoverProblem& problem, std::span<const std::vector<double>> capacity,
                       std::size_t most_sites) {
  static constexpr std::uint32_t one_level = 0;
  return {problem.demand,
          problem.first_point,
          problem.reach,
          problem.standing,
          problem.capacity_of_standing,
          std::span(&one_level, 1),
          capacity,
          most_sites,
          problem.may_enlarge,
          problem.enlargement};
}

/// The same without capacities, where enlargements bring nothing: a plan that keeps the rules or the reason why there is none, and something
/// that no plan exceeds.
CoverPlan without_capacities(const CapacitatedCoverProblem& problem, const CoverStop& stop,
                             std::uint64_t work) {
  CoverProblem open;
  open.demand = problem.demand;
  open.reach = problem.reach;
  open.covered_already = problem.standing.runs;
  open.count = problem.count;
  if (problem.budget) {
    std::vector<double> prices = problem.cost;
    prices.resize(problem.reach.set_count(), 1.0);
    set_budget(open, *problem.budget, std::move(prices));
  }
  open.rules = problem.rules;
  CoverStop part;
  part.gap = std::max(stop.gap, 0.001);
  part.work = std::max<std::uint64_t>(1, work);
  part.seconds = stop.seconds;
  part.interrupted = stop.interrupted;
  part.seed = stop.seed;
  return solve_cover(open, part);
}

/// Whether enlargements are all that the limits leave.
bool only_enlarges(const CapacitatedCoverProblem& problem, const LimitedSites& limits) {
  if (limits.most_sites() == 0) return false;
  if (std::any_of(problem.rules.least.begin(), problem.rules.least.end(),
                  [](int least) { return least > 0; }))
    return false;
  for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k)
    if (limits.affords(limits.cost_of(k))) return false;
  return true;
}

/// Puts the lowest candidate that costs no more in the place of each chosen one where as many are served, as far as few need to be tried.
void settle_ties(SharedSearch& search) {
  constexpr std::size_t most_tries = 500;
  std::size_t tries = 0;
  SharedPeople people(search.instance);
  std::sort(search.best.chosen.begin(), search.best.chosen.end());
  for (std::uint32_t& site : search.best.chosen) {
    people.open_only(search.best.chosen);
    people.close(site);
    const std::int64_t without = people.served();
    std::vector<std::uint32_t> others;
    for (std::uint32_t other = 0; other < site; ++other)
      if (!people.holds(other) && search.limits.cost_of(other) <= search.limits.cost_of(site) &&
          without + people.gain_at_most(other) >= search.best.served)
        others.push_back(other);
    for (const std::uint32_t other : others) {
      if (++tries > most_tries) return;
      people.open(other);
      const bool is_as_good =
          people.served() >= search.best.served && is_plan(search.limits, people.chosen());
      people.close(other);
      if (!is_as_good) continue;
      site = other;
      break;
    }
  }
}

/// Chosen sites in order of what each lets more be served; those that let nobody are left out unless a minimum wants them.
std::vector<std::uint32_t> by_priority(const SharedSearch& search) {
  std::vector<std::uint32_t> left = search.best.chosen;
  std::sort(left.begin(), left.end());
  SharedPeople people(search.instance);
  while (!left.empty()) {
    const std::int64_t before = people.served();
    std::int64_t most = 0;
    std::size_t best = left.size();
    for (std::size_t k = 0; k < left.size(); ++k) {
      if (people.gain_at_most(left[k]) <= most) continue;
      people.open(left[k]);
      if (people.served() - before > most) {
        most = people.served() - before;
        best = k;
      }
      people.close(left[k]);
    }
    if (best == left.size()) break;
    people.open(left[best]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
  }
  std::vector<std::uint32_t> ordered = people.chosen();
  SiteRoom room(search.limits.rules);
  for (const std::uint32_t k : ordered) room.add(k);
  for (const std::uint32_t k : left) {
    if (!room.wants(k)) continue;
    room.add(k);
    ordered.push_back(k);
  }
  return ordered;
}

}  // namespace

CapacitatedCoverPlan solve_capacitated_cover(const CapacitatedCoverProblem& problem, const CoverStop& stop) {
  check(problem);
  const std::vector<std::vector<double>> capacity = {problem.capacity};
  const LimitedSites limits = limits_of(problem);
  const SharedGround ground = ground_of(problem, capacity, limits.most_sites());
  check_shared_ground(ground);
  if (problem.whole || !problem.least_share.empty()) return solve_cover_as_median(problem, stop);
  const SharedInstance instance = shared_instance(ground);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  SharedSearch search{instance, limits, meter, stop};
  search.bound = instance.total;
  if (problem.enough) search.ask_for(*problem.enough);
  CapacitatedCoverPlan plan;
  SharedPeople people(instance);
  if (!only_enlarges(problem, limits)) {
    constexpr std::uint64_t share_of_start = 10;
    const CoverPlan start = without_capacities(problem, stop, meter.limit() / share_of_start);
    meter.add(start.work);
    if (start.status == PlanStatus::infeasible) {
      plan.status = PlanStatus::infeasible;
      plan.reason = start.reason;
      plan.work = meter.done();
      return plan;
    }
    // Half a unit for each rounded weight, outward.
    search.prove(static_cast<std::int64_t>(std::min(
        std::ceil(std::ldexp(start.bound, instance.exponent)) + static_cast<double>(instance.rounded) + 2.0,
        static_cast<double>(instance.total))));
    people.open_only(start.chosen);
    search.offer(people);
  }
  for (const bool weighs_cost : {false, true}) {
    search.weighs_cost = weighs_cost;
    people.open_only({});
    open_greedily(search, people, everybody(instance));
    search.offer(people);
    if (limits.cost.empty()) break;
  }
  search.weighs_cost = true;
  improve_and_prove(search);
  plan.work = meter.done();
  if (search.best.served < 0) {
    const bool is_refuted = search.bound < 0 && !meter.spent();
    plan.status = is_refuted ? PlanStatus::infeasible : meter.why();
    plan.reason = is_refuted ? "the rules leave no choice of sites that meets every unit's minimum"
                             : "no choice of sites that meets every unit's minimum was found";
    plan.bound = bound_of(search);
    return plan;
  }
  plan.found = true;
  settle_ties(search);
  plan.chosen = by_priority(search);
  take_outcome(search, plan);
  return plan;
}

void drop_needless(const CapacitatedCoverProblem& problem, double enough, CapacitatedCoverPlan& plan) {
  const std::vector<std::vector<double>> capacity = {problem.capacity};
  const SharedInstance instance = shared_instance(ground_of(problem, capacity, plan.chosen.size()));
  SharedPeople people(instance);
  const std::span<const std::uint32_t> all = plan.chosen;
  const auto is_enough = [&](std::size_t kept) {
    people.open_only(all.first(kept));
    return people_of(instance, people.served()) >= enough;
  };
  std::size_t too_few = 0;
  std::size_t kept = all.size();
  if (is_enough(0)) kept = 0;
  while (kept > too_few + 1) {
    const std::size_t middle = too_few + (kept - too_few) / 2;
    (is_enough(middle) ? kept : too_few) = middle;
  }
  if (kept == all.size()) return;
  people.open_only(all.first(kept));
  const std::vector<std::int64_t> served = people.served_by_site();
  plan.chosen.resize(kept);
  plan.served.resize(kept);
  for (std::size_t k = 0; k < kept; ++k) plan.served[k] = people_of(instance, served[plan.chosen[k]]);
  for (std::size_t k = 0; k < plan.served_by_standing.size(); ++k)
    plan.served_by_standing[k] = people_of(instance, served[instance.candidates + k]);
  plan.objective = people_of(instance, people.served());
}

}  // namespace quarterhour
