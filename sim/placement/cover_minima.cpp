#include <algorithm>
#include <random>

#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

/// Takes out what a set that holds too much can best spare: the cheapest loss first, units' minima kept.
void shed(CoverSet& set, std::uint32_t keep, WorkMeter& meter) {
  const CoverInstance& instance = set.instance();
  while (!instance.affords(set.spent())) {
    std::int64_t best_covered = -1;
    std::uint32_t best = keep;
    const std::vector<std::uint32_t> chosen = set.chosen();
    for (const std::uint32_t site : chosen) {
      if (site == keep || !set.room()->spares(site)) continue;
      set.remove(site);
      if (set.covered() > best_covered) {
        best_covered = set.covered();
        best = site;
      }
      set.add(site);
      meter.add(1);
    }
    if (best == keep) return;
    set.remove(best);
  }
}

}  // namespace

void meet_minima(CoverSet& set, std::span<const std::uint32_t> pool, std::uint64_t seed, WorkMeter& meter) {
  if (set.missing() == 0) return;
  const RuledSites& rules = set.room()->sites();
  std::mt19937_64 random(seed);
  std::vector<int> entered(set.instance().candidate_count(), 0);
  const int most_rounds = 20 + 10 * set.missing();
  for (int round = 1; round <= most_rounds && set.missing() > 0 && !meter.spent(); ++round) {
    std::vector<int> in_the_way(set.instance().candidate_count(), 0);
    for (const std::uint32_t site : set.chosen())
      rules.conflicts(site, [&](std::uint32_t other) { ++in_the_way[other]; });
    // The fewest to take out, those that have waited longest, then the most covered; some luck against going in circles.
    std::uint32_t best = UINT32_MAX;
    std::int64_t best_rank = INT64_MAX;
    std::int64_t best_gain = -1;
    for (const std::uint32_t k : pool) {
      if (!set.wants(k) || std::find(set.chosen().begin(), set.chosen().end(), k) != set.chosen().end())
        continue;
      const std::int64_t rank =
          16 * (in_the_way[k] + 2 * entered[k]) + (round > 1 ? static_cast<std::int64_t>(random() % 16) : 0);
      if (rank > best_rank) continue;
      const std::int64_t gain = sum_over(set.instance().reach.set(k), set.open_prefix());
      meter.add(1);
      if (rank == best_rank && gain <= best_gain) continue;
      best = k;
      best_rank = rank;
      best_gain = gain;
    }
    if (best == UINT32_MAX) return;
    const std::vector<std::uint32_t> chosen = set.chosen();
    for (const std::uint32_t site : chosen)
      if (rules.conflict(site, best)) set.remove(site);
    set.add(best);
    ++entered[best];
    shed(set, best, meter);
  }
}

}  // namespace quarterhour
