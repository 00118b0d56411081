#include "sim/placement/median.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/median_search.h"
#include "sim/placement/require_decision.h"

namespace quarterhour {

namespace {

/// A minute or so.
constexpr std::uint64_t default_work = 400'000'000;

/// What one search works on and towards.
struct MedianSearch {
  const CoverStop& stop;
  WorkMeter meter;
  MedianIncumbent best;
  std::int64_t bound = 0;
  std::int64_t left_out = 0;
  int exponent = 0;
  std::shared_ptr<const std::vector<double>> multiplier{};

  [[nodiscard]] bool found() const { return best.is_plan && best.sum < left_out; }
  [[nodiscard]] double gap() const {
    return static_cast<double>(best.sum - bound) / std::max(static_cast<double>(best.sum), 1e-9);
  }
  [[nodiscard]] bool good_enough() const { return found() && gap() <= stop.gap; }
  void tell() const {
    if (stop.progress && found())
      stop.progress(std::ldexp(static_cast<double>(best.sum), -exponent),
                    std::ldexp(static_cast<double>(bound), -exponent), gap());
  }
};

/// Where exchanges leave somebody out of reach: the fewest sites that reach everybody, found as a set covering.
void reach_everybody(const WaysProblem& ways, const MedianInstance& instance, MedianSearch& search,
                     MedianSet& set) {
  RequireProblem problem;
  problem.rules = ways.rules;
  if (ways.budget) problem.cost = ways.cost;
  problem.demand.assign(instance.points(), 1.0);
  for (std::uint32_t i = 0; i < instance.points(); ++i)
    if (instance.otherwise[i] < instance.left_out) problem.covered_already.push_back({i, i + 1});
  for (std::size_t k = 0; k < instance.candidates(); ++k) {
    for (std::size_t w = instance.first_of_candidate[k]; w < instance.first_of_candidate[k + 1]; ++w) {
      const std::uint32_t point = instance.point_of[w];
      auto& runs = problem.reach.runs;
      if (runs.size() > problem.reach.first.back() && runs.back().end == point)
        ++runs.back().end;
      else
        runs.push_back({point, point + 1});
    }
    problem.reach.first.push_back(problem.reach.runs.size());
  }
  const RequireDecision decision = decide_requirement(
      problem, ways.budget ? *ways.budget : static_cast<double>(instance.count), search.stop);
  search.meter.add(decision.plan.work);
  if (decision.answer == Feasibility::cannot) search.bound = instance.left_out;
  if (decision.answer != Feasibility::can) return;
  set.assign(decision.plan.chosen);
  set.fill_greedily(search.meter);
  set.exchange(search.meter);
  search.best.offer(set);
}

std::shared_ptr<const std::vector<double>> first_multipliers(const MedianInstance& instance,
                                                             const MedianSet& set) {
  std::vector<double> multiplier(instance.points());
  for (std::size_t i = 0; i < multiplier.size(); ++i) {
    const std::int64_t dearest = instance.first[i] == instance.first[i + 1]
                                     ? instance.otherwise[i]
                                     : instance.cost[instance.first[i + 1] - 1];
    multiplier[i] = static_cast<double>(std::min(set.second(i), std::max(dearest, set.nearest(i))));
  }
  return std::make_shared<const std::vector<double>>(std::move(multiplier));
}

struct LowestFirst {
  bool operator()(const MedianBranch& a, const MedianBranch& b) const { return a.bound > b.bound; }
};

/// Best bound first, until proved or the work is spent.
void branch_and_bound(const MedianInstance& instance, MedianBound& lagrangian, MedianBranch root,
                      MedianSearch& search) {
  constexpr int steps_each = 80;
  std::priority_queue<MedianBranch, std::vector<MedianBranch>, LowestFirst> open;
  open.push(std::move(root));
  while (!open.empty() && !search.good_enough()) {
    search.bound = std::max(search.bound, std::min(on_granule(instance, open.top().bound), search.best.sum));
    if (search.bound >= search.best.sum) return;
    if (search.meter.spent()) return;
    search.tell();
    const MedianBranch parent = open.top();
    open.pop();
    for (const bool takes : {true, false}) {
      MedianBranch child = parent;
      child.scale = MedianBranch::first_scale;
      std::erase(child.free, parent.split);
      if (takes) child.in.push_back(parent.split);
      if (child.in.size() >= static_cast<std::size_t>(instance.count)) child.free.clear();
      if (lagrangian.improve(child, search.best, steps_each)) open.push(std::move(child));
    }
  }
  if (open.empty()) search.bound = search.best.sum;
}

/// The candidates, rising, that a better plan may hold, and those of the plan in hand.
std::vector<std::uint32_t> kept_by(const MedianBranch& root, const MedianIncumbent& best) {
  std::vector<std::uint32_t> kept = root.in;
  kept.insert(kept.end(), root.free.begin(), root.free.end());
  kept.insert(kept.end(), best.chosen.begin(), best.chosen.end());
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

void renumber(std::span<const std::uint32_t> kept, MedianBranch& root, MedianIncumbent& best) {
  for (std::vector<std::uint32_t>* const list : {&root.in, &root.free, &best.chosen})
    for (std::uint32_t& k : *list) k = place_among(kept, k);
  root.split = root.free.empty() ? 0 : place_among(kept, root.split);
}

void search_plan(const WaysProblem& problem, const MedianInstance& instance, MedianSet& set,
                 MedianSearch& search) {
  search.best.offer(set);
  if (!search.found()) reach_everybody(problem, instance, search, set);
  if (search.bound >= search.best.sum || (!search.found() && search.bound >= instance.left_out)) return;
  set.assign(search.best.chosen);

  MedianBranch root;
  root.free.resize(instance.candidates());
  std::iota(root.free.begin(), root.free.end(), 0U);
  if (!instance.limits && root.free.size() <= static_cast<std::size_t>(instance.count))
    std::swap(root.in, root.free);
  root.multiplier = first_multipliers(instance, set);
  // As candidates drop out of every better plan the instance is cut down to the others.
  std::vector<std::uint32_t> original(instance.candidates());
  std::iota(original.begin(), original.end(), 0U);
  MedianInstance rest;
  const MedianInstance* now = &instance;
  std::optional<MedianBound> lagrangian;
  lagrangian.emplace(*now, search.meter, search.stop.gap);
  constexpr int rounds = 10;
  constexpr int steps_each = 150;
  bool open = true;
  for (int round = 0; round < rounds && open && root.scale >= MedianBranch::last_scale; ++round) {
    open = lagrangian->improve(root, search.best, steps_each);
    search.multiplier = root.multiplier;
    search.bound = std::max(search.bound, std::min(on_granule(*now, root.bound), search.best.sum));
    search.tell();
    if (!open || search.good_enough() || search.meter.spent()) break;
    const std::vector<std::uint32_t> kept = kept_by(root, search.best);
    if (4 * kept.size() > 3 * now->candidates() && round + 1 < rounds) continue;
    MedianInstance smaller = restricted(*now, kept);
    renumber(kept, root, search.best);
    for (std::uint32_t k = 0; k < kept.size(); ++k) original[k] = original[kept[k]];
    const SpacingPrices discs = lagrangian->spacing();
    lagrangian.reset();
    rest = std::move(smaller);
    now = &rest;
    lagrangian.emplace(*now, search.meter, search.stop.gap);
    lagrangian->adopt_discs(discs);
  }
  if (!open)
    search.bound = search.best.sum;
  else if (!search.good_enough() && !search.meter.spent())
    branch_and_bound(*now, *lagrangian, std::move(root), search);
  for (std::uint32_t& k : search.best.chosen) k = original[k];
}

/// Where the plan in hand costs nothing, nothing has to be told apart from it.
double least_told_apart(const WaysProblem& problem) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < problem.demand.size(); ++i)
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
      if (const double cost = problem.ways.cost[w] * problem.demand[i]; cost > 0.0)
        least = std::min(least, cost);
  return least;
}

/// What a site brings to those before it: points that nobody before it reaches, then shorter ways, those of such points taken off.
struct Gain {
  std::size_t reached = 0;
  double shorter = 0.0;
  friend bool operator>(const Gain& a, const Gain& b) {
    return a.reached != b.reached ? a.reached > b.reached : a.shorter > b.shorter;
  }
};

/// Sites that bring nothing are left out.
std::vector<std::uint32_t> by_priority(const WaysProblem& problem, std::vector<std::uint32_t> chosen) {
  std::sort(chosen.begin(), chosen.end());
  struct Way {
    std::uint32_t point;
    double cost;
  };
  std::vector<std::vector<Way>> ways(chosen.size());
  std::vector<double> nearest(problem.demand.size());
  for (std::uint32_t i = 0; i < nearest.size(); ++i) {
    nearest[i] = problem.to_standing(i);
    if (!(problem.demand[i] > 0.0)) continue;
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
      const auto at = std::lower_bound(chosen.begin(), chosen.end(), problem.ways.candidate[w]);
      if (at != chosen.end() && *at == problem.ways.candidate[w])
        ways[static_cast<std::size_t>(at - chosen.begin())].push_back({i, problem.ways.cost[w]});
    }
  }
  std::vector<std::uint32_t> ordered;
  std::vector<std::uint8_t> is_done(chosen.size(), 0);
  while (true) {
    std::size_t best = chosen.size();
    Gain most;
    for (std::size_t c = 0; c < chosen.size(); ++c) {
      if (is_done[c] != 0) continue;
      Gain gain;
      for (const Way& way : ways[c]) {
        if (std::isinf(nearest[way.point])) {
          ++gain.reached;
          gain.shorter -= way.cost * problem.demand[way.point];
        } else if (way.cost < nearest[way.point]) {
          gain.shorter += (nearest[way.point] - way.cost) * problem.demand[way.point];
        }
      }
      if (!(gain > most)) continue;
      most = gain;
      best = c;
    }
    if (best == chosen.size()) return ordered;
    is_done[best] = 1;
    for (const Way& way : ways[best]) nearest[way.point] = std::min(nearest[way.point], way.cost);
    ordered.push_back(chosen[best]);
  }
}

double objective_of(const WaysProblem& problem, const std::vector<std::uint32_t>& chosen) {
  const std::vector<double> nearest = nearest_costs(problem, chosen);
  CompensatedSum sum;
  for (std::size_t i = 0; i < nearest.size(); ++i)
    if (problem.demand[i] > 0.0) sum.add(nearest[i] * problem.demand[i]);
  return sum.value();
}

}  // namespace

MedianPlan solve_median(const WaysProblem& problem, const CoverStop& stop) {
  check_ways(problem);
  MedianPlan plan;
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
  MedianInstance instance = median_instance(problem);
  MedianSearch search{
      stop, WorkMeter(stop, stop.work.value_or(default_work)), {}, 0, instance.left_out, instance.exponent};
  // A plan in hand says how dear any better one can be: the finer costs are told apart.
  const auto [chosen, reaches_all] = [&] {
    MedianSet first(instance);
    first.fill_greedily(search.meter);
    first.exchange(search.meter);
    return std::pair(first.chosen(), first.is_plan() && first.sum() < instance.left_out);
  }();
  if (reaches_all) {
    const double most = std::max(objective_of(problem, chosen) * (1.0 + 1e-9), least_told_apart(problem));
    // The ways of a city fill memory once only.
    instance = {};
    instance = median_instance(problem, most);
    search.left_out = instance.left_out;
    search.exponent = instance.exponent;
  }
  MedianSet start(instance);
  start.assign(chosen);
  // Under minima a plan may be no better than none, and must still be found.
  search.best.sum = MedianSet(instance).sum() + (instance.limits ? instance.granule : 0);
  search_plan(problem, instance, start, search);
  plan.work = search.meter.done();
  if (!search.found()) {
    plan.status = search.bound >= search.left_out ? PlanStatus::infeasible : search.meter.why();
    return plan;
  }
  plan.found = true;
  if (search.multiplier) {
    plan.price.assign(problem.demand.size(), 0.0);
    std::size_t place = 0;
    for (std::size_t i = 0; i < plan.price.size(); ++i)
      if (problem.demand[i] > 0.0)
        plan.price[i] = std::ldexp((*search.multiplier)[place++], -instance.exponent);
  }
  MedianSet settled(instance);
  settled.assign(search.best.chosen);
  settled.settle_ties(search.meter);
  plan.chosen = with_minima(problem.rules, settled.chosen(), by_priority(problem, settled.chosen()));
  plan.objective = objective_of(problem, plan.chosen);
  // Whole-number costs are those of the problem or less; a product is rounded to nearest, so step outward.
  const double bound = std::ldexp(static_cast<double>(search.bound), -instance.exponent) * (1.0 - 0x1.0p-51);
  plan.bound =
      search.bound >= search.best.sum && instance.is_exact ? plan.objective : std::min(bound, plan.objective);
  plan.gap = (plan.objective - plan.bound) / std::max(plan.objective, 1e-9);
  // What is the best in whole numbers is left with their rounding.
  const bool is_best = search.bound >= search.best.sum;
  plan.status = status_at(plan.gap, stop.gap, is_best ? PlanStatus::within_gap : search.meter.why());
  return plan;
}

}  // namespace quarterhour
