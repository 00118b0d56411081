#include <algorithm>
#include <cmath>
#include <queue>

#include "sim/placement/require_search.h"

namespace quarterhour {

namespace {

/// A rank that was true for the set of `size` candidates and can only have fallen since.
struct LazyRank {
  double rank = 0.0;
  std::uint32_t candidate = 0;
  std::size_t size = 0;

  bool operator<(const LazyRank& other) const {
    if (rank != other.rank) return rank < other.rank;
    return candidate > other.candidate;
  }
};

/// Prefix sums of the worth of points that still matter.
void open_worth(const RequireSet& set, std::span<const std::int64_t> worth,
                std::vector<std::int64_t>& prefix) {
  prefix.resize(worth.size() + 1);
  prefix[0] = 0;
  for (std::size_t i = 0; i < worth.size(); ++i) prefix[i + 1] = prefix[i] + (set.matters(i) ? worth[i] : 0);
}

}  // namespace

void fill_requirement(RequireSet& set, std::span<const std::uint32_t> pool,
                      std::span<const std::int64_t> worth, WorkMeter& meter) {
  const RequireInstance& instance = set.instance();
  std::vector<std::int64_t> prefix;
  open_worth(set, worth, prefix);
  const auto rank_of = [&](std::uint32_t candidate) {
    const std::int64_t gain = sum_over(instance.cover.reach.set(candidate), prefix);
    return static_cast<double>(gain) / static_cast<double>(instance.cost[candidate]);
  };
  std::vector<LazyRank> heap;
  for (const std::uint32_t k : pool)
    if (const double rank = rank_of(k); rank > 0.0) heap.push_back({rank, k, set.chosen().size()});
  meter.add(pool.size());
  std::priority_queue<LazyRank> queue(std::less<LazyRank>(), std::move(heap));
  while (!queue.empty() && !set.meets()) {
    LazyRank top = queue.top();
    queue.pop();
    if (!set.allows(top.candidate)) continue;
    if (top.size == set.chosen().size()) {
      set.add(top.candidate);
      open_worth(set, worth, prefix);
      continue;
    }
    top.rank = rank_of(top.candidate);
    top.size = set.chosen().size();
    meter.add(1);
    if (top.rank > 0.0) queue.push(top);
  }
  // What only a minimum asks for: the cheapest there is room for.
  std::vector<std::uint32_t> by_cost(pool.begin(), pool.end());
  if (set.missing() > 0)
    std::stable_sort(by_cost.begin(), by_cost.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return instance.cost[a] < instance.cost[b]; });
  for (const std::uint32_t k : by_cost) {
    if (set.missing() == 0) break;
    if (set.wants(k) && set.allows(k)) set.add(k);
  }
  drop_needless(set);
}

void drop_needless(RequireSet& set) {
  if (!set.meets()) return;
  std::vector<std::uint32_t> order(set.chosen().rbegin(), set.chosen().rend());
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return set.instance().cost[a] > set.instance().cost[b];
  });
  for (const std::uint32_t k : order) {
    set.remove(k);
    if (!set.meets()) set.add(k);
  }
}

}  // namespace quarterhour
