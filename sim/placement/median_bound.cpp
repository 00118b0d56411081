#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

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
      share_(instance.candidates(), 0.0) {}

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
  order_ = branch.free;
  relaxed.taken = std::min(order_.size(), static_cast<std::size_t>(instance_.count) - branch.in.size());
  const auto better = [this](std::uint32_t a, std::uint32_t b) {
    return std::tie(worth_[a], a) < std::tie(worth_[b], b);
  };
  if (relaxed.taken < order_.size())
    std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(relaxed.taken),
                     order_.end(), better);
  for (std::size_t k = 0; k < relaxed.taken; ++k) relaxed.value += worth_[order_[k]];
  return relaxed;
}

void MedianBound::fix(MedianBranch& branch, const Relaxed& relaxed, std::int64_t wanted) {
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
  set_.assign(plan);
  if (exchange) set_.exchange(meter_);
  incumbent.offer(set_);
}

bool MedianBound::improve(MedianBranch& branch, MedianIncumbent& incumbent, int steps) {
  std::vector<double> multiplier = *branch.multiplier;
  std::vector<double> best = multiplier;
  std::vector<double> direction(multiplier.size(), 0.0);
  int without_gain = 0;
  bool moved = false;
  for (int step = 0; step < steps && !meter_.spent(); ++step) {
    const Relaxed relaxed = relax(branch, multiplier);
    if (relaxed.value > branch.bound || !moved) {
      if (relaxed.value > branch.bound) without_gain = 0;
      branch.bound = std::max(branch.bound, relaxed.value);
      best = multiplier;
      moved = true;
    } else if (++without_gain >= patience) {
      branch.scale *= 0.5;
      without_gain = 0;
      multiplier = best;
      std::fill(direction.begin(), direction.end(), 0.0);
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
      length += direction[i] * direction[i];
    }
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
      multiplier[i] =
          std::clamp(multiplier[i] + width * direction[i], 0.0, static_cast<double>(instance_.otherwise[i]));
  }
  branch.multiplier = std::make_shared<const std::vector<double>>(std::move(best));
  if (branch.free.empty()) {
    set_.assign(branch.in);
    incumbent.offer(set_);
    branch.bound = std::max(branch.bound, set_.sum());
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
