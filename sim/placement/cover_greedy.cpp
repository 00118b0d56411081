#include <algorithm>
#include <queue>

#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

/// A gain that was true for the set of `size` candidates and can only have fallen since.
struct LazyGain {
  double rank = 0.0;
  std::int64_t gain = 0;
  std::uint32_t candidate = 0;
  std::size_t size = 0;

  bool operator<(const LazyGain& other) const {
    if (rank != other.rank) return rank < other.rank;
    return candidate > other.candidate;
  }
};

}  // namespace

void fill_greedily(CoverSet& set, std::span<const std::uint32_t> pool, GreedyRule rule, WorkMeter& meter,
                   std::span<const std::int64_t> charge) {
  const CoverInstance& instance = set.instance();
  const auto ranked = [&](std::uint32_t candidate, std::int64_t gain) {
    // Gains stay below 2^52: the rank by gain alone is exact.
    const auto net = static_cast<double>(charge.empty() ? gain : gain - charge[candidate]);
    const double rank = rule == GreedyRule::gain ? net : net / instance.cost[candidate];
    return LazyGain{rank, gain, candidate, set.chosen().size()};
  };
  std::vector<std::int64_t> gains(pool.size());
  sums_over(instance.reach, pool, set.open_prefix(), gains);
  meter.add(pool.size());
  std::vector<LazyGain> heap;
  heap.reserve(pool.size());
  for (std::size_t k = 0; k < pool.size(); ++k)
    if (gains[k] > 0 || set.wants(pool[k])) heap.push_back(ranked(pool[k], gains[k]));
  std::priority_queue<LazyGain> queue(std::less<LazyGain>(), std::move(heap));
  double spent = set.spent();
  while (!queue.empty()) {
    const LazyGain top = queue.top();
    queue.pop();
    if (!instance.affords(spent + instance.cost[top.candidate])) {
      if (instance.by_count) return;
      continue;
    }
    // Nothing leaves while filling, so what finds no room now finds none later.
    if (!set.allows(top.candidate)) continue;
    if (top.size == set.chosen().size()) {
      set.add(top.candidate);
      spent += instance.cost[top.candidate];
      continue;
    }
    const std::int64_t gain = sum_over(instance.reach.set(top.candidate), set.open_prefix());
    meter.add(1);
    if (gain > 0 || set.wants(top.candidate)) queue.push(ranked(top.candidate, gain));
  }
}

}  // namespace quarterhour
