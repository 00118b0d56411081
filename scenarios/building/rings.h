// Rings out of lines that meet at their ends.
#pragma once

#include <cstdint>
#include <vector>

namespace quarterhour {

struct JoinedRings {
  /// Closed: the first vertex is repeated at the end.
  std::vector<std::vector<std::uint32_t>> rings;
  /// Lines that belong to no ring.
  std::size_t open_lines = 0;
};

/// Joins lines, given by the numbers of their vertices, at common ends, either way round, the first ones first.
[[nodiscard]] JoinedRings joined_rings(const std::vector<std::vector<std::uint32_t>>& lines);

}  // namespace quarterhour
