// Which source is nearest, once the sums are known.
#pragma once

#include <cstdint>
#include <span>

#include "geometry/field_search.h"

namespace quarterhour {

/// For every cell the lowest position in `sources` among those with exactly the cell's sum, -1 where
/// unreached. `sums` must be the fixed point for those sources.
///
/// A label first spreads along tight moves (neighbour's sum plus cost equals the cell's sum). That finds a
/// nearest source, but rounding can hide another with a lower position: its own sum may lie a few units in the
/// last place above the best on the way and fall together with it later. Such sources are followed exactly
/// wherever they are within that rounding.
template <class Value>
[[nodiscard]] Raster<std::int32_t> nearest_labels(const SearchGraph<Value>& graph,
                                                  const SearchKernels& kernels, const FieldSums<Value>& sums,
                                                  std::span<const SourceIndex> sources);

}  // namespace quarterhour
