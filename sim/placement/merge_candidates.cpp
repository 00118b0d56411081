#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/placement/cover_instance.h"

namespace quarterhour {

namespace {

std::uint64_t hash_of(std::span<const IndexRun> runs) {
  std::uint64_t hash = 0x84222325cbf29ce4ULL;
  for (const IndexRun run : runs) {
    hash = (hash ^ run.begin) * 0x9e3779b97f4a7c15ULL;
    hash = ((hash ^ (hash >> 29)) ^ run.end) * 0xbf58476d1ce4e5b9ULL;
  }
  return hash ^ (hash >> 32);
}

/// Whether every run of `inner` lies in one of `outer`. Runs of one set never touch each other.
bool contained(std::span<const IndexRun> inner, std::span<const IndexRun> outer) {
  std::size_t at = 0;
  for (const IndexRun run : inner) {
    while (at < outer.size() && outer[at].end < run.end) ++at;
    if (at == outer.size() || outer[at].begin > run.begin) return false;
  }
  return true;
}

/// Candidates of each point, in compressed rows.
struct CandidatesOfPoints {
  std::vector<std::size_t> first;
  std::vector<std::uint32_t> candidate;
};

CandidatesOfPoints invert(const CoverInstance& instance) {
  CandidatesOfPoints result;
  result.first.assign(instance.point_count() + 1, 0);
  for (const IndexRun run : instance.reach.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i) ++result.first[i + 1];
  std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
  result.candidate.resize(result.first.back());
  std::vector<std::size_t> next(result.first.begin(), result.first.end() - 1);
  for (std::uint32_t k = 0; k < instance.candidate_count(); ++k)
    for (const IndexRun run : instance.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) result.candidate[next[i]++] = k;
  return result;
}

}  // namespace

bool merge_candidates(CoverInstance& instance) {
  const std::size_t candidates = instance.candidate_count();
  const RuledSites* rules = instance.rules.get();
  std::vector<std::uint64_t> hash(candidates);
  for (std::size_t k = 0; k < candidates; ++k) hash[k] = hash_of(instance.reach.set(k));
  std::vector<std::uint32_t> order(candidates);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (hash[a] != hash[b]) return hash[a] < hash[b];
    if (rules != nullptr && rules->unit[a] != rules->unit[b]) return rules->unit[a] < rules->unit[b];
    if (rules != nullptr && rules->spacing_m > 0.0 && rules->location[a] != rules->location[b])
      return std::pair(rules->location[a].x_m, rules->location[a].y_m) <
             std::pair(rules->location[b].x_m, rules->location[b].y_m);
    if (instance.cost[a] != instance.cost[b]) return instance.cost[a] < instance.cost[b];
    return a < b;
  });
  // A copy stays as long as the unit may need it for its minimum, or as it stands elsewhere than the others.
  const auto interchangeable = [&](std::uint32_t a, std::uint32_t b) {
    return rules == nullptr || (rules->unit[a] == rules->unit[b] &&
                                (rules->spacing_m <= 0.0 || rules->location[a] == rules->location[b]));
  };
  std::vector<std::uint8_t> keep(candidates, 1);
  for (std::size_t begin = 0, end = 0; begin < candidates; begin = end) {
    while (end < candidates && hash[order[end]] == hash[order[begin]]) ++end;
    std::size_t model_at = begin;
    int copies = 0;
    for (std::size_t k = begin; k < end; ++k) {
      const auto model = instance.reach.set(order[model_at]);
      const auto runs = instance.reach.set(order[k]);
      const int least = rules == nullptr ? 0 : rules->least[rules->unit[order[k]]];
      const bool copy = k > begin && std::equal(runs.begin(), runs.end(), model.begin(), model.end()) &&
                        interchangeable(order[model_at], order[k]);
      if (!copy && k > begin && rules != nullptr) {
        model_at = k;
        copies = 0;
      }
      // With a spacing, copies are of one place: no two of them can be chosen anyway.
      const int worth = rules != nullptr && rules->spacing_m <= 0.0 ? std::max(1, least) : 1;
      if (copy) ++copies;
      if ((runs.empty() && least == 0) || (copy && copies >= worth)) keep[order[k]] = 0;
    }
  }
  const bool any = std::find(keep.begin(), keep.end(), 0) != keep.end();
  if (any) keep_candidates(instance, keep);
  return any;
}

bool drop_dominated(CoverInstance& instance) {
  constexpr std::size_t most_pairs = 40'000'000;
  constexpr std::size_t most_comparisons = 400'000'000;
  std::size_t pairs = 0;
  for (const IndexRun run : instance.reach.runs) pairs += run.end - run.begin;
  const RuledSites* rules = instance.rules.get();
  if (pairs > most_pairs || (rules != nullptr && rules->spacing_m > 0.0)) return false;

  const std::size_t candidates = instance.candidate_count();
  const CandidatesOfPoints of_point = invert(instance);
  std::vector<std::uint32_t> rarest(candidates, 0);
  std::size_t comparisons = 0;
  const auto rivals = [&](std::uint32_t point) { return of_point.first[point + 1] - of_point.first[point]; };
  for (std::size_t k = 0; k < candidates; ++k) {
    if (instance.reach.set(k).empty()) continue;
    rarest[k] = instance.reach.set(k).front().begin;
    for (const IndexRun run : instance.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (rivals(i) < rivals(rarest[k])) rarest[k] = i;
    comparisons += rivals(rarest[k]);
  }
  if (comparisons > most_comparisons) return false;

  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  std::vector<std::int64_t> gain(candidates);
  for (std::size_t k = 0; k < candidates; ++k) gain[k] = sum_over(instance.reach.set(k), prefix);
  std::vector<std::uint8_t> keep(candidates, 1);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, candidates, 64), [&](const auto& range) {
    for (std::size_t k = range.begin(); k < range.end(); ++k) {
      if (instance.reach.set(k).empty()) continue;
      int wanted = rules == nullptr ? 1 : std::max(1, rules->least[rules->unit[k]]);
      for (std::size_t at = of_point.first[rarest[k]]; at < of_point.first[rarest[k] + 1]; ++at) {
        const std::uint32_t other = of_point.candidate[at];
        // Equal sets were merged and weights are positive: a true superset weighs more.
        if (gain[other] <= gain[k] || instance.cost[other] > instance.cost[k]) continue;
        if (rules != nullptr && rules->unit[other] != rules->unit[k]) continue;
        if (!contained(instance.reach.set(k), instance.reach.set(other)) || --wanted > 0) continue;
        keep[k] = 0;
        break;
      }
    }
  });
  const bool any = std::find(keep.begin(), keep.end(), 0) != keep.end();
  if (any) keep_candidates(instance, keep);
  return any;
}

}  // namespace quarterhour
