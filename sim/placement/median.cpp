#include "sim/placement/median.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>

#include "sim/compensated_sum.h"
#include "sim/placement/median_search.h"
#include "sim/placement/require.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 4'000'000'000ULL;

/// What one search works on and towards.
struct MedianSearch {
  const CoverStop& stop;
  WorkMeter meter;
  MedianIncumbent best;
  std::int64_t bound = 0;
  std::int64_t left_out = 0;
  int exponent = 0;

  [[nodiscard]] bool found() const { return best.sum < left_out; }
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
void reach_everybody(const MedianInstance& instance, MedianSearch& search, MedianSet& set) {
  RequireProblem problem;
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
  CoverStop stop = search.stop;
  stop.gap = 0.0;
  stop.progress = nullptr;
  const RequirePlan plan = solve_require(problem, stop);
  search.meter.add(plan.work);
  if (plan.status == PlanStatus::infeasible || plan.bound > static_cast<double>(instance.count) + 0.5) {
    search.bound = instance.left_out;
    return;
  }
  if (plan.chosen.size() > static_cast<std::size_t>(instance.count)) return;
  set.assign(plan.chosen);
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
      if (child.in.size() == static_cast<std::size_t>(instance.count)) child.free.clear();
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

void search_plan(const MedianInstance& instance, MedianSearch& search) {
  MedianSet set(instance);
  set.fill_greedily(search.meter);
  set.exchange(search.meter);
  search.best.offer(set);
  if (!search.found()) reach_everybody(instance, search, set);
  if (search.bound >= search.best.sum || (!search.found() && search.bound >= instance.left_out)) return;
  set.assign(search.best.chosen);

  MedianBranch root;
  root.free.resize(instance.candidates());
  std::iota(root.free.begin(), root.free.end(), 0U);
  if (root.free.size() <= static_cast<std::size_t>(instance.count)) std::swap(root.in, root.free);
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
    search.bound = std::max(search.bound, std::min(on_granule(*now, root.bound), search.best.sum));
    search.tell();
    if (!open || search.good_enough() || search.meter.spent()) break;
    const std::vector<std::uint32_t> kept = kept_by(root, search.best);
    if (4 * kept.size() > 3 * now->candidates() && round + 1 < rounds) continue;
    MedianInstance smaller = restricted(*now, kept);
    renumber(kept, root, search.best);
    for (std::uint32_t k = 0; k < kept.size(); ++k) original[k] = original[kept[k]];
    rest = std::move(smaller);
    now = &rest;
    lagrangian.emplace(*now, search.meter, search.stop.gap);
  }
  if (!open)
    search.bound = search.best.sum;
  else if (!search.good_enough() && !search.meter.spent())
    branch_and_bound(*now, *lagrangian, std::move(root), search);
  for (std::uint32_t& k : search.best.chosen) k = original[k];
}

std::vector<std::uint32_t> by_priority(const MedianInstance& instance, std::vector<std::uint32_t> chosen) {
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::int64_t> nearest = instance.otherwise;
  std::vector<std::uint32_t> ordered;
  while (!chosen.empty()) {
    std::size_t best = 0;
    std::int64_t most = 0;
    for (std::size_t c = 0; c < chosen.size(); ++c) {
      const std::uint32_t k = chosen[c];
      std::int64_t gain = 0;
      for (std::size_t w = instance.first_of_candidate[k]; w < instance.first_of_candidate[k + 1]; ++w)
        gain += std::max<std::int64_t>(0, nearest[instance.point_of[w]] - instance.cost_of[w]);
      if (gain <= most) continue;
      most = gain;
      best = c;
    }
    if (most == 0) return ordered;
    const std::uint32_t k = chosen[best];
    for (std::size_t w = instance.first_of_candidate[k]; w < instance.first_of_candidate[k + 1]; ++w)
      nearest[instance.point_of[w]] = std::min(nearest[instance.point_of[w]], instance.cost_of[w]);
    ordered.push_back(k);
    chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(best));
  }
  return ordered;
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
  const MedianInstance instance = median_instance(problem);
  MedianSearch search{
      stop, WorkMeter(stop, stop.work.value_or(default_work)), {}, 0, instance.left_out, instance.exponent};
  MedianSet nothing(instance);
  search.best.sum = nothing.sum();
  search_plan(instance, search);
  plan.work = search.meter.done();
  if (!search.found()) {
    plan.status = search.bound >= search.left_out ? PlanStatus::infeasible : search.meter.why();
    return plan;
  }
  plan.found = true;
  plan.chosen = by_priority(instance, search.best.chosen);
  plan.objective = objective_of(problem, plan.chosen);
  // Whole-number costs are those of the problem or less; a product is rounded to nearest, so step outward.
  const double bound = std::ldexp(static_cast<double>(search.bound), -instance.exponent) * (1.0 - 0x1.0p-51);
  plan.bound = search.bound >= search.best.sum && instance.granule > 1 ? plan.objective
                                                                       : std::min(bound, plan.objective);
  plan.gap = (plan.objective - plan.bound) / std::max(plan.objective, 1e-9);
  if (plan.gap <= 1e-6)
    plan.status = PlanStatus::optimal;
  else if (plan.gap <= stop.gap)
    plan.status = PlanStatus::within_gap;
  else
    plan.status = search.meter.why();
  return plan;
}

}  // namespace quarterhour
