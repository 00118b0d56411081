#include "geometry/nearest_label.h"

#include <algorithm>
#include <limits>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace quarterhour {

namespace {

constexpr std::int32_t no_label = std::numeric_limits<std::int32_t>::max();

template <class Value>
class Labelling {
 public:
  Labelling(const StepCosts<Value>& costs, const FieldSums<Value>& sums)
      : costs_(costs), sums_(sums), label_(costs.rows, costs.cols, no_label) {}

  void place(std::span<const CellIndex> sources, const Raster<std::uint8_t>& open) {
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (open[sources[i]] != 0)
        label_[sources[i]] = std::min(label_[sources[i]], static_cast<std::int32_t>(i));
  }

  /// Lowers labels along tight moves until nothing changes.
  void spread() {
    const auto rows = static_cast<std::size_t>(costs_.rows);
    std::vector<std::uint8_t> waiting(rows, 1);
    bool busy = true;
    while (busy) {
      busy = false;
      for (int row = 0; row < costs_.rows; ++row) busy |= spread_row(row, waiting);
      for (int row = costs_.rows - 1; row >= 0; --row) busy |= spread_row(row, waiting);
    }
  }

  /// Follows sources of a lower position that come within rounding of the best, on their own exact sums.
  void settle_near_ties() {
    using Entry = std::tuple<Value, std::int32_t, CellIndex>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    const auto offer_neighbours = [&](CellIndex cell, Value sum, std::int32_t label) {
      for_each_end(cell, [&](int row, int col, std::size_t move) {
        const Value best = sums_.row(row)[col];
        if (!(label < label_(row, col)) || !(best < sums_.unreached)) return;
        const Value offered = added(sum, row, col, move);
        if (offered - best <= slack(best)) queue.emplace(offered, label, index(row, col));
      });
    };
    for (int row = 0; row < costs_.rows; ++row)
      for (int col = 0; col < costs_.cols; ++col)
        if (label_(row, col) != no_label)
          offer_neighbours(index(row, col), sums_.row(row)[col], label_(row, col));
    std::unordered_map<std::uint64_t, bool> done;
    std::vector<std::pair<CellIndex, std::int32_t>> lower;
    while (!queue.empty()) {
      const auto [sum, label, cell] = queue.top();
      queue.pop();
      const std::uint64_t key = static_cast<std::uint64_t>(cell) << 32U | static_cast<std::uint32_t>(label);
      if (!done.emplace(key, true).second) continue;
      const CellIndex cols = static_cast<CellIndex>(costs_.cols);
      if (sum == sums_.row(static_cast<int>(cell / cols))[cell % cols]) lower.emplace_back(cell, label);
      offer_neighbours(cell, sum, label);
    }
    for (const auto& [cell, label] : lower) label_[cell] = std::min(label_[cell], label);
  }

  Raster<std::int32_t> take() {
    for (std::int32_t& label : label_.values())
      if (label == no_label) label = -1;
    return std::move(label_);
  }

 private:
  [[nodiscard]] CellIndex index(int row, int col) const {
    return static_cast<CellIndex>(row) * static_cast<CellIndex>(costs_.cols) + static_cast<CellIndex>(col);
  }

  /// The neighbour's sum with the cost of the move that cell (row, col) pulls it by.
  [[nodiscard]] Value added(Value sum, int row, int col, std::size_t move) const {
    const std::size_t at = costs_.offset(row, move) + static_cast<std::size_t>(col);
    if (costs_.third.empty()) return sum + costs_.first[at];
    return ((sum + costs_.first[at]) + costs_.second[move]) + costs_.third[at];
  }

  /// How far above the best sum a source can lie that later falls together with it: two roundings a step.
  [[nodiscard]] Value slack(Value best) const {
    const double steps = static_cast<double>(best) / costs_.smallest + 2.0;
    return static_cast<Value>(static_cast<double>(best) * steps *
                              static_cast<double>(std::numeric_limits<Value>::epsilon()));
  }

  /// Calls visit(row, col, move) for the cells that pull from `cell`, with the move they pull by.
  template <class Visit>
  void for_each_end(CellIndex cell, const Visit& visit) const {
    const int row = static_cast<int>(cell / static_cast<CellIndex>(costs_.cols));
    const int col = static_cast<int>(cell % static_cast<CellIndex>(costs_.cols));
    for (std::size_t m = 0; m < costs_.move_count; ++m) {
      const int end_row = row - moves[m].row_step;
      const int end_col = col - moves[m].col_step;
      if (end_row >= 0 && end_row < costs_.rows && end_col >= 0 && end_col < costs_.cols)
        visit(end_row, end_col, m);
    }
  }

  bool spread_row(int row, std::vector<std::uint8_t>& waiting) {
    if (waiting[static_cast<std::size_t>(row)] == 0) return false;
    waiting[static_cast<std::size_t>(row)] = 0;
    bool changed = false;
    for (int col = 0; col < costs_.cols; ++col) changed |= lower_label(row, col);
    for (int col = costs_.cols - 1; col >= 0; --col) changed |= lower_label(row, col);
    if (changed)
      for (int other = std::max(0, row - 2); other <= std::min(costs_.rows - 1, row + 2); ++other)
        waiting[static_cast<std::size_t>(other)] = 1;
    return changed;
  }

  bool lower_label(int row, int col) {
    const Value sum = sums_.row(row)[col];
    if (!(sum < sums_.unreached)) return false;
    std::int32_t lowest = label_(row, col);
    for (std::size_t m = 0; m < costs_.move_count; ++m) {
      const int other_row = row + moves[m].row_step;
      const int other_col = col + moves[m].col_step;
      if (other_row < 0 || other_row >= costs_.rows || other_col < 0 || other_col >= costs_.cols) continue;
      const std::int32_t offered = label_(other_row, other_col);
      if (offered < lowest && added(sums_.row(other_row)[other_col], row, col, m) == sum) lowest = offered;
    }
    if (lowest == label_(row, col)) return false;
    label_(row, col) = lowest;
    return true;
  }

  const StepCosts<Value>& costs_;
  const FieldSums<Value>& sums_;
  Raster<std::int32_t> label_;
};

}  // namespace

template <class Value>
Raster<std::int32_t> nearest_labels(const StepCosts<Value>& costs, const FieldSums<Value>& sums,
                                    std::span<const CellIndex> sources, const Raster<std::uint8_t>& open) {
  Labelling<Value> labelling(costs, sums);
  labelling.place(sources, open);
  labelling.spread();
  labelling.settle_near_ties();
  return labelling.take();
}

template Raster<std::int32_t> nearest_labels<float>(const StepCosts<float>&, const FieldSums<float>&,
                                                    std::span<const CellIndex>, const Raster<std::uint8_t>&);
template Raster<std::int32_t> nearest_labels<double>(const StepCosts<double>&, const FieldSums<double>&,
                                                     std::span<const CellIndex>, const Raster<std::uint8_t>&);

}  // namespace quarterhour
