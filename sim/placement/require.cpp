#include "sim/placement/require.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/placement/careful_sum.h"
#include "sim/placement/problem_checks.h"
#include "sim/placement/require_decision.h"
#include "sim/placement/require_search.h"

namespace quarterhour {

namespace {

void check(const RequireProblem& problem) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  check_demand_and_reach(problem.demand, problem.reach, problem.covered_already);
  check_rules(problem.rules, problem.reach.set_count());
  if (!problem.cost.empty() && problem.cost.size() != problem.reach.set_count())
    refuse("there must be one cost for each candidate");
  for (const double cost : problem.cost)
    if (!std::isfinite(cost) || cost <= 0.0) refuse("costs must be finite and positive");
  const auto is_share = [](double share) { return share >= 0.0 && share <= 1.0; };
  if (!is_share(problem.share)) refuse("a share must lie between 0 and 1");
  for (const double share : problem.share_of_unit)
    if (!is_share(share)) refuse("a share must lie between 0 and 1");
  if (!problem.demand_unit.empty() && problem.demand_unit.size() != problem.demand.size())
    refuse("there must be one unit for each demand point");
  for (const RequireFact& fact : problem.facts) {
    if (fact.candidate.size() != fact.weight.size() ||
        std::any_of(fact.candidate.begin(), fact.candidate.end(),
                    [&](std::uint32_t k) { return k >= problem.reach.set_count(); }) ||
        !std::is_sorted(fact.candidate.begin(), fact.candidate.end()))
      refuse("a fact must name candidates, rising, with a weight each");
    for (const double weight : fact.weight)
      if (!std::isfinite(weight) || weight <= 0.0) refuse("weights of facts must be finite and positive");
  }
  if (problem.demand_unit.empty() && !problem.share_of_unit.empty() && !problem.demand.empty())
    refuse("shares of units need the unit of each demand point");
  for (const std::int32_t unit : problem.demand_unit)
    if (unit < -1 || unit >= static_cast<std::int64_t>(problem.share_of_unit.size()))
      refuse("a demand point's unit is out of range");
}

/// Orders a plan by what each site covers that those before it leave open, ties by the lowest.
std::vector<std::uint32_t> by_priority(const RequireProblem& problem, std::vector<std::int64_t> open,
                                       std::vector<std::uint32_t> chosen) {
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::uint32_t> ordered;
  std::vector<std::int64_t> prefix;
  while (!chosen.empty()) {
    prefix_sums(open, prefix);
    const auto best = std::max_element(chosen.begin(), chosen.end(), [&](std::uint32_t a, std::uint32_t b) {
      return sum_over(problem.reach.set(a), prefix) < sum_over(problem.reach.set(b), prefix);
    });
    ordered.push_back(*best);
    for (const IndexRun run : problem.reach.set(*best))
      std::fill(open.begin() + run.begin, open.begin() + run.end, std::int64_t{0});
    chosen.erase(best);
  }
  return ordered;
}

/// Candidate evaluations that take some seconds: fewer where each costs more.
std::uint64_t default_work(const RequireInstance& instance) {
  const std::size_t runs_each =
      instance.cover.reach.runs.size() / std::max<std::size_t>(instance.candidate_count(), 1);
  return std::clamp<std::uint64_t>(3'000'000'000ULL / std::max<std::size_t>(runs_each, 1), 1'000'000,
                                   200'000'000);
}

/// A start for the multipliers: must points share the cost of their candidates, others cost what greedy paid.
std::vector<std::int64_t> first_multipliers(const RequireInstance& instance, const CheapestPlan& best) {
  const std::size_t points = instance.point_count();
  std::vector<double> start(points, std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < instance.candidate_count(); ++k) {
    std::size_t size = 0;
    for (const IndexRun run : instance.cover.reach.set(k)) size += run.end - run.begin;
    for (const IndexRun run : instance.cover.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        start[i] = std::min(start[i], static_cast<double>(instance.cost[k]) / static_cast<double>(size));
  }
  const double paid = 0.5 * static_cast<double>(best.cost) /
                      static_cast<double>(std::max<std::int64_t>(1, instance.cover.total));
  std::vector<std::int64_t> result(points, 0);
  for (std::size_t i = 0; i < points; ++i) {
    const double value =
        instance.must[i] != 0 ? start[i] : paid * static_cast<double>(instance.cover.weight[i]);
    if (std::isfinite(value)) result[i] = static_cast<std::int64_t>(value);
  }
  return result;
}

std::vector<std::uint32_t> pool_of(const CheapestPlan& best, const RequireBranch& branch) {
  std::vector<std::uint32_t> pool = best.chosen;
  pool.insert(pool.end(), branch.in.begin(), branch.in.end());
  pool.insert(pool.end(), branch.free.begin(), branch.free.end());
  std::sort(pool.begin(), pool.end());
  pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
  return pool;
}

/// Those of the problem's candidates that are left in the instance.
std::vector<std::uint32_t> instance_candidates(const RequireInstance& instance,
                                               std::span<const std::uint32_t> chosen) {
  const std::vector<std::uint32_t>& original = instance.cover.original;
  std::vector<std::uint32_t> result;
  for (const std::uint32_t k : chosen)
    if (std::binary_search(original.begin(), original.end(), k)) result.push_back(place_among(original, k));
  return result;
}

void search_plan(RequireSearch& search) {
  const RequireInstance& instance = search.instance;
  RequireBranch root;
  root.free.resize(instance.candidate_count());
  std::iota(root.free.begin(), root.free.end(), 0U);
  RequireSet set(instance);
  fill_requirement(set, root.free, instance.cover.weight, search.meter);
  search.best.offer(set);
  NearbySearch nearby(instance, root.free, search.stop.seed);
  // A greedy plan that costs too much is nearer to one that does not than nothing is.
  if (search.start.empty()) search.start = set.chosen();
  nearby.begin_with(search.start);
  constexpr std::uint64_t first_steps = 200;
  nearby.run(search.best, first_steps, search.meter);
  RequireBound lagrangian(instance, search.meter);
  const auto settled = [&] {
    return search.best.is_enough() || search.bound >= settled_cost(instance, search.best);
  };
  if (settled()) return;
  root.multiplier = std::make_shared<std::vector<std::int64_t>>(first_multipliers(instance, search.best));

  lagrangian.watch(
      [&](const RequireBranch& branch, std::int64_t bound, std::span<const std::int64_t> multiplier) {
        set.clear();
        fill_requirement(set, pool_of(search.best, branch), multiplier, search.meter);
        search.best.offer(set);
        search.prove(std::min(rounded_up(bound, instance.granule), settled_cost(instance, search.best)));
        search.tell();
      });
  constexpr int most_steps = 1500;
  lagrangian.improve(root, search.best, most_steps);
  search.prove(std::min(root.bound, settled_cost(instance, search.best)));
  search.tell();
  if (settled()) return;

  const std::vector<std::uint32_t> kept = pool_of(search.best, root);
  const RequireInstance rest = restricted(instance, kept, *root.multiplier);
  const auto renumber = [&](std::vector<std::uint32_t>& candidates) {
    for (std::uint32_t& k : candidates)
      k = static_cast<std::uint32_t>(std::lower_bound(kept.begin(), kept.end(), k) - kept.begin());
  };
  RequireSearch narrow{rest, search.meter, search.stop, search.best, search.bound};
  renumber(narrow.best.chosen);
  renumber(root.in);
  renumber(root.free);
  root.multiplier = std::make_shared<std::vector<std::int64_t>>(rest.cover.multiplier);
  RequireBound narrow_bound(rest, search.meter);
  narrow_bound.adopt_discs(lagrangian);
  constexpr int more_steps = 150;
  narrow_bound.improve(root, narrow.best, more_steps);
  narrow.prove(std::min(root.bound, settled_cost(rest, narrow.best)));
  NearbySearch narrow_nearby(rest, pool_of(narrow.best, root), search.stop.seed + 1);
  std::vector<std::uint32_t> start = search.start;
  std::erase_if(start, [&](std::uint32_t k) { return !std::binary_search(kept.begin(), kept.end(), k); });
  renumber(start);
  narrow_nearby.begin_with(start);
  constexpr std::uint64_t more_search = 10'000;
  narrow_nearby.run(narrow.best, more_search, narrow.meter);
  narrow.tell();
  if (is_pure_covering(rest))
    branch_and_cut(narrow, root, narrow_nearby);
  else
    branch_and_bound(narrow, narrow_bound, std::move(root), narrow_nearby);
  search.bound = narrow.bound;
  search.best.found = narrow.best.found;
  search.best.cost = narrow.best.cost;
  search.best.chosen.clear();
  for (const std::uint32_t k : narrow.best.chosen) search.best.chosen.push_back(kept[k]);
}

}  // namespace

void RequireSearch::tell() const {
  if (!stop.progress || !best.found) return;
  stop.progress(static_cast<double>(best.cost) * instance.cost_unit,
                static_cast<double>(bound) * instance.cost_unit, gap());
}

RequirePlan solve_require(const RequireProblem& problem, const CoverStop& stop) {
  return search_requirement(problem, stop, {});
}

RequirePlan search_requirement(const RequireProblem& problem, const CoverStop& stop,
                               const RequireLimit& limit) {
  check(problem);
  const std::size_t points = problem.demand.size();
  std::vector<std::uint8_t> covered(points, 0);
  for (const IndexRun run : problem.covered_already)
    std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
  RequirePlan plan;
  plan.covered = sum_where(problem.demand, covered);
  OpenRequirement requirement = open_requirement(problem, covered, plan.shortages);
  const auto by_rules = [&] {
    RequirePlan::Shortage shortage;
    std::vector<std::uint8_t> coverable = covered;
    for (const IndexRun run : problem.reach.runs)
      std::fill(coverable.begin() + run.begin, coverable.begin() + run.end, std::uint8_t{1});
    shortage.coverable = sum_where(problem.demand, coverable);
    shortage.required = problem.share * std::accumulate(problem.demand.begin(), problem.demand.end(), 0.0);
    shortage.by_rules = true;
    plan.shortages.push_back(shortage);
  };
  std::shared_ptr<const RuledSites> rules;
  if (rules_bind(problem.rules, problem.reach.set_count())) {
    rules = std::make_shared<const RuledSites>(ruled_sites(problem.rules, problem.reach.set_count()));
    std::int32_t unit = -1;
    if (plan.shortages.empty() && !room_missing(*rules, unit).empty()) by_rules();
  }
  if (!plan.shortages.empty()) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }

  const std::vector<std::int64_t> weight = requirement.weight;
  const RequireInstance instance = prepare_require(problem, std::move(requirement), rules);
  WorkMeter meter(stop, stop.work.value_or(default_work(instance)));
  RequireSearch search{instance, meter, stop, {}, 0};
  search.best.cost = instance.cost_total + instance.granule;
  if (limit.most) {
    // Costs are rounded down, so that what costs no more than the limit does so in whole numbers too.
    const double most = std::floor(*limit.most / instance.cost_unit);
    if (most < static_cast<double>(search.best.cost))
      search.best.cost =
          static_cast<std::int64_t>(most) / instance.granule * instance.granule + instance.granule;
    search.best.any_will_do = true;
    search.start = instance_candidates(instance, limit.start);
  }
  search.best.offer(RequireSet(instance));
  if (!search.best.found) search_plan(search);
  plan.work = meter.done();
  if (!search.best.found) {
    plan.status = meter.why();
    if (search.bound < search.best.cost) return plan;
    plan.status = PlanStatus::infeasible;
    by_rules();
    return plan;
  }

  for (const std::uint32_t k : search.best.chosen) plan.chosen.push_back(instance.cover.original[k]);
  plan.chosen = by_priority(problem, weight, std::move(plan.chosen));
  CompensatedSum cost;
  for (const std::uint32_t k : plan.chosen) {
    cost.add(problem.cost.empty() ? 1.0 : problem.cost[k]);
    for (const IndexRun run : problem.reach.set(k))
      std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
  }
  plan.covered = sum_where(problem.demand, covered);
  plan.cost = cost.value();
  // Whole-number costs are those of the problem or less; the product is rounded to nearest, so step outward.
  const double bound = static_cast<double>(search.bound) * instance.cost_unit * (1.0 - 0x1.0p-51);
  plan.bound =
      search.bound >= search.best.cost && instance.granule > 1 ? plan.cost : std::min(bound, plan.cost);
  plan.gap = (plan.cost - plan.bound) / std::max(plan.cost, 1e-9);
  plan.status = status_at(plan.gap, stop.gap, meter.why());
  return plan;
}

}  // namespace quarterhour
