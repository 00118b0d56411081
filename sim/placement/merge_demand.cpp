#include <algorithm>
#include <cstddef>
#include <numeric>

#include "sim/placement/cover_instance.h"

namespace quarterhour {

namespace {

/// SplitMix64 (Steele, Lea & Flood 2014): a well-mixed number for each candidate.
std::uint64_t mixed(std::uint64_t key) {
  key += 0x9e3779b97f4a7c15ULL;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9ULL;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebULL;
  return key ^ (key >> 31);
}

/// Moves the weight of every point to its leader and removes the others. leader[i] <= i.
bool gather(CoverInstance& instance, std::span<const std::uint32_t> leader) {
  const bool has_multiplier = !instance.multiplier.empty();
  std::vector<std::uint8_t> keep(leader.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < leader.size(); ++i) {
    keep[i] = leader[i] == i ? 1 : 0;
    kept += keep[i];
    if (keep[i] != 0) continue;
    instance.weight[leader[i]] += instance.weight[i];
    if (has_multiplier) instance.multiplier[leader[i]] += instance.multiplier[i];
  }
  if (kept == leader.size()) return false;
  std::size_t written = 0;
  for (std::size_t i = 0; i < leader.size(); ++i) {
    if (keep[i] == 0) continue;
    if (has_multiplier) instance.multiplier[written] = instance.multiplier[i];
    instance.weight[written++] = instance.weight[i];
  }
  instance.weight.resize(written);
  if (has_multiplier) instance.multiplier.resize(written);
  keep_points(instance.reach, keep);
  return true;
}

/// Neighbours with no end of a run between them are covered by the same candidates.
bool merge_neighbours(CoverInstance& instance) {
  std::vector<std::uint8_t> edge(instance.weight.size() + 1, 0);
  for (const IndexRun run : instance.reach.runs) edge[run.begin] = edge[run.end] = 1;
  std::vector<std::uint32_t> leader(instance.weight.size());
  for (std::uint32_t i = 0; i < leader.size(); ++i) leader[i] = i > 0 && edge[i] == 0 ? leader[i - 1] : i;
  return gather(instance, leader);
}

/// Points that look alike, in groups of at least two.
struct LookAlikes {
  /// Members of all groups by rising point, and the group of each.
  std::vector<std::uint32_t> point;
  std::vector<std::uint32_t> group;
  std::vector<std::uint32_t> group_size;
};

LookAlikes look_alikes(const CoverInstance& instance) {
  const std::size_t points = instance.weight.size();
  std::vector<std::uint64_t> signature(points + 1, 0);
  for (std::size_t k = 0; k < instance.candidate_count(); ++k)
    for (const IndexRun run : instance.reach.set(k)) {
      signature[run.begin] += mixed(k);
      signature[run.end] -= mixed(k);
    }
  std::partial_sum(signature.begin(), signature.end(), signature.begin());
  std::vector<std::uint32_t> order(points);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return signature[a] != signature[b] ? signature[a] < signature[b] : a < b;
  });
  constexpr std::uint32_t alone = UINT32_MAX;
  std::vector<std::uint32_t> group_of(points, alone);
  LookAlikes result;
  for (std::size_t begin = 0, end = 0; begin < points; begin = end) {
    while (end < points && signature[order[end]] == signature[order[begin]]) ++end;
    if (end - begin < 2) continue;
    for (std::size_t k = begin; k < end; ++k)
      group_of[order[k]] = static_cast<std::uint32_t>(result.group_size.size());
    result.group_size.push_back(static_cast<std::uint32_t>(end - begin));
  }
  for (std::uint32_t i = 0; i < points; ++i) {
    if (group_of[i] == alone) continue;
    result.point.push_back(i);
    result.group.push_back(group_of[i]);
  }
  return result;
}

/// Merges the groups of which every candidate covers all members or none.
bool merge_distant(CoverInstance& instance) {
  const LookAlikes alike = look_alikes(instance);
  if (alike.point.empty()) return false;
  const std::size_t points = instance.weight.size();
  std::vector<std::uint32_t> before(points + 1, 0);
  for (const std::uint32_t point : alike.point) before[point + 1] = 1;
  std::partial_sum(before.begin(), before.end(), before.begin());
  std::uint64_t comparisons = 0;
  for (const IndexRun run : instance.reach.runs) comparisons += before[run.end] - before[run.begin];
  constexpr std::uint64_t most_comparisons = 1'000'000'000;
  if (comparisons > most_comparisons) return false;

  std::vector<std::uint8_t> equal(alike.group_size.size(), 1);
  std::vector<std::uint32_t> met(alike.group_size.size(), 0);
  for (std::size_t k = 0; k < instance.candidate_count(); ++k) {
    for (const IndexRun run : instance.reach.set(k))
      for (std::uint32_t at = before[run.begin]; at < before[run.end]; ++at) ++met[alike.group[at]];
    for (const IndexRun run : instance.reach.set(k))
      for (std::uint32_t at = before[run.begin]; at < before[run.end]; ++at) {
        const std::uint32_t group = alike.group[at];
        if (met[group] != 0 && met[group] != alike.group_size[group]) equal[group] = 0;
      }
    for (const IndexRun run : instance.reach.set(k))
      for (std::uint32_t at = before[run.begin]; at < before[run.end]; ++at) met[alike.group[at]] = 0;
  }
  std::vector<std::uint32_t> leader(points);
  std::iota(leader.begin(), leader.end(), 0U);
  std::vector<std::uint32_t> first(alike.group_size.size(), UINT32_MAX);
  for (std::size_t at = 0; at < alike.point.size(); ++at) {
    const std::uint32_t group = alike.group[at];
    if (equal[group] == 0) continue;
    if (first[group] == UINT32_MAX) first[group] = alike.point[at];
    leader[alike.point[at]] = first[group];
  }
  return gather(instance, leader);
}

}  // namespace

bool merge_demand(CoverInstance& instance) {
  const bool neighbours = merge_neighbours(instance);
  const bool distant = merge_distant(instance);
  return neighbours || distant;
}

}  // namespace quarterhour
