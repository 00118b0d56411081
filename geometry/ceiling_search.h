// Searches from many sources that go only where a source is below a ceiling: what a new facility would improve.
#pragma once

#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "geometry/cost_ceiling.h"
#include "geometry/field_search.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// Of a grid with so many columns.
struct CostCeiling::Sums {
  std::variant<FieldSums<float>, FieldSums<double>> of;
  int cols = 0;
};

/// Lists of cells with their costs, a source each, side by side.
[[nodiscard]] Catchments catchments_of(std::span<const std::vector<std::pair<CellIndex, float>>> found);

/// Numbers in a searches' precision, none above what it was. Throws std::invalid_argument below 0 and for what is no number.
template <class Value>
[[nodiscard]] std::vector<Value> rounded_down(std::span<const double> starts);

/// The cells where each source costs less than the ceiling. Sources near each other are searched once together first: what no cell of
/// theirs is below is below none of them, so that each is searched in the hull of what is left. Tiles of sources run in parallel.
template <class Value>
[[nodiscard]] Catchments catchments_below(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                          const FieldSums<Value>& ceiling,
                                          std::span<const SourceIndex> sources);

}  // namespace quarterhour
