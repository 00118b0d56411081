#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/placement/branching.h"
#include "sim/placement/median_search.h"

namespace quarterhour {

namespace {

// Steps of the subgradient method; measured on pmed1 … pmed20.
constexpr int patience = 20;
constexpr double momentum = 0.7;
/// How much of a candidate's share in the relaxation each step renews.
constexpr double renewal = 0.05;

}  // namespace

MedianBound::MedianBound(const MedianInstance& instance, WorkMeter& meter, double gap)
    : instance_(instance),
      meter_(meter),
      gap_(gap),
      set_(instance),
      whole_(instance.points(), 0),
      worth_(instance.candidates(), 0),
      sites_(instance.points(), 0),
      share_(instance.candidates(), 0.0) {
  if (!instance.limits) return;
  choice_.emplace(instance.limits->rules, instance.limits->cost);
  spacing_ = SpacingPrices(instance.limits->rules);
}

MedianBound::Relaxed MedianBound::relax(const MedianBranch& branch, std::span<const double> multiplier) {
  std::fill(worth_.begin(), worth_.end(), 0);
  Relaxed relaxed;
  std::size_t ways = 0;
  for (std::size_t i = 0; i < multiplier.size(); ++i) {
    const std::int64_t price =
        std::clamp<std::int64_t>(std::llround(multiplier[i]), 0, instance_.otherwise[i]);
    whole_[i] = price;
    relaxed.value += price;
    std::size_t w = instance_.first[i];
    for (; w < instance_.first[i + 1] && instance_.cost[w] < price; ++w)
      worth_[instance_.candidate[w]] += instance_.cost[w] - price;
    ways += w - instance_.first[i];
  }
  meter_.add(branch.free.size() + ways / 32);
  for (const std::uint32_t k : branch.in) relaxed.value += worth_[k];
  if (choice_)
    take_within_limits(branch, relaxed);
  else
    take_best(branch, relaxed);
  return relaxed;
}

void MedianBound::take_within_limits(const MedianBranch& branch, Relaxed& relaxed) {
  const std::vector<std::uint32_t>& free = branch.free;
  saving_.resize(free.size());
  for (std::size_t k = 0; k < free.size(); ++k)
    saving_[k] = -worth_[free[k]] - (spacing_.active() ? spacing_.surcharge(free[k]) : 0);
  relaxed.possible = choice_->choose(free, saving_, held_of_unit_, left_);
  if (!relaxed.possible) return;
  if (choice_->is_priced()) meter_.add(free.size() / 4);
  relaxed.value -= choice_->value() + (spacing_.active() ? spacing_.total() : 0);
  order_.clear();
  for (const std::uint32_t position : choice_->taken()) order_.push_back(free[position]);
  relaxed.taken = order_.size();
  for (std::size_t k = 0; k < free.size(); ++k)
    if (!choice_->is_taken(k)) order_.push_back(free[k]);
}

void MedianBound::take_best(const MedianBranch& branch, Relaxed& relaxed) {
  order_ = branch.free;
  relaxed.taken = std::min(order_.size(), static_cast<std::size_t>(instance_.count) - branch.in.size());
  const auto better = [this](std::uint32_t a, std::uint32_t b) {
    return std::tie(worth_[a], a) < std::tie(worth_[b], b);
  };
  if (relaxed.taken < order_.size())
    std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(relaxed.taken),
                     order_.end(), better);
  for (std::size_t k = 0; k < relaxed.taken; ++k) relaxed.value += worth_[order_[k]];
}

bool MedianBound::narrow_by_limits(MedianBranch& branch) {
  LimitedRoom room(*instance_.limits);
  for (const std::uint32_t k : branch.in) room.add(k);
  if (!room.is_within()) return false;
  std::erase_if(branch.free, [&](std::uint32_t candidate) { return !room.allows(candidate); });
  held_of_unit_ = room.held();
  left_ = room.left();
  const RuledSites& rules = instance_.limits->rules;
  std::vector<int> may_hold = held_of_unit_;
  for (const std::uint32_t candidate : branch.free) ++may_hold[rules.unit[candidate]];
  for (std::size_t u = 0; u < may_hold.size(); ++u)
    if (may_hold[u] < rules.least[u]) return false;
  const std::vector<std::int64_t> none;
  spacing_.begin(branch.disc_price ? *branch.disc_price : none, branch.in);
  return true;
}

void MedianBound::fix_within_limits(MedianBranch& branch, const Relaxed& relaxed, std::int64_t wanted) {
  const auto too_dear = [&](std::int64_t loss) {
    return loss > LimitedChoice::rounding &&
           on_granule(instance_, relaxed.value + loss - LimitedChoice::rounding) > wanted;
  };
  std::vector<std::uint32_t> stay;
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    const bool is_taken = choice_->is_taken(k);
    const bool is_decided = too_dear(is_taken ? choice_->loss_without(k) : choice_->loss_with(k));
    if (is_decided && is_taken) fixed_in_.push_back(branch.free[k]);
    if (!is_decided || is_taken) stay.push_back(branch.free[k]);
  }
  branch.free = std::move(stay);
}

void MedianBound::fix(MedianBranch& branch, const Relaxed& relaxed, std::int64_t wanted) {
  if (choice_) {
    fix_within_limits(branch, relaxed, wanted);
    return;
  }
  const std::int64_t value = relaxed.value;
  std::int64_t worst_taken = 0;
  if (relaxed.taken > 0) {
    worst_taken = worth_[order_.front()];
    for (std::size_t k = 0; k < relaxed.taken; ++k) worst_taken = std::max(worst_taken, worth_[order_[k]]);
  }
  const bool all_taken = relaxed.taken == order_.size();
  const std::int64_t best_left = all_taken ? 0 : worth_[order_[relaxed.taken]];
  const auto too_dear = [&](std::int64_t change) { return on_granule(instance_, value + change) > wanted; };
  std::vector<std::uint32_t> joined;
  std::vector<std::uint32_t> stay;
  for (std::size_t k = 0; k < order_.size(); ++k) {
    const std::uint32_t candidate = order_[k];
    if (k < relaxed.taken) {
      (too_dear(best_left - worth_[candidate]) ? joined : stay).push_back(candidate);
    } else if (relaxed.taken > 0 && !too_dear(worth_[candidate] - worst_taken)) {
      stay.push_back(candidate);
    }
  }
  if (stay.size() == branch.free.size()) return;
  std::sort(joined.begin(), joined.end());
  std::sort(stay.begin(), stay.end());
  branch.in.insert(branch.in.end(), joined.begin(), joined.end());
  branch.free = std::move(stay);
}

void MedianBound::count_sites(const MedianBranch& branch, const Relaxed& relaxed) {
  std::fill(sites_.begin(), sites_.end(), 0);
  const auto count = [this](std::uint32_t k) {
    for (std::size_t w = instance_.first_of_candidate[k]; w < instance_.first_of_candidate[k + 1]; ++w)
      sites_[instance_.point_of[w]] += instance_.cost_of[w] < whole_[instance_.point_of[w]] ? 1 : 0;
  };
  for (const std::uint32_t k : branch.in) count(k);
  for (std::size_t k = 0; k < relaxed.taken; ++k) count(order_[k]);
  for (const std::uint32_t k : branch.free) share_[k] *= 1.0 - renewal;
  for (std::size_t k = 0; k < relaxed.taken; ++k) share_[order_[k]] += renewal;
}

void MedianBound::offer(const MedianBranch& branch, const Relaxed& relaxed, MedianIncumbent& incumbent,
                        bool exchange) {
  std::vector<std::uint32_t> plan = branch.in;
  plan.insert(plan.end(), order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(relaxed.taken));
  if (choice_) {
    set_.assign_what_fits(plan);
    set_.fill_greedily(meter_);
  } else {
    set_.assign(plan);
  }
  if (exchange) set_.exchange(meter_);
  incumbent.offer(set_);
}

bool MedianBound::improve(MedianBranch& branch, MedianIncumbent& incumbent, int steps) {
  std::vector<double> multiplier = *branch.multiplier;
  std::vector<double> best = multiplier;
  std::vector<double> direction(multiplier.size(), 0.0);
  int without_gain = 0;
  bool moved = false;
  fixed_in_.clear();
  if (choice_ && !narrow_by_limits(branch)) {
    branch.bound = std::max(branch.bound, incumbent.sum);
    return false;
  }
  std::vector<std::int64_t> best_disc_price;
  for (int step = 0; step < steps && !meter_.spent(); ++step) {
    const Relaxed relaxed = relax(branch, multiplier);
    if (!relaxed.possible) {
      branch.bound = std::max(branch.bound, incumbent.sum);
      return false;
    }
    if (relaxed.value > branch.bound || !moved) {
      if (relaxed.value > branch.bound) without_gain = 0;
      branch.bound = std::max(branch.bound, relaxed.value);
      best = multiplier;
      best_disc_price = spacing_.prices();
      moved = true;
    } else if (++without_gain >= patience) {
      branch.scale *= 0.5;
      without_gain = 0;
      multiplier = best;
      std::fill(direction.begin(), direction.end(), 0.0);
      spacing_.begin(best_disc_price, branch.in);
      if (branch.scale < MedianBranch::last_scale) break;
      continue;
    }
    count_sites(branch, relaxed);
    if (step % 8 == 0) offer(branch, relaxed, incumbent, step % 64 == 0);
    const std::int64_t wanted = incumbent.sum - instance_.granule;
    if (on_granule(instance_, branch.bound) > wanted) return false;
    const double apart = static_cast<double>(incumbent.sum - branch.bound);
    if (branch.free.empty() || apart <= gap_ * static_cast<double>(incumbent.sum)) break;
    // A multiplier at which nothing is overlapped or missed proves the plan itself.
    double length = 0.0;
    for (std::size_t i = 0; i < multiplier.size(); ++i) {
      double slope = 1.0 - static_cast<double>(sites_[i]);
      if (slope > 0.0 && whole_[i] >= instance_.otherwise[i]) slope = 0.0;
      direction[i] = momentum * direction[i] + (1.0 - momentum) * slope;
      length += direction[i] * direction[i] * instance_.weight[i];
    }
    // A disc's price counts as a tenth of what a site saves, beside a point's price.
    const double of_point =
        std::max(1.0, static_cast<double>(relaxed.value)) / static_cast<double>(multiplier.size() + 1);
    const double of_site = choice_ ? static_cast<double>(choice_->value()) /
                                         static_cast<double>(std::max<std::size_t>(relaxed.taken, 1))
                                   : 0.0;
    const double disc_scale = std::max(1e-3, 0.1 * of_site / of_point);
    if (choice_) length += spacing_.look(std::span(order_).first(relaxed.taken), disc_scale);
    fix(branch, relaxed, wanted);
    if (!(length > 0.0)) {
      offer(branch, relaxed, incumbent, false);
      break;
    }
    const double far =
        std::min(static_cast<double>(incumbent.sum), 1.05 * static_cast<double>(branch.bound) + 1.0);
    const double width =
        branch.scale *
        (std::max(far, static_cast<double>(relaxed.value) + 1.0) - static_cast<double>(relaxed.value)) /
        length;
    for (std::size_t i = 0; i < multiplier.size(); ++i)
      multiplier[i] = std::clamp(multiplier[i] + width * direction[i] * instance_.weight[i], 0.0,
                                 static_cast<double>(instance_.otherwise[i]));
    if (choice_) spacing_.step(width, disc_scale);
  }
  branch.multiplier = std::make_shared<const std::vector<double>>(std::move(best));
  if (!best_disc_price.empty())
    branch.disc_price = std::make_shared<const std::vector<std::int64_t>>(std::move(best_disc_price));
  if (!hold_fixed(std::exchange(fixed_in_, {}), branch.in, branch.free)) {
    branch.bound = std::max(branch.bound, incumbent.sum);
    return false;
  }
  if (branch.free.empty()) {
    set_.assign(branch.in);
    incumbent.offer(set_);
    branch.bound = std::max(branch.bound, set_.is_plan() ? set_.sum() : incumbent.sum);
  } else if (!spacing_.crowded().empty()) {
    branch.split = split_candidate(spacing_.crowded(), branch.free, share_, branch.free.front());
  } else {
    branch.split =
        *std::min_element(branch.free.begin(), branch.free.end(), [this](std::uint32_t a, std::uint32_t b) {
          const double from_a = std::abs(share_[a] - 0.5);
          const double from_b = std::abs(share_[b] - 0.5);
          return std::tie(from_a, a) < std::tie(from_b, b);
        });
  }
  return on_granule(instance_, branch.bound) <= incumbent.sum - instance_.granule;
}

}  // namespace quarterhour
