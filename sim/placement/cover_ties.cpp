#include <algorithm>

#include "sim/placement/cover_search.h"

namespace quarterhour {

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
