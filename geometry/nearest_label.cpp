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

/// Where a label stands: a cell below the number of cells, else a node of the streets.
using Spot = std::uint32_t;

template <class Value>
class Labelling {
 public:
  Labelling(const SearchGraph<Value>& graph, const FieldSums<Value>& sums)
      : graph_(graph),
        costs_(graph.steps),
        sums_(sums),
        label_(graph.open.rows(), graph.open.cols(), no_label),
        node_label_(sums.nodes.size(), no_label) {}

  void place(std::span<const SourceIndex> sources) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const auto label = static_cast<std::int32_t>(i);
      const auto at = [&](Spot spot, Value cost) {
        const Value best = sum_of(spot);
        if (!(best < sums_.unreached)) return;
        if (cost == best)
          label_of(spot) = std::min(label_of(spot), label);
        else
          starts_.push_back({cost, label, spot});
      };
      graph_.for_each_start(
          sources[i], [&](CellIndex cell, Value cost) { at(cell, cost); },
          [&](std::uint32_t node, Value cost) { at(graph_.cell_count() + node, cost); });
    }
  }

  /// Lowers labels along tight ways until nothing changes.
  void spread() {
    const auto rows = static_cast<std::size_t>(graph_.open.rows());
    std::vector<std::uint8_t> waiting(rows, 1);
    do {
      bool busy = graph_.has_moves();
      while (busy) {
        busy = false;
        for (int row = 0; row < costs_.rows; ++row) busy |= spread_row(row, waiting);
        for (int row = costs_.rows - 1; row >= 0; --row) busy |= spread_row(row, waiting);
      }
    } while (graph_.has_streets() && spread_along_streets(waiting));
  }

  /// Follows sources of a lower position that come within rounding of the best, on their own exact sums.
  void settle_near_ties() {
    using Entry = std::tuple<Value, std::int32_t, Spot>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    const auto offer = [&](Spot spot, Value sum, std::int32_t label) {
      const Value best = sum_of(spot);
      if (!(label < label_of(spot)) || !(best < sums_.unreached)) return;
      if (sum - best <= slack(best)) queue.emplace(sum, label, spot);
    };
    for (const auto& [sum, label, spot] : starts_) offer(spot, sum, label);
    const Spot spots = graph_.cell_count() + static_cast<Spot>(node_label_.size());
    for (Spot spot = 0; spot < spots; ++spot)
      if (label_of(spot) != no_label)
        for_each_way(spot, sum_of(spot), [&](Spot end, Value sum) { offer(end, sum, label_of(spot)); });
    std::unordered_map<std::uint64_t, bool> done;
    std::vector<std::pair<Spot, std::int32_t>> lower;
    while (!queue.empty()) {
      const auto [sum, label, spot] = queue.top();
      queue.pop();
      const std::uint64_t key = static_cast<std::uint64_t>(spot) << 32U | static_cast<std::uint32_t>(label);
      if (!done.emplace(key, true).second) continue;
      if (sum == sum_of(spot)) lower.emplace_back(spot, label);
      const std::int32_t follower = label;
      for_each_way(spot, sum, [&](Spot end, Value further) { offer(end, further, follower); });
    }
    for (const auto& [spot, label] : lower) label_of(spot) = std::min(label_of(spot), label);
  }

  Raster<std::int32_t> take() {
    for (std::int32_t& label : label_.values())
      if (label == no_label) label = -1;
    return std::move(label_);
  }

 private:
  struct Start {
    Value cost;
    std::int32_t label;
    Spot spot;
  };

  [[nodiscard]] CellIndex index(int row, int col) const {
    return static_cast<CellIndex>(row) * static_cast<CellIndex>(graph_.open.cols()) +
           static_cast<CellIndex>(col);
  }
  [[nodiscard]] Value sum_of(Spot spot) const {
    if (spot >= graph_.cell_count()) return sums_.nodes[spot - graph_.cell_count()];
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    return sums_.row(static_cast<int>(spot / cols))[spot % cols];
  }
  [[nodiscard]] std::int32_t& label_of(Spot spot) {
    return spot >= graph_.cell_count() ? node_label_[spot - graph_.cell_count()] : label_[spot];
  }

  /// How far above the best sum a source can lie that later falls together with it: two roundings an edge.
  [[nodiscard]] Value slack(Value best) const {
    const double edges = graph_.most_edges(static_cast<double>(best)) + 2.0;
    return static_cast<Value>(static_cast<double>(best) * edges *
                              static_cast<double>(std::numeric_limits<Value>::epsilon()));
  }

  /// Calls visit(end, sum there) for every way on from a spot with a sum.
  template <class Visit>
  void for_each_way(Spot spot, Value sum, const Visit& visit) const {
    if (spot >= graph_.cell_count()) {
      const std::uint32_t node = spot - graph_.cell_count();
      for (std::uint32_t k = graph_.streets->first[node]; k < graph_.streets->first[node + 1]; ++k)
        visit(graph_.cell_count() + graph_.streets->target[k], sum + graph_.streets->cost[k]);
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j)
        visit(joined.joins[joined.node_joins[j]].cell, sum + graph_.streets->to_cell[joined.node_joins[j]]);
      return;
    }
    const int row = static_cast<int>(spot / static_cast<CellIndex>(graph_.open.cols()));
    const int col = static_cast<int>(spot % static_cast<CellIndex>(graph_.open.cols()));
    for (std::size_t m = 0; m < costs_.move_count; ++m) {
      const int end_row = row - moves[m].row_step;
      const int end_col = col - moves[m].col_step;
      if (end_row >= 0 && end_row < costs_.rows && end_col >= 0 && end_col < costs_.cols)
        visit(index(end_row, end_col), graph_.pulled(sum, end_row, end_col, m));
    }
    if (!graph_.has_streets()) return;
    if (const auto join = graph_.join_of(spot))
      visit(graph_.cell_count() + graph_.joined->joins[*join].node, sum + graph_.streets->to_node[*join]);
  }

  bool spread_row(int row, std::vector<std::uint8_t>& waiting) {
    if (waiting[static_cast<std::size_t>(row)] == 0) return false;
    waiting[static_cast<std::size_t>(row)] = 0;
    bool changed = false;
    for (int col = 0; col < costs_.cols; ++col) changed |= lower_label(row, col);
    for (int col = costs_.cols - 1; col >= 0; --col) changed |= lower_label(row, col);
    if (changed) wake(row, waiting);
    return changed;
  }

  void wake(int row, std::vector<std::uint8_t>& waiting) const {
    for (int other = std::max(0, row - 2); other <= std::min(graph_.open.rows() - 1, row + 2); ++other)
      waiting[static_cast<std::size_t>(other)] = 1;
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
      if (offered < lowest && graph_.pulled(sums_.row(other_row)[other_col], row, col, m) == sum)
        lowest = offered;
    }
    if (lowest == label_(row, col)) return false;
    label_(row, col) = lowest;
    return true;
  }

  /// From cells to their nodes, along the streets, and back to cells; whether any cell's label fell.
  bool spread_along_streets(std::vector<std::uint8_t>& waiting) {
    const auto& joins = graph_.joined->joins;
    const StreetCosts<Value>& streets = *graph_.streets;
    std::vector<std::uint32_t> lowered;
    if (!placed_nodes_spread_)
      for (std::uint32_t node = 0; node < node_label_.size(); ++node)
        if (node_label_[node] != no_label) lowered.push_back(node);
    placed_nodes_spread_ = true;
    const auto lower_node = [&](std::uint32_t node, Value sum, std::int32_t label) {
      if (label >= node_label_[node] || sum != sums_.nodes[node]) return;
      node_label_[node] = label;
      lowered.push_back(node);
    };
    for (std::size_t k = 0; k < joins.size(); ++k)
      if (label_[joins[k].cell] != no_label)
        lower_node(joins[k].node, sum_of(joins[k].cell) + streets.to_node[k], label_[joins[k].cell]);
    bool any = false;
    while (!lowered.empty()) {
      const std::uint32_t node = lowered.back();
      lowered.pop_back();
      for (std::uint32_t k = streets.first[node]; k < streets.first[node + 1]; ++k)
        lower_node(streets.target[k], sums_.nodes[node] + streets.cost[k], node_label_[node]);
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j) {
        const std::uint32_t k = joined.node_joins[j];
        const CellIndex cell = joins[k].cell;
        if (node_label_[node] >= label_[cell] || sums_.nodes[node] + streets.to_cell[k] != sum_of(cell))
          continue;
        label_[cell] = node_label_[node];
        wake(static_cast<int>(cell / static_cast<CellIndex>(graph_.open.cols())), waiting);
        any = true;
      }
    }
    return any;
  }

  const SearchGraph<Value>& graph_;
  const StepCosts<Value>& costs_;
  const FieldSums<Value>& sums_;
  Raster<std::int32_t> label_;
  std::vector<std::int32_t> node_label_;
  std::vector<Start> starts_;
  bool placed_nodes_spread_ = false;
};

}  // namespace

template <class Value>
Raster<std::int32_t> nearest_labels(const SearchGraph<Value>& graph, const FieldSums<Value>& sums,
                                    std::span<const SourceIndex> sources) {
  Labelling<Value> labelling(graph, sums);
  labelling.place(sources);
  labelling.spread();
  labelling.settle_near_ties();
  return labelling.take();
}

template Raster<std::int32_t> nearest_labels<float>(const SearchGraph<float>&, const FieldSums<float>&,
                                                    std::span<const SourceIndex>);
template Raster<std::int32_t> nearest_labels<double>(const SearchGraph<double>&, const FieldSums<double>&,
                                                     std::span<const SourceIndex>);

}  // namespace quarterhour
