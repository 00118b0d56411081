#include "geometry/lane_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <type_traits>

#include "geometry/field_search.h"
#include "geometry/sweep_columns.h"

namespace quarterhour {

SearchKernels kernels_of(InstructionSet set) {
  const std::vector<InstructionSet> available = available_instruction_sets();
  if (std::find(available.begin(), available.end(), set) == available.end())
    throw std::invalid_argument("this processor does not have the instruction set " +
                                std::string(name_of(set)));
#ifdef QUARTERHOUR_X86_KERNELS
  if (set == InstructionSet::avx512)
    return {sweeps::avx512_kernels, sweeps::avx512_street_kernels, sweeps::avx512_cost_kernels,
            sweeps::avx512_excursion_kernels};
  if (set == InstructionSet::avx2)
    return {sweeps::avx2_kernels, sweeps::avx2_street_kernels, sweeps::avx2_cost_kernels,
            sweeps::avx2_excursion_kernels};
#endif
  return {sweeps::plain_kernels, sweeps::plain_street_kernels, sweeps::plain_cost_kernels,
          sweeps::plain_excursion_kernels};
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
SearchRadius search_radius(const SearchGraph<Value>& graph, double limit) {
  // In double a step is three additions.
  constexpr double unit_roundoff =
      (std::is_same_v<Value, float> ? 0.5 : 1.5) * static_cast<double>(std::numeric_limits<Value>::epsilon());
  double per_row = graph.steps.moves().smallest_per_row();
  double per_col = graph.steps.moves().smallest_per_col();
  // A node is somewhere in its cell, and where nobody walks off the streets a cell is on its street at no cost.
  int further = 0;
  if (graph.has_streets()) {
    per_row = std::min(per_row, graph.streets->smallest_per_row);
    per_col = std::min(per_col, graph.streets->smallest_per_col);
    further = 2;
  }
  const double edges = graph.has_streets() && std::isfinite(limit) ? graph.most_edges(limit) : 0.0;
  return {
      std::min(graph.steps.moves().rows(), farthest_cells(limit, per_row, edges, unit_roundoff) + further),
      std::min(graph.steps.moves().cols(), farthest_cells(limit, per_col, edges, unit_roundoff) + further)};
}

template <class Value>
void LaneSearch<Value>::clear(const sweeps::Kernels& kernels, std::size_t values, Value unreached) {
  if (unreached_ != unreached || holds_anything_) {
    state_.assign(std::max(values, state_.size()), unreached);
    holds_anything_ = false;
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
void LaneSearch<Value>::clear_source_rows(const sweeps::Kernels& kernels, const LaneBlock& block,
                                          std::size_t values, Value unreached) {
  if (state_.size() < values) state_.resize(values, unreached);
  unreached_ = unreached;
  holds_anything_ = true;
  int first = block.window.row_end;
  int last = block.window.row_begin;
  for (const CellPosition& cell : block.cells) {
    first = std::min(first, cell.row);
    last = std::max(last, cell.row);
  }
  // Row after row, the margins between them included.
  const std::size_t begin =
      (static_cast<std::size_t>(first - block.window.row_begin) + sweeps::margin) * pitch_;
  const auto cells = static_cast<std::int32_t>(static_cast<std::size_t>(last - first + 1) * pitch_);
  const int packs = lanes_ / sweeps::pack_lanes<Value>;
  Value* const from = state_.data() + begin * static_cast<std::size_t>(lanes_);
  if constexpr (std::is_same_v<Value, float>)
    kernels.fill_float(from, cells, packs, unreached);
  else
    kernels.fill_double(from, cells, packs, unreached);
}

template <class Value>
void LaneSearch<Value>::place_sources(const SearchGraph<Value>& graph, const LaneBlock& block,
                                      std::span<const SourceIndex> sources, Value unreached) {
  if (!(Value{0} < unreached)) return;
  const auto offer = [&](std::size_t lane, int row, int col, Value cost) {
    Value& sum = state_[((static_cast<std::size_t>(row) + sweeps::margin) * pitch_ +
                         static_cast<std::size_t>(col) + sweeps::margin) *
                            static_cast<std::size_t>(lanes_) +
                        lane];
    if (!(cost < sum)) return;
    sum = cost;
    include_column(sources_[static_cast<std::size_t>(row)], col);
  };
  if (graph.joined == nullptr) {
    for (std::size_t lane = 0; lane < block.sources.size(); ++lane) {
      const CellPosition at = block.cells[lane];
      if (graph.open(at.row, at.col) != 0)
        offer(lane, at.row - block.window.row_begin, at.col - block.window.col_begin, Value{0});
    }
    return;
  }
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  for (std::size_t lane = 0; lane < block.sources.size(); ++lane) {
    const auto at_cell = [&](CellIndex cell, Value cost) {
      offer(lane, static_cast<int>(cell / cols) - block.window.row_begin,
            static_cast<int>(cell % cols) - block.window.col_begin, cost);
    };
    const auto at_node = [&](std::uint32_t node, Value cost) {
      streets_.start(node, static_cast<int>(lane), cost);
    };
    graph.for_each_start(sources[block.sources[lane]], at_cell, at_node);
  }
}

template <class Value>
void LaneSearch<Value>::empty_columns(std::size_t rows) {
  sources_.assign(rows, {});
  from_above_.assign(rows, {});
  from_below_.assign(rows, {});
  touched_.assign(rows, {});
}

template <class Value>
sweeps::SweepWindow<Value> LaneSearch<Value>::sweep_window(const SearchGraph<Value>& graph,
                                                           const CellWindow& window, Value unreached,
                                                           const CostRegion<Value>& costs) {
  sweeps::SweepWindow<Value> sweep;
  if (graph.has_moves()) sweep.cost = costs.view(window);
  sweep.state = state_.data();
  sweep.sources = sources_.data();
  sweep.from_above = from_above_.data();
  sweep.from_below = from_below_.data();
  sweep.rows = window.rows();
  sweep.cols = window.cols();
  sweep.pitch = pitch_;
  sweep.unreached = unreached;
  cols_ = window.cols();
  // Sources are reached even where no way leads on.
  touched_ = sources_;
  sweep.touched = touched_.data();
  return sweep;
}

template <class Value>
void LaneSearch<Value>::fill_with(const FieldSums<Value>& ceiling, const sweeps::Kernels& kernels,
                                  const CellWindow& window, std::size_t values) {
  if (state_.size() < values) state_.resize(values, unreached_);
  holds_anything_ = true;
  const int packs = lanes_ / sweeps::pack_lanes<Value>;
  const auto fill = [&](std::ptrdiff_t cell, std::ptrdiff_t cells, Value value) {
    Value* const first = state_.data() + cell * lanes_;
    if constexpr (std::is_same_v<Value, float>)
      kernels.fill_float(first, static_cast<std::int32_t>(cells), packs, value);
    else
      kernels.fill_double(first, static_cast<std::int32_t>(cells), packs, value);
  };
  // From beyond the window nothing comes.
  const auto pitch = static_cast<std::ptrdiff_t>(pitch_);
  constexpr Value nothing = std::numeric_limits<Value>::infinity();
  fill(0, sweeps::margin * pitch, nothing);
  for (int row = 0; row < window.rows(); ++row) {
    const std::ptrdiff_t first = (row + sweeps::margin) * pitch;
    fill(first, sweeps::margin, nothing);
    const Value* const most = ceiling.row(window.row_begin + row) + window.col_begin;
    for (int col = 0; col < window.cols(); ++col) fill(first + sweeps::margin + col, 1, most[col]);
    fill(first + sweeps::margin + window.cols(), sweeps::margin, nothing);
  }
  fill((window.rows() + sweeps::margin) * pitch, sweeps::margin * pitch, nothing);
}

template <class Value>
void LaneSearch<Value>::run_below(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                  const LaneBlock& block, std::span<const SourceIndex> sources,
                                  const FieldSums<Value>& ceiling, const CostRegion<Value>& costs) {
  constexpr Value infinity = std::numeric_limits<Value>::infinity();
  const CellWindow& window = block.window;
  const auto rows = static_cast<std::size_t>(window.rows());
  pitch_ = static_cast<std::size_t>(window.cols() + 2 * sweeps::margin);
  lanes_ = block.packs * sweeps::pack_lanes<Value>;
  has_masks_ = false;
  unreached_ = infinity;
  fill_with(ceiling, kernels.cells, window,
            (rows + 2 * sweeps::margin) * pitch_ * static_cast<std::size_t>(lanes_));
  empty_columns(rows);
  sweeps::StreetWindow<Value>* streets = nullptr;
  if (graph.has_streets()) {
    streets = &streets_.gather(graph, window, lanes_, infinity);
    streets_.fill_with(ceiling.nodes);
  }
  place_sources(graph, block, sources, infinity);
  const sweeps::SweepWindow<Value> sweep = sweep_window(graph, window, infinity, costs);
  const std::size_t packs = static_cast<std::size_t>(block.packs) - 1;
  if (streets != nullptr) {
    if constexpr (std::is_same_v<Value, float>)
      kernels.streets.lanes_float[packs](sweep, *streets);
    else
      kernels.streets.lanes_double[packs](sweep, *streets);
  } else if (graph.has_moves()) {
    if constexpr (std::is_same_v<Value, float>)
      kernels.cells.lanes_float[packs](sweep);
    else
      kernels.cells.lanes_double[packs](sweep);
  }
}

template <class Value>
void LaneSearch<Value>::run(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                            const LaneBlock& block, std::span<const SourceIndex> sources, Value unreached,
                            const CostRegion<Value>& costs) {
  const CellWindow& window = block.window;
  const auto rows = static_cast<std::size_t>(window.rows());
  const auto pitch = static_cast<std::size_t>(window.cols() + 2 * sweeps::margin);
  const int lanes = block.packs * sweeps::pack_lanes<Value>;
  const std::size_t values = (rows + 2 * sweeps::margin) * pitch * static_cast<std::size_t>(lanes);
  const bool crosses = graph.joined == nullptr && graph.has_moves() && costs.knows_excursions();
  const bool one_way = crosses && costs.is_crossed_one_way(window);
  if (!one_way) clear(kernels.cells, values, unreached);
  pitch_ = pitch;
  lanes_ = lanes;
  if (one_way) clear_source_rows(kernels.cells, block, values, unreached);
  empty_columns(rows);
  sweeps::StreetWindow<Value>* streets = nullptr;
  if (graph.has_streets()) streets = &streets_.gather(graph, window, lanes, unreached);
  place_sources(graph, block, sources, unreached);
  sweeps::SweepWindow<Value> sweep = sweep_window(graph, window, unreached, costs);
  has_masks_ = one_way;
  const std::size_t masks =
      crosses ? rows * static_cast<std::size_t>(cols_) : static_cast<std::size_t>(cols_);
  if (masks_.size() < masks) masks_.resize(masks);
  sweep.masks = masks_.data();
  const std::size_t packs = static_cast<std::size_t>(block.packs) - 1;
  if (streets == nullptr && !graph.has_moves()) return;
  if (streets != nullptr) {
    if constexpr (std::is_same_v<Value, float>)
      kernels.streets.lanes_float[packs](sweep, *streets);
    else
      kernels.streets.lanes_double[packs](sweep, *streets);
  } else if constexpr (std::is_same_v<Value, float>) {
    if (one_way) {
      kernels.cells.one_way_float[packs](sweep);
      return;
    }
    if (crosses) {
      kernels.cells.first_pass_float[packs](sweep);
      look_at_excursions(window, costs);
    }
    kernels.cells.lanes_float[packs](sweep);
  } else {
    kernels.cells.lanes_double[packs](sweep);
  }
}

template <class Value>
void LaneSearch<Value>::look_at_excursions(const CellWindow& window, const CostRegion<Value>& costs) {
  // An excursion that begins to come back at a column, from what was reached there, ends a column beside it at most.
  const auto look = [&](sweeps::Columns& columns, sweeps::Columns bad, sweeps::Columns touched) {
    const int begin = std::max({bad.begin, touched.begin, 1}) - 1;
    const int end = std::min({bad.end, touched.end, window.cols() - 1}) + 1;
    if (std::max(bad.begin, touched.begin) >= std::min(bad.end, touched.end)) return;
    include_column(columns, begin);
    include_column(columns, end - 1);
  };
  for (std::size_t row = 0; row < sources_.size(); ++row) {
    sources_[row] = {};
    if (row + 1 == sources_.size()) break;
    const sweeps::Columns bad = costs.excursions(window, window.row_begin + static_cast<int>(row));
    if (bad.begin >= bad.end) continue;
    look(from_below_[row], bad, touched_[row + 1]);
    look(from_above_[row + 1], bad, touched_[row]);
  }
}

template <class Value>
const std::uint64_t* LaneSearch<Value>::masks(const SearchKernels& kernels, int window_row) {
  const auto [begin, end] = touched(window_row);
  if (has_masks_) return masks_.data() + static_cast<std::ptrdiff_t>(window_row) * cols_ + begin;
  if (begin >= end) return masks_.data();
  const Value* const cells = row(window_row) + static_cast<std::ptrdiff_t>(begin) * lanes_;
  const int packs = lanes_ / sweeps::pack_lanes<Value>;
  if constexpr (std::is_same_v<Value, float>)
    kernels.cells.masks_float(cells, end - begin, packs, unreached_, masks_.data());
  else
    kernels.cells.masks_double(cells, end - begin, packs, unreached_, masks_.data());
  return masks_.data();
}

template <class Value>
void LaneSearch<Value>::add(const LaneSearch& back) {
  has_masks_ = false;
  for (std::size_t row = 0; row < touched_.size(); ++row) {
    const auto [begin, end] = touched_[row];
    if (begin >= end) continue;
    const sweeps::Columns there = back.touched_[row];
    const int both_begin = std::clamp(there.begin, begin, end);
    const int both_end = std::clamp(there.end, both_begin, end);
    const Value* const other = back.row(static_cast<int>(row));
    Value* const here = state_.data() + (this->row(static_cast<int>(row)) - state_.data());
    const auto at = [&](int col) { return static_cast<std::ptrdiff_t>(col) * lanes_; };
    // Where only one of the ways is touched the sum is unreached.
    std::fill(here + at(begin), here + at(both_begin), unreached_);
    std::fill(here + at(both_end), here + at(end), unreached_);
    for (std::ptrdiff_t i = at(both_begin); i < at(both_end); ++i) here[i] += other[i];
  }
}

template float first_unreached<float>(double);
template double first_unreached<double>(double);
template SearchRadius search_radius<float>(const SearchGraph<float>&, double);
template SearchRadius search_radius<double>(const SearchGraph<double>&, double);
template class LaneSearch<float>;
template class LaneSearch<double>;

}  // namespace quarterhour
