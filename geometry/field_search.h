// The nearest source of every cell of a grid, by sweeps in tiles and searches along the streets that lie in them.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "geometry/lane_search.h"
#include "geometry/search_graph.h"

namespace quarterhour {

/// One sum a cell, at (row + margin) * pitch + col + margin of `state`, and one a node of the streets. Reached where below
/// `unreached`.
template <class Value>
struct FieldSums {
  std::vector<Value> state;
  std::size_t pitch = 0;
  Value unreached = 0;
  std::vector<Value> nodes;
  [[nodiscard]] const Value* row(int grid_row) const {
    return state.data() + (static_cast<std::size_t>(grid_row) + sweeps::margin) * pitch + sweeps::margin;
  }
  [[nodiscard]] Value* row(int grid_row) {
    return state.data() + (static_cast<std::size_t>(grid_row) + sweeps::margin) * pitch + sweeps::margin;
  }
};

/// Columns from one row to the next of numbers that lie as the sums of a field do: a margin on either side, and a pack of
/// columns to spare behind the last.
[[nodiscard]] constexpr std::size_t field_pitch(int cols) {
  return static_cast<std::size_t>(cols) + 2 * sweeps::margin + sweeps::pack_lanes<float>;
}

/// The grid's own part of numbers that lie as the sums do, moved together where they stand and shown as `shown` says. Takes no
/// further memory.
template <class Number, class Shown>
[[nodiscard]] Raster<Number> without_margins(std::vector<Number>&& state, int rows, int cols,
                                             std::size_t pitch, const Shown& shown) {
  Number* to = state.data();
  for (int row = 0; row < rows; ++row) {
    const Number* const from =
        state.data() + (static_cast<std::size_t>(row) + sweeps::margin) * pitch + sweeps::margin;
    for (int col = 0; col < cols; ++col) *to++ = shown(from[col]);
  }
  state.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  return Raster<Number>(rows, cols, std::move(state));
}

/// The fixed point of all sums below `unreached`, bit for bit Dijkstra's. Tiles are searched in parallel.
template <class Value>
[[nodiscard]] FieldSums<Value> search_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                            std::span<const SourceIndex> sources, Value unreached);

/// Lowers sums, all of them a ceiling (CostCeiling), by what the sources bring, each from its own start on (empty: from 0).
template <class Value>
void lower_field(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                 std::span<const SourceIndex> sources, FieldSums<Value>& sums,
                 std::span<const Value> starts = {});
/// Sums of a grid and its streets, all of them unreached.
template <class Value>
[[nodiscard]] FieldSums<Value> unreached_field(const SearchGraph<Value>& graph, Value unreached);

}  // namespace quarterhour
