#include "geometry/ceiling_search.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "geometry/source_cells.h"

namespace quarterhour {

namespace {

/// Cells on a side of a tile whose sources are searched together first.
constexpr CellIndex tile_side = 16;

template <class Value>
class CeilingSearch {
 public:
  CeilingSearch(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                const FieldSums<Value>& ceiling, std::span<const SourceIndex> sources)
      : graph_(graph),
        kernels_(kernels),
        ceiling_(ceiling),
        sources_(sources),
        starts_(graph.open, graph.joined),
        cols_(static_cast<CellIndex>(graph.open.cols())),
        found_(sources.size()) {}

  Catchments run() {
    std::map<std::pair<CellIndex, CellIndex>, std::vector<std::uint32_t>> by_tile;
    for (std::uint32_t k = 0; k < sources_.size(); ++k) {
      const CellIndex cell = starts_.cell_of(sources_[k]);
      by_tile[{cell / cols_ / tile_side, cell % cols_ / tile_side}].push_back(k);
    }
    std::vector<std::vector<std::uint32_t>> tiles;
    for (auto& [tile, of_tile] : by_tile) tiles.push_back(std::move(of_tile));
    tbb::parallel_for(std::size_t{0}, tiles.size(),
                      [&](std::size_t tile) { search(tiles[tile], working_.local()); });
    return catchments_of(found_);
  }

 private:
  struct Working {
    FieldSums<Value> together;
    CostRegion<Value> costs;
    LaneSearch<Value> search;
  };

  /// The hull of all that the nearest of some sources is below the ceiling at, and of where they start.
  [[nodiscard]] CellWindow hull(std::span<const SourceIndex> sources, FieldSums<Value>& together) const {
    together = ceiling_;
    // While it waits for its own tiles this thread must not begin with other sources: they would overwrite what these tiles are at.
    tbb::this_task_arena::isolate([&] { lower_field(graph_, kernels_, sources, together); });
    CellWindow window;
    for (const SourceIndex source : sources) {
      const CellWindow start = starts_.extent_of(source);
      include_cell(window,
                   static_cast<CellIndex>(start.row_begin) * cols_ + static_cast<CellIndex>(start.col_begin),
                   cols_);
      include_cell(
          window,
          static_cast<CellIndex>(start.row_end - 1) * cols_ + static_cast<CellIndex>(start.col_end - 1),
          cols_);
    }
    for (int row = 0; row < graph_.open.rows(); ++row) {
      const Value* const lowered = together.row(row);
      const Value* const before = ceiling_.row(row);
      for (CellIndex col = 0; col < cols_; ++col)
        if (lowered[col] < before[col])
          include_cell(window, static_cast<CellIndex>(row) * cols_ + col, cols_);
    }
    for (std::size_t node = 0; node < together.nodes.size(); ++node)
      if (together.nodes[node] < ceiling_.nodes[node])
        include_cell(window, graph_.joined->nodes[node].cell, cols_);
    return window;
  }

  void search(std::span<const std::uint32_t> tile, Working& own) {
    std::vector<SourceIndex> sources;
    std::vector<CellIndex> cells;
    for (const std::uint32_t k : tile) {
      sources.push_back(sources_[k]);
      cells.push_back(starts_.cell_of(sources_[k]));
    }
    const CellWindow window = hull(sources, own.together);
    if (graph_.has_moves()) own.costs.gather(graph_.steps, window, true);
    const std::vector<CellWindow> extents(cells.size(), window);
    const LaneBlocks dealt = deal_into_blocks(graph_.open.rows(), graph_.open.cols(), cells, SearchRadius{},
                                              sweeps::pack_lanes<Value>, extents);
    for (const LaneBlock& block : dealt.blocks()) {
      own.search.run_below(graph_, kernels_, block, sources, ceiling_, own.costs);
      for (int row = 0; row < block.window.rows(); ++row) {
        const int grid_row = block.window.row_begin + row;
        const Value* const most = ceiling_.row(grid_row) + block.window.col_begin;
        const auto [begin, end] = own.search.touched(row);
        for (int col = begin; col < end; ++col) {
          const Value* const cell =
              own.search.row(row) + static_cast<std::ptrdiff_t>(col) * own.search.lanes();
          const CellIndex index =
              static_cast<CellIndex>(grid_row) * cols_ + static_cast<CellIndex>(block.window.col_begin + col);
          for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
            if (cell[lane] < most[col])
              found_[tile[block.sources[lane]]].emplace_back(index, static_cast<float>(cell[lane]));
        }
      }
    }
  }

  const SearchGraph<Value>& graph_;
  const SearchKernels& kernels_;
  const FieldSums<Value>& ceiling_;
  std::span<const SourceIndex> sources_;
  SourceCells starts_;
  CellIndex cols_;
  std::vector<std::vector<std::pair<CellIndex, float>>> found_;
  tbb::enumerable_thread_specific<Working> working_;
};

template <class Value, class Choose>
void combine(FieldSums<Value>& own, const FieldSums<Value>& other, const Choose& choose) {
  if (own.state.size() != other.state.size() || own.nodes.size() != other.nodes.size())
    throw std::invalid_argument("ceilings of two fields do not go together");
  for (std::size_t k = 0; k < own.state.size(); ++k) own.state[k] = choose(own.state[k], other.state[k]);
  for (std::size_t k = 0; k < own.nodes.size(); ++k) own.nodes[k] = choose(own.nodes[k], other.nodes[k]);
}

template <class Choose>
void combine(std::variant<FieldSums<float>, FieldSums<double>>& own,
             const std::variant<FieldSums<float>, FieldSums<double>>& other, const Choose& choose) {
  if (own.index() != other.index()) throw std::invalid_argument("ceilings of two fields do not go together");
  if (own.index() == 0)
    combine(std::get<0>(own), std::get<0>(other), choose);
  else
    combine(std::get<1>(own), std::get<1>(other), choose);
}

}  // namespace

Catchments catchments_of(std::span<const std::vector<std::pair<CellIndex, float>>> found) {
  Catchments catchments;
  catchments.first.assign(1, 0);
  for (const auto& cells : found) {
    for (const auto& [cell, cost] : cells) {
      catchments.cell.push_back(cell);
      catchments.cost.push_back(cost);
    }
    catchments.first.push_back(catchments.cell.size());
  }
  return catchments;
}

template <class Value>
std::vector<Value> rounded_down(std::span<const double> starts) {
  std::vector<Value> rounded;
  for (const double start : starts) {
    if (!(start >= 0.0)) throw std::invalid_argument("a ceiling starts at 0 or above");
    const auto near = static_cast<Value>(start);
    rounded.push_back(static_cast<double>(near) > start ? std::nextafter(near, Value{0}) : near);
  }
  return rounded;
}

template std::vector<float> rounded_down<float>(std::span<const double>);
template std::vector<double> rounded_down<double>(std::span<const double>);

template <class Value>
Catchments catchments_below(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                            const FieldSums<Value>& ceiling, std::span<const SourceIndex> sources) {
  return CeilingSearch<Value>(graph, kernels, ceiling, sources).run();
}

template Catchments catchments_below<float>(const SearchGraph<float>&, const SearchKernels&,
                                            const FieldSums<float>&, std::span<const SourceIndex>);
template Catchments catchments_below<double>(const SearchGraph<double>&, const SearchKernels&,
                                             const FieldSums<double>&, std::span<const SourceIndex>);

CostCeiling::CostCeiling(std::unique_ptr<Sums> sums) : sums_(std::move(sums)) {}
CostCeiling::~CostCeiling() = default;
CostCeiling::CostCeiling(CostCeiling&&) noexcept = default;
CostCeiling& CostCeiling::operator=(CostCeiling&&) noexcept = default;
CostCeiling::CostCeiling(const CostCeiling& other) : sums_(std::make_unique<Sums>(*other.sums_)) {}
CostCeiling& CostCeiling::operator=(const CostCeiling& other) {
  sums_ = std::make_unique<Sums>(*other.sums_);
  return *this;
}

void CostCeiling::lower_to(const CostCeiling& other) {
  combine(sums_->of, other.sums_->of, [](auto a, auto b) { return b < a ? b : a; });
}

void CostCeiling::raise_to(const CostCeiling& other) {
  combine(sums_->of, other.sums_->of, [](auto a, auto b) { return a < b ? b : a; });
}

double CostCeiling::at(CellIndex cell) const {
  const auto cols = static_cast<CellIndex>(sums_->cols);
  return std::visit(
      [&](const auto& sums) {
        return static_cast<double>(sums.row(static_cast<int>(cell / cols))[cell % cols]);
      },
      sums_->of);
}

}  // namespace quarterhour
