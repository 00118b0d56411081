// What changed along the sides of a tile, for the neighbours that read it.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "geometry/sweeps/sweep_state.h"
#include "geometry/tile_rounds.h"

namespace quarterhour {

/// Sides beside which a tile changed, and the lowest sum among what changed there: north, south, west, east.
struct ChangedSides {
  std::uint8_t sides = no_side;
  double lowest[4] = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                      std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
};

/// `changed`: the columns that changed, a value a row of the tile. `sums`: of its first cell, rows `pitch` apart. Moves lead
/// up to `reach` cells away.
template <class Value>
[[nodiscard]] ChangedSides changed_sides(std::span<const sweeps::Columns> changed, int cols,
                                         const Value* sums, std::size_t pitch, int reach) {
  ChangedSides found;
  const int rows = static_cast<int>(changed.size());
  const auto take = [&](int side, const Value* row, int begin, int end) {
    for (int col = begin; col < end; ++col)
      found.lowest[side] = std::min(found.lowest[side], static_cast<double>(row[col]));
    found.sides |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(side));
  };
  for (int row = 0; row < rows; ++row) {
    const auto [begin, end] = changed[static_cast<std::size_t>(row)];
    if (begin >= end) continue;
    const Value* const values = sums + static_cast<std::size_t>(row) * pitch;
    if (row < reach) take(0, values, begin, end);
    if (row >= rows - reach) take(1, values, begin, end);
    if (begin < reach) take(2, values, begin, std::min(reach, end));
    if (end > cols - reach) take(3, values, std::max(begin, cols - reach), end);
  }
  return found;
}

}  // namespace quarterhour
