// What branch and bound on sites does alike, whatever it bounds. Internal to placement.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace quarterhour {

/// Moves the candidates that every better plan holds from `free` (rising) to `in`. False: one of them is not free, so that there is no
/// better plan.
[[nodiscard]] inline bool hold_fixed(std::vector<std::uint32_t> fixed, std::vector<std::uint32_t>& in,
                                     std::vector<std::uint32_t>& free) {
  std::sort(fixed.begin(), fixed.end());
  fixed.erase(std::unique(fixed.begin(), fixed.end()), fixed.end());
  for (const std::uint32_t candidate : fixed) {
    const auto at = std::lower_bound(free.begin(), free.end(), candidate);
    if (at == free.end() || *at != candidate) return false;
    free.erase(at);
    in.push_back(candidate);
  }
  return true;
}

/// The free candidate to branch on: the one that the relaxation took nearest to every other time. Sites that it takes side by side
/// though they stand too near come first, for no price alone parts them. `none` where nothing is free.
[[nodiscard]] inline std::uint32_t split_candidate(std::span<const std::uint32_t> crowded,
                                                   std::span<const std::uint32_t> free,
                                                   std::span<const double> share, std::uint32_t none) {
  constexpr double as_good_as_decided = 0.02;
  double most = -1.0;
  std::uint32_t split = none;
  for (const std::uint32_t candidate : crowded)
    if (std::binary_search(free.begin(), free.end(), candidate)) {
      most = as_good_as_decided;
      split = candidate;
      break;
    }
  for (const std::uint32_t candidate : free) {
    const double undecided = std::min(share[candidate], 1.0 - share[candidate]);
    if (undecided <= most) continue;
    most = undecided;
    split = candidate;
  }
  return split;
}

}  // namespace quarterhour
