// What changed along the sides of a tile, for the neighbours that read it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "geometry/sweep_columns.h"
#include "geometry/tile_rounds.h"

namespace quarterhour {

/// `changed`: the columns that changed, a value a row of the tile. `sums`: of its first cell, rows `pitch` apart. Moves lead
/// up to `reach` cells away.
template <class Value>
[[nodiscard]] ChangedSides changed_sides(std::span<const sweeps::Columns> changed, int cols,
                                         const Value* sums, std::size_t pitch, int reach) {
  ChangedSides found;
  const int rows = static_cast<int>(changed.size());
  const auto take = [&](std::size_t side, int row, int begin, int end) {
    const Value* const values = sums + static_cast<std::size_t>(row) * pitch;
    for (int col = begin; col < end; ++col)
      found.lowest[side] = std::min(found.lowest[side], static_cast<double>(values[col]));
    const bool is_row = side < 2;
    include_column(found.along[side], is_row ? begin : row);
    include_column(found.along[side], is_row ? end - 1 : row);
    found.sides |= static_cast<std::uint8_t>(1U << side);
  };
  for (int row = 0; row < rows; ++row) {
    const auto [begin, end] = changed[static_cast<std::size_t>(row)];
    if (begin >= end) continue;
    if (row < reach) take(0, row, begin, end);
    if (row >= rows - reach) take(1, row, begin, end);
    if (begin < reach) take(2, row, begin, std::min(reach, end));
    if (end > cols - reach) take(3, row, std::max(begin, cols - reach), end);
  }
  return found;
}

}  // namespace quarterhour
