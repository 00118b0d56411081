// What searches over a field and the spreading of their labels have in common: they work tile by tile, and tiles send each
// other offers.
#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "geometry/field_search.h"
#include "geometry/search_graph.h"
#include "geometry/sweep_columns.h"
#include "geometry/tile_rounds.h"
#include "geometry/tile_sides.h"

namespace quarterhour {

/// Cells that a move leads away at most, in rows or columns.
[[nodiscard]] constexpr int move_reach(std::size_t move_count) { return move_count > 8 ? 2 : 1; }

/// Working memory of one thread for one tile after another, and what can be asked of the tile. Spots are cells below the
/// number of cells, then nodes of the streets. `Sums`: FieldSums, const where they are only read.
template <class Value, class Sums>
class TileWork {
 public:
  TileWork(const SearchGraph<Value>& graph, Sums& sums) : graph_(graph), sums_(sums) {}

 protected:
  /// Turns to a tile, in which nothing has changed yet.
  void begin(std::size_t tile) {
    tile_ = tile;
    const int tile_cols = graph_.steps.tile_col_count();
    const int tile_row = static_cast<int>(tile) / tile_cols;
    const int tile_col = static_cast<int>(tile) % tile_cols;
    window_ = graph_.steps.window_of(tile_row, tile_col);
    const auto rows = static_cast<std::size_t>(window_.rows());
    for (auto* columns : {&sources_, &from_above_, &from_below_, &changed_, &touched_})
      columns->assign(rows, {});
    if (graph_.has_moves()) cost_ = graph_.steps.tile(tile_row, tile_col, costs_);
  }

  [[nodiscard]] bool holds(std::uint32_t spot) const { return graph_.tile_of(spot) == tile_; }

  /// Row and column of a cell of the tile, counted from its first.
  [[nodiscard]] CellPosition place_of(CellIndex cell) const {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    return {static_cast<int>(cell / cols) - window_.row_begin,
            static_cast<int>(cell % cols) - window_.col_begin};
  }
  [[nodiscard]] auto& sum(int row, int col) const {
    return sums_.row(window_.row_begin + row)[window_.col_begin + col];
  }

  /// The sum of a cell of the tile over a move, out of the neighbour's; the margin around the grid holds nothing lower. The
  /// costs of its row must be there.
  [[nodiscard]] Value stepped(int row, int col, std::size_t move) const {
    const Value from = sum(row + moves[move].row_step, col + moves[move].col_step);
    const std::size_t at = (static_cast<std::size_t>(row) * cost_.move_count + move) * cost_.pitch +
                           static_cast<std::size_t>(col);
    if constexpr (std::is_same_v<Value, double>)
      return ((from + cost_.first[at]) + cost_.second[move]) + cost_.third[at];
    else
      return from + cost_.first[at];
  }

  /// A cell changed otherwise than by a sweep.
  void change(CellPosition at) {
    include_column(sources_[static_cast<std::size_t>(at.row)], at.col);
    include_column(touched_[static_cast<std::size_t>(at.row)], at.col);
  }

  /// Makes the costs of a row be there.
  void need_costs(int row) { graph_.steps.compute_row(row, costs_); }

  /// Lets the next sweep look at rows beside which something changed, and calls pull(row, col) for every cell beside the
  /// columns on the west and the east.
  template <class Pull>
  void look_beyond(const TileWait& wait, const Pull& pull) {
    const auto inside_of = [](sweeps::Columns range, int end) {
      return sweeps::Columns{std::max(range.begin, 0), std::min(range.end, end)};
    };
    const int near = std::min(reach(), window_.rows());
    for (int row = 0; row < near; ++row) {
      if ((wait.sides & north_side) != 0)
        from_above_[static_cast<std::size_t>(row)] = inside_of(wait.along[0], window_.cols());
      if ((wait.sides & south_side) != 0)
        from_below_[static_cast<std::size_t>(window_.rows() - 1 - row)] =
            inside_of(wait.along[1], window_.cols());
    }
    const int beside = std::min(reach(), window_.cols());
    const auto pull_beside = [&](std::size_t side, int first_col) {
      const auto [begin, end] = inside_of(wait.along[side], window_.rows());
      for (int row = begin; row < end; ++row)
        for (int col = first_col; col < first_col + beside; ++col) pull(row, col);
    };
    if ((wait.sides & west_side) != 0) pull_beside(2, 0);
    if ((wait.sides & east_side) != 0) pull_beside(3, window_.cols() - beside);
  }

  /// Whether test(neighbour's row, column) holds for a neighbour of the cell that lies beyond the tile's west or east side.
  template <class Test>
  [[nodiscard]] bool any_beside(int row, int col, const Test& test) const {
    for (std::size_t m = 0; m < cost_.move_count; ++m) {
      const int from_col = col + moves[m].col_step;
      if ((from_col < 0 || from_col >= window_.cols()) && test(row + moves[m].row_step, from_col))
        return true;
    }
    return false;
  }

  /// Calls visit(row, col, node, position of the join) for every joined cell among the columns.
  template <class Visit>
  void for_each_join(const std::vector<sweeps::Columns>& columns, const Visit& visit) const {
    const auto cols = static_cast<CellIndex>(graph_.open.cols());
    const JoinedStreets& joined = *graph_.joined;
    for (std::size_t r = 0; r < columns.size(); ++r) {
      if (columns[r].begin >= columns[r].end) continue;
      const auto row = static_cast<std::size_t>(window_.row_begin) + r;
      const CellIndex first_cell =
          static_cast<CellIndex>(row) * cols + static_cast<CellIndex>(window_.col_begin);
      const CellIndex begin = first_cell + static_cast<CellIndex>(columns[r].begin);
      const CellIndex end = first_cell + static_cast<CellIndex>(columns[r].end);
      const auto last = joined.joins.begin() + joined.row_join[row + 1];
      auto join =
          std::lower_bound(joined.joins.begin() + joined.row_join[row], last, begin,
                           [](const JoinedStreets::Join& one, CellIndex cell) { return one.cell < cell; });
      for (; join != last && join->cell < end; ++join)
        visit(static_cast<int>(r), static_cast<int>(join->cell - first_cell), join->node,
              static_cast<std::size_t>(join - joined.joins.begin()));
    }
  }

  /// Where the kernels find the tile in numbers that lie as the sums do: their own margin lies before its first cell.
  [[nodiscard]] std::size_t kernel_offset() const {
    return static_cast<std::size_t>(window_.row_begin) * sums_.pitch +
           static_cast<std::size_t>(window_.col_begin);
  }

  /// The tile as the kernels see it, but for what they write.
  [[nodiscard]] sweeps::SweepWindow<Value> sweep_window() {
    sweeps::SweepWindow<Value> sweep;
    sweep.cost = cost_;
    sweep.sources = sources_.data();
    sweep.from_above = from_above_.data();
    sweep.from_below = from_below_.data();
    sweep.touched = changed_.data();
    sweep.rows = window_.rows();
    sweep.cols = window_.cols();
    sweep.pitch = sums_.pitch;
    sweep.unreached = sums_.unreached;
    sweep.missing_costs = costs_.missing_rows.data();
    sweep.compute_costs = [](void* owner, std::int32_t row) {
      static_cast<TileWork*>(owner)->need_costs(row);
    };
    sweep.costs_owner = this;
    return sweep;
  }

  /// Takes note of what a sweep has changed, which stays in `changed_` until it is cleared.
  void after_sweep() {
    for (std::size_t row = 0; row < changed_.size(); ++row) {
      sources_[row] = {};
      if (changed_[row].begin >= changed_[row].end) continue;
      include_column(touched_[row], changed_[row].begin);
      include_column(touched_[row], changed_[row].end - 1);
    }
  }

  [[nodiscard]] ChangedSides sides_changed() const {
    return changed_sides<Value>(touched_, window_.cols(), &sum(0, 0), sums_.pitch, reach());
  }

  const SearchGraph<Value>& graph_;
  Sums& sums_;
  sweeps::CostView<Value> cost_;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> changed_;

 private:
  [[nodiscard]] int reach() const { return move_reach(cost_.move_count); }

  std::size_t tile_ = 0;
  CellWindow window_;
  CostScratch<Value> costs_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> touched_;
};

/// Works on tiles until none waits. `first`: what they begin with. `make()` makes a thread's own worker, whose
/// run(tile, what it waits for, offers, out) returns ChangedSides and adds to `out` what it offers to spots of other tiles. An Offer has a
/// `spot` and the `sum` there.
template <class Value, class Offer, class Make>
void work_in_tiles(const SearchGraph<Value>& graph, std::span<const Offer> first, const Make& make) {
  struct Done {
    ChangedSides changed;
    std::vector<Offer> offers;
  };
  TileRounds rounds(graph.steps.tile_row_count(), graph.steps.tile_col_count(), CostTiles<Value>::tile_cols,
                    move_reach(graph.steps.moves().move_count()));
  std::vector<std::vector<Offer>> inbox(rounds.tile_count());
  std::vector<Done> done(rounds.tile_count());
  const auto send = [&](const Offer& offer) {
    const std::size_t tile = graph.tile_of(offer.spot);
    inbox[tile].push_back(offer);
    rounds.wake(tile, static_cast<double>(offer.sum));
  };
  for (const Offer& offer : first) send(offer);
  tbb::enumerable_thread_specific<std::invoke_result_t<Make>> workers(make);
  // Tiles that wait for more than it takes to cross a tile above the cheapest are left for later.
  rounds.run(
      graph.steps.moves().smallest_per_row() * CostTiles<Value>::tile_rows,
      [&](std::size_t tile, const TileWait& wait) {
        const std::vector<Offer> offers = std::exchange(inbox[tile], {});
        done[tile].changed = workers.local().run(tile, wait, offers, done[tile].offers);
      },
      [&](std::size_t tile) {
        rounds.wake_neighbours(tile, done[tile].changed);
        for (const Offer& offer : std::exchange(done[tile].offers, {})) send(offer);
      });
}

}  // namespace quarterhour
