#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

// Steps of the subgradient method; measured on pmedcap1 … pmedcap10.
constexpr double root_scale = 1.0;
constexpr double branch_scale = 0.7;
constexpr double root_last_scale = 3e-3;
constexpr double branch_last_scale = 2e-2;
constexpr int root_patience = 20;
constexpr int branch_patience = 10;
constexpr double shrink = 0.6;
constexpr double momentum = 0.6;
constexpr double renewal = 0.08;
/// Sites are decided before points unless each is so near to open or closed.
constexpr double nearly_decided = 0.45;
/// Knapsacks of more steps are bounded by their continuous relaxation.
constexpr std::int64_t most_steps_of_knapsack = 4'000'000;

}  // namespace

bool settle_count(const CapacitatedInstance& instance, CapacitatedBranch& branch) {
  using State = CapacitatedBranch::State;
  const auto open =
      static_cast<std::size_t>(std::count(branch.state.begin(), branch.state.end(), State::open));
  if (open > instance.most_open()) return false;
  if (open == instance.most_open())
    std::replace(branch.state.begin(), branch.state.end(), State::free, State::closed);
  return true;
}

CapacitatedBound::CapacitatedBound(const CapacitatedInstance& instance, WorkMeter& meter)
    : instance_(instance),
      meter_(meter),
      assigner_(instance),
      price_(instance.points(), 0),
      banned_(instance.median.cost_of.size(), 0),
      share_of_way_(instance.median.cost_of.size(), 0.0),
      items_(instance.candidates()),
      profit_(instance.candidates(), 0),
      taken_(instance.candidates()),
      share_(instance.candidates(), 0.0),
      served_(instance.points(), 0.0) {}

void CapacitatedBound::ban(const CapacitatedBranch& branch) {
  std::fill(banned_.begin(), banned_.end(), 0);
  const MedianInstance& median = instance_.median;
  std::vector<std::uint32_t> only(instance_.points(), CapacitatedPlan::no_site);
  for (const CapacitatedBranch::Decision& decision : branch.decisions)
    if (decision.goes) only[decision.point] = decision.site;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w) {
      const std::uint32_t point = median.point_of[w];
      if (only[point] != CapacitatedPlan::no_site && only[point] != site) banned_[w] = 1;
    }
  }
  for (const CapacitatedBranch::Decision& decision : branch.decisions) {
    if (decision.goes) continue;
    for (std::size_t w = median.first_of_candidate[decision.site];
         w < median.first_of_candidate[decision.site + 1]; ++w)
      if (median.point_of[w] == decision.point) banned_[w] = 1;
  }
}

std::int64_t CapacitatedBound::most_profit(std::uint32_t site) {
  const MedianInstance& median = instance_.median;
  std::vector<KnapsackItem>& items = items_[site];
  items.clear();
  for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w) {
    const std::uint32_t point = median.point_of[w];
    const std::int64_t profit = price_[point] - median.cost_of[w];
    if (profit <= 0 || banned_[w] != 0 || instance_.load[point] > instance_.capacity[site]) continue;
    items.push_back({profit, instance_.load[point], static_cast<std::uint32_t>(w)});
  }
  return continuous_knapsack(items, instance_.capacity[site], &taken_[site].parts);
}

std::int64_t CapacitatedBound::profit(std::uint32_t site) {
  const std::vector<KnapsackItem>& items = items_[site];
  Taken& taken = taken_[site];
  taken.points.clear();
  const std::int64_t capacity = instance_.capacity[site];
  const bool all_fit =
      std::all_of(taken.parts.begin(), taken.parts.end(), [](double part) { return part == 1.0; });
  const bool is_small = (capacity + 1) * static_cast<std::int64_t>(items.size()) <= most_steps_of_knapsack;
  if (all_fit || !is_small) {
    std::int64_t whole = 0;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < items.size(); ++k) {
      if (taken.parts[k] <= 0.0) continue;
      taken.points.push_back(items[k].id);
      taken.parts[kept++] = taken.parts[k];
      whole += items[k].profit;
    }
    taken.parts.resize(kept);
    return all_fit ? whole : profit_[site];
  }
  meter_.add(static_cast<std::uint64_t>(capacity) * items.size() / 64 + 1);
  const std::int64_t best = knapsack_.solve(items, capacity);
  for (const std::uint32_t k : knapsack_.taken()) taken.points.push_back(items[k].id);
  taken.parts.assign(taken.points.size(), 1.0);
  return best;
}

CapacitatedBound::Relaxed CapacitatedBound::relax(const CapacitatedBranch& branch,
                                                  std::span<const double> multiplier) {
  using State = CapacitatedBranch::State;
  Relaxed relaxed;
  for (std::size_t i = 0; i < price_.size(); ++i) {
    price_[i] = std::max<std::int64_t>(0, std::llround(multiplier[i]));
    relaxed.value += price_[i];
  }
  meter_.add(instance_.candidates());
  std::vector<std::uint32_t> free;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    if (branch.state[site] == State::closed) continue;
    profit_[site] = most_profit(site);
    if (branch.state[site] == State::free) {
      free.push_back(site);
      continue;
    }
    profit_[site] = profit(site);
    relaxed.value -= profit_[site];
    relaxed.open.push_back(site);
  }
  const auto better = [this](std::uint32_t a, std::uint32_t b) {
    return std::make_tuple(-profit_[a], a) < std::make_tuple(-profit_[b], b);
  };
  std::sort(free.begin(), free.end(), better);
  // Exactly only what may be among the best: the continuous bound of the others is no higher.
  const std::size_t wanted = std::min(free.size(), instance_.most_open() - relaxed.open.size());
  std::vector<std::uint32_t> best;
  for (const std::uint32_t site : free) {
    if (best.size() >= wanted && (wanted == 0 || profit_[site] <= profit_[best[wanted - 1]])) break;
    profit_[site] = profit(site);
    best.insert(std::upper_bound(best.begin(), best.end(), site, better), site);
  }
  for (std::size_t k = 0; k < wanted; ++k) {
    relaxed.value -= profit_[best[k]];
    relaxed.open.push_back(best[k]);
    relaxed.worst_taken = profit_[best[k]];
  }
  std::vector<std::uint8_t> is_taken(instance_.candidates(), 0);
  for (const std::uint32_t site : relaxed.open) is_taken[site] = 1;
  for (const std::uint32_t site : free)
    if (is_taken[site] == 0) relaxed.best_left = std::max(relaxed.best_left, profit_[site]);
  return relaxed;
}

void CapacitatedBound::fix(CapacitatedBranch& branch, const Relaxed& relaxed, std::int64_t wanted) const {
  using State = CapacitatedBranch::State;
  const auto too_dear = [&](std::int64_t value) { return on_granule(instance_.median, value) > wanted; };
  std::vector<std::uint8_t> is_taken(instance_.candidates(), 0);
  for (const std::uint32_t site : relaxed.open) is_taken[site] = 1;
  const bool is_full = relaxed.open.size() == instance_.most_open();
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    if (branch.state[site] != State::free) continue;
    if (is_taken[site] != 0) {
      if (too_dear(relaxed.value + profit_[site] - relaxed.best_left)) branch.state[site] = State::open;
    } else if (is_full && too_dear(relaxed.value + relaxed.worst_taken - profit_[site])) {
      branch.state[site] = State::closed;
    }
  }
}

void CapacitatedBound::offer(std::vector<std::uint32_t> open, CapacitatedIncumbent& incumbent) {
  PlaceAssignment assignment;
  constexpr int most_moves = 10;
  for (int round = 0; round < most_moves && !meter_.spent(); ++round) {
    std::vector<std::uint32_t> sorted = open;
    std::sort(sorted.begin(), sorted.end());
    if (!tried_.insert(std::move(sorted)).second) return;
    if (!assigner_.assign(open, assignment, meter_)) return;
    if (assignment.cost < incumbent.cost) {
      incumbent.cost = assignment.cost;
      incumbent.open = open;
      incumbent.assignment = assignment;
      incumbent.found = true;
    }
    std::vector<std::uint32_t> moved = assigner_.recentred(open, assignment);
    if (moved == open) return;
    open = std::move(moved);
  }
}

void CapacitatedBound::offer_forced(const CapacitatedBranch& branch, std::span<const std::uint32_t> open,
                                    CapacitatedIncumbent& incumbent) {
  const MedianInstance& median = instance_.median;
  PlaceAssignment assignment;
  assignment.site.assign(instance_.points(), CapacitatedPlan::no_site);
  std::vector<double> load(instance_.candidates(), 0.0);
  std::vector<std::uint32_t> sites;
  // What the relaxation takes, if it takes everybody once; else what is left to each point.
  const auto give = [&](std::uint32_t site, std::size_t w) {
    const std::uint32_t point = median.point_of[w];
    if (assignment.site[point] != CapacitatedPlan::no_site) return false;
    assignment.site[point] = site;
    assignment.cost += median.cost_of[w];
    load[site] += instance_.real_load[point];
    return true;
  };
  for (const std::uint32_t site : open) {
    sites.push_back(site);
    for (const std::uint32_t w : taken_[site].points)
      if (!give(site, w)) return;
  }
  if (open.empty()) {
    for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
      if (branch.state[site] == CapacitatedBranch::State::closed) continue;
      sites.push_back(site);
      for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
        if (banned_[w] == 0 && !give(site, w)) return;
    }
  }
  const auto is_served = [](std::uint32_t site) { return site != CapacitatedPlan::no_site; };
  if (!std::all_of(assignment.site.begin(), assignment.site.end(), is_served)) return;
  for (const std::uint32_t site : sites)
    if (load[site] > instance_.real_capacity[site] * (1.0 + 1e-9)) return;
  if (assignment.cost >= incumbent.cost) return;
  incumbent = {assignment.cost, std::move(sites), std::move(assignment), true};
}

void CapacitatedBound::choose_split(CapacitatedBranch& branch) const {
  using State = CapacitatedBranch::State;
  const double whole = std::max(weight_of_shares_, 1e-9);
  double nearest = 1.0;
  bool any_free = false;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    if (branch.state[site] != State::free) continue;
    any_free = true;
    const double from_half = std::abs(share_[site] / whole - 0.5);
    if (from_half >= nearest) continue;
    nearest = from_half;
    branch.split_site = site;
    branch.by_site = true;
  }
  if (any_free && nearest <= nearly_decided) return;
  const MedianInstance& median = instance_.median;
  std::vector<std::uint32_t> choices(instance_.points(), 0);
  const auto for_each_way = [&](auto visit) {
    for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
      if (branch.state[site] == State::closed) continue;
      for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
        if (banned_[w] == 0) visit(site, w);
    }
  };
  for_each_way([&](std::uint32_t, std::size_t w) { ++choices[median.point_of[w]]; });
  for_each_way([&](std::uint32_t site, std::size_t w) {
    if (choices[median.point_of[w]] < 2) return;
    const double from_half = std::abs(share_of_way_[w] / whole - 0.5);
    if (from_half >= nearest) return;
    nearest = from_half;
    branch.by_site = false;
    branch.split_site = site;
    branch.split_point = median.point_of[w];
  });
  if (nearest >= 1.0) branch.split_site = CapacitatedPlan::no_site;
}

bool CapacitatedBound::improve(CapacitatedBranch& branch, CapacitatedIncumbent& incumbent, int steps,
                               bool is_root) {
  const MedianInstance& median = instance_.median;
  if (!settle_count(instance_, branch)) return false;
  ban(branch);
  std::fill(share_.begin(), share_.end(), 0.0);
  std::fill(share_of_way_.begin(), share_of_way_.end(), 0.0);
  weight_of_shares_ = 0.0;
  std::vector<double> multiplier = *branch.multiplier;
  std::vector<double> best = multiplier;
  std::vector<double> direction(multiplier.size(), 0.0);
  double scale = is_root ? root_scale : branch_scale;
  int without_gain = 0;
  bool moved = false;
  for (int step = 0; step < steps && !meter_.spent(); ++step) {
    const Relaxed relaxed = relax(branch, multiplier);
    if (relaxed.value > branch.bound || !moved) {
      if (relaxed.value > branch.bound) without_gain = 0;
      branch.bound = std::max(branch.bound, relaxed.value);
      best = multiplier;
      moved = true;
    } else if (++without_gain >= (is_root ? root_patience : branch_patience)) {
      scale *= shrink;
      without_gain = 0;
      multiplier = best;
      std::fill(direction.begin(), direction.end(), 0.0);
      if (scale < (is_root ? root_last_scale : branch_last_scale)) break;
      continue;
    }
    std::fill(served_.begin(), served_.end(), 0.0);
    for (double& share : share_) share *= 1.0 - renewal;
    for (double& share : share_of_way_) share *= 1.0 - renewal;
    weight_of_shares_ = weight_of_shares_ * (1.0 - renewal) + renewal;
    for (const std::uint32_t site : relaxed.open) {
      share_[site] += renewal;
      const Taken& taken = taken_[site];
      for (std::size_t k = 0; k < taken.points.size(); ++k) {
        served_[median.point_of[taken.points[k]]] += taken.parts[k];
        share_of_way_[taken.points[k]] += renewal * taken.parts[k];
      }
    }
    if (step % (is_root ? 5 : 20) == 0) offer(relaxed.open, incumbent);
    const std::int64_t wanted = incumbent.cost - median.granule;
    if (on_granule(median, branch.bound) > wanted) return false;
    fix(branch, relaxed, wanted);
    if (!settle_count(instance_, branch)) return false;
    double length = 0.0;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] = momentum * direction[i] + (1.0 - momentum) * (1.0 - served_[i]);
      length += direction[i] * direction[i];
    }
    if (!(length > 1e-12)) {
      offer_forced(branch, relaxed.open, incumbent);
      break;
    }
    const auto value = static_cast<double>(relaxed.value);
    const double far =
        std::min(static_cast<double>(incumbent.cost), 1.05 * static_cast<double>(branch.bound) + 1.0);
    const double width = scale * (std::max(far, value + 1.0) - value) / length;
    for (std::size_t i = 0; i < multiplier.size(); ++i)
      multiplier[i] = std::max(0.0, multiplier[i] + width * direction[i]);
  }
  branch.multiplier = std::make_shared<const std::vector<double>>(std::move(best));
  choose_split(branch);
  if (branch.split_site == CapacitatedPlan::no_site) offer_forced(branch, {}, incumbent);
  return on_granule(median, branch.bound) <= incumbent.cost - median.granule;
}

}  // namespace quarterhour
