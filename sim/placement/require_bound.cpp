#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/placement/branching.h"
#include "sim/placement/require_search.h"

namespace quarterhour {

namespace {

/// Step length in units of (best plan - bound) / norm², halved after this many steps without gain.
constexpr double first_step = 0.1;
constexpr int patience = 30;
constexpr double momentum = 0.92;
constexpr int watched_steps = 50;
constexpr double sharing = 0.05;

RuledSites free_sites(std::size_t candidates) { return ruled_sites(SiteRules{}, candidates); }

}  // namespace

std::int64_t wanted_cost(const RequireInstance& instance, const CheapestPlan& best) {
  const auto half_a_millionth = static_cast<std::int64_t>(0.5e-6 * static_cast<double>(best.cost));
  return best.cost - std::max(instance.granule, best.found ? half_a_millionth : 0);
}

std::int64_t settled_cost(const RequireInstance& instance, const CheapestPlan& best) {
  const std::int64_t wanted = wanted_cost(instance, best);
  return wanted == best.cost - instance.granule ? best.cost : wanted + 1;
}

RequireBound::RequireBound(const RequireInstance& instance, WorkMeter& meter)
    : instance_(instance),
      meter_(meter),
      no_rules_(instance.cover.rules ? std::nullopt : std::optional(free_sites(instance.candidate_count()))),
      choice_(instance.cover.rules ? *instance.cover.rules : *no_rules_),
      facts_(instance),
      demand_(instance),
      share_(instance.candidate_count(), 0.0) {
  if (instance.cover.rules) spacing_ = SpacingPrices(*instance.cover.rules);
}

bool RequireBound::narrow(RequireBranch& branch, const RequireSet& held, Rest& rest) {
  const RuledSites& rules = instance_.cover.rules ? *instance_.cover.rules : *no_rules_;
  held_of_unit_.assign(rules.least.size(), 0);
  if (held.room() != nullptr) {
    if (held.room()->broken()) return false;
    held_of_unit_ = held.room()->held();
  }
  std::erase_if(branch.free, [&](std::uint32_t candidate) { return !held.allows(candidate); });
  const std::size_t points = instance_.point_count();
  rest.open.assign(points, 0);
  std::vector<std::int32_t> change(points + 1, 0);
  for (const std::uint32_t candidate : branch.free)
    for (const IndexRun run : instance_.cover.reach.set(candidate)) {
      ++change[run.begin];
      --change[run.end];
    }
  rest.need = instance_.need;
  rest.need_total = instance_.need_total - held.covered();
  std::vector<std::int64_t> winnable(rest.need.size(), 0);
  std::int64_t winnable_total = 0;
  std::int32_t depth = 0;
  for (std::size_t i = 0; i < points; ++i) {
    depth += change[i];
    if (held.times(i) > 0) continue;
    if (depth == 0) {
      if (instance_.must[i] != 0) return false;
      continue;
    }
    rest.open[i] = 1;
    winnable[instance_.unit[i]] += instance_.cover.weight[i];
    winnable_total += instance_.cover.weight[i];
  }
  for (std::size_t u = 0; u < rest.need.size(); ++u) {
    rest.need[u] -= held.covered_of_unit(u);
    if (rest.need[u] > winnable[u]) return false;
  }
  return rest.need_total <= winnable_total;
}

void RequireBound::fix(RequireBranch& branch, std::int64_t lower, std::int64_t wanted) {
  std::size_t kept = 0;
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    const std::uint32_t candidate = branch.free[k];
    const bool taken = choice_.is_taken(k);
    const std::int64_t loss = taken ? choice_.loss_without(k) : choice_.loss_with(k);
    if (loss > 0 && lower + loss > wanted) {
      if (!taken) continue;
      fixed_in_.push_back(candidate);
    }
    branch.free[kept++] = candidate;
  }
  branch.free.resize(kept);
}

bool RequireBound::finish(RequireBranch& branch, const CheapestPlan& best, std::int64_t lower) {
  branch.bound = std::max(branch.bound, rounded_up(lower, instance_.granule));
  if (!hold_fixed(fixed_in_, branch.in, branch.free)) {
    branch.bound = std::max(branch.bound, settled_cost(instance_, best));
    return false;
  }
  branch.split = split_candidate(spacing_.crowded(), branch.free, share_, branch.split);
  return branch.bound <= wanted_cost(instance_, best);
}

bool RequireBound::improve(RequireBranch& branch, CheapestPlan& best, int iterations) {
  const std::size_t points = instance_.point_count();
  RequireSet held(instance_);
  for (const std::uint32_t candidate : branch.in) held.add(candidate);
  if (best.offer(held) || held.meets()) {
    branch.bound = std::max(branch.bound, held.cost());
    return false;
  }
  Rest rest;
  fixed_in_.clear();
  if (!narrow(branch, held, rest)) return finish(branch, best, best.cost);
  const std::span<const double> fact_price =
      branch.fact_price ? std::span<const double>(*branch.fact_price) : std::span<const double>();
  if (!facts_.begin(fact_price, branch.in, branch.free)) return finish(branch, best, best.cost);

  // A candidate's reduced cost is of interest down to a few times any cost: multipliers need not be larger.
  const double highest =
      64.0 * static_cast<double>(*std::max_element(instance_.cost.begin(), instance_.cost.end()));
  std::vector<double> multiplier(points);
  std::vector<double> direction(points, 0.0);
  std::vector<double> part(points, 0.0);
  std::vector<std::int64_t> whole(points, 0);
  std::vector<std::int32_t> depth(points + 1);
  for (std::size_t i = 0; i < points; ++i)
    multiplier[i] = rest.open[i] != 0 ? static_cast<double>((*branch.multiplier)[i]) : 0.0;
  spacing_.begin(branch.disc_price ? *branch.disc_price : std::vector<std::int64_t>(), branch.in);
  // Points that need not be covered are scaled by their demand, against the mean.
  const double mean =
      static_cast<double>(instance_.cover.total) / static_cast<double>(std::max<std::size_t>(points, 1));
  std::vector<double> scale(points, 1.0);
  for (std::size_t i = 0; i < points; ++i)
    if (instance_.must[i] == 0) scale[i] = static_cast<double>(instance_.cover.weight[i]) / mean;
  const double disc_scale = 1.0;

  double step = first_step;
  int stalled = 0;
  std::int64_t lower = INT64_MIN;
  std::vector<std::int64_t> best_multiplier;
  std::vector<std::int64_t> best_disc_price;
  std::vector<double> best_fact_price;
  std::vector<std::uint32_t> taken;
  for (int iteration = 0; iteration < iterations && !meter_.spent(); ++iteration) {
    for (std::size_t i = 0; i < points; ++i) whole[i] = static_cast<std::int64_t>(multiplier[i]);
    const std::int64_t demand_cost = demand_.choose(rest.open, rest.need, rest.need_total, whole, part);
    prefix_sums(whole, prefix_);
    sums_.resize(branch.free.size());
    sums_over(instance_.cover.reach, branch.free, prefix_, sums_);
    meter_.add(branch.free.size() + points / 16);
    for (std::size_t k = 0; k < branch.free.size(); ++k) {
      sums_[k] -= instance_.cost[branch.free[k]];
      if (spacing_.active()) sums_[k] -= spacing_.surcharge(branch.free[k]);
      if (facts_.active()) sums_[k] += facts_.paid(branch.free[k]);
    }
    if (!choice_.choose(branch.free, sums_, held_of_unit_, SiteChoice::any_number)) {
      lower = best.cost;
      break;
    }
    const std::int64_t value =
        held.cost() + demand_cost + facts_.total() - choice_.value() - spacing_.total();
    taken.clear();
    for (const std::uint32_t position : choice_.taken()) taken.push_back(branch.free[position]);

    std::fill(depth.begin(), depth.end(), 0);
    for (const std::uint32_t candidate : taken)
      for (const IndexRun run : instance_.cover.reach.set(candidate)) {
        ++depth[run.begin];
        --depth[run.end];
      }
    std::int32_t times = 0;
    double norm = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      times += depth[i];
      if (rest.open[i] == 0) continue;
      double& d = direction[i];
      d = momentum * d + (1.0 - momentum) * (part[i] - static_cast<double>(times));
      if (d > 0.0 || multiplier[i] > 0.0) norm += d * d * scale[i];
    }
    norm += spacing_.look(taken, disc_scale) + facts_.look(taken);
    for (double& share : share_) share *= 1.0 - sharing;
    for (const std::uint32_t candidate : taken) share_[candidate] += sharing;

    if (value > lower) {
      if (lower == INT64_MIN ||
          static_cast<double>(value - lower) > 1e-4 * static_cast<double>(std::abs(value)))
        stalled = 0;
      lower = value;
      best_multiplier = whole;
      best_disc_price = spacing_.prices();
      best_fact_price = facts_.prices();
    }
    const std::int64_t wanted = wanted_cost(instance_, best);
    if (rounded_up(lower, instance_.granule) > wanted) break;
    fix(branch, value, wanted);
    if (watcher_ && (iteration + 1) % watched_steps == 0) watcher_(branch, lower, whole);
    if (best.is_enough()) break;
    if (++stalled >= patience) {
      step *= 0.5;
      stalled = 0;
      if (step < 1e-3) break;
    }
    if (norm <= 0.0) break;
    const double length = step * static_cast<double>(best.cost - value) / norm;
    for (std::size_t i = 0; i < points; ++i)
      if (rest.open[i] != 0)
        multiplier[i] = std::clamp(multiplier[i] + length * direction[i] * scale[i], 0.0, highest);
    spacing_.step(length, disc_scale);
    facts_.step(length, highest);
  }
  if (!best_multiplier.empty())
    branch.multiplier = std::make_shared<std::vector<std::int64_t>>(std::move(best_multiplier));
  if (!best_disc_price.empty())
    branch.disc_price = std::make_shared<std::vector<std::int64_t>>(std::move(best_disc_price));
  if (!best_fact_price.empty())
    branch.fact_price = std::make_shared<std::vector<double>>(std::move(best_fact_price));
  return finish(branch, best, lower);
}

}  // namespace quarterhour
