// The graph that searches run over: the moves of the surface, and the streets joined to it.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>

#include "geometry/cost_tiles.h"
#include "geometry/joined_streets.h"
#include "geometry/street_costs.h"

namespace quarterhour {

/// One sense of one travel field. Refers to what the field owns.
template <class Value>
struct SearchGraph {
  const CostTiles<Value>& steps;
  const Raster<std::uint8_t>& open;
  /// Both or neither; without nodes there are places, but no streets.
  const JoinedStreets* joined = nullptr;
  const StreetCosts<Value>* streets = nullptr;

  [[nodiscard]] CellIndex cell_count() const { return static_cast<CellIndex>(open.size()); }
  [[nodiscard]] bool has_streets() const { return joined != nullptr && !joined->nodes.empty(); }
  /// Whether people walk off the streets.
  [[nodiscard]] bool has_moves() const { return steps.moves().move_count() > 0; }

  /// The tile of the costs that a cell (below the number of cells) or a node (from there on) lies in.
  [[nodiscard]] std::size_t tile_of(std::uint32_t spot) const {
    const auto cols = static_cast<CellIndex>(open.cols());
    const CellIndex cell = spot < cell_count() ? spot : joined->nodes[spot - cell_count()].cell;
    return static_cast<std::size_t>(cell / cols / CostTiles<Value>::tile_rows) *
               static_cast<std::size_t>(steps.tile_col_count()) +
           static_cast<std::size_t>(cell % cols / CostTiles<Value>::tile_cols);
  }

  /// Largest rounding error of a path's sum up to `limit` (TravelField::rounding_bound).
  [[nodiscard]] double rounding_bound(double limit) const {
    constexpr double unit_roundoff = static_cast<double>(std::numeric_limits<Value>::epsilon()) / 2.0;
    // Three additions a step in double, one and the rounding of the cost in float.
    constexpr double roundings_a_step = std::is_same_v<Value, float> ? 1.0 : 3.0;
    return limit * (roundings_a_step * most_edges(limit) + 1.0) * unit_roundoff;
  }

  /// Position in the joins of the cell's own; nothing where it has none. Only with streets.
  [[nodiscard]] std::optional<std::uint32_t> join_of(CellIndex cell) const {
    const std::size_t row = cell / static_cast<CellIndex>(open.cols());
    const auto begin = joined->joins.begin() + joined->row_join[row];
    const auto end = joined->joins.begin() + joined->row_join[row + 1];
    const auto join = std::lower_bound(
        begin, end, cell, [](const JoinedStreets::Join& one, CellIndex wanted) { return one.cell < wanted; });
    if (join == end || join->cell != cell) return std::nullopt;
    return static_cast<std::uint32_t>(join - joined->joins.begin());
  }

  /// Edges of a path that costs `limit`, at most. Pieces of streets, or moves, each of which lets a path leave the
  /// streets and join them once more: a cell has one way to the streets, so that two ways have a move between them.
  [[nodiscard]] double most_edges(double limit) const {
    const double step = steps.moves().smallest();
    const double shortest = has_streets() ? std::min(streets->smallest, step / 3.0) : step;
    return std::isinf(shortest) ? (has_streets() ? 2.0 : 0.0)
                                : std::ceil(limit / shortest) + (has_streets() ? 2.0 : 0.0);
  }

  /// Shows where a source starts and with what: at_cell(cell, cost), at_node(node, cost).
  template <class AtCell, class AtNode>
  void for_each_start(SourceIndex source, const AtCell& at_cell, const AtNode& at_node) const {
    if (source < cell_count()) {
      if (open[source] != 0) at_cell(source, Value{0});
      return;
    }
    const std::size_t place = source - cell_count();
    for (std::size_t k = joined->first_link[place]; k < joined->first_link[place + 1]; ++k) {
      const JoinedStreets::Link& link = joined->links[k];
      if (link.node != JoinedStreets::no_node)
        at_node(link.node, streets->start[k]);
      else
        at_cell(link.cell, streets->start[k]);
    }
  }
};

}  // namespace quarterhour
