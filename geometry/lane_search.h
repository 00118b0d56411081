// One block of sources searched to the limit: a lane each.
#pragma once

#include <tbb/cache_aligned_allocator.h>

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/cost_region.h"
#include "geometry/instruction_set.h"
#include "geometry/lane_blocks.h"
#include "geometry/search_graph.h"
#include "geometry/street_windows.h"
#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace quarterhour {

/// The kernels of an instruction set.
struct SearchKernels {
  const sweeps::Kernels& cells;
  const sweeps::StreetKernels& streets;
  const sweeps::CostKernels& costs;
  const sweeps::ExcursionKernels& excursions;
};
/// The processor must have the instruction set; throws std::invalid_argument otherwise.
[[nodiscard]] SearchKernels kernels_of(InstructionSet set);

/// The number above every sum that is kept: the next after `limit` in Value, or +infinity.
template <class Value>
[[nodiscard]] Value first_unreached(double limit);

/// Cells that a search up to `limit` can get from its source, safe against rounding.
template <class Value>
[[nodiscard]] SearchRadius search_radius(const SearchGraph<Value>& graph, double limit);

template <class Value>
struct FieldSums;

/// Working memory of one thread, kept between blocks.
template <class Value>
class LaneSearch {
 public:
  /// Sums of every lane over the block's window. Lanes of sources where nobody can stand stay unreached. After the call
  /// `row` and `unreached` describe the sums. `costs`: of a region that holds the window; not looked at where nobody walks
  /// off the streets.
  void run(const SearchGraph<Value>& graph, const SearchKernels& kernels, const LaneBlock& block,
           std::span<const SourceIndex> sources, Value unreached, const CostRegion<Value>& costs);

  /// The same, but a lane goes only where it is below a ceiling; `row` then holds the ceiling where a lane is not. Sources must start in the
  /// window.
  void run_below(const SearchGraph<Value>& graph, const SearchKernels& kernels, const LaneBlock& block,
                 std::span<const SourceIndex> sources, const FieldSums<Value>& ceiling,
                 const CostRegion<Value>& costs);

  /// Adds the sums of another search of the same block, lane by lane: there and back.
  void add(const LaneSearch& back);

  /// The streets of the window and their nodes' sums. Valid until the next call.
  [[nodiscard]] const StreetWindows<Value>& streets() const { return streets_; }

  [[nodiscard]] int lanes() const { return lanes_; }
  [[nodiscard]] Value unreached() const { return unreached_; }
  /// Columns of the window's row outside which no lane reaches anything.
  [[nodiscard]] sweeps::Columns touched(int window_row) const {
    return touched_[static_cast<std::size_t>(window_row)];
  }
  /// For each of the touched columns of the window's row a mask whose bit l says that lane l is reached there. Valid until
  /// the next call.
  [[nodiscard]] const std::uint64_t* masks(const SearchKernels& kernels, int window_row);
  /// Sums of the window's row, cell after cell, `lanes()` each; reached in touched columns where below `unreached()`.
  [[nodiscard]] const Value* row(int window_row) const {
    return state_.data() +
           ((static_cast<std::size_t>(window_row) + sweeps::margin) * pitch_ + sweeps::margin) *
               static_cast<std::size_t>(lanes_);
  }

 private:
  /// Leaves the state as the sweeps want to find it: unreached throughout.
  void clear(const sweeps::Kernels& kernels, std::size_t values, Value unreached);

  /// Fills the rows that hold sources, for searches that write the others before they read them.
  void clear_source_rows(const sweeps::Kernels& kernels, const LaneBlock& block, std::size_t values,
                         Value unreached);

  /// Sets every lane of the window to a ceiling.
  void fill_with(const FieldSums<Value>& ceiling, const sweeps::Kernels& kernels, const CellWindow& window,
                 std::size_t values);

  /// Empties the lists of columns of a window.
  void empty_columns(std::size_t rows);

  /// The window for the kernels; `touched_` begins with the sources.
  [[nodiscard]] sweeps::SweepWindow<Value> sweep_window(const SearchGraph<Value>& graph,
                                                        const CellWindow& window, Value unreached,
                                                        const CostRegion<Value>& costs);

  /// Lets the sweeps look where excursions may lower what a search has left that crossed rows one way.
  void look_at_excursions(const CellWindow& window, const CostRegion<Value>& costs);

  void place_sources(const SearchGraph<Value>& graph, const LaneBlock& block,
                     std::span<const SourceIndex> sources, Value unreached);

  /// Unreached outside the touched columns of the last search, unless that crossed its rows one way.
  std::vector<Value, tbb::cache_aligned_allocator<Value>> state_;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> touched_;
  StreetWindows<Value> streets_;
  std::size_t pitch_ = 0;
  int lanes_ = 0;
  Value unreached_ = 0;
  bool holds_anything_ = false;
  /// Masks of the whole window after a search that crossed rows one way, else of the row last asked for.
  std::vector<std::uint64_t> masks_;
  bool has_masks_ = false;
  int cols_ = 0;
};

}  // namespace quarterhour
