// The way that a travel time stands for: a cheapest path, way by way.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/field_search.h"
#include "geometry/travel_path.h"

namespace quarterhour {

/// A cheapest path between a cell and the source, from the cell on, as the graph's sums grew along it: every way is one
/// whose end's sum is its start's sum plus its cost, bit for bit. Ways have the direction from the cell to the source.
/// Nothing where the cell is unreached. `sums` must be the fixed point for `source` alone. Of ways that are
/// equally good the first of this order is taken: the source itself, streets before the ground, moves in the order of
/// `moves`, pieces and joins by their numbers.
template <class Value>
[[nodiscard]] std::vector<PathWay> trace_path(const SearchGraph<Value>& graph, const FieldSums<Value>& sums,
                                              SourceIndex source, CellIndex cell);

/// What `sum` grows to over a way that sums take in its direction (`with_sums`) or against it; +infinity where it is
/// closed that way.
template <class Value>
[[nodiscard]] Value sum_after(const SearchGraph<Value>& graph, const PathWay& way, bool with_sums, Value sum);

}  // namespace quarterhour
