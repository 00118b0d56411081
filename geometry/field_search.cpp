#include "geometry/field_search.h"

#include <queue>
#include <type_traits>
#include <utility>

#include "geometry/tile_work.h"

namespace quarterhour {

namespace {

/// A sum that is offered to a spot.
template <class Value>
struct Offer {
  std::uint32_t spot;
  Value sum;
};

/// One tile at work: cells and streets take turns until neither lowers the other. Writes the sums of its own cells and nodes
/// only, and whether they were lowered since the cells last looked.
template <class Value>
class TileSearch : private TileWork<Value, FieldSums<Value>> {
 public:
  TileSearch(const SearchGraph<Value>& graph, const SearchKernels& kernels, FieldSums<Value>& sums,
             std::vector<std::uint8_t>& is_lowered)
      : TileWork<Value, FieldSums<Value>>(graph, sums),
        kernels_(kernels),
        smallest_(static_cast<Value>(graph.steps.moves().smallest() * (1.0 - 1e-6))),
        is_lowered_(is_lowered) {}

  /// Lowers the tile to its fixed point between what its neighbours hold.
  ChangedSides run(std::size_t tile, const TileWait& wait, std::span<const Offer<Value>> offers,
                   std::vector<Offer<Value>>& out) {
    out_ = &out;
    this->begin(tile);
    for (const Offer<Value>& offer : offers) lower(offer.spot, offer.sum);
    if (graph_.has_moves()) this->look_beyond(wait, [&](int row, int col) { pull_cell(row, col); });
    if (graph_.has_streets()) push_cells(this->sources_);
    for (bool swept = false;; swept = true) {
      push_nodes();
      const bool cells_lowered = push_lowered_to_cells();
      if (!graph_.has_moves() || (swept && !cells_lowered)) break;
      sweep_cells();
      if (!graph_.has_streets()) break;
      push_cells(this->changed_);
      for (auto& columns : this->changed_) columns = {};
    }
    return this->sides_changed();
  }

 private:
  using TileWork<Value, FieldSums<Value>>::graph_;
  using TileWork<Value, FieldSums<Value>>::sums_;

  /// Whether a cell of the tile was lowered.
  bool lower(std::uint32_t spot, Value offered) {
    if (!this->holds(spot)) {
      if (offered < sums_.unreached) out_->push_back({spot, offered});
      return false;
    }
    if (spot >= graph_.cell_count()) {
      lower_node(spot - graph_.cell_count(), offered);
      return false;
    }
    const CellPosition at = this->place_of(spot);
    Value& here = this->sum(at.row, at.col);
    if (!(offered < here)) return false;
    here = offered;
    this->change(at);
    return true;
  }

  void lower_node(std::uint32_t node, Value offered) {
    Value& here = sums_.nodes[node];
    if (!(offered < here)) return;
    here = offered;
    queue_.emplace(offered, node);
    if (is_lowered_[node] != 0) return;
    is_lowered_[node] = 1;
    lowered_.push_back(node);
  }

  void pull_cell(int row, int col) {
    Value& here = this->sum(row, col);
    if (!may_gain(row, col)) return;
    this->need_costs(row);
    Value lowest = here;
    for (std::size_t m = 0; m < this->cost_.move_count; ++m)
      lowest = std::min(lowest, this->stepped(row, col, m));
    if (!(lowest < here)) return;
    here = lowest;
    this->change({row, col});
  }

  /// Whether a cell can gain from beyond the tile's west or east side over a move that costs as little as any: rounded sums grow
  /// with what is added. In double, where a cost is three terms whose sum may round below that, costs decide.
  [[nodiscard]] bool may_gain(int row, int col) const {
    if constexpr (std::is_same_v<Value, double>) return true;
    const Value here = this->sum(row, col);
    return this->any_beside(row, col, [&](int from_row, int from_col) {
      return this->sum(from_row, from_col) + smallest_ < here;
    });
  }

  void push_cells(const std::vector<sweeps::Columns>& columns) {
    this->for_each_join(columns, [&](int row, int col, std::uint32_t node, std::size_t join) {
      lower(graph_.cell_count() + node, this->sum(row, col) + graph_.streets->to_node[join]);
    });
  }

  /// Dijkstra's algorithm from the nodes that were lowered.
  void push_nodes() {
    while (!queue_.empty()) {
      const auto [pushed, node] = queue_.top();
      queue_.pop();
      if (pushed != sums_.nodes[node]) continue;
      const StreetCosts<Value>& costs = *graph_.streets;
      for (std::uint32_t k = costs.first[node]; k < costs.first[node + 1]; ++k)
        lower(graph_.cell_count() + costs.target[k], pushed + costs.cost[k]);
    }
  }

  bool push_lowered_to_cells() {
    bool any = false;
    for (const std::uint32_t node : lowered_) {
      is_lowered_[node] = 0;
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j) {
        const std::uint32_t k = joined.node_joins[j];
        any |= lower(joined.joins[k].cell, sums_.nodes[node] + graph_.streets->to_cell[k]);
      }
    }
    lowered_.clear();
    return any;
  }

  void sweep_cells() {
    sweeps::SweepWindow<Value> sweep = this->sweep_window();
    sweep.state = sums_.state.data() + this->kernel_offset();
    if constexpr (std::is_same_v<Value, float>)
      kernels_.cells.field_float(sweep);
    else
      kernels_.cells.field_double(sweep);
    this->after_sweep();
  }

  const SearchKernels& kernels_;
  /// No move costs less, its own rounding included.
  const Value smallest_;
  std::vector<std::uint8_t>& is_lowered_;
  std::priority_queue<std::pair<Value, std::uint32_t>, std::vector<std::pair<Value, std::uint32_t>>,
                      std::greater<>>
      queue_;
  std::vector<std::uint32_t> lowered_;
  std::vector<Offer<Value>>* out_ = nullptr;
};

}  // namespace

template <class Value>
FieldSums<Value> unreached_field(const SearchGraph<Value>& graph, Value unreached) {
  FieldSums<Value> sums;
  sums.pitch = field_pitch(graph.open.cols());
  sums.unreached = unreached;
  sums.state.assign((static_cast<std::size_t>(graph.open.rows()) + 2 * sweeps::margin) * sums.pitch +
                        sweeps::pack_lanes<float>,
                    unreached);
  if (graph.has_streets()) sums.nodes.assign(graph.joined->nodes.size(), unreached);
  return sums;
}

template <class Value>
FieldSums<Value> search_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                              std::span<const SourceIndex> sources, Value unreached) {
  FieldSums<Value> sums = unreached_field(graph, unreached);
  lower_field(graph, kernels, sources, sums);
  return sums;
}

template <class Value>
void lower_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                 std::span<const SourceIndex> sources, FieldSums<Value>& sums,
                 std::span<const Value> starts) {
  std::vector<std::uint8_t> is_lowered;
  if (graph.has_streets()) is_lowered.assign(graph.joined->nodes.size(), 0);
  std::vector<Offer<Value>> offers;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    const Value from = starts.empty() ? Value{0} : starts[k];
    if (!(from < sums.unreached)) continue;
    graph.for_each_start(
        sources[k], [&](CellIndex cell, Value cost) { offers.push_back({cell, from + cost}); },
        [&](std::uint32_t node, Value cost) { offers.push_back({graph.cell_count() + node, from + cost}); });
  }
  work_in_tiles<Value, Offer<Value>>(graph, offers,
                                     [&] { return TileSearch<Value>(graph, kernels, sums, is_lowered); });
}

template FieldSums<float> search_field<float>(const SearchGraph<float>&, const SearchKernels&,
                                              std::span<const SourceIndex>, float);
template FieldSums<double> search_field<double>(const SearchGraph<double>&, const SearchKernels&,
                                                std::span<const SourceIndex>, double);

template FieldSums<float> unreached_field<float>(const SearchGraph<float>&, float);
template FieldSums<double> unreached_field<double>(const SearchGraph<double>&, double);
template void lower_field<float>(const SearchGraph<float>&, const SearchKernels&,
                                 std::span<const SourceIndex>, FieldSums<float>&, std::span<const float>);
template void lower_field<double>(const SearchGraph<double>&, const SearchKernels&,
                                  std::span<const SourceIndex>, FieldSums<double>&, std::span<const double>);

}  // namespace quarterhour
