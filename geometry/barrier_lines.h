// Whether a straight way meets a barrier line.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

/// Barrier lines, ready to be asked. Keeps a copy of their segments; queries are const and may run at the same time.
class BarrierLines {
 public:
  /// Lines of one point are points. Throws std::invalid_argument when a coordinate is not finite.
  explicit BarrierLines(std::span<const std::vector<PointM>> lines);

  [[nodiscard]] bool empty() const { return segments_.empty(); }

  /// Whether the way from a to b meets a line, touching included; decided with exact predicates.
  [[nodiscard]] bool cut(PointM a, PointM b) const;

 private:
  struct Segment {
    PointM a;
    PointM b;
  };
  struct Box {
    int col_begin = 0;
    int col_end = 0;
    int row_begin = 0;
    int row_end = 0;
  };
  [[nodiscard]] Box box(PointM a, PointM b) const;

  std::vector<Segment> segments_;
  double west_m_ = 0.0;
  double south_m_ = 0.0;
  double bucket_m_ = 1.0;
  int cols_ = 0;
  int rows_ = 0;
  /// Segments of bucket b: numbers_[first_[b]] ….
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> numbers_;
};

}  // namespace quarterhour
