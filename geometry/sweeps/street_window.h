// The streets inside one window, as the street kernels read them. Plain pointers and counts, like sweep_state.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "geometry/sweeps/sweep_state.h"

namespace quarterhour::sweeps {

/// Marks of a node: never lowered; lowered since the cells last looked; lowered before.
inline constexpr std::uint8_t never_lowered = 0;
inline constexpr std::uint8_t just_lowered = 1;
inline constexpr std::uint8_t once_lowered = 2;

/// Streets joined to the cells of a window. Nodes and joins are numbered within the window, rows too. Lane l of node n
/// is at state[n * lanes + l]; everything else is one value for all lanes.
template <class Value>
struct StreetWindow {
  std::int32_t nodes = 0;
  /// A sum at node n is pushed along k, first[n] <= k < first[n + 1].
  const std::uint32_t* first = nullptr;
  const std::uint32_t* target = nullptr;
  const Value* cost = nullptr;
  Value* state = nullptr;

  /// Joins by row and rising column: those of row r are [row_join[r], row_join[r + 1]).
  const std::uint32_t* row_join = nullptr;
  const std::int32_t* join_col = nullptr;
  const std::int32_t* join_row = nullptr;
  const std::uint32_t* join_node = nullptr;
  const Value* to_node = nullptr;
  const Value* to_cell = nullptr;
  /// The joins of node n: node_joins[node_first_join[n]] ….
  const std::uint32_t* node_first_join = nullptr;
  const std::uint32_t* node_joins = nullptr;

  /// Nodes wait in buckets of this width by an estimate of their lowest sum; doubly linked, -1 ends a list. All are
  /// empty before and after. `bucket_of` is -1 for a node that does not wait.
  Value bucket_width = 1;
  std::int32_t bucket_count = 0;
  std::int32_t* bucket_head = nullptr;
  std::int32_t* next = nullptr;
  std::int32_t* previous = nullptr;
  std::int32_t* bucket_of = nullptr;
  Value* estimate = nullptr;
  /// Nodes lowered since the cells last looked: `lowered` holds `lowered_count` of them, each once. Nodes lowered at all:
  /// `reached` holds `reached_count`, each once. `mark` of a node: one of the marks below.
  std::uint8_t* mark = nullptr;
  std::uint32_t* lowered = nullptr;
  std::int32_t lowered_count = 0;
  std::uint32_t* reached = nullptr;
  std::int32_t reached_count = 0;
  /// Columns changed by the last sweeps, a value a row; empty before and after.
  Columns* changed = nullptr;
};

/// One instruction set's street kernels, by packs of lanes (index 0 and 1). Lowers the sums of the window's cells and
/// nodes to their common fixed point. Sources stand in the state already: cells in `window.sources`, nodes in
/// `lowered`. `window.cost.first` is null where nobody walks off the streets.
struct StreetKernels {
  void (*lanes_float[2])(const SweepWindow<float>&, StreetWindow<float>&) = {};
  void (*lanes_double[2])(const SweepWindow<double>&, StreetWindow<double>&) = {};
};

extern const StreetKernels plain_street_kernels;
extern const StreetKernels avx2_street_kernels;
extern const StreetKernels avx512_street_kernels;

}  // namespace quarterhour::sweeps
