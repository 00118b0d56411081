#include "sim/placement/cover_instance.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace quarterhour {

IntegerDemand integer_demand(std::span<const double> demand, std::size_t copies, double at_least) {
  IntegerDemand result;
  result.weight.assign(demand.size(), 0);
  const double total = std::max(at_least, std::accumulate(demand.begin(), demand.end(), 0.0));
  if (total <= 0.0) return result;
  int total_bits = 0;
  std::frexp(total * (1.0 + 1e-9), &total_bits);
  int copy_bits = 0;
  std::frexp(static_cast<double>(copies) + 1.0, &copy_bits);
  result.exponent = std::min(52, 61 - copy_bits) - total_bits;
  for (std::size_t i = 0; i < demand.size(); ++i) {
    const double scaled = std::ldexp(demand[i], result.exponent);
    result.weight[i] = std::llround(scaled);
    if (static_cast<double>(result.weight[i]) != scaled) ++result.rounded;
  }
  return result;
}

void prefix_sums(std::span<const std::int64_t> values, std::vector<std::int64_t>& result) {
  result.resize(values.size() + 1);
  result[0] = 0;
  for (std::size_t i = 0; i < values.size(); ++i) result[i + 1] = result[i] + values[i];
}

void sums_over(const IndexRuns& reach, std::span<const std::uint32_t> candidates,
               std::span<const std::int64_t> prefix, std::span<std::int64_t> result) {
  const auto block = [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) result[k] = sum_over(reach.set(candidates[k]), prefix);
  };
  // Below this many candidates starting threads costs more than it saves.
  constexpr std::size_t worth_threads = 1024;
  if (candidates.size() < worth_threads) {
    block(0, candidates.size());
    return;
  }
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, candidates.size(), worth_threads / 2),
                    [&](const tbb::blocked_range<std::size_t>& range) { block(range.begin(), range.end()); });
}

void keep_points(IndexRuns& reach, std::span<const std::uint8_t> keep) {
  std::vector<std::uint32_t> number(keep.size() + 1, 0);
  for (std::size_t i = 0; i < keep.size(); ++i) number[i + 1] = number[i] + (keep[i] != 0 ? 1U : 0U);
  std::size_t written = 0;
  std::size_t begin = 0;
  for (std::size_t k = 0; k + 1 < reach.first.size(); ++k) {
    const std::size_t end = reach.first[k + 1];
    const std::size_t set_begin = written;
    for (std::size_t r = begin; r < end; ++r) {
      const IndexRun run{number[reach.runs[r].begin], number[reach.runs[r].end]};
      if (run.begin == run.end) continue;
      if (written > set_begin && reach.runs[written - 1].end == run.begin)
        reach.runs[written - 1].end = run.end;
      else
        reach.runs[written++] = run;
    }
    begin = end;
    reach.first[k + 1] = written;
  }
  reach.runs.resize(written);
}

void keep_candidates(CoverInstance& instance, std::span<const std::uint8_t> keep) {
  IndexRuns& reach = instance.reach;
  std::size_t kept = 0;
  std::size_t written = 0;
  std::size_t begin = 0;
  for (std::size_t k = 0; k < keep.size(); ++k) {
    const std::size_t end = reach.first[k + 1];
    if (keep[k] != 0) {
      for (std::size_t r = begin; r < end; ++r) reach.runs[written++] = reach.runs[r];
      instance.original[kept] = instance.original[k];
      instance.cost[kept] = instance.cost[k];
      reach.first[++kept] = written;
    }
    begin = end;
  }
  reach.runs.resize(written);
  reach.first.resize(kept + 1);
  instance.original.resize(kept);
  instance.cost.resize(kept);
  if (!instance.rules || kept == keep.size()) return;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t k = 0; k < keep.size(); ++k)
    if (keep[k] != 0) positions.push_back(k);
  instance.rules = std::make_shared<const RuledSites>(instance.rules->restricted(positions));
}

void drop_idle_points(CoverInstance& instance) {
  std::vector<std::int64_t> change(instance.weight.size() + 1, 0);
  for (const IndexRun run : instance.reach.runs) {
    ++change[run.begin];
    --change[run.end];
  }
  std::vector<std::uint8_t> keep(instance.weight.size(), 0);
  std::int64_t depth = 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    depth += change[i];
    if (depth == 0 || instance.weight[i] == 0) continue;
    keep[i] = 1;
    if (!instance.multiplier.empty()) instance.multiplier[kept] = instance.multiplier[i];
    instance.weight[kept++] = instance.weight[i];
  }
  instance.weight.resize(kept);
  if (!instance.multiplier.empty()) instance.multiplier.resize(kept);
  keep_points(instance.reach, keep);
}

double CoverInstance::least_cost(std::size_t unit, int sites) const {
  if (sites <= 0) return 0.0;
  const auto& prices = cheapest[unit];
  if (static_cast<std::size_t>(sites) > prices.size()) return std::numeric_limits<double>::infinity();
  return std::accumulate(prices.begin(), prices.begin() + sites, 0.0);
}

void note_cheapest(CoverInstance& instance) {
  if (!instance.rules) return;
  const RuledSites& rules = *instance.rules;
  instance.cheapest.assign(rules.least.size(), {});
  for (std::size_t k = 0; k < instance.candidate_count(); ++k)
    if (rules.least[rules.unit[k]] > 0) instance.cheapest[rules.unit[k]].push_back(instance.cost[k]);
  for (std::size_t u = 0; u < rules.least.size(); ++u) {
    auto& prices = instance.cheapest[u];
    const auto wanted = std::min(prices.size(), static_cast<std::size_t>(rules.least[u]));
    std::partial_sort(prices.begin(), prices.begin() + static_cast<std::ptrdiff_t>(wanted), prices.end());
    prices.resize(wanted);
  }
}

CoverInstance restricted(const CoverInstance& instance, std::span<const std::uint32_t> kept,
                         std::vector<std::int64_t> multiplier) {
  CoverInstance result = instance;
  result.multiplier = std::move(multiplier);
  std::vector<std::uint8_t> keep(instance.candidate_count(), 0);
  for (const std::uint32_t k : kept) keep[k] = 1;
  keep_candidates(result, keep);
  drop_idle_points(result);
  merge_demand(result);
  result.total = std::accumulate(result.weight.begin(), result.weight.end(), std::int64_t{0});
  note_cheapest(result);
  return result;
}

CoverInstance prepare_cover(const CoverProblem& problem, std::vector<std::int64_t> weight,
                            std::shared_ptr<const RuledSites> rules) {
  CoverInstance instance;
  instance.weight = std::move(weight);
  instance.reach = problem.reach;
  instance.by_count = problem.count.has_value();
  instance.budget = instance.by_count ? static_cast<double>(*problem.count) : *problem.budget;
  const std::size_t candidates = problem.reach.set_count();
  instance.original.resize(candidates);
  std::iota(instance.original.begin(), instance.original.end(), 0U);
  if (instance.by_count || problem.cost.empty())
    instance.cost.assign(candidates, 1.0);
  else
    instance.cost = problem.cost;

  instance.rules = std::move(rules);
  std::vector<std::uint8_t> affordable(candidates);
  for (std::size_t k = 0; k < candidates; ++k) affordable[k] = instance.affords(instance.cost[k]) ? 1 : 0;
  keep_candidates(instance, affordable);
  drop_idle_points(instance);
  merge_candidates(instance);
  merge_demand(instance);
  // Fewer candidates make more points alike, and the other way round.
  while (drop_dominated(instance) && merge_demand(instance)) {}
  note_cheapest(instance);
  for (const std::int64_t w : instance.weight) instance.total += w;
  std::int64_t divisor = 0;
  for (const std::int64_t w : instance.weight) divisor = std::gcd(divisor, w);
  instance.granule = std::max<std::int64_t>(divisor, 1);
  return instance;
}

}  // namespace quarterhour
