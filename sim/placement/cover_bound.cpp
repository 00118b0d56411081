#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/placement/branching.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

/// Step length in units of (bound - best plan) / norm², halved after this many steps without gain.
constexpr double first_step = 0.1;
constexpr int patience = 30;
/// Weight of the earlier directions in the next one.
constexpr double momentum = 0.92;
/// Steps between two calls of the watcher.
constexpr int watched_steps = 40;
/// Weight of the latest choice in the shares.
constexpr double sharing = 0.05;

}  // namespace

LagrangianBound::LagrangianBound(const CoverInstance& instance, WorkMeter& meter)
    : instance_(instance),
      meter_(meter),
      share_(instance.candidate_count(), 0.0),
      left_out_(instance.left_out) {
  if (!instance.rules) return;
  choice_.emplace(*instance.rules,
                  instance.by_count ? std::span<const double>() : std::span<const double>(instance.cost));
  spacing_ = SpacingPrices(*instance.rules);
}

std::int64_t LagrangianBound::worth_elsewhere(double budget_left) const {
  return left_out_ > 0 ? std::llround(budget_left) * left_out_ : 0;
}

LagrangianBound::Relaxed LagrangianBound::relax(const CoverBranch& branch, double budget_left) {
  const std::vector<std::uint32_t>& free = branch.free;
  sums_.resize(free.size());
  sums_over(instance_.reach, free, prefix_, sums_);
  // A pass over the points costs about as much as evaluating a candidate for every 32 of them.
  meter_.add(free.size() + instance_.point_count() / 32);
  if (choice_) return relax_ruled(branch, budget_left);
  order_.resize(free.size());
  std::iota(order_.begin(), order_.end(), 0U);
  Relaxed result;
  if (instance_.by_count) {
    const auto places = static_cast<std::size_t>(std::llround(budget_left));
    const auto better = [&](std::uint32_t a, std::uint32_t b) {
      return sums_[a] != sums_[b] ? sums_[a] > sums_[b] : a < b;
    };
    const std::size_t taken = std::min(places, free.size());
    if (taken < free.size()) {
      std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(taken), order_.end(),
                       better);
      result.price_out = static_cast<double>(sums_[order_[taken]]);
    }
    // Sites that were left out of the instance may take any place at what they are worth at most.
    const std::int64_t elsewhere = left_out_;
    std::int64_t lowest = INT64_MAX;
    for (std::size_t k = 0; k < taken; ++k) {
      const std::int64_t worth = std::max(sums_[order_[k]], elsewhere);
      result.value += worth;
      lowest = std::min(lowest, worth);
      result.taken.push_back(free[order_[k]]);
    }
    result.value += static_cast<std::int64_t>(places - taken) * elsewhere;
    if (taken == places && taken > 0) result.price_in = static_cast<double>(lowest);
    if (elsewhere > 0 && taken < places) result.price_in = static_cast<double>(elsewhere);
    result.price_out = std::max(result.price_out, static_cast<double>(elsewhere));
    return result;
  }
  // Fractional knapsack. For any price u >= 0, u * budget + sum of max(0, sum - u * cost) bounds it from above;
  // the price of the first candidate that does not fit is the best. Each rounding is less than one unit
  // because sums stay below 2^52, so two units per term make the bound safe.
  const auto ratio = [&](std::uint32_t k) { return static_cast<double>(sums_[k]) / instance_.cost[free[k]]; };
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double ratio_a = ratio(a);
    const double ratio_b = ratio(b);
    return ratio_a != ratio_b ? ratio_a > ratio_b : a < b;
  });
  double left = budget_left;
  double price = 0.0;
  bool full = false;
  for (const std::uint32_t k : order_) {
    const double cost = instance_.cost[free[k]];
    if (!full && cost > left) {
      price = ratio(k);
      full = true;
    }
    if (cost <= left) {
      left -= cost;
      result.taken.push_back(free[k]);
    }
  }
  result.value = static_cast<std::int64_t>(std::ceil(price * budget_left * (1.0 + 0x1.0p-51))) + 2;
  for (std::size_t k = 0; k < free.size(); ++k) {
    const double worth = static_cast<double>(sums_[k]) - price * instance_.cost[free[k]];
    if (worth > 0.0) result.value += static_cast<std::int64_t>(std::ceil(worth)) + 2;
  }
  result.price_in = result.price_out = price;
  return result;
}

void LagrangianBound::fix(CoverBranch& branch, const Relaxed& relaxed, std::int64_t value,
                          std::int64_t wanted_sum) {
  // The differences below are off by less than this.
  const double rounding = 4.0 + static_cast<double>(value) * 0x1.0p-50;
  if (choice_) {
    fix_ruled(branch, static_cast<double>(value) + rounding, static_cast<double>(wanted_sum));
    return;
  }
  const auto beyond_reach = [&](double worth) {
    return worth < 0.0 && static_cast<double>(value) + worth + rounding < static_cast<double>(wanted_sum);
  };
  if (left_out_ > 0 && beyond_reach(static_cast<double>(left_out_) - relaxed.price_in)) left_out_ = 0;
  std::vector<std::uint32_t> taken = relaxed.taken;
  std::sort(taken.begin(), taken.end());
  std::size_t kept = 0;
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    const std::uint32_t candidate = branch.free[k];
    const auto sum = static_cast<double>(sums_[k]);
    const double with = sum - relaxed.price_in * instance_.cost[candidate];
    const double without = sum - relaxed.price_out * instance_.cost[candidate];
    const bool is_taken = std::binary_search(taken.begin(), taken.end(), candidate);
    if (!is_taken && beyond_reach(with)) continue;
    if (is_taken && without > 0.0 &&
        static_cast<double>(value) - without + rounding < static_cast<double>(wanted_sum))
      fixed_in_.push_back(candidate);
    branch.free[kept++] = candidate;
  }
  branch.free.resize(kept);
}

bool LagrangianBound::finish(CoverBranch& branch, std::int64_t enough, std::int64_t best,
                             std::vector<std::int64_t> multiplier,
                             std::vector<std::int64_t> disc_price) const {
  branch.bound = std::min(branch.bound, best);
  if (!multiplier.empty())
    branch.multiplier = std::make_shared<std::vector<std::int64_t>>(std::move(multiplier));
  if (!disc_price.empty())
    branch.disc_price = std::make_shared<std::vector<std::int64_t>>(std::move(disc_price));
  if (!hold_fixed(fixed_in_, branch.in, branch.free)) {
    branch.bound = std::min(branch.bound, enough);
    return false;
  }
  branch.split = split_candidate(spacing_.crowded(), branch.free, share_, branch.split);
  return branch.bound > enough;
}

bool LagrangianBound::improve(CoverBranch& branch, Incumbent& incumbent, std::int64_t tolerance,
                              int iterations) {
  const std::size_t points = instance_.point_count();
  CoverSet held(instance_);
  for (const std::uint32_t candidate : branch.in) held.add(candidate);
  if (!instance_.affords(held.spent())) {
    branch.bound = std::min(branch.bound, incumbent.covered + tolerance);
    return false;
  }
  const std::int64_t base = held.covered();
  const double budget_left = instance_.by_count ? instance_.budget - static_cast<double>(branch.in.size())
                                                : instance_.budget * (1.0 + 2e-12) - held.spent();
  std::erase_if(branch.free, [&](std::uint32_t c) { return instance_.cost[c] > budget_left; });
  if (choice_ && !narrow_by_rules(branch, held)) {
    branch.bound = std::min(branch.bound, incumbent.covered + tolerance);
    return false;
  }
  const std::vector<std::int64_t>& weight = held.open();
  if (branch.free.empty()) {
    incumbent.offer(held);
    branch.bound = std::min(branch.bound, held.keeps_rules() ? base + worth_elsewhere(budget_left)
                                                             : incumbent.covered + tolerance);
    return branch.bound > incumbent.covered + tolerance;
  }

  std::vector<double> multiplier(points);
  std::vector<double> direction(points, 0.0);
  std::vector<std::int64_t> whole(points);
  std::vector<std::int32_t> depth(points + 1);
  for (std::size_t i = 0; i < points; ++i)
    multiplier[i] = std::min(static_cast<double>((*branch.multiplier)[i]), static_cast<double>(weight[i]));
  fixed_in_.clear();
  double step = first_step;
  int stalled = 0;
  std::int64_t best = INT64_MAX;
  std::vector<std::int64_t> best_multiplier;
  std::vector<std::int64_t> best_disc_price;
  const auto no_price = std::vector<std::int64_t>();
  spacing_.begin(branch.disc_price ? *branch.disc_price : no_price, branch.in);
  for (int iteration = 0; iteration < iterations && !meter_.spent(); ++iteration) {
    std::int64_t slack = 0;
    for (std::size_t i = 0; i < points; ++i) {
      whole[i] = static_cast<std::int64_t>(multiplier[i]);
      slack += weight[i] - whole[i];
    }
    prefix_sums(whole, prefix_);
    const Relaxed relaxed = relax(branch, budget_left);
    if (!relaxed.possible) {
      best = incumbent.covered + tolerance;
      break;
    }
    const std::int64_t exact = base + slack + relaxed.value;
    const std::int64_t value = exact / instance_.granule * instance_.granule;

    std::fill(depth.begin(), depth.end(), 0);
    for (const std::uint32_t candidate : relaxed.taken)
      for (const IndexRun run : instance_.reach.set(candidate)) {
        ++depth[run.begin];
        --depth[run.end];
      }
    std::int64_t plan = base;
    std::int32_t times = 0;
    double norm = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      times += depth[i];
      if (weight[i] == 0) continue;
      if (times > 0) plan += weight[i];
      double& d = direction[i];
      d = momentum * d + (1.0 - momentum) * static_cast<double>(times - 1);
      const bool at_end =
          (d > 0.0 && multiplier[i] <= 0.0) || (d < 0.0 && multiplier[i] >= static_cast<double>(weight[i]));
      if (!at_end) norm += d * d * static_cast<double>(weight[i]);
    }
    // A tenth of what a site is worth: of the scales tried the one with the best bound after as many steps.
    const double disc_scale = 0.1 * static_cast<double>(std::max<std::int64_t>(relaxed.value, 1)) /
                              static_cast<double>(std::max<std::size_t>(relaxed.taken.size(), 1));
    norm += spacing_.look(relaxed.taken, disc_scale);
    for (double& share : share_) share *= 1.0 - sharing;
    for (const std::uint32_t candidate : relaxed.taken) share_[candidate] += sharing;
    if (plan > incumbent.covered && is_plan(held, relaxed.taken)) {
      std::vector<std::uint32_t> chosen = branch.in;
      chosen.insert(chosen.end(), relaxed.taken.begin(), relaxed.taken.end());
      incumbent.offer(plan, std::move(chosen));
    }

    const std::int64_t enough = incumbent.covered + tolerance;
    if (value < best) {
      // Both in double: the first bound is the largest integer, and rules can make a value negative.
      if (static_cast<double>(best) - static_cast<double>(value) > 1e-4 * static_cast<double>(value))
        stalled = 0;
      best = value;
      best_multiplier = whole;
      best_disc_price = spacing_.prices();
    }
    if (best <= enough) break;
    fix(branch, relaxed, exact, (enough / instance_.granule + 1) * instance_.granule);
    if (branch.free.empty()) {
      best = std::min(best, std::max(enough, base + worth_elsewhere(budget_left)));
      break;
    }
    if (watcher_ && (iteration + 1) % watched_steps == 0) watcher_(branch, best);
    if (++stalled >= patience) {
      step *= 0.5;
      stalled = 0;
      if (step < 1e-3) break;
    }
    if (norm <= 0.0) break;
    const double length = step * static_cast<double>(exact - incumbent.covered) / norm;
    for (std::size_t i = 0; i < points; ++i) {
      const auto top = static_cast<double>(weight[i]);
      multiplier[i] = std::clamp(multiplier[i] - length * direction[i] * top, 0.0, top);
    }
    spacing_.step(length, disc_scale);
  }
  return finish(branch, incumbent.covered + tolerance, best, std::move(best_multiplier),
                std::move(best_disc_price));
}

}  // namespace quarterhour
