#include "sim/placement/cover.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "sim/placement/alike_points.h"
#include "sim/placement/careful_sum.h"
#include "sim/placement/cover_exchange.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/problem_checks.h"

namespace quarterhour {

namespace {

/// Under rules demand is scaled so that this many times the total can be summed.
constexpr std::size_t priced_copies = 1U << 16U;

void check(const CoverProblem& problem) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  check_demand_and_reach(problem.demand, problem.reach, problem.covered_already);
  if (problem.count.has_value() == problem.budget.has_value()) refuse("give either a count or a budget");
  if (problem.count && *problem.count < 0) refuse("the count must not be negative");
  if (problem.budget && !(std::isfinite(*problem.budget) && *problem.budget >= 0.0))
    refuse("the budget must be finite and not negative");
  if (!problem.cost.empty() && problem.cost.size() != problem.reach.set_count())
    refuse("there must be one cost for each candidate");
  if (!std::isfinite(problem.left_out) || problem.left_out < 0.0)
    refuse("what was left out must be finite and not negative");
  if (problem.left_out > 0.0 && (problem.budget || problem.rules.any()))
    refuse("with a budget or rules no candidate may be left out");
  if (problem.budget)
    for (const double cost : problem.cost)
      if (!std::isfinite(cost) || cost <= 0.0) refuse("costs must be finite and positive");
}

/// The points that some affordable candidate reaches.
std::vector<std::uint8_t> winnable_points(const CoverProblem& problem, std::size_t points) {
  std::vector<std::int64_t> change(points + 1, 0);
  for (std::size_t k = 0; k < problem.reach.set_count(); ++k) {
    if (problem.budget && !problem.cost.empty() && problem.cost[k] > *problem.budget * (1.0 + 1e-12))
      continue;
    for (const IndexRun run : problem.reach.set(k)) {
      ++change[run.begin];
      --change[run.end];
    }
  }
  std::vector<std::uint8_t> winnable(points, 0);
  std::int64_t depth = 0;
  for (std::size_t i = 0; i < points; ++i) {
    depth += change[i];
    winnable[i] = depth > 0 ? 1 : 0;
  }
  return winnable;
}

/// What there is to win, in whole numbers, over points of which those that scattered candidates cover alike are one.
struct OpenDemand {
  /// Reach and prices over these points; null: the problem itself.
  std::unique_ptr<CoverProblem> merged;
  /// Weight of each: 0 where it is covered already or no affordable candidate reaches it.
  IntegerDemand integers;
};

OpenDemand open_demand(const CoverProblem& problem, std::span<const std::uint8_t> covered,
                       std::size_t copies) {
  OpenDemand result;
  const std::size_t points = problem.demand.size();
  AlikePoints alike;
  if (is_scattered(problem.reach)) {
    alike = alike_points(problem.reach, points);
    result.merged = std::make_unique<CoverProblem>();
    result.merged->reach = std::move(alike.reach);
    result.merged->count = problem.count;
    result.merged->cost = problem.cost;
    result.merged->budget = problem.budget;
  }
  const bool is_merged = result.merged != nullptr;
  const std::vector<std::uint8_t> winnable =
      is_merged ? winnable_points(*result.merged, alike.groups) : winnable_points(problem, points);
  std::vector<double> open(points, 0.0);
  for (std::size_t i = 0; i < points; ++i) {
    if (covered[i] != 0 || (is_merged && alike.group_of[i] == AlikePoints::uncovered)) continue;
    if (winnable[is_merged ? alike.group_of[i] : i] != 0) open[i] = problem.demand[i];
  }
  result.integers = integer_demand(open, copies, problem.left_out);
  if (is_merged) result.integers.weight = group_sums(alike, result.integers.weight);
  return result;
}

/// Of sites that add nobody, those that their units' minima need beside the `ordered` ones.
void keep_wanted(const RuledSites& rules, std::span<const std::uint32_t> ordered,
                 std::vector<std::uint32_t>& idle) {
  std::vector<int> held(rules.least.size(), 0);
  for (const std::uint32_t k : ordered) ++held[rules.unit[k]];
  std::erase_if(idle, [&](std::uint32_t k) { return held[rules.unit[k]]++ >= rules.least[rules.unit[k]]; });
}

/// Orders a plan by what each site adds to those before it; sites that add nothing and that no minimum needs are left
/// out.
std::vector<std::uint32_t> by_priority(const CoverProblem& problem, const RuledSites* rules,
                                       std::vector<std::int64_t> open, std::vector<std::uint32_t> chosen) {
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::uint32_t> ordered;
  std::vector<std::int64_t> prefix;
  while (!chosen.empty()) {
    prefix_sums(open, prefix);
    std::size_t best = 0;
    std::int64_t best_gain = -1;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      const std::int64_t gain = sum_over(problem.reach.set(chosen[k]), prefix);
      if (gain <= best_gain) continue;
      best_gain = gain;
      best = k;
    }
    if (best_gain <= 0) break;
    ordered.push_back(chosen[best]);
    for (const IndexRun run : problem.reach.set(chosen[best]))
      std::fill(open.begin() + run.begin, open.begin() + run.end, std::int64_t{0});
    chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(best));
  }
  if (rules != nullptr) {
    keep_wanted(*rules, ordered, chosen);
    ordered.insert(ordered.end(), chosen.begin(), chosen.end());
  }
  return ordered;
}

/// Why the rules allow no plan, as far as that is plain before any search; empty: it is not.
std::string impossible_by_rules(const CoverProblem& problem, const RuledSites& rules) {
  std::int32_t unit = -1;
  std::string reason = room_missing(rules, unit);
  if (!reason.empty()) return reason;
  const int wanted = std::accumulate(rules.least.begin(), rules.least.end(), 0);
  if (problem.count && wanted > *problem.count)
    return fmt::format("the units' minima ask for {} new sites, and {} may be chosen", wanted,
                       *problem.count);
  if (!problem.budget) return {};
  std::vector<std::vector<double>> costs(rules.least.size());
  for (std::size_t k = 0; k < rules.unit.size(); ++k)
    costs[rules.unit[k]].push_back(problem.cost.empty() ? 1.0 : problem.cost[k]);
  double sum = 0.0;
  for (std::size_t u = 0; u < costs.size(); ++u) {
    std::sort(costs[u].begin(), costs[u].end());
    sum = std::accumulate(costs[u].begin(), costs[u].begin() + rules.least[u], sum);
  }
  if (sum > *problem.budget * (1.0 + 1e-12))
    return fmt::format("the units' minima cost at least {}, and the budget is {}", sum, *problem.budget);
  return {};
}

/// Candidate evaluations that take some seconds: fewer where each costs more.
std::uint64_t default_work(const CoverInstance& instance) {
  const auto candidates = static_cast<double>(std::max<std::size_t>(instance.candidate_count(), 1));
  const double steps =
      (static_cast<double>(instance.reach.runs.size()) + 4.0 * static_cast<double>(instance.point_count())) /
          candidates +
      4.0;
  return static_cast<std::uint64_t>((instance.rules ? 2.5e10 : 4e9) / steps);
}

/// Carries on a search among some candidates only: `kept`, rising. `work` gets the narrower search; what it finds and
/// proves counts for the wider one.
template <class Work>
void search_among(CoverSearch& search, std::span<const std::uint32_t> kept, const CoverInstance& rest,
                  Work work) {
  CoverSearch narrow{rest,        search.meter, search.stop, search.base, search.exponent, search.incumbent,
                     search.bound};
  for (std::uint32_t& k : narrow.incumbent.chosen) k = place_among(kept, k);
  work(narrow);
  search.bound = narrow.bound;
  search.incumbent.covered = narrow.incumbent.covered;
  search.incumbent.chosen.clear();
  for (const std::uint32_t k : narrow.incumbent.chosen) search.incumbent.chosen.push_back(kept[k]);
}

/// Rebuilds neighbourhoods, among the candidates that the relaxation likes and among all in turn, until the wanted gap is
/// reached or it brings nothing.
void rebuild_plans(CoverSearch& search, const LagrangianBound& lagrangian, const CoverBranch& root) {
  CoverGains gains(search.instance);
  constexpr std::uint64_t most_turns = 20;
  constexpr int most_idle_turns = 3;
  int idle = 0;
  // Rounds of different turns never share their luck.
  constexpr std::uint64_t rounds_apart = 1'000'000'000;
  for (std::uint64_t turn = 0; turn < most_turns; ++turn) {
    const std::int64_t before = search.incumbent.covered;
    const std::vector<std::uint32_t> liked = exchange_ground(search, lagrangian, root).liked;
    const CoverInstance rest = restricted(search.instance, liked, {});
    search_among(search, liked, rest, [&](CoverSearch& among) {
      CoverGains among_liked(rest);
      rebuild_while_it_pays(among, among_liked, RefillPool::thinned, turn * rounds_apart);
    });
    rebuild_while_it_pays(search, gains, RefillPool::all, turn * rounds_apart + rounds_apart / 2);
    idle = search.incumbent.covered > before ? 0 : idle + 1;
    if (search.gap() <= search.stop.gap || idle >= most_idle_turns || search.meter.spent()) return;
  }
}

/// Where sites crowd each other branching gains little and exchanging much.
void exchange_more(CoverSearch& search, const LagrangianBound& lagrangian, const CoverBranch& root) {
  constexpr int rounds = 60;
  if (search.has_many_sites()) {
    rebuild_plans(search, lagrangian, root);
    return;
  }
  perturb_plans(search, exchange_ground(search, lagrangian, root), rounds, 0);
  if (search.instance.rules && search.gap() > search.stop.gap)
    perturb_while_it_pays(search, exchange_ground(search, lagrangian, root), rounds, rounds);
}

/// From a first plan to the best one found and its bound.
void improve_and_prove(CoverSearch& search) {
  LagrangianBound lagrangian(search.instance, search.meter);
  CoverBranch root = bound_root(search, lagrangian);
  if (search.bound <= search.incumbent.covered + search.tolerance()) return;

  // Most candidates are out by now; with them gone, most demand merges.
  const std::vector<std::uint32_t> kept = pool_of(search, root);
  CoverInstance rest = restricted(search.instance, kept, *root.multiplier);
  rest.left_out = lagrangian.left_out();
  search_among(search, kept, rest, [&](CoverSearch& narrow) {
    for (std::uint32_t& k : root.in) k = place_among(kept, k);
    for (std::uint32_t& k : root.free) k = place_among(kept, k);
    root.multiplier = std::make_shared<std::vector<std::int64_t>>(rest.multiplier);
    LagrangianBound narrow_bound(rest, search.meter);
    narrow_bound.adopt_discs(lagrangian);
    constexpr int more_steps = 150;
    narrow_bound.improve(root, narrow.incumbent, narrow.tolerance(), more_steps);
    narrow.prove(std::max(root.bound, narrow.incumbent.covered + narrow.tolerance()));
    exchange_more(narrow, narrow_bound, root);
    // A branch says nothing of plans with candidates that were left out.
    if (narrow_bound.left_out() == 0) branch_and_bound(narrow, narrow_bound, std::move(root));
  });
}

/// What no plan exceeds because there is no more.
std::int64_t most_of_all(const CoverInstance& instance) {
  if (instance.left_out == 0) return instance.total;
  return instance.total + std::llround(instance.budget) * instance.left_out;
}

void search_plan(CoverSearch& search) {
  construct_plans(search);
  if (search.bound <= search.incumbent.covered) return;
  const std::vector<std::uint32_t> promising = promising_candidates(search);
  if (promising.size() == search.instance.candidate_count()) {
    improve_and_prove(search);
    return;
  }
  CoverInstance rest = restricted(search.instance, promising, {});
  rest.left_out = std::max(search.instance.left_out, heaviest_but(search.instance, promising));
  search_among(search, promising, rest, improve_and_prove);
}

}  // namespace

const char* name_of(PlanStatus status) {
  switch (status) {
    case PlanStatus::optimal: return "optimal";
    case PlanStatus::within_gap: return "within gap";
    case PlanStatus::work_limit: return "work limit";
    case PlanStatus::time_limit: return "time limit";
    case PlanStatus::interrupted: return "interrupted";
    case PlanStatus::infeasible: return "infeasible";
  }
  return "infeasible";
}

CoverPlan solve_cover(const CoverProblem& problem, const CoverStop& stop) {
  check(problem);
  check_rules(problem.rules, problem.reach.set_count());
  const std::size_t points = problem.demand.size();
  std::vector<std::uint8_t> covered(points, 0);
  for (const IndexRun run : problem.covered_already)
    std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
  CoverPlan plan;
  const double base = sum_where(problem.demand, covered);
  const auto infeasible = [&](std::string reason) {
    plan.objective = plan.bound = base;
    plan.status = PlanStatus::infeasible;
    plan.reason = std::move(reason);
    return plan;
  };
  const bool wants_sites = problem.budget || *problem.count > 0;
  if (wants_sites && problem.reach.set_count() == 0) return infeasible("no candidate site is admissible");
  if (problem.budget) {
    const double cheapest =
        problem.cost.empty() ? 1.0 : *std::min_element(problem.cost.begin(), problem.cost.end());
    if (cheapest > *problem.budget * (1.0 + 1e-12))
      return infeasible("the budget is below the cheapest candidate");
  }

  std::shared_ptr<const RuledSites> rules;
  std::size_t copies = problem.count ? static_cast<std::size_t>(*problem.count) : problem.reach.set_count();
  copies = std::min(copies, problem.reach.set_count());
  if (rules_bind(problem.rules, copies)) {
    rules = std::make_shared<const RuledSites>(ruled_sites(problem.rules, problem.reach.set_count()));
    std::string reason = impossible_by_rules(problem, *rules);
    if (!reason.empty()) return infeasible(std::move(reason));
    // Prices of discs come on top of the weights.
    copies = std::max(copies, priced_copies);
  }
  const OpenDemand open = open_demand(problem, covered, copies);
  const CoverProblem& narrowed = open.merged ? *open.merged : problem;
  const IntegerDemand& integers = open.integers;
  CoverInstance instance = prepare_cover(narrowed, integers.weight, rules);
  instance.left_out = static_cast<std::int64_t>(std::ceil(std::ldexp(problem.left_out, integers.exponent)));
  // What was left out need not be a multiple of what the rest are multiples of.
  if (instance.left_out > 0) instance.granule = 1;
  WorkMeter meter(stop, stop.work.value_or(default_work(instance)));
  CoverSearch search{instance,          meter, stop,     std::ldexp(base, integers.exponent),
                     integers.exponent, {},    INT64_MAX};
  search.prove(most_of_all(instance));
  if (instance.candidate_count() > 0) search_plan(search);
  if (rules && search.impossible()) {
    plan.work = meter.done();
    return infeasible("the rules leave no choice of sites that meets every unit's minimum");
  }

  for (const std::uint32_t k : search.incumbent.chosen) plan.chosen.push_back(instance.original[k]);
  if (search.has_many_sites()) {
    plan.chosen = settled_by_priority(narrowed, integers.weight, plan.chosen);
  } else {
    settle_ties(narrowed, integers.weight, rules.get(), plan.chosen);
    plan.chosen = by_priority(narrowed, rules.get(), integers.weight, std::move(plan.chosen));
  }
  for (const std::uint32_t k : plan.chosen)
    for (const IndexRun run : problem.reach.set(k))
      std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
  plan.objective = sum_where(problem.demand, covered);
  // Half a unit for each rounded weight, then outward by more than the roundings of the sums below.
  const double won = std::ldexp(
      static_cast<double>(search.bound) + 0.5 * static_cast<double>(integers.rounded), -integers.exponent);
  plan.bound = base + won;
  if (integers.rounded > 0) plan.bound *= 1.0 + 4.0 * std::numeric_limits<double>::epsilon();
  plan.bound = std::max(plan.bound, plan.objective);
  plan.gap = std::abs(plan.objective - plan.bound) / std::max(std::abs(plan.objective), 1e-9);
  plan.work = meter.done();
  if (rules && instance.candidate_count() > 0 && search.incumbent.covered < 0) {
    plan.status = meter.why();
    plan.reason = "no choice of sites that meets every unit's minimum was found";
  } else if (plan.gap <= 1e-6)
    plan.status = PlanStatus::optimal;
  else if (plan.gap <= stop.gap)
    plan.status = PlanStatus::within_gap;
  else
    plan.status = meter.why();
  return plan;
}

}  // namespace quarterhour
