// What the sweep kernels work on. Plain pointers and counts: the kernels are compiled once per instruction set
// and must not share inline code with the rest of the program.
#pragma once

#include <cstddef>
#include <cstdint>

namespace quarterhour::sweeps {

/// Cells around a window that hold the unreached value, so that no move needs a bounds check.
inline constexpr int margin = 2;

/// The moves' costs as the kernels read them (StepCosts), seen from the window's first cell.
template <class Value>
struct CostView {
  const Value* first = nullptr;
  const Value* second = nullptr;
  const Value* third = nullptr;
  std::size_t move_count = 0;
  /// Values from one move's row to the next: entry (row, move, col) is at (row * move_count + move) * pitch + col.
  std::size_t pitch = 0;
};

/// Columns of a row that changed since the row's neighbours last looked: begin < end, or nothing.
struct Columns {
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

/// Sums to be lowered to their fixed point. Cell (row, col), lane l is at
/// state[((row + margin) * pitch + col + margin) * lanes + l]; the margin holds `unreached` and is never
/// written with anything lower. `sources`, `from_above` and `from_below` have a value a row: the columns of the
/// sources, and those that may be lowered by the rows above or below (empty at first). `touched`, where given, is
/// widened to the columns that changed. A field over one grid has one lane; cells are read and written in whole packs of
/// columns, counted from the first, so that what lies behind the last column must be there and is left as it is.
template <class Value>
struct SweepWindow {
  CostView<Value> cost;
  Value* state = nullptr;
  Columns* sources = nullptr;
  Columns* from_above = nullptr;
  Columns* from_below = nullptr;
  Columns* touched = nullptr;
  /// For windows that are crossed one way: row after row, a mask a cell whose bit l says that lane l is below `unreached`,
  /// written in touched columns.
  std::uint64_t* masks = nullptr;
  std::int32_t rows = 0;
  std::int32_t cols = 0;
  std::size_t pitch = 0;
  /// Sums at or above it are not kept: the next number above the limit, or +infinity.
  Value unreached = 0;
  /// For sweeps whose costs are computed row by row: 1 for each row whose costs are still to come, which
  /// compute_costs(costs_owner, row) brings. Null where all are there.
  const std::uint8_t* missing_costs = nullptr;
  void (*compute_costs)(void* costs_owner, std::int32_t row) = nullptr;
  void* costs_owner = nullptr;
};

/// Labels to be spread over sums that are at their fixed point already. `sums` and `labels` lie as the state of a field
/// does, which `window` describes without its own; the margin's labels are the largest number.
template <class Value>
struct LabelWindow {
  SweepWindow<Value> window;
  const Value* sums = nullptr;
  std::int32_t* labels = nullptr;
};

/// One instruction set's kernels. Every kernel runs sweeps until nothing changes and gives the same bits as
/// any other set's. The lane kernels take 1 or 2 packs of lanes (index 0 and 1).
struct Kernels {
  const char* name = nullptr;
  void (*lanes_float[2])(const SweepWindow<float>&) = {};
  void (*lanes_double[2])(const SweepWindow<double>&) = {};
  /// The same for windows with 8 moves whose rows shortest paths cross one way only. Sums at or above `unreached` may be
  /// left in touched cells.
  void (*one_way_float[2])(const SweepWindow<float>&) = {};
  /// The sums of those paths alone that cross rows one way, as a start for `lanes_float` where others may be shorter.
  void (*first_pass_float[2])(const SweepWindow<float>&) = {};
  void (*field_float)(const SweepWindow<float>&) = nullptr;
  void (*field_double)(const SweepWindow<double>&) = nullptr;
  void (*labels_float)(const LabelWindow<float>&) = nullptr;
  void (*labels_double)(const LabelWindow<double>&) = nullptr;
  /// Sets `packs` packs of lanes of each of `cols` neighbouring cells to a value.
  void (*fill_float)(float* cells, std::int32_t cols, int packs, float value) = nullptr;
  void (*fill_double)(double* cells, std::int32_t cols, int packs, double value) = nullptr;
  /// Writes for each of `cols` cells a mask whose bit l says that lane l is below `unreached`. `packs` as above.
  void (*masks_float)(const float* cells, std::int32_t cols, int packs, float unreached,
                      std::uint64_t* masks) = nullptr;
  void (*masks_double)(const double* cells, std::int32_t cols, int packs, double unreached,
                       std::uint64_t* masks) = nullptr;
};

/// Lanes of one pack.
template <class Value>
inline constexpr int pack_lanes = static_cast<int>(64 / sizeof(Value));

extern const Kernels plain_kernels;
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;

}  // namespace quarterhour::sweeps
