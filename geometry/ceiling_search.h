// Searches from many sources that go only where a source is below a ceiling: what a new facility would improve.
#pragma once

#include <span>
#include <variant>

#include "geometry/cost_ceiling.h"
#include "geometry/field_search.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// Of a grid with so many columns.
struct CostCeiling::Sums {
  std::variant<FieldSums<float>, FieldSums<double>> of;
  int cols = 0;
};

/// The cells where each source costs less than the ceiling. Sources near each other are searched once together first: what no cell of
/// theirs is below is below none of them, so that each is searched in the hull of what is left. Tiles of sources run in parallel.
template <class Value>
[[nodiscard]] Catchments catchments_below(const SearchGraph<Value>& graph, const SearchKernels& kernels,
                                          const FieldSums<Value>& ceiling,
                                          std::span<const SourceIndex> sources);

}  // namespace quarterhour
