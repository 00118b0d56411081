// Labels of sources spread along the ways that a search's sums came by, tile by tile.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geometry/field_search.h"
#include "geometry/search_graph.h"

namespace quarterhour {

/// One label a cell, lying as the sums do, and one a node of the streets; `none` where none came.
struct FieldLabels {
  static constexpr std::int32_t none = std::numeric_limits<std::int32_t>::max();
  std::vector<std::int32_t> state;
  std::size_t pitch = 0;
  std::vector<std::int32_t> nodes;
  [[nodiscard]] std::int32_t* row(int grid_row) {
    return state.data() + (static_cast<std::size_t>(grid_row) + sweeps::margin) * pitch + sweeps::margin;
  }
  [[nodiscard]] const std::int32_t* row(int grid_row) const {
    return state.data() + (static_cast<std::size_t>(grid_row) + sweeps::margin) * pitch + sweeps::margin;
  }
};

/// A label that starts at a spot: a cell below the number of cells, else a node.
struct PlacedLabel {
  std::uint32_t spot = 0;
  std::int32_t label = 0;
};

/// Every reached spot gets the lowest label that comes to it from `placed` over ways whose end has exactly its start's sum
/// plus its cost. Tiles are worked on in parallel.
template <class Value>
[[nodiscard]] FieldLabels spread_labels(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                        const FieldSums<Value>& sums, std::span<const PlacedLabel> placed);

}  // namespace quarterhour
