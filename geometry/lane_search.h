// One block of sources searched to the limit: a lane each.
#pragma once

#include <tbb/cache_aligned_allocator.h>

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/instruction_set.h"
#include "geometry/lane_blocks.h"
#include "geometry/step_costs.h"
#include "geometry/sweeps/sweep_state.h"

namespace quarterhour {

/// The kernels of an instruction set, which the processor must have.
[[nodiscard]] const sweeps::Kernels& kernels_of(InstructionSet set);

/// The number above every sum that is kept: the next after `limit` in Value, or +infinity.
template <class Value>
[[nodiscard]] Value first_unreached(double limit);

/// Cells that a search up to `limit` can get from its source, safe against rounding.
template <class Value>
[[nodiscard]] SearchRadius search_radius(const StepCosts<Value>& costs, double limit);

/// Working memory of one thread, kept between blocks.
template <class Value>
class LaneSearch {
 public:
  /// Sums of every lane over the block's window. `open` says where a source can stand: lanes of other sources stay
  /// unreached. After the call `row` and `unreached` describe the sums.
  void run(const StepCosts<Value>& costs, const sweeps::Kernels& kernels, const LaneBlock& block,
           std::span<const CellIndex> sources, const Raster<std::uint8_t>& open, Value unreached);

  /// Adds the sums of another search of the same block, lane by lane: there and back.
  void add(const LaneSearch& back);

  [[nodiscard]] int lanes() const { return lanes_; }
  [[nodiscard]] Value unreached() const { return unreached_; }
  /// Columns of the window's row outside which no lane reaches anything.
  [[nodiscard]] sweeps::Columns touched(int window_row) const {
    return touched_[static_cast<std::size_t>(window_row)];
  }
  /// Sums of the window's row, cell after cell, `lanes()` each; reached where below `unreached()`.
  [[nodiscard]] const Value* row(int window_row) const {
    return state_.data() +
           ((static_cast<std::size_t>(window_row) + sweeps::margin) * pitch_ + sweeps::margin) *
               static_cast<std::size_t>(lanes_);
  }

 private:
  /// Leaves the state as every search wants to find it: unreached throughout.
  void clear(const sweeps::Kernels& kernels, std::size_t values, Value unreached);

  /// The window's costs, side by side where the window is small enough.
  sweeps::CostView<Value> gather_costs(const StepCosts<Value>& costs, const CellWindow& window);

  std::vector<Value> first_;
  std::vector<Value> third_;
  /// Unreached outside the touched columns of the last search.
  std::vector<Value, tbb::cache_aligned_allocator<Value>> state_;
  std::vector<sweeps::Columns> sources_;
  std::vector<sweeps::Columns> from_above_;
  std::vector<sweeps::Columns> from_below_;
  std::vector<sweeps::Columns> touched_;
  std::size_t pitch_ = 0;
  int lanes_ = 0;
  Value unreached_ = 0;
};

/// The nearest source of every cell of the grid: one sum a cell, by sweeps over the whole grid. The sums stand
/// at (row + margin) * pitch + col + margin.
template <class Value>
struct FieldSums {
  std::vector<Value> state;
  std::size_t pitch = 0;
  Value unreached = 0;
  [[nodiscard]] const Value* row(int grid_row) const {
    return state.data() + (static_cast<std::size_t>(grid_row) + sweeps::margin) * pitch + sweeps::margin;
  }
};
template <class Value>
[[nodiscard]] FieldSums<Value> search_field(const StepCosts<Value>& costs, const sweeps::Kernels& kernels,
                                            std::span<const CellIndex> sources,
                                            const Raster<std::uint8_t>& open, Value unreached);

}  // namespace quarterhour
