// What every move of a surface costs, one after the other by the formulas of model.md: what the program's costs, which are
// computed by the row for windows of the surface, are compared with.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "geometry/move_costs.h"

namespace quarterhour::oracle {

/// Costs of the moves of one surface by one rule and sense, as they are pulled: entry (row, move, col) is what is
/// added to the sum of the neighbour in direction `move` to get a sum for cell (row, col); +infinity where
/// the move is closed: an end or a passed cell that nobody can stand on, a barrier, or a slope that
/// is steeper than the rule's `max_slope`, up or down, between its ends or over either half of a knight's move (which
/// passes at the mean height of the two cells between). In float there is one term, rounded once from double. In double there are three, added
/// one after the other (dh k, a dist, λ f dist), because Langmuir's rule with explicit coefficients is defined
/// that way.
template <class Value>
struct StepCosts {
  int rows = 0;
  int cols = 0;
  std::size_t move_count = 0;
  /// Columns from one row of values to the next; values past `cols` are +infinity.
  std::size_t pitch = 0;
  std::vector<Value> first;
  std::array<Value, 16> second{};
  std::vector<Value> third;
  /// Smallest cost per row and per column of progress, over all open moves; +infinity without any.
  double smallest_per_row = 0.0;
  double smallest_per_col = 0.0;
  /// Smallest cost of any open move.
  double smallest = 0.0;

  [[nodiscard]] std::size_t offset(int row, std::size_t move) const {
    return (static_cast<std::size_t>(row) * move_count + move) * pitch;
  }
};

/// Throws std::domain_error when an open move would take no time or less, naming slope and cost.
template <class Value>
[[nodiscard]] StepCosts<Value> build_step_costs(const Surface& surface, const TravelRule& rule, Sense sense);

/// No moves at all: nobody walks off the streets.
template <class Value>
[[nodiscard]] StepCosts<Value> no_steps(const Grid& grid) {
  StepCosts<Value> costs;
  costs.rows = grid.rows();
  costs.cols = grid.cols();
  constexpr double none = std::numeric_limits<double>::infinity();
  costs.smallest = costs.smallest_per_row = costs.smallest_per_col = none;
  return costs;
}

}  // namespace quarterhour::oracle
