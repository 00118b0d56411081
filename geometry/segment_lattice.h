// Segments by the squares of a lattice that they run through, for finding those near another.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

struct LineSegment {
  PointM a;
  PointM b;
};

/// Queries are const and may run at the same time.
class SegmentLattice {
 public:
  /// Coordinates must be finite.
  explicit SegmentLattice(std::vector<LineSegment> segments);

  [[nodiscard]] bool empty() const { return segments_.empty(); }
  [[nodiscard]] const LineSegment& segment(std::uint32_t number) const { return segments_[number]; }

  /// Shows visit(number) every segment that may meet this one, some of them several times, until it answers false. What
  /// does not meet it may be among them, what meets it is.
  template <class Visit>
  void for_each_near(const LineSegment& segment, const Visit& visit) const {
    if (segments_.empty()) return;
    for_each_square(segment, [&](std::size_t square) {
      for (std::size_t i = first_[square]; i < first_[square + 1]; ++i)
        if (!visit(members_[i])) return false;
      return true;
    });
  }

 private:
  void find_extent();
  /// Clamped: what lies beyond the lattice counts to its rim.
  [[nodiscard]] static std::size_t place(double from, double size, double at, std::size_t count);
  /// Columns of a row that a segment may run through, first and last.
  struct Columns {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  [[nodiscard]] Columns columns_in_row(const LineSegment& segment, std::size_t row) const;

  /// visit(square) until it answers false.
  template <class Visit>
  void for_each_square(const LineSegment& segment, const Visit& visit) const {
    const double low = std::fmin(segment.a.y_m, segment.b.y_m);
    const double high = std::fmax(segment.a.y_m, segment.b.y_m);
    const std::size_t last_row = place(south_m_, size_m_, high + margin_m_, rows_);
    for (std::size_t row = place(south_m_, size_m_, low - margin_m_, rows_); row <= last_row; ++row) {
      const Columns columns = columns_in_row(segment, row);
      for (std::size_t col = columns.first; col <= columns.last; ++col)
        if (!visit(row * cols_ + col)) return;
    }
  }

  std::vector<LineSegment> segments_;
  double west_m_ = 0.0;
  double south_m_ = 0.0;
  double size_m_ = 1.0;
  /// A little more on every side, so that rounding leaves no square out.
  double margin_m_ = 0.0;
  std::size_t cols_ = 1;
  std::size_t rows_ = 1;
  /// Segments of square s: members_[first_[s]] ….
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> members_;
};

}  // namespace quarterhour
