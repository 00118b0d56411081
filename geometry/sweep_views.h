// What the searches hand to the sweep kernels: costs seen from a cell, and columns of a row.
#pragma once

#include <algorithm>

#include "geometry/step_costs.h"
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

/// The costs as the kernels read them, from cell (row, col) on.
template <class Value>
[[nodiscard]] sweeps::CostView<Value> view_of(const StepCosts<Value>& costs, int row, int col) {
  const std::size_t offset = costs.offset(row, 0) + static_cast<std::size_t>(col);
  sweeps::CostView<Value> view;
  view.first = costs.first.data() + offset;
  if (!costs.third.empty()) {
    view.second = costs.second.data();
    view.third = costs.third.data() + offset;
  }
  view.move_count = costs.move_count;
  view.pitch = costs.pitch;
  return view;
}

}  // namespace quarterhour
