#include "geometry/lane_search.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace quarterhour {

namespace {

/// Costs of a window up to this many are copied side by side: on the grid they lie a page apart, row for row.
constexpr std::size_t most_gathered_costs = std::size_t{1} << 20U;

void include_column(sweeps::Columns& columns, int col) {
  if (columns.begin >= columns.end) {
    columns = {col, col + 1};
  } else {
    columns.begin = std::min(columns.begin, col);
    columns.end = std::max(columns.end, col + 1);
  }
}

template <class Value>
sweeps::CostView<Value> view_of(const StepCosts<Value>& costs, int row, int col) {
  const std::size_t offset = costs.offset(row, 0) + static_cast<std::size_t>(col);
  sweeps::CostView<Value> view;
  view.first = costs.first.data() + offset;
  if (!costs.third.empty()) {
    view.second = costs.second.data();
    view.third = costs.third.data() + offset;
  }
  view.move_count = costs.move_count;
  view.pitch = costs.pitch;
  return view;
}

int radius_of(double limit, double smallest_per_cell, double unit_roundoff) {
  if (std::isinf(smallest_per_cell)) return 0;
  // Each addition may round the sum down by a unit roundoff of it, so that n steps come further than their true
  // costs allow by a share of n units; twice that is safe, and a cell more pays for this quotient's own rounding.
  const double steps = limit / smallest_per_cell + 1.0;
  const double cells = std::floor(steps * (1.0 + 1e-6 + 2.0 * steps * unit_roundoff)) + 1.0;
  return cells < 1e9 ? static_cast<int>(cells) : 1'000'000'000;
}

}  // namespace

const sweeps::Kernels& kernels_of(InstructionSet set) {
  const std::vector<InstructionSet> available = available_instruction_sets();
  if (std::find(available.begin(), available.end(), set) == available.end())
    throw std::invalid_argument("this processor does not have the instruction set " +
                                std::string(name_of(set)));
#ifdef QUARTERHOUR_X86_KERNELS
  if (set == InstructionSet::avx512) return sweeps::avx512_kernels;
  if (set == InstructionSet::avx2) return sweeps::avx2_kernels;
#endif
  return sweeps::plain_kernels;
}

template <class Value>
Value first_unreached(double limit) {
  constexpr Value infinity = std::numeric_limits<Value>::infinity();
  if (!(limit < static_cast<double>(std::numeric_limits<Value>::max()))) return infinity;
  auto bound = static_cast<Value>(limit);
  while (static_cast<double>(bound) <= limit) bound = std::nextafter(bound, infinity);
  while (static_cast<double>(std::nextafter(bound, -infinity)) > limit)
    bound = std::nextafter(bound, -infinity);
  return bound;
}

template <class Value>
SearchRadius search_radius(const StepCosts<Value>& costs, double limit) {
  // In double a step is three additions.
  constexpr double unit_roundoff =
      (std::is_same_v<Value, float> ? 0.5 : 1.5) * static_cast<double>(std::numeric_limits<Value>::epsilon());
  return {std::min(costs.rows, radius_of(limit, costs.smallest_per_row, unit_roundoff)),
          std::min(costs.cols, radius_of(limit, costs.smallest_per_col, unit_roundoff))};
}

template <class Value>
void LaneSearch<Value>::clear(const sweeps::Kernels& kernels, std::size_t values, Value unreached) {
  if (unreached_ != unreached) {
    state_.assign(std::max(values, state_.size()), unreached);
  } else {
    for (std::size_t row = 0; row < touched_.size(); ++row) {
      if (touched_[row].begin >= touched_[row].end) continue;
      const auto [begin, end] = touched_[row];
      Value* const first = state_.data() + (this->row(static_cast<int>(row)) - state_.data()) +
                           static_cast<std::ptrdiff_t>(begin) * lanes_;
      const int packs = lanes_ / sweeps::pack_lanes<Value>;
      if constexpr (std::is_same_v<Value, float>)
        kernels.fill_float(first, end - begin, packs, unreached);
      else
        kernels.fill_double(first, end - begin, packs, unreached);
    }
    if (state_.size() < values) state_.resize(values, unreached);
  }
  unreached_ = unreached;
}

template <class Value>
sweeps::CostView<Value> LaneSearch<Value>::gather_costs(const StepCosts<Value>& costs,
                                                        const CellWindow& window) {
  const sweeps::CostView<Value> whole = view_of(costs, window.row_begin, window.col_begin);
  // Whole packs: a line of the costs leaves more than a pack behind its last column.
  constexpr std::size_t pack = sweeps::pack_lanes<Value>;
  const std::size_t pitch = (static_cast<std::size_t>(window.cols()) + pack - 1) / pack * pack;
  const std::size_t lines = static_cast<std::size_t>(window.rows()) * costs.move_count;
  if (lines * pitch > most_gathered_costs) return whole;
  const auto gather = [&](const Value* from, std::vector<Value>& into) {
    if (into.size() < lines * pitch) into.resize(lines * pitch);
    Value* to = into.data();
    for (std::size_t line = 0; line < lines; ++line, from += costs.pitch, to += pitch)
      for (std::size_t col = 0; col < pitch; col += pack)
        std::memcpy(to + col, from + col, pack * sizeof(Value));
    return into.data();
  };
  sweeps::CostView<Value> local = whole;
  local.first = gather(whole.first, first_);
  if (whole.third != nullptr) local.third = gather(whole.third, third_);
  local.pitch = pitch;
  return local;
}

template <class Value>
void LaneSearch<Value>::run(const StepCosts<Value>& costs, const sweeps::Kernels& kernels,
                            const LaneBlock& block, std::span<const CellIndex> sources,
                            const Raster<std::uint8_t>& open, Value unreached) {
  const CellWindow& window = block.window;
  const auto rows = static_cast<std::size_t>(window.rows());
  const auto pitch = static_cast<std::size_t>(window.cols() + 2 * sweeps::margin);
  const int lanes = block.packs * sweeps::pack_lanes<Value>;
  clear(kernels, (rows + 2 * sweeps::margin) * pitch * static_cast<std::size_t>(lanes), unreached);
  pitch_ = pitch;
  lanes_ = lanes;
  sources_.assign(rows, {});
  from_above_.assign(rows, {});
  from_below_.assign(rows, {});
  touched_.assign(rows, {});
  for (std::size_t lane = 0; lane < block.sources.size(); ++lane) {
    const CellIndex cell = sources[block.sources[lane]];
    if (open[cell] == 0 || !(Value{0} < unreached)) continue;
    const int row = static_cast<int>(cell / static_cast<CellIndex>(costs.cols)) - window.row_begin;
    const int col = static_cast<int>(cell % static_cast<CellIndex>(costs.cols)) - window.col_begin;
    state_[((static_cast<std::size_t>(row) + sweeps::margin) * pitch_ + static_cast<std::size_t>(col) +
            sweeps::margin) *
               static_cast<std::size_t>(lanes_) +
           lane] = Value{0};
    include_column(sources_[static_cast<std::size_t>(row)], col);
  }
  sweeps::SweepWindow<Value> sweep;
  sweep.cost = gather_costs(costs, window);
  sweep.state = state_.data();
  sweep.sources = sources_.data();
  sweep.from_above = from_above_.data();
  sweep.from_below = from_below_.data();
  sweep.touched = touched_.data();
  sweep.rows = window.rows();
  sweep.cols = window.cols();
  sweep.pitch = pitch_;
  sweep.unreached = unreached;
  if constexpr (std::is_same_v<Value, float>)
    kernels.lanes_float[block.packs - 1](sweep);
  else
    kernels.lanes_double[block.packs - 1](sweep);
}

template <class Value>
void LaneSearch<Value>::add(const LaneSearch& back) {
  for (std::size_t row = 0; row < touched_.size(); ++row) {
    // Where only one of the ways is touched the other adds its unreached value, so that the sum is unreached too.
    const auto [begin, end] = touched_[row];
    if (begin >= end) continue;
    const Value* const other = back.row(static_cast<int>(row));
    Value* const here = state_.data() + (this->row(static_cast<int>(row)) - state_.data());
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(begin) * lanes_;
         i < static_cast<std::ptrdiff_t>(end) * lanes_; ++i)
      here[i] += other[i];
  }
}

template <class Value>
FieldSums<Value> search_field(const StepCosts<Value>& costs, const sweeps::Kernels& kernels,
                              std::span<const CellIndex> sources, const Raster<std::uint8_t>& open,
                              Value unreached) {
  FieldSums<Value> sums;
  // A pack of columns to spare: packs are loaded whole at the right edge.
  sums.pitch = static_cast<std::size_t>(costs.cols) + 2 * sweeps::margin + sweeps::pack_lanes<Value>;
  sums.unreached = unreached;
  const auto rows = static_cast<std::size_t>(costs.rows);
  sums.state.assign((rows + 2 * sweeps::margin) * sums.pitch + sweeps::pack_lanes<Value>, unreached);
  std::vector<sweeps::Columns> source_columns(rows);
  for (const CellIndex cell : sources) {
    if (open[cell] == 0 || !(Value{0} < unreached)) continue;
    const std::size_t row = cell / static_cast<CellIndex>(costs.cols);
    const std::size_t col = cell % static_cast<CellIndex>(costs.cols);
    sums.state[(row + sweeps::margin) * sums.pitch + col + sweeps::margin] = Value{0};
    include_column(source_columns[row], static_cast<int>(col));
  }
  std::vector<sweeps::Columns> from_above(rows);
  std::vector<sweeps::Columns> from_below(rows);
  sweeps::SweepWindow<Value> sweep;
  sweep.cost = view_of(costs, 0, 0);
  sweep.state = sums.state.data();
  sweep.sources = source_columns.data();
  sweep.from_above = from_above.data();
  sweep.from_below = from_below.data();
  sweep.rows = costs.rows;
  sweep.cols = costs.cols;
  sweep.pitch = sums.pitch;
  sweep.unreached = unreached;
  if constexpr (std::is_same_v<Value, float>)
    kernels.field_float(sweep);
  else
    kernels.field_double(sweep);
  return sums;
}

template float first_unreached<float>(double);
template double first_unreached<double>(double);
template SearchRadius search_radius<float>(const StepCosts<float>&, double);
template SearchRadius search_radius<double>(const StepCosts<double>&, double);
template class LaneSearch<float>;
template class LaneSearch<double>;
template FieldSums<float> search_field<float>(const StepCosts<float>&, const sweeps::Kernels&,
                                              std::span<const CellIndex>, const Raster<std::uint8_t>&, float);
template FieldSums<double> search_field<double>(const StepCosts<double>&, const sweeps::Kernels&,
                                                std::span<const CellIndex>, const Raster<std::uint8_t>&,
                                                double);

}  // namespace quarterhour
