#include <algorithm>

#include "sim/placement/cover_exchange.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

/// The problem's candidates, none merged, whose whole reach weighs at least `least`, and the points with weight.
CoverInstance unmerged(const CoverProblem& problem, std::span<const std::int64_t> weight,
                       std::int64_t least) {
  CoverInstance instance;
  std::vector<std::int64_t> prefix;
  prefix_sums(weight, prefix);
  for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k) {
    const auto runs = problem.reach.set(k);
    if (sum_over(runs, prefix) < least) continue;
    instance.original.push_back(k);
    instance.reach.runs.insert(instance.reach.runs.end(), runs.begin(), runs.end());
    instance.reach.first.push_back(instance.reach.runs.size());
  }
  instance.cost.assign(instance.original.size(), 1.0);
  instance.weight.assign(weight.begin(), weight.end());
  instance.budget = static_cast<double>(*problem.count);
  drop_idle_points(instance);
  return instance;
}

/// Puts the lowest candidate in the place of each site that it equals or betters, until there is none. Sites that add
/// nothing leave for the candidate that adds most, or for good.
void settle(CoverGains& gains, std::vector<std::uint32_t> sites) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::uint32_t& site : sites) {
      const std::int64_t loss = gains.loss(site);
      gains.remove(site);
      std::uint32_t enters = site;
      if (loss > 0)
        enters = gains.lowest_with(loss, site);
      else if (const CoverGains::Best best = gains.best(); best.gain > 0)
        enters = best.candidate;
      else
        enters = CoverGains::nowhere;
      changed |= enters != site;
      site = enters;
      if (enters != CoverGains::nowhere) gains.add(enters);
    }
    std::erase(sites, CoverGains::nowhere);
  }
}

/// The least that a chosen candidate covers alone.
std::int64_t least_alone(const CoverProblem& problem, std::span<const std::int64_t> weight,
                         std::span<const std::uint32_t> chosen) {
  std::vector<std::uint32_t> times(weight.size(), 0);
  for (const std::uint32_t k : chosen)
    for (const IndexRun run : problem.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) ++times[i];
  std::int64_t least = INT64_MAX;
  for (const std::uint32_t k : chosen) {
    std::int64_t alone = 0;
    for (const IndexRun run : problem.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (times[i] == 1) alone += weight[i];
    least = std::min(least, alone);
  }
  return least;
}

}  // namespace

std::vector<std::uint32_t> settled_by_priority(const CoverProblem& problem,
                                               std::span<const std::int64_t> weight,
                                               std::vector<std::uint32_t> chosen) {
  const std::size_t count = chosen.size();
  std::int64_t least = INT64_MAX;
  while (true) {
    // Candidates whose whole reach weighs less than what each site covers alone replace none.
    std::sort(chosen.begin(), chosen.end());
    least = std::min(least, least_alone(problem, weight, chosen));
    const CoverInstance instance = unmerged(problem, weight, std::max<std::int64_t>(least, 1));
    std::vector<std::uint32_t> sites;
    for (const std::uint32_t k : chosen)
      if (std::binary_search(instance.original.begin(), instance.original.end(), k))
        sites.push_back(place_among(instance.original, k));
    CoverGains gains(instance);
    for (const std::uint32_t k : sites) gains.add(k);
    settle(gains, sites);
    std::int64_t least_now = INT64_MAX;
    for (const std::uint32_t k : gains.chosen()) least_now = std::min(least_now, gains.loss(k));
    const std::vector<std::uint32_t> settled = gains.chosen();
    chosen.clear();
    if (least_now < least && least > 1) {
      for (const std::uint32_t k : settled) chosen.push_back(instance.original[k]);
      continue;
    }
    gains.clear();
    gains.allow_only(settled);
    CoverStop no_limit;
    WorkMeter meter(no_limit, UINT64_MAX);
    fill_with_best(gains, count, meter);
    for (const std::uint32_t k : gains.chosen()) chosen.push_back(instance.original[k]);
    return chosen;
  }
}

void settle_ties(const CoverProblem& problem, std::span<const std::int64_t> weight, const RuledSites* rules,
                 std::vector<std::uint32_t>& chosen) {
  const std::size_t candidates = problem.reach.set_count();
  const auto cost = [&](std::uint32_t k) {
    return problem.budget && !problem.cost.empty() ? problem.cost[k] : 1.0;
  };
  std::vector<std::int64_t> open(weight.begin(), weight.end());
  std::vector<std::int64_t> prefix;
  prefix_sums(open, prefix);
  std::vector<std::int64_t> reach_weight(candidates);
  for (std::size_t k = 0; k < candidates; ++k) reach_weight[k] = sum_over(problem.reach.set(k), prefix);
  std::vector<std::uint32_t> times(weight.size(), 0);
  const auto enter = [&](std::uint32_t candidate) {
    for (const IndexRun run : problem.reach.set(candidate))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (times[i]++ == 0) open[i] = 0;
  };
  const auto leave = [&](std::uint32_t candidate) {
    for (const IndexRun run : problem.reach.set(candidate))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (--times[i] == 0) open[i] = weight[i];
  };
  std::optional<SiteRoom> room;
  if (rules != nullptr) room.emplace(*rules);
  const auto allows = [&](std::uint32_t candidate, std::uint32_t leaving) {
    return !room || (room->allows(candidate) &&
                     (!room->wants(leaving) || rules->unit[leaving] == rules->unit[candidate]));
  };
  for (const std::uint32_t k : chosen) {
    enter(k);
    if (room) room->add(k);
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::uint32_t& site : chosen) {
      leave(site);
      if (room) room->remove(site);
      prefix_sums(open, prefix);
      const std::int64_t gain = sum_over(problem.reach.set(site), prefix);
      for (std::uint32_t k = 0; k < site; ++k) {
        if (reach_weight[k] < gain || cost(k) > cost(site)) continue;
        if (sum_over(problem.reach.set(k), prefix) < gain || !allows(k, site)) continue;
        site = k;
        changed = true;
        break;
      }
      enter(site);
      if (room) room->add(site);
    }
  }
}

}  // namespace quarterhour
