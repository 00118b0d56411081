// Plans under capacities: from what a relaxation takes, by exchanges, and the only one that a branch has.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

void CapacitatedBound::exchange(CapacitatedIncumbent& incumbent) {
  constexpr int most_tries = 60;
  struct Pair {
    std::int64_t gain;
    std::uint32_t in;
    std::uint32_t out;
  };
  const auto better = [](const Pair& a, const Pair& b) {
    return std::tie(b.gain, a.in, a.out) < std::tie(a.gain, b.in, b.out);
  };
  bool is_better = incumbent.found && incumbent.open != exchanged_;
  while (is_better && !meter_.spent() && !incumbent.is_enough(instance_)) {
    is_better = false;
    exchanged_ = incumbent.open;
    PlaceAssignment shared;
    if (!sharer_.share(incumbent.open, shared, meter_)) return;
    const std::vector<double> multiplier = sharer_.multipliers();
    for (std::size_t i = 0; i < price_.size(); ++i)
      price_[i] = std::max<std::int64_t>(0, std::llround(std::min(multiplier[i], largest_multiplier_)));
    LimitedRoom room(instance_.limits);
    std::vector<std::uint8_t> is_open(instance_.candidates(), 0);
    std::vector<std::uint32_t> leave;
    for (const std::uint32_t site : incumbent.open) {
      is_open[site] = 1;
      if (instance_.stands[site] != 0) continue;
      room.add(site);
      leave.push_back(site);
    }
    std::vector<std::int64_t> worth(instance_.candidates());
    for (std::uint32_t site = 0; site < instance_.candidates(); ++site) worth[site] = most_profit(site);
    meter_.add(instance_.candidates() + instance_.median.cost_of.size() / ways_a_step);
    std::vector<Pair> pairs;
    for (std::uint32_t in = 0; in < instance_.candidates(); ++in) {
      if (is_open[in] != 0) continue;
      for (const std::uint32_t out : leave)
        if (worth[in] > worth[out] && room.allows_exchange(in, out))
          pairs.push_back({worth[in] - worth[out], in, out});
    }
    const std::size_t tried = std::min<std::size_t>(pairs.size(), most_tries);
    std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(tried), pairs.end(), better);
    pairs.resize(tried);
    for (const Pair& pair : pairs) {
      if (meter_.spent()) return;
      std::vector<std::uint32_t> open = incumbent.open;
      std::replace(open.begin(), open.end(), pair.out, pair.in);
      std::vector<std::uint32_t> sorted = open;
      std::sort(sorted.begin(), sorted.end());
      if (!tried_.insert(std::move(sorted)).second) continue;
      PlaceAssignment assignment;
      if (!assign(open, assignment) || assignment.cost >= incumbent.cost) continue;
      incumbent = {assignment.cost, std::move(open), std::move(assignment), true};
      is_better = true;
      break;
    }
  }
}

std::vector<std::uint32_t> CapacitatedBound::within_limits(std::span<const std::uint32_t> open) const {
  std::vector<std::uint32_t> plan;
  LimitedRoom room(instance_.limits);
  const auto add = [&](std::uint32_t site) {
    if (!room.allows(site)) return;
    room.add(site);
    plan.push_back(site);
  };
  std::vector<std::uint32_t> fresh;
  for (const std::uint32_t site : open) {
    if (instance_.stands[site] != 0)
      plan.push_back(site);
    else
      fresh.push_back(site);
  }
  const auto rank = [this](std::uint32_t site) {
    return static_cast<double>(profit_[site]) / instance_.limits.cost_of(site);
  };
  const auto better = [&](std::uint32_t a, std::uint32_t b) {
    const double rank_a = rank(a);
    const double rank_b = rank(b);
    return rank_a != rank_b ? rank_a > rank_b : a < b;
  };
  std::sort(fresh.begin(), fresh.end(), better);
  for (const std::uint32_t site : fresh) add(site);
  std::vector<std::uint32_t> others;
  for (const std::uint32_t site : free_)
    if (room.allows(site)) others.push_back(site);
  std::sort(others.begin(), others.end(), better);
  for (const std::uint32_t site : others)
    if (room.wants(site)) add(site);
  for (const std::uint32_t site : others)
    if (profit_[site] > 0) add(site);
  if (room.missing() > 0) plan.clear();
  return plan;
}

bool CapacitatedBound::assign(std::span<const std::uint32_t> open, PlaceAssignment& assignment) {
  return instance_.splits ? sharer_.share(open, assignment, meter_)
                          : assigner_.assign(open, assignment, meter_);
}

void CapacitatedBound::offer(std::vector<std::uint32_t> open, CapacitatedIncumbent& incumbent) {
  PlaceAssignment assignment;
  constexpr int most_moves = 10;
  open = within_limits(open);
  if (open.empty()) return;
  // What is offered last, when the search is cut short, is tried all the same.
  for (int round = 0; round < most_moves && (round == 0 || !meter_.spent()); ++round) {
    std::vector<std::uint32_t> sorted = open;
    std::sort(sorted.begin(), sorted.end());
    if (!tried_.insert(std::move(sorted)).second) return;
    if (!assign(open, assignment)) return;
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
  assignment.site.assign(instance_.points(), no_site);
  std::vector<double> load(instance_.candidates(), 0.0);
  std::vector<std::uint32_t> sites;
  // What the relaxation takes, if it takes everybody once; else what is left to each point.
  const auto give = [&](std::uint32_t site, std::size_t w) {
    const std::uint32_t point = median.point_of[w];
    if (assignment.site[point] != no_site) return false;
    assignment.site[point] = site;
    assignment.cost += median.cost_of[w];
    load[site] += instance_.real_load[point];
    return true;
  };
  LimitedRoom room(instance_.limits);
  for (const std::uint32_t site : open) {
    sites.push_back(site);
    if (instance_.stands[site] == 0) room.add(site);
    for (const std::uint32_t w : taken_[site].points)
      if (!give(site, w)) return;
  }
  if (!open.empty() && !room.is_plan()) return;
  if (open.empty()) {
    for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
      if (branch.state[site] == CapacitatedBranch::State::closed) continue;
      sites.push_back(site);
      if (instance_.stands[site] == 0) room.add(site);
      for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
        if (banned_[w] == 0 && !give(site, w)) return;
    }
    if (!room.is_plan()) return;
  }
  const auto is_served = [](std::uint32_t site) { return site != no_site; };
  if (!std::all_of(assignment.site.begin(), assignment.site.end(), is_served)) return;
  for (const std::uint32_t site : sites)
    if (load[site] > instance_.real_capacity[site] * (1.0 + 1e-9)) return;
  if (assignment.cost >= incumbent.cost) return;
  incumbent = {assignment.cost, std::move(sites), std::move(assignment), true};
}

}  // namespace quarterhour
