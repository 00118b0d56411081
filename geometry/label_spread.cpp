#include "geometry/label_spread.h"

#include <type_traits>

#include "geometry/tile_work.h"

namespace quarterhour {

namespace {

/// A label offered to a spot, which takes it when its own sum is `sum`.
template <class Value>
struct Offer {
  std::uint32_t spot;
  std::int32_t label;
  Value sum;
};

/// One tile at work, like the search that found the sums.
template <class Value>
class TileLabels : private TileWork<Value, const FieldSums<Value>> {
 public:
  TileLabels(const SearchGraph<Value>& graph, const SearchKernels& kernels, const FieldSums<Value>& sums,
             FieldLabels& labels)
      : TileWork<Value, const FieldSums<Value>>(graph, sums), kernels_(kernels), labels_(labels) {}

  ChangedSides run(std::size_t tile, const TileWait& wait, std::span<const Offer<Value>> offers,
                   std::vector<Offer<Value>>& out) {
    out_ = &out;
    this->begin(tile);
    for (const Offer<Value>& offer : offers) take(offer);
    if (graph_.has_moves()) this->look_beyond(wait, [&](int row, int col) { pull_cell(row, col); });
    if (graph_.has_streets()) push_cells(this->sources_);
    for (bool swept = false;; swept = true) {
      const bool cells_changed = push_nodes();
      if (!graph_.has_moves() || (swept && !cells_changed)) break;
      sweep();
      if (!graph_.has_streets()) break;
      push_cells(this->changed_);
      for (auto& columns : this->changed_) columns = {};
    }
    return this->sides_changed();
  }

 private:
  using TileWork<Value, const FieldSums<Value>>::graph_;
  using TileWork<Value, const FieldSums<Value>>::sums_;

  [[nodiscard]] std::int32_t& label(int row, int col) {
    return labels_
        .state[this->kernel_offset() + static_cast<std::size_t>(row + sweeps::margin) * labels_.pitch +
               static_cast<std::size_t>(col + sweeps::margin)];
  }

  /// Whether a cell of the tile took the label.
  bool take(const Offer<Value>& offer) {
    if (!(offer.sum < sums_.unreached)) return false;
    if (!this->holds(offer.spot)) {
      out_->push_back(offer);
      return false;
    }
    if (offer.spot >= graph_.cell_count()) {
      const std::uint32_t node = offer.spot - graph_.cell_count();
      if (sums_.nodes[node] != offer.sum || labels_.nodes[node] <= offer.label) return false;
      labels_.nodes[node] = offer.label;
      lowered_.push_back(node);
      return false;
    }
    const CellPosition at = this->place_of(offer.spot);
    if (this->sum(at.row, at.col) != offer.sum || label(at.row, at.col) <= offer.label) return false;
    label(at.row, at.col) = offer.label;
    this->change(at);
    return true;
  }

  void pull_cell(int row, int col) {
    const Value own = this->sum(row, col);
    if (!(own < sums_.unreached)) return;
    std::int32_t lowest = label(row, col);
    const auto is_lower = [&](int from_row, int from_col) { return label(from_row, from_col) < lowest; };
    if (!this->any_beside(row, col, is_lower)) return;
    this->need_costs(row);
    for (std::size_t m = 0; m < this->cost_.move_count; ++m) {
      const std::int32_t offered = label(row + moves[m].row_step, col + moves[m].col_step);
      if (offered < lowest && this->stepped(row, col, m) == own) lowest = offered;
    }
    if (lowest == label(row, col)) return;
    label(row, col) = lowest;
    this->change({row, col});
  }

  void push_cells(const std::vector<sweeps::Columns>& columns) {
    this->for_each_join(columns, [&](int row, int col, std::uint32_t node, std::size_t join) {
      const std::int32_t own = label(row, col);
      if (own != FieldLabels::none)
        take({graph_.cell_count() + node, own, this->sum(row, col) + graph_.streets->to_node[join]});
    });
  }

  /// Along streets and back to cells; whether any cell's label fell.
  bool push_nodes() {
    bool any = false;
    while (!lowered_.empty()) {
      const std::uint32_t node = lowered_.back();
      lowered_.pop_back();
      const StreetCosts<Value>& streets = *graph_.streets;
      const std::int32_t own = labels_.nodes[node];
      const Value here = sums_.nodes[node];
      for (std::uint32_t k = streets.first[node]; k < streets.first[node + 1]; ++k)
        take({graph_.cell_count() + streets.target[k], own, here + streets.cost[k]});
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j) {
        const std::uint32_t k = joined.node_joins[j];
        any |= take({joined.joins[k].cell, own, here + streets.to_cell[k]});
      }
    }
    return any;
  }

  void sweep() {
    sweeps::LabelWindow<Value> window;
    window.window = this->sweep_window();
    window.sums = sums_.state.data() + this->kernel_offset();
    window.labels = labels_.state.data() + this->kernel_offset();
    if constexpr (std::is_same_v<Value, float>)
      kernels_.cells.labels_float(window);
    else
      kernels_.cells.labels_double(window);
    this->after_sweep();
  }

  const SearchKernels& kernels_;
  FieldLabels& labels_;
  std::vector<std::uint32_t> lowered_;
  std::vector<Offer<Value>>* out_ = nullptr;
};

}  // namespace

template <class Value>
FieldLabels spread_labels(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                          const FieldSums<Value>& sums, std::span<const PlacedLabel> placed) {
  FieldLabels labels;
  labels.pitch = sums.pitch;
  labels.state.assign(sums.state.size(), FieldLabels::none);
  labels.nodes.assign(sums.nodes.size(), FieldLabels::none);
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  std::vector<Offer<Value>> starts;
  for (const PlacedLabel& one : placed) {
    const bool at_cell = one.spot < graph.cell_count();
    starts.push_back({one.spot, one.label,
                      at_cell ? sums.row(static_cast<int>(one.spot / cols))[one.spot % cols]
                              : sums.nodes[one.spot - graph.cell_count()]});
  }
  work_in_tiles<Value, Offer<Value>>(graph, starts,
                                     [&] { return TileLabels<Value>(graph, kernels, sums, labels); });
  return labels;
}

template FieldLabels spread_labels<float>(const SearchGraph<float>&, const SearchKernels&,
                                          const FieldSums<float>&, std::span<const PlacedLabel>);
template FieldLabels spread_labels<double>(const SearchGraph<double>&, const SearchKernels&,
                                           const FieldSums<double>&, std::span<const PlacedLabel>);

}  // namespace quarterhour
