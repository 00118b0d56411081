#include "geometry/label_spread.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <type_traits>

#include "geometry/sweep_columns.h"
#include "geometry/tile_rounds.h"
#include "geometry/tile_sides.h"

namespace quarterhour {

namespace {

/// A label offered to a spot, whose sum must be `sum` to take it.
template <class Value>
struct Offer {
  std::uint32_t spot;
  std::int32_t label;
  Value sum;
};

template <class Value>
struct Field {
  const SearchGraph<Value>& graph;
  const SearchKernels& kernels;
  const FieldSums<Value>& sums;
  FieldLabels labels;
  int tile_cols = 0;

  [[nodiscard]] std::size_t tile_of(std::uint32_t spot) const {
    const auto cols = static_cast<CellIndex>(graph.open.cols());
    const CellIndex cell =
        spot < graph.cell_count() ? spot : graph.joined->nodes[spot - graph.cell_count()].cell;
    return static_cast<std::size_t>(cell / cols / CostTiles<Value>::tile_rows) *
               static_cast<std::size_t>(tile_cols) +
           static_cast<std::size_t>(cell % cols / CostTiles<Value>::tile_cols);
  }
};

template <class Value>
class TileLabels {
 public:
  explicit TileLabels(Field<Value>& field) : field_(field), graph_(field.graph) {}

  ChangedSides run(std::size_t tile, std::uint8_t sides, std::span<const Offer<Value>> offers,
                   std::vector<Offer<Value>>& out) {
    tile_ = tile;
    out_ = &out;
    const int tile_row = static_cast<int>(tile) / field_.tile_cols;
    const int tile_col = static_cast<int>(tile) % field_.tile_cols;
    window_ = graph_.steps.window_of(tile_row, tile_col);
    const auto rows = static_cast<std::size_t>(window_.rows());
    for (auto* columns : {&sources_, &from_above_, &from_below_, &changed_, &touched_})
      columns->assign(rows, {});
    if (graph_.has_moves()) cost_ = graph_.steps.tile(tile_row, tile_col, costs_);
    for (const Offer<Value>& offer : offers) take(offer);
    if (graph_.has_moves()) look_beyond(sides);
    if (graph_.has_streets()) push_cells(sources_);
    bool swept = false;
    while (true) {
      const bool cells_changed = push_nodes();
      if (!graph_.has_moves() || (swept && !cells_changed)) break;
      swept = true;
      sweep();
      if (!graph_.has_streets()) break;
      push_cells(changed_);
      for (auto& columns : changed_) columns = {};
    }
    const int reach = cost_.move_count > 8 ? 2 : 1;
    return changed_sides<Value>(touched_, window_.cols(),
                                field_.sums.row(window_.row_begin) + window_.col_begin, field_.sums.pitch,
                                reach);
  }

 private:
  [[nodiscard]] Value sum(int row, int col) const {
    return field_.sums.row(window_.row_begin + row)[window_.col_begin + col];
  }
  [[nodiscard]] std::int32_t& label(int row, int col) {
    return field_.labels.row(window_.row_begin + row)[window_.col_begin + col];
  }

  /// Whether a cell of this tile took the label.
  bool take(const Offer<Value>& offer) {
    if (!(offer.sum < field_.sums.unreached)) return false;
    if (offer.spot >= graph_.cell_count()) {
      take_at_node(offer);
      return false;
    }
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    const int row = static_cast<int>(offer.spot / cols) - window_.row_begin;
    const int col = static_cast<int>(offer.spot % cols) - window_.col_begin;
    if (row < 0 || row >= window_.rows() || col < 0 || col >= window_.cols()) {
      out_->push_back(offer);
      return false;
    }
    if (sum(row, col) != offer.sum || label(row, col) <= offer.label) return false;
    label(row, col) = offer.label;
    include_column(sources_[static_cast<std::size_t>(row)], col);
    include_column(touched_[static_cast<std::size_t>(row)], col);
    return true;
  }

  void take_at_node(const Offer<Value>& offer) {
    if (field_.tile_of(offer.spot) != tile_) {
      out_->push_back(offer);
      return;
    }
    const std::uint32_t node = offer.spot - graph_.cell_count();
    if (field_.sums.nodes[node] != offer.sum || field_.labels.nodes[node] <= offer.label) return;
    field_.labels.nodes[node] = offer.label;
    lowered_.push_back(node);
  }

  void look_beyond(std::uint8_t sides) {
    const int reach = std::min(cost_.move_count > 8 ? 2 : 1, window_.rows());
    const sweeps::Columns all{0, window_.cols()};
    for (int row = 0; row < reach; ++row) {
      if ((sides & north_side) != 0) from_above_[static_cast<std::size_t>(row)] = all;
      if ((sides & south_side) != 0) from_below_[static_cast<std::size_t>(window_.rows() - 1 - row)] = all;
    }
    if ((sides & west_side) != 0) pull_columns(0, std::min(reach, window_.cols()));
    if ((sides & east_side) != 0) pull_columns(std::max(0, window_.cols() - reach), window_.cols());
  }

  void pull_columns(int begin, int end) {
    for (int row = 0; row < window_.rows(); ++row) {
      for (int col = begin; col < end; ++col) {
        if (!(sum(row, col) < field_.sums.unreached)) continue;
        const auto here =
            static_cast<CellIndex>(window_.row_begin + row) * static_cast<CellIndex>(graph_.open.cols()) +
            static_cast<CellIndex>(window_.col_begin + col);
        for (std::size_t m = 0; m < cost_.move_count; ++m) {
          const std::int32_t offered = label(row + moves[m].row_step, col + moves[m].col_step);
          if (offered >= label(row, col)) continue;
          const std::size_t at = (static_cast<std::size_t>(row) * cost_.move_count + m) * cost_.pitch +
                                 static_cast<std::size_t>(col);
          Value stepped = sum(row + moves[m].row_step, col + moves[m].col_step) + cost_.first[at];
          if constexpr (std::is_same_v<Value, double>)
            stepped = (stepped + cost_.second[m]) + cost_.third[at];
          take({here, offered, stepped});
        }
      }
    }
  }

  void push_cells(const std::vector<sweeps::Columns>& changed) {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    const JoinedStreets& joined = *graph_.joined;
    for (std::size_t r = 0; r < changed.size(); ++r) {
      if (changed[r].begin >= changed[r].end) continue;
      const auto row = static_cast<std::size_t>(window_.row_begin) + r;
      const CellIndex first_cell =
          static_cast<CellIndex>(row) * cols + static_cast<CellIndex>(window_.col_begin);
      const CellIndex end = first_cell + static_cast<CellIndex>(changed[r].end);
      const auto last = joined.joins.begin() + joined.row_join[row + 1];
      auto join =
          std::lower_bound(joined.joins.begin() + joined.row_join[row], last,
                           first_cell + static_cast<CellIndex>(changed[r].begin),
                           [](const JoinedStreets::Join& one, CellIndex cell) { return one.cell < cell; });
      for (; join != last && join->cell < end; ++join) {
        const int col = static_cast<int>(join->cell - first_cell);
        const std::int32_t own = label(static_cast<int>(r), col);
        if (own == FieldLabels::none) continue;
        const auto k = static_cast<std::size_t>(join - joined.joins.begin());
        take({graph_.cell_count() + join->node, own,
              sum(static_cast<int>(r), col) + graph_.streets->to_node[k]});
      }
    }
  }

  /// Along streets and back to cells; whether any cell's label fell.
  bool push_nodes() {
    bool any = false;
    while (!lowered_.empty()) {
      const std::uint32_t node = lowered_.back();
      lowered_.pop_back();
      const StreetCosts<Value>& streets = *graph_.streets;
      const std::int32_t own = field_.labels.nodes[node];
      const Value here = field_.sums.nodes[node];
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
    const std::size_t first = static_cast<std::size_t>(window_.row_begin) * field_.sums.pitch +
                              static_cast<std::size_t>(window_.col_begin);
    window.window.cost = cost_;
    window.sums = field_.sums.state.data() + first;
    window.window.sources = sources_.data();
    window.window.from_above = from_above_.data();
    window.window.from_below = from_below_.data();
    window.window.touched = changed_.data();
    window.window.rows = window_.rows();
    window.window.cols = window_.cols();
    window.window.pitch = field_.sums.pitch;
    window.window.unreached = field_.sums.unreached;
    window.labels = field_.labels.state.data() + first;
    if constexpr (std::is_same_v<Value, float>)
      field_.kernels.cells.labels_float(window);
    else
      field_.kernels.cells.labels_double(window);
    for (std::size_t row = 0; row < changed_.size(); ++row) {
      sources_[row] = {};
      if (changed_[row].begin >= changed_[row].end) continue;
      include_column(touched_[row], changed_[row].begin);
      include_column(touched_[row], changed_[row].end - 1);
    }
  }

  Field<Value>& field_;
  const SearchGraph<Value>& graph_;
  std::size_t tile_ = 0;
  CellWindow window_;
  CostScratch<Value> costs_;
  sweeps::CostView<Value> cost_;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> changed_;
  std::vector<sweeps::Columns> touched_;
  std::vector<std::uint32_t> lowered_;
  std::vector<Offer<Value>>* out_ = nullptr;
};

}  // namespace

template <class Value>
FieldLabels spread_labels(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                          const FieldSums<Value>& sums, std::span<const PlacedLabel> placed) {
  Field<Value> field{graph, kernels, sums, {}, graph.steps.tile_col_count()};
  field.labels.pitch = sums.pitch;
  field.labels.state.assign(sums.state.size(), FieldLabels::none);
  field.labels.nodes.assign(sums.nodes.size(), FieldLabels::none);
  TileRounds rounds(graph.steps.tile_row_count(), graph.steps.tile_col_count());
  std::vector<std::vector<Offer<Value>>> inbox(rounds.tile_count());
  const auto offer = [&](const Offer<Value>& offered) {
    const std::size_t tile = field.tile_of(offered.spot);
    inbox[tile].push_back(offered);
    rounds.wake(tile, inside, static_cast<double>(offered.sum));
  };
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  for (const PlacedLabel& one : placed) {
    const bool at_cell = one.spot < graph.cell_count();
    offer({one.spot, one.label,
           at_cell ? sums.row(static_cast<int>(one.spot / cols))[one.spot % cols]
                   : sums.nodes[one.spot - graph.cell_count()]});
  }
  struct Done {
    ChangedSides changed;
    std::vector<Offer<Value>> offers;
  };
  std::vector<Done> done(rounds.tile_count());
  tbb::enumerable_thread_specific<TileLabels<Value>> works([&] { return TileLabels<Value>(field); });
  // Sums are final, so that labels come to a tile from lower sums: in their order hardly any tile is worked on twice.
  rounds.run(
      graph.steps.moves().smallest_per_row() * CostTiles<Value>::tile_rows,
      [&](std::size_t tile, std::uint8_t sides) {
        std::vector<Offer<Value>> offers;
        offers.swap(inbox[tile]);
        done[tile].changed = works.local().run(tile, sides, offers, done[tile].offers);
      },
      [&](std::size_t tile) {
        rounds.wake_neighbours(tile, done[tile].changed.sides, done[tile].changed.lowest);
        for (const Offer<Value>& offered : done[tile].offers) offer(offered);
        done[tile].offers = {};
      });
  return std::move(field.labels);
}

template FieldLabels spread_labels<float>(const SearchGraph<float>&, const SearchKernels&,
                                          const FieldSums<float>&, std::span<const PlacedLabel>);
template FieldLabels spread_labels<double>(const SearchGraph<double>&, const SearchKernels&,
                                           const FieldSums<double>&, std::span<const PlacedLabel>);

}  // namespace quarterhour
