#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/placement/backup_search.h"
#include "sim/placement/branching.h"

namespace quarterhour {

namespace {

/// Set on two plans of Shancheng's town with two clinics within reach (880 and 1,466 candidates), as were the ten steps a branch: 0.1 and sixty
/// prove less.
constexpr double first_step = 0.3;
constexpr int patience = 30;
constexpr double momentum = 0.92;
constexpr double sharing = 0.05;

}  // namespace

BackupBound::BackupBound(const BackupInstance& instance, const RuledSites* rules, WorkMeter& meter)
    : instance_(instance),
      meter_(meter),
      no_rules_(rules != nullptr ? std::nullopt
                                 : std::optional(ruled_sites(SiteRules{}, instance.cover.candidate_count()))),
      rules_(rules != nullptr ? *rules : *no_rules_),
      choice_(rules_, instance.cover.by_count ? std::span<const double>()
                                              : std::span<const double>(instance.cover.cost)),
      share_(instance.cover.candidate_count(), 0.0),
      times_(instance.cover.point_count() + 1, 0) {}

void BackupBound::count_held(const BackupBranch& branch) {
  const CoverInstance& cover = instance_.cover;
  const std::size_t points = cover.point_count();
  const auto count = [&](std::span<const std::uint32_t> sites) {
    std::fill(times_.begin(), times_.end(), 0);
    for (const std::uint32_t k : sites)
      for (const IndexRun run : cover.reach.set(k)) {
        ++times_[run.begin];
        --times_[run.end];
      }
    std::partial_sum(times_.begin(), times_.end(), times_.begin());
  };
  lack_.resize(points);
  weight_ = cover.weight;
  won_by_held_ = 0;
  count(branch.in);
  for (std::size_t i = 0; i < points; ++i) lack_[i] = instance_.need[i] - times_[i];
  count(branch.free);
  for (std::size_t i = 0; i < points; ++i) {
    if (lack_[i] <= 0) won_by_held_ += weight_[i];
    if (lack_[i] <= 0 || times_[i] < lack_[i]) weight_[i] = 0;
    lack_[i] = std::max(lack_[i], 1);
  }
}

BackupBound::Relaxed BackupBound::relax(const BackupBranch& branch) {
  const CoverInstance& cover = instance_.cover;
  Relaxed relaxed;
  relaxed.value = won_by_held_;
  for (std::size_t i = 0; i < price_.size(); ++i)
    relaxed.value += std::max<std::int64_t>(0, weight_[i] - lack_[i] * price_[i]);
  prefix_sums(price_, prefix_);
  worth_.resize(branch.free.size());
  sums_over(cover.reach, branch.free, prefix_, worth_);
  taken_.assign(branch.in.begin(), branch.in.end());
  double spent = 0.0;
  for (const std::uint32_t held : branch.in) spent += cover.cost[held];
  meter_.add(branch.free.size() + price_.size() / 4 + 1);
  std::vector<int> held(rules_.least.size(), 0);
  for (const std::uint32_t candidate : branch.in) ++held[rules_.unit[candidate]];
  const double left = cover.by_count ? cover.budget - static_cast<double>(branch.in.size())
                                     : cover.budget * (1.0 + 2e-12) - spent;
  relaxed.possible = choice_.choose(branch.free, worth_, held, left);
  if (!relaxed.possible) return relaxed;
  relaxed.value += choice_.value();
  for (const std::uint32_t position : choice_.taken()) taken_.push_back(branch.free[position]);
  return relaxed;
}

void BackupBound::fix(BackupBranch& branch, std::int64_t value, std::int64_t wanted) {
  std::vector<std::uint32_t> left;
  left.reserve(branch.free.size());
  for (std::uint32_t k = 0; k < branch.free.size(); ++k) {
    if (choice_.is_taken(k)) {
      if (value - choice_.loss_without(k) + LimitedChoice::rounding < wanted)
        fixed_in_.push_back(branch.free[k]);
    } else if (value - choice_.loss_with(k) + LimitedChoice::rounding < wanted) {
      continue;
    }
    left.push_back(branch.free[k]);
  }
  branch.free = std::move(left);
}

bool BackupBound::finish(BackupBranch& branch, std::int64_t best) {
  if (!hold_fixed(std::exchange(fixed_in_, {}), branch.in, branch.free))
    branch.bound = std::min(branch.bound, best);
  const auto none = static_cast<std::uint32_t>(instance_.cover.candidate_count());
  branch.split = split_candidate({}, branch.free, share_, none);
  return branch.bound > best;
}

bool BackupBound::improve(BackupBranch& branch, const std::int64_t& best, int iterations,
                          const Offer& offer) {
  const CoverInstance& cover = instance_.cover;
  const std::size_t points = cover.point_count();
  if (cover.by_count && branch.in.size() > static_cast<std::size_t>(cover.budget)) {
    branch.bound = best;
    return false;
  }
  count_held(branch);
  const auto top_of = [this](std::size_t i) {
    return static_cast<double>(weight_[i]) / static_cast<double>(lack_[i]);
  };
  std::vector<double> multiplier(points);
  for (std::size_t i = 0; i < points; ++i)
    multiplier[i] = branch.multiplier ? std::min(static_cast<double>((*branch.multiplier)[i]), top_of(i))
                                      : 0.5 * top_of(i);
  // Candidates are moved to `in` when all steps are done.
  const std::size_t held_count = branch.in.size();
  std::vector<double> direction(points, 0.0);
  std::vector<std::int64_t> best_price;
  std::int64_t lowest = branch.bound;
  double step = first_step;
  int stalled = 0;
  constexpr int offers_apart = 5;
  fixed_in_.clear();
  for (int iteration = 0; iteration < iterations && !meter_.spent(); ++iteration) {
    price_.resize(points);
    for (std::size_t i = 0; i < points; ++i) {
      const std::int64_t top = weight_[i] / lack_[i];
      price_[i] = std::clamp<std::int64_t>(std::llround(multiplier[i]), 0, top);
    }
    const Relaxed relaxed = relax(branch);
    if (!relaxed.possible) {
      branch.bound = std::min(branch.bound, best);
      return false;
    }
    const std::int64_t value = relaxed.value / cover.granule * cover.granule;
    for (const std::uint32_t k : branch.free) share_[k] *= 1.0 - sharing;
    for (const std::uint32_t k : taken_) share_[k] += sharing;
    if (iteration % offers_apart == 0) offer(taken_);
    if (value < lowest) {
      if (static_cast<double>(lowest) - static_cast<double>(value) > 1e-4 * static_cast<double>(value))
        stalled = 0;
      lowest = value;
      best_price = price_;
    }
    if (lowest <= best) break;
    fix(branch, relaxed.value, best + 1);
    if (++stalled >= patience) {
      step *= 0.5;
      stalled = 0;
      if (step < 1e-3) break;
    }
    // How often the free sites of the choice reach each point, less what it lacks where it is won.
    std::fill(times_.begin(), times_.end(), 0);
    for (const std::uint32_t k : std::span(taken_).subspan(held_count))
      for (const IndexRun run : cover.reach.set(k)) {
        ++times_[run.begin];
        --times_[run.end];
      }
    std::int32_t times = 0;
    double norm = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      times += times_[i];
      if (weight_[i] == 0) continue;
      const bool is_won = weight_[i] > lack_[i] * price_[i];
      const double slack = times - (is_won ? static_cast<double>(lack_[i]) : 0.0);
      direction[i] = momentum * direction[i] + (1.0 - momentum) * slack;
      norm += direction[i] * direction[i] * static_cast<double>(cover.weight[i]);
    }
    if (norm <= 0.0) break;
    const double length = step * static_cast<double>(value - std::max<std::int64_t>(best, 0)) / norm;
    for (std::size_t i = 0; i < points; ++i) {
      const double weight = static_cast<double>(cover.weight[i]);
      multiplier[i] =
          std::clamp(multiplier[i] - length * direction[i] * weight, 0.0, weight / instance_.need[i]);
    }
  }
  branch.bound = std::min(branch.bound, lowest);
  if (!best_price.empty())
    branch.multiplier = std::make_shared<std::vector<std::int64_t>>(std::move(best_price));
  return finish(branch, best);
}

}  // namespace quarterhour
