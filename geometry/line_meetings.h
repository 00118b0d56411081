// Where lines meet other lines.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

struct LineMeeting {
  /// Positions in `lines` and `others`.
  std::size_t line = 0;
  std::size_t other = 0;
  /// Exactly the end of a segment where they meet at one; else the crossing to rounding.
  PointM at;
};

/// Every place where a segment of a line meets a segment of another, touching included, decided with exact
/// predicates: by line, along each line, then in the order of `others`. Segments that lie on each other meet at an end
/// of one of them; a place at a common end of two segments of a line is told for both. Lines of fewer than two points
/// meet nothing. Throws std::invalid_argument when a coordinate is not finite.
[[nodiscard]] std::vector<LineMeeting> line_meetings(std::span<const std::span<const PointM>> lines,
                                                     std::span<const std::vector<PointM>> others);

}  // namespace quarterhour
