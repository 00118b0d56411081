// Textbook shortest paths that the sweeps are compared with, in tests and benchmarks only.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "tests/oracle/step_costs.h"

namespace quarterhour::oracle {

/// Sums from one or more sources by Dijkstra's algorithm with a binary heap (lazy deletion), on the same
/// costs as the sweeps. Working memory is kept between calls; only what was touched is reset.
template <class Value>
class HeapDijkstra {
 public:
  explicit HeapDijkstra(const StepCosts<Value>& costs)
      : costs_(costs),
        sum_(static_cast<std::size_t>(costs.rows) * static_cast<std::size_t>(costs.cols), infinity) {}

  /// Cells in the order in which they were settled, all with sums <= limit; `sum(cell)` holds until the next call.
  const std::vector<CellIndex>& run(const std::vector<CellIndex>& sources, Value limit) {
    for (const CellIndex cell : touched_) sum_[cell] = infinity;
    touched_.clear();
    settled_.clear();
    heap_.clear();
    for (const CellIndex source : sources) offer(source, Value{0}, limit);
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const auto [sum, cell] = heap_.back();
      heap_.pop_back();
      if (sum != sum_[cell]) continue;  // a stale entry: the cell was settled by a lower sum
      settled_.push_back(cell);
      const int row = static_cast<int>(cell / static_cast<CellIndex>(costs_.cols));
      const int col = static_cast<int>(cell % static_cast<CellIndex>(costs_.cols));
      for (std::size_t m = 0; m < costs_.move_count; ++m) {
        // The cell at the other end pulls by move m: it lies against the move's direction.
        const int end_row = row - moves[m].row_step;
        const int end_col = col - moves[m].col_step;
        if (end_row < 0 || end_row >= costs_.rows || end_col < 0 || end_col >= costs_.cols) continue;
        const std::size_t at = costs_.offset(end_row, m) + static_cast<std::size_t>(end_col);
        Value offered = sum + costs_.first[at];
        if (!costs_.third.empty()) offered = (offered + costs_.second[m]) + costs_.third[at];
        offer(static_cast<CellIndex>(end_row) * static_cast<CellIndex>(costs_.cols) +
                  static_cast<CellIndex>(end_col),
              offered, limit);
      }
    }
    return settled_;
  }

  [[nodiscard]] Value sum(CellIndex cell) const { return sum_[cell]; }

  static constexpr Value infinity = std::numeric_limits<Value>::infinity();

 private:
  void offer(CellIndex cell, Value sum, Value limit) {
    if (!(sum <= limit) || !(sum < sum_[cell])) return;
    if (sum_[cell] == infinity) touched_.push_back(cell);
    sum_[cell] = sum;
    heap_.emplace_back(sum, cell);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  const StepCosts<Value>& costs_;
  std::vector<Value> sum_;
  std::vector<CellIndex> touched_;
  std::vector<CellIndex> settled_;
  std::vector<std::pair<Value, CellIndex>> heap_;
};

}  // namespace quarterhour::oracle
