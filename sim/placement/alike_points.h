// Demand points that exactly the same candidates cover, told apart without comparing any two of them: what makes
// problems of many million scattered points small before any run of theirs is held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Points grouped by who covers them. Groups are numbered by their first point.
struct AlikePoints {
  static constexpr std::uint32_t uncovered = UINT32_MAX;
  /// Group of each point; `uncovered` where no set holds it.
  std::vector<std::uint32_t> group_of;
  std::size_t groups = 0;
  /// Each set over groups in place of points.
  IndexRuns reach;
};

/// Whether sets consist of single points for the most part, so that looking at each point of each set costs no more
/// than looking at the runs.
[[nodiscard]] bool is_scattered(const IndexRuns& reach);

/// Groups the points 0 … `points` - 1, by one step for each point of each set.
[[nodiscard]] AlikePoints alike_points(const IndexRuns& reach, std::size_t points);

/// Writes 1 for each of the points `first`, `first` + 1, … that set `set` holds, else 0.
using HoldsPoints =
    std::function<void(std::uint32_t set, std::uint32_t first, std::span<std::uint8_t> holds)>;
/// The same where membership is asked for, a block of points at a time, and never held. At most 2^32 - 1 points and sets.
[[nodiscard]] AlikePoints alike_points(std::size_t points, std::size_t sets, const HoldsPoints& holds);

/// Sum of each group's values, one for each point, in the order of the points; those of points in no group are left out.
template <class Value>
[[nodiscard]] std::vector<Value> group_sums(const AlikePoints& alike, const std::vector<Value>& values) {
  std::vector<Value> sums(alike.groups, Value{0});
  for (std::size_t i = 0; i < values.size(); ++i)
    if (alike.group_of[i] != AlikePoints::uncovered) sums[alike.group_of[i]] += values[i];
  return sums;
}

}  // namespace quarterhour
