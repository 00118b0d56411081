// Whether a straight way meets a barrier line.
#pragma once

#include <span>
#include <vector>

#include "geometry/segment_lattice.h"

namespace quarterhour {

/// Barrier lines, ready to be asked. Keeps a copy of their segments; queries are const and may run at the same time.
class BarrierLines {
 public:
  /// Lines of one point are points. Throws std::invalid_argument when a coordinate is not finite.
  explicit BarrierLines(std::span<const std::vector<PointM>> lines);

  [[nodiscard]] bool empty() const { return lattice_.empty(); }

  /// Whether the way from a to b meets a line, touching included; decided with exact predicates.
  [[nodiscard]] bool cut(PointM a, PointM b) const;

 private:
  SegmentLattice lattice_;
};

}  // namespace quarterhour
