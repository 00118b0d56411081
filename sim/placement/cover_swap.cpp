#include <algorithm>

#include "sim/placement/cover_search.h"

namespace quarterhour {

Swap evaluate_swap(CoverSet& set, std::uint32_t out, std::span<const std::uint32_t> by_weight,
                   std::span<const std::int64_t> reach_weight, WorkMeter& meter) {
  const CoverInstance& instance = set.instance();
  const std::int64_t before = set.covered();
  const std::size_t place = static_cast<std::size_t>(
      std::find(set.chosen().begin(), set.chosen().end(), out) - set.chosen().begin());
  const int missing_before = set.missing();
  set.remove(out);
  const std::int64_t loss = before - set.covered();
  const double spent = set.spent();
  Swap best{out, out, 0};
  std::int64_t best_gain = loss;
  // A gain is at most the candidate's whole reach, so the search ends where that falls to the best found. The
  // blocks make the number of evaluations independent of the number of threads.
  constexpr std::size_t block = 4096;
  std::vector<std::int64_t> gains(std::min(block, by_weight.size()));
  for (std::size_t begin = 0; begin < by_weight.size(); begin += block) {
    std::size_t size = std::min(block, by_weight.size() - begin);
    while (size > 0 && reach_weight[by_weight[begin + size - 1]] <= best_gain) --size;
    if (size == 0) break;
    const auto candidates = by_weight.subspan(begin, size);
    sums_over(instance.reach, candidates, set.open_prefix(), gains);
    meter.add(size);
    for (std::size_t k = 0; k < size; ++k) {
      const std::uint32_t candidate = candidates[k];
      const bool better =
          gains[k] > best_gain || (gains[k] == best_gain && best.improvement > 0 && candidate < best.in);
      if (!better || !instance.affords(spent + instance.cost[candidate])) continue;
      if (!set.allows(candidate) || set.missing() - (set.wants(candidate) ? 1 : 0) > missing_before) continue;
      best_gain = gains[k];
      best.in = candidate;
      best.improvement = gains[k] - loss;
    }
  }
  set.add(out);
  set.restore_place(place);
  return best;
}

void apply_swap(CoverSet& set, const Swap& swap) {
  set.remove(swap.out);
  set.add(swap.in);
}

void improve_by_swaps(CoverSet& set, std::span<const std::uint32_t> by_weight,
                      std::span<const std::int64_t> reach_weight, WorkMeter& meter) {
  std::size_t since_improved = 0;
  std::size_t at = 0;
  while (!set.chosen().empty() && since_improved < set.chosen().size() && !meter.spent()) {
    if (at >= set.chosen().size()) at = 0;
    const Swap swap = evaluate_swap(set, set.chosen()[at], by_weight, reach_weight, meter);
    if (swap.improvement > 0) {
      apply_swap(set, swap);
      since_improved = 0;
      // The new one stands at the end; the next to leave now stands here.
    } else {
      ++since_improved;
      ++at;
    }
  }
}

}  // namespace quarterhour
