#include "geometry/nearest_label.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <queue>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "geometry/cell_costs.h"
#include "geometry/label_spread.h"

namespace quarterhour {

namespace {

/// Where a label stands: a cell below the number of cells, else a node of the streets.
using Spot = std::uint32_t;

/// Follows sources of a lower position that come within rounding of the best, on their own exact sums.
template <class Value>
class NearTies {
 public:
  NearTies(const SearchGraph<Value>& graph, const FieldSums<Value>& sums, FieldLabels& labels)
      : graph_(graph), sums_(sums), labels_(labels), cell_costs_(graph.steps.moves()) {}

  /// A source that starts above the best sum of its own spot.
  void offer_start(Spot spot, Value sum, std::int32_t label) { offer(spot, sum, label); }

  void settle() {
    if (graph_.has_moves()) offer_over_moves();
    if (graph_.has_streets()) offer_along_streets();
    std::unordered_map<std::uint64_t, bool> done;
    std::vector<std::pair<Spot, std::int32_t>> lower;
    while (!queue_.empty()) {
      const auto [sum, label, spot] = queue_.top();
      queue_.pop();
      const std::uint64_t key = static_cast<std::uint64_t>(spot) << 32U | static_cast<std::uint32_t>(label);
      if (!done.emplace(key, true).second) continue;
      if (sum == sum_of(spot)) lower.emplace_back(spot, label);
      const std::int32_t follower = label;
      for_each_way(spot, sum, [&](Spot end, Value further) { offer(end, further, follower); });
    }
    for (const auto& [spot, label] : lower) label_of(spot) = std::min(label_of(spot), label);
  }

 private:
  using Entry = std::tuple<Value, std::int32_t, Spot>;

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
    if (spot >= graph_.cell_count()) return labels_.nodes[spot - graph_.cell_count()];
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    return labels_.row(static_cast<int>(spot / cols))[spot % cols];
  }

  /// How far above the best sum a source can lie that later falls together with it: two roundings an edge.
  [[nodiscard]] Value slack(Value best) const {
    const double edges = graph_.most_edges(static_cast<double>(best)) + 2.0;
    return static_cast<Value>(static_cast<double>(best) * edges *
                              static_cast<double>(std::numeric_limits<Value>::epsilon()));
  }

  [[nodiscard]] bool is_near_tie(Spot spot, Value sum, std::int32_t label) {
    const Value best = sum_of(spot);
    return label < label_of(spot) && best < sums_.unreached && sum - best <= slack(best);
  }

  void offer(Spot spot, Value sum, std::int32_t label) {
    if (is_near_tie(spot, sum, label)) queue_.emplace(sum, label, spot);
  }

  /// Offers of every cell to its neighbours, tile by tile in parallel, row by row in the queue's own order after all.
  void offer_over_moves() {
    const CostTiles<Value>& tiles = graph_.steps;
    const int tile_cols = tiles.tile_col_count();
    std::vector<std::vector<Entry>> of_tile(static_cast<std::size_t>(tiles.tile_row_count()) *
                                            static_cast<std::size_t>(tile_cols));
    tbb::enumerable_thread_specific<CostScratch<Value>> scratch;
    tbb::parallel_for(std::size_t{0}, of_tile.size(), [&](std::size_t tile) {
      const int tile_row = static_cast<int>(tile) / tile_cols;
      const int tile_col = static_cast<int>(tile) % tile_cols;
      const CellWindow window = tiles.window_of(tile_row, tile_col);
      CostScratch<Value>& own = scratch.local();
      sweeps::CostView<Value> cost;
      for (int row = window.row_begin; row < window.row_end; ++row) {
        if (!is_beside_border(row, window)) continue;
        if (cost.first == nullptr) cost = tiles.tile(tile_row, tile_col, own);
        tiles.compute_row(row - window.row_begin, own);
        for (int col = window.col_begin; col < window.col_end; ++col)
          offer_to_cell(row, col, window, cost, of_tile[tile]);
      }
    });
    for (const auto& entries : of_tile)
      for (const Entry& entry : entries) queue_.push(entry);
  }

  /// Whether the labels in the window's columns of a row and up to two cells around them differ.
  [[nodiscard]] bool is_beside_border(int row, const CellWindow& window) const {
    std::int32_t lowest = FieldLabels::none;
    std::int32_t highest = -1;
    // Rows and columns beyond the grid are the margin's, which has no labels.
    for (int near = row - sweeps::margin; near <= row + sweeps::margin; ++near) {
      const std::int32_t* const labels = labels_.row(near);
      for (int col = window.col_begin - sweeps::margin; col < window.col_end + sweeps::margin; ++col) {
        const std::int32_t label = labels[col];
        lowest = std::min(lowest, label);
        highest = std::max(highest, label == FieldLabels::none ? -1 : label);
      }
    }
    return lowest < highest;
  }

  void offer_to_cell(int row, int col, const CellWindow& window, const sweeps::CostView<Value>& cost,
                     std::vector<Entry>& entries) {
    const std::int32_t own = labels_.row(row)[col];
    if (own == FieldLabels::none) return;
    for (std::size_t m = 0; m < cost.move_count; ++m) {
      // Rows and columns beyond the grid are the margin's, which has no labels.
      const std::int32_t offered = labels_.row(row + moves[m].row_step)[col + moves[m].col_step];
      if (offered >= own) continue;
      const std::size_t at =
          (static_cast<std::size_t>(row - window.row_begin) * cost.move_count + m) * cost.pitch +
          static_cast<std::size_t>(col - window.col_begin);
      Value sum = sums_.row(row + moves[m].row_step)[col + moves[m].col_step] + cost.first[at];
      if constexpr (std::is_same_v<Value, double>) sum = (sum + cost.second[m]) + cost.third[at];
      if (is_near_tie(index(row, col), sum, offered)) entries.emplace_back(sum, offered, index(row, col));
    }
  }

  /// Offers along streets, and between them and cells.
  void offer_along_streets() {
    const auto& joins = graph_.joined->joins;
    for (std::size_t k = 0; k < joins.size(); ++k) {
      const std::int32_t label = label_of(joins[k].cell);
      if (label != FieldLabels::none)
        offer(graph_.cell_count() + joins[k].node, sum_of(joins[k].cell) + graph_.streets->to_node[k], label);
    }
    for (std::uint32_t node = 0; node < sums_.nodes.size(); ++node) {
      const std::int32_t label = labels_.nodes[node];
      if (label != FieldLabels::none)
        for_each_way(graph_.cell_count() + node, sums_.nodes[node],
                     [&](Spot end, Value sum) { offer(end, sum, label); });
    }
  }

  /// Calls visit(end, sum there) for every way on from a spot with a sum.
  template <class Visit>
  void for_each_way(Spot spot, Value sum, const Visit& visit) {
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
    if (graph_.has_moves()) cell_costs_.look_around(row, col);
    for (std::size_t m = 0; m < graph_.steps.moves().move_count(); ++m) {
      const int end_row = row - moves[m].row_step;
      const int end_col = col - moves[m].col_step;
      if (end_row >= 0 && end_row < graph_.open.rows() && end_col >= 0 && end_col < graph_.open.cols())
        visit(index(end_row, end_col), cell_costs_.pulled(sum, end_row, end_col, m));
    }
    if (!graph_.has_streets()) return;
    if (const auto join = graph_.join_of(spot))
      visit(graph_.cell_count() + graph_.joined->joins[*join].node, sum + graph_.streets->to_node[*join]);
  }

  const SearchGraph<Value>& graph_;
  const FieldSums<Value>& sums_;
  FieldLabels& labels_;
  CellCosts<Value> cell_costs_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
};

}  // namespace

template <class Value>
Raster<std::int32_t> nearest_labels(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                    const FieldSums<Value>& sums, std::span<const SourceIndex> sources) {
  struct Start {
    Spot spot;
    Value cost;
    std::int32_t label;
  };
  std::vector<PlacedLabel> placed;
  std::vector<Start> above;
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto label = static_cast<std::int32_t>(i);
    const auto at = [&](Spot spot, Value best, Value cost) {
      if (!(best < sums.unreached)) return;
      if (cost == best)
        placed.push_back({spot, label});
      else
        above.push_back({spot, cost, label});
    };
    graph.for_each_start(
        sources[i],
        [&](CellIndex cell, Value cost) {
          at(cell, sums.row(static_cast<int>(cell / cols))[cell % cols], cost);
        },
        [&](std::uint32_t node, Value cost) { at(graph.cell_count() + node, sums.nodes[node], cost); });
  }
  FieldLabels labels = spread_labels(graph, kernels, sums, placed);
  NearTies<Value> ties(graph, sums, labels);
  for (const Start& start : above) ties.offer_start(start.spot, start.cost, start.label);
  ties.settle();
  return without_margins(std::move(labels.state), graph.open.rows(), graph.open.cols(), labels.pitch,
                         [](std::int32_t label) { return label == FieldLabels::none ? -1 : label; });
}

template Raster<std::int32_t> nearest_labels<float>(const SearchGraph<float>&, const SearchKernels&,
                                                    const FieldSums<float>&, std::span<const SourceIndex>);
template Raster<std::int32_t> nearest_labels<double>(const SearchGraph<double>&, const SearchKernels&,
                                                     const FieldSums<double>&, std::span<const SourceIndex>);

}  // namespace quarterhour
