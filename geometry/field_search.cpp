#include "geometry/field_search.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <queue>
#include <type_traits>
#include <utility>

#include "geometry/sweep_columns.h"
#include "geometry/tile_rounds.h"
#include "geometry/tile_sides.h"

namespace quarterhour {

namespace {

/// A sum that a tile offers to a cell (below the number of cells) or node of another.
template <class Value>
struct Offer {
  std::uint32_t spot;
  Value sum;
};

/// What all tiles of one search share. A tile writes its own cells and nodes only.
template <class Value>
struct Field {
  const SearchGraph<Value>& graph;
  const SearchKernels& kernels;
  FieldSums<Value> sums;
  /// Whether a node was lowered since the cells last looked; by its tile alone.
  std::vector<std::uint8_t> is_lowered;
  int tile_cols = 0;

  [[nodiscard]] std::size_t tile_of(CellIndex cell) const {
    const auto cols = static_cast<CellIndex>(graph.open.cols());
    return static_cast<std::size_t>(cell / cols / CostTiles<Value>::tile_rows) *
               static_cast<std::size_t>(tile_cols) +
           static_cast<std::size_t>(cell % cols / CostTiles<Value>::tile_cols);
  }
  [[nodiscard]] std::size_t tile_of_node(std::uint32_t node) const {
    return tile_of(graph.joined->nodes[node].cell);
  }
};

/// One tile at work: cells and streets take turns until neither lowers the other. Working memory of one thread.
template <class Value>
class TileSearch {
 public:
  explicit TileSearch(Field<Value>& field) : field_(field), graph_(field.graph) {}

  /// Lowers the tile to its fixed point between what its neighbours hold. Offers to other tiles are added to `out`.
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
    for (const Offer<Value>& offer : offers) {
      if (offer.spot < graph_.cell_count())
        lower_cell(offer.spot, offer.sum);
      else
        lower_node(offer.spot - graph_.cell_count(), offer.sum);
    }
    if (graph_.has_moves()) look_beyond(sides);
    if (graph_.has_streets()) push_cells(sources_);
    while (true) {
      push_nodes();
      const bool cells_lowered = push_lowered_to_cells();
      if (!graph_.has_moves()) break;
      if (!cells_lowered && swept_) break;
      sweep_cells();
      if (!graph_.has_streets()) break;
      push_cells(changed_);
      for (auto& columns : changed_) columns = {};
    }
    swept_ = false;
    const int reach = cost_.move_count > 8 ? 2 : 1;
    return changed_sides<Value>(touched_, window_.cols(),
                                field_.sums.row(window_.row_begin) + window_.col_begin, field_.sums.pitch,
                                reach);
  }

 private:
  [[nodiscard]] Value& sum(int row, int col) {
    return field_.sums.row(window_.row_begin + row)[window_.col_begin + col];
  }

  bool lower_cell(CellIndex cell, Value offered) {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    const int row = static_cast<int>(cell / cols) - window_.row_begin;
    const int col = static_cast<int>(cell % cols) - window_.col_begin;
    if (row < 0 || row >= window_.rows() || col < 0 || col >= window_.cols()) {
      if (offered < field_.sums.unreached) out_->push_back({cell, offered});
      return false;
    }
    Value& here = sum(row, col);
    if (!(offered < here)) return false;
    here = offered;
    include_column(sources_[static_cast<std::size_t>(row)], col);
    include_column(touched_[static_cast<std::size_t>(row)], col);
    return true;
  }

  void lower_node(std::uint32_t node, Value offered) {
    if (field_.tile_of_node(node) != tile_) {
      if (offered < field_.sums.unreached) out_->push_back({graph_.cell_count() + node, offered});
      return;
    }
    Value& here = field_.sums.nodes[node];
    if (!(offered < here)) return;
    here = offered;
    queue_.emplace(offered, node);
    if (field_.is_lowered[node] != 0) return;
    field_.is_lowered[node] = 1;
    lowered_.push_back(node);
  }

  /// Takes in what changed beyond the tile's sides.
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
        Value lowest = sum(row, col);
        bool lowered = false;
        for (std::size_t m = 0; m < cost_.move_count; ++m) {
          const std::size_t at = (static_cast<std::size_t>(row) * cost_.move_count + m) * cost_.pitch +
                                 static_cast<std::size_t>(col);
          // Rows and columns of the margin hold nothing lower.
          Value offered = sum(row + moves[m].row_step, col + moves[m].col_step) + cost_.first[at];
          if constexpr (std::is_same_v<Value, double>)
            offered = (offered + cost_.second[m]) + cost_.third[at];
          if (!(offered < lowest)) continue;
          lowest = offered;
          lowered = true;
        }
        if (!lowered) continue;
        sum(row, col) = lowest;
        include_column(sources_[static_cast<std::size_t>(row)], col);
        include_column(touched_[static_cast<std::size_t>(row)], col);
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
      const CellIndex begin = first_cell + static_cast<CellIndex>(changed[r].begin);
      const CellIndex end = first_cell + static_cast<CellIndex>(changed[r].end);
      const auto last = joined.joins.begin() + joined.row_join[row + 1];
      auto join =
          std::lower_bound(joined.joins.begin() + joined.row_join[row], last, begin,
                           [](const JoinedStreets::Join& one, CellIndex cell) { return one.cell < cell; });
      for (; join != last && join->cell < end; ++join)
        lower_node(join->node,
                   sum(static_cast<int>(r), static_cast<int>(join->cell - first_cell)) +
                       graph_.streets->to_node[static_cast<std::size_t>(join - joined.joins.begin())]);
    }
  }

  /// Dijkstra's algorithm from the nodes that were lowered.
  void push_nodes() {
    while (!queue_.empty()) {
      const auto [pushed, node] = queue_.top();
      queue_.pop();
      if (pushed != field_.sums.nodes[node]) continue;
      const StreetCosts<Value>& costs = *graph_.streets;
      for (std::uint32_t k = costs.first[node]; k < costs.first[node + 1]; ++k)
        lower_node(costs.target[k], pushed + costs.cost[k]);
    }
  }

  bool push_lowered_to_cells() {
    bool any = false;
    for (const std::uint32_t node : lowered_) {
      field_.is_lowered[node] = 0;
      const JoinedStreets& joined = *graph_.joined;
      for (std::uint32_t j = joined.node_first_join[node]; j < joined.node_first_join[node + 1]; ++j) {
        const std::uint32_t k = joined.node_joins[j];
        any |= lower_cell(joined.joins[k].cell, field_.sums.nodes[node] + graph_.streets->to_cell[k]);
      }
    }
    lowered_.clear();
    return any;
  }

  void sweep_cells() {
    swept_ = true;
    sweeps::SweepWindow<Value> sweep;
    sweep.cost = cost_;
    // The kernels' own margin lies before the tile's first cell.
    sweep.state = field_.sums.state.data() + static_cast<std::size_t>(window_.row_begin) * field_.sums.pitch +
                  static_cast<std::size_t>(window_.col_begin);
    sweep.sources = sources_.data();
    sweep.from_above = from_above_.data();
    sweep.from_below = from_below_.data();
    sweep.touched = changed_.data();
    sweep.rows = window_.rows();
    sweep.cols = window_.cols();
    sweep.pitch = field_.sums.pitch;
    sweep.unreached = field_.sums.unreached;
    if constexpr (std::is_same_v<Value, float>)
      field_.kernels.cells.field_float(sweep);
    else
      field_.kernels.cells.field_double(sweep);
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
  bool swept_ = false;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> changed_;
  std::vector<sweeps::Columns> touched_;
  std::priority_queue<std::pair<Value, std::uint32_t>, std::vector<std::pair<Value, std::uint32_t>>,
                      std::greater<>>
      queue_;
  std::vector<std::uint32_t> lowered_;
  std::vector<Offer<Value>>* out_ = nullptr;
};

/// How far beyond the cheapest waiting tile others are worked on in the same round: about what it takes to cross a tile.
template <class Value>
double width_of_round(const MoveCosts<Value>& moves) {
  const double across = moves.smallest_per_row() * CostTiles<Value>::tile_rows;
  return std::isfinite(across) ? across : std::numeric_limits<double>::infinity();
}

}  // namespace

template <class Value>
FieldSums<Value> search_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                              std::span<const SourceIndex> sources, Value unreached) {
  Field<Value> field{graph, kernels, {}, {}, graph.steps.tile_col_count()};
  FieldSums<Value>& sums = field.sums;
  sums.pitch = field_pitch(graph.open.cols());
  sums.unreached = unreached;
  sums.state.assign((static_cast<std::size_t>(graph.open.rows()) + 2 * sweeps::margin) * sums.pitch +
                        sweeps::pack_lanes<float>,
                    unreached);
  if (graph.has_streets()) {
    sums.nodes.assign(graph.joined->nodes.size(), unreached);
    field.is_lowered.assign(graph.joined->nodes.size(), 0);
  }
  TileRounds rounds(graph.steps.tile_row_count(), graph.steps.tile_col_count());
  std::vector<std::vector<Offer<Value>>> inbox(rounds.tile_count());
  const auto offer = [&](const Offer<Value>& offered) {
    const std::size_t tile = offered.spot < graph.cell_count()
                                 ? field.tile_of(offered.spot)
                                 : field.tile_of_node(offered.spot - graph.cell_count());
    inbox[tile].push_back(offered);
    rounds.wake(tile, inside, static_cast<double>(offered.sum));
  };
  if (Value{0} < unreached)
    for (const SourceIndex source : sources)
      graph.for_each_start(
          source, [&](CellIndex cell, Value cost) { offer({cell, cost}); },
          [&](std::uint32_t node, Value cost) { offer({graph.cell_count() + node, cost}); });

  struct Done {
    ChangedSides changed;
    std::vector<Offer<Value>> offers;
  };
  std::vector<Done> done(rounds.tile_count());
  tbb::enumerable_thread_specific<TileSearch<Value>> searches([&] { return TileSearch<Value>(field); });
  rounds.run(
      width_of_round(graph.steps.moves()),
      [&](std::size_t tile, std::uint8_t sides) {
        std::vector<Offer<Value>> offers;
        offers.swap(inbox[tile]);
        done[tile].changed = searches.local().run(tile, sides, offers, done[tile].offers);
      },
      [&](std::size_t tile) {
        rounds.wake_neighbours(tile, done[tile].changed.sides, done[tile].changed.lowest);
        for (const Offer<Value>& offered : done[tile].offers) offer(offered);
        done[tile].offers = {};
      });
  return std::move(field.sums);
}

template FieldSums<float> search_field<float>(const SearchGraph<float>&, const SearchKernels&,
                                              std::span<const SourceIndex>, float);
template FieldSums<double> search_field<double>(const SearchGraph<double>&, const SearchKernels&,
                                                std::span<const SourceIndex>, double);

}  // namespace quarterhour
