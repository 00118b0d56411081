// The moves of the surface: eight neighbours, or sixteen with the knight's moves.
#pragma once

#include <array>
#include <cstddef>

namespace quarterhour {

/// A move goes `row_step` rows south (negative: north) and `col_step` columns east.
struct Move {
  int row_step = 0;
  int col_step = 0;
};

/// Every move. The first eight are the 8-neighbourhood, all sixteen the 16-neighbourhood. A move and its
/// opposite stand at indices that differ by their lowest bit.
inline constexpr std::array<Move, 16> moves = {{
    {-1, 0},
    {1, 0},
    {0, -1},
    {0, 1},
    {-1, -1},
    {1, 1},
    {-1, 1},
    {1, -1},
    {-2, -1},
    {2, 1},
    {-2, 1},
    {2, -1},
    {-1, -2},
    {1, 2},
    {-1, 2},
    {1, -2},
}};

/// Index of the move back.
[[nodiscard]] constexpr std::size_t opposite_move(std::size_t move) { return move ^ std::size_t{1}; }

/// The two cells that a diagonal or a knight's move passes between its ends, as steps from its start.
/// A diagonal passes its two side cells; a knight's move the two cells that its straight line crosses.
struct PassedCells {
  Move first;
  Move second;
};
[[nodiscard]] constexpr PassedCells passed_cells(Move move) {
  const int row_sign = move.row_step < 0 ? -1 : 1;
  const int col_sign = move.col_step < 0 ? -1 : 1;
  if (move.row_step * row_sign == 2) return {{row_sign, 0}, {row_sign, col_sign}};
  if (move.col_step * col_sign == 2) return {{0, col_sign}, {row_sign, col_sign}};
  return {{row_sign, 0}, {0, col_sign}};
}

[[nodiscard]] constexpr bool is_diagonal(Move move) {
  return move.row_step * move.row_step == 1 && move.col_step * move.col_step == 1;
}
[[nodiscard]] constexpr bool is_knights_move(Move move) {
  return move.row_step * move.row_step + move.col_step * move.col_step == 5;
}

}  // namespace quarterhour
