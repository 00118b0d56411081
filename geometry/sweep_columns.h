// Columns of a row, as the sweep kernels have them.
#pragma once

#include <algorithm>

#include "geometry/sweeps/sweep_state.h"

namespace quarterhour {

/// Widens the columns so that they hold `col`.
inline void include_column(sweeps::Columns& columns, int col) {
  if (columns.begin >= columns.end) {
    columns = {col, col + 1};
  } else {
    columns.begin = std::min(columns.begin, col);
    columns.end = std::max(columns.end, col + 1);
  }
}

}  // namespace quarterhour
