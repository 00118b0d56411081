// From lines to a network: split where they meet, clipped to the study, numbered in the order of the source.
#pragma once

#include <string>
#include <vector>

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/street_table.h"

namespace quarterhour {

struct SplitStreets {
  /// Without heights, climb and barriers.
  StreetNetwork network;
  /// Per edge: something says how it gets across barriers.
  std::vector<char> may_cross;
};

/// Splits lines at their ends and where two of them, or one twice, have a vertex. Points that a line joins by no length
/// are one. Edges that do not touch the grid are left out, and of edges that are the same in everything all but the
/// first. `kinds`: what each class is called in the counts.
[[nodiscard]] SplitStreets split_streets(const StreetSource& source, const StreetTable& table,
                                         const std::vector<std::string>& kinds, const Grid& grid,
                                         StreetCounts& counts);

}  // namespace quarterhour
