#include "geometry/field_search.h"

#include <queue>
#include <type_traits>
#include <utility>

#include "geometry/sweep_views.h"

namespace quarterhour {

namespace {

template <class Value>
class FieldSearch {
 public:
  FieldSearch(const SearchGraph<Value>& graph, const SearchKernels& kernels, Value unreached)
      : graph_(graph), kernels_(kernels) {
    // A pack of columns to spare: packs are loaded whole at the right edge.
    const auto cols = static_cast<std::size_t>(graph.open.cols());
    const auto rows = static_cast<std::size_t>(graph.open.rows());
    sums_.pitch = cols + 2 * sweeps::margin + sweeps::pack_lanes<Value>;
    sums_.unreached = unreached;
    sums_.state.assign((rows + 2 * sweeps::margin) * sums_.pitch + sweeps::pack_lanes<Value>, unreached);
    if (graph.has_streets()) {
      sums_.nodes.assign(graph.joined->nodes.size(), unreached);
      is_lowered_.assign(graph.joined->nodes.size(), 0);
    }
    for (auto* columns : {&sources_, &from_above_, &from_below_, &changed_}) columns->resize(rows);
  }

  FieldSums<Value> search(std::span<const SourceIndex> sources) {
    const auto at_cell = [&](CellIndex cell, Value cost) { lower_cell(cell, cost); };
    const auto at_node = [&](std::uint32_t node, Value cost) { lower_node(node, cost); };
    if (Value{0} < sums_.unreached)
      for (const SourceIndex source : sources) graph_.for_each_start(source, at_cell, at_node);
    if (!graph_.has_streets()) {
      if (graph_.has_moves()) sweep_cells();
      return std::move(sums_);
    }
    push_cells(sources_);
    bool first_sweep = true;
    while (true) {
      push_nodes();
      const bool cells_lowered = push_lowered_to_cells();
      if (!graph_.has_moves() || (!cells_lowered && !first_sweep)) break;
      first_sweep = false;
      sweep_cells();
      for (auto& columns : sources_) columns = {};
      push_cells(changed_);
      for (auto& columns : changed_) columns = {};
    }
    return std::move(sums_);
  }

 private:
  bool lower_cell(CellIndex cell, Value sum) {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    const int row = static_cast<int>(cell / cols);
    const int col = static_cast<int>(cell % cols);
    Value& here = sums_.row(row)[col];
    if (!(sum < here)) return false;
    here = sum;
    include_column(sources_[static_cast<std::size_t>(row)], col);
    return true;
  }

  void lower_node(std::uint32_t node, Value sum) {
    if (!(sum < sums_.nodes[node])) return;
    sums_.nodes[node] = sum;
    queue_.emplace(sum, node);
    if (is_lowered_[node] != 0) return;
    is_lowered_[node] = 1;
    lowered_.push_back(node);
  }

  void push_cells(const std::vector<sweeps::Columns>& changed) {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    for (std::size_t row = 0; row < changed.size(); ++row) {
      if (changed[row].begin >= changed[row].end) continue;
      const Value* const sums = sums_.row(static_cast<int>(row));
      for (std::uint32_t k = graph_.joined->row_join[row]; k < graph_.joined->row_join[row + 1]; ++k) {
        const JoinedStreets::Join& join = graph_.joined->joins[k];
        const auto col = static_cast<int>(join.cell - static_cast<CellIndex>(row) * cols);
        if (col < changed[row].begin) continue;
        if (col >= changed[row].end) break;
        lower_node(join.node, sums[col] + graph_.streets->to_node[k]);
      }
    }
  }

  /// Dijkstra's algorithm from the nodes that were lowered.
  void push_nodes() {
    const StreetCosts<Value>& costs = *graph_.streets;
    while (!queue_.empty()) {
      const auto [sum, node] = queue_.top();
      queue_.pop();
      if (sum != sums_.nodes[node]) continue;
      for (std::uint32_t k = costs.first[node]; k < costs.first[node + 1]; ++k)
        lower_node(costs.target[k], sum + costs.cost[k]);
    }
  }

  bool push_lowered_to_cells() {
    bool any = false;
    for (const std::uint32_t node : lowered_) {
      is_lowered_[node] = 0;
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j) {
        const std::uint32_t k = joined.node_joins[j];
        any |= lower_cell(joined.joins[k].cell, sums_.nodes[node] + graph_.streets->to_cell[k]);
      }
    }
    lowered_.clear();
    return any;
  }

  void sweep_cells() {
    sweeps::SweepWindow<Value> sweep;
    sweep.cost = view_of(graph_.steps, 0, 0);
    sweep.state = sums_.state.data();
    sweep.sources = sources_.data();
    sweep.from_above = from_above_.data();
    sweep.from_below = from_below_.data();
    sweep.touched = changed_.data();
    sweep.rows = graph_.steps.rows;
    sweep.cols = graph_.steps.cols;
    sweep.pitch = sums_.pitch;
    sweep.unreached = sums_.unreached;
    if constexpr (std::is_same_v<Value, float>)
      kernels_.cells.field_float(sweep);
    else
      kernels_.cells.field_double(sweep);
  }

  const SearchGraph<Value>& graph_;
  const SearchKernels& kernels_;
  FieldSums<Value> sums_;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> changed_;
  std::priority_queue<std::pair<Value, std::uint32_t>, std::vector<std::pair<Value, std::uint32_t>>,
                      std::greater<>>
      queue_;
  std::vector<std::uint8_t> is_lowered_;
  std::vector<std::uint32_t> lowered_;
};

}  // namespace

template <class Value>
FieldSums<Value> search_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                              std::span<const SourceIndex> sources, Value unreached) {
  return FieldSearch<Value>(graph, kernels, unreached).search(sources);
}

template FieldSums<float> search_field<float>(const SearchGraph<float>&, const SearchKernels&,
                                              std::span<const SourceIndex>, float);
template FieldSums<double> search_field<double>(const SearchGraph<double>&, const SearchKernels&,
                                                std::span<const SourceIndex>, double);

}  // namespace quarterhour
