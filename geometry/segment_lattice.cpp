#include "geometry/segment_lattice.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace quarterhour {

namespace {

constexpr double most_squares_a_side = 2048.0;

}  // namespace

SegmentLattice::SegmentLattice(std::vector<LineSegment> segments) : segments_(std::move(segments)) {
  if (segments_.empty()) return;
  find_extent();
  first_.assign(cols_ * rows_ + 1, 0);
  for (const LineSegment& segment : segments_)
    for_each_square(segment, [&](std::size_t square) {
      ++first_[square + 1];
      return true;
    });
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  members_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t i = 0; i < segments_.size(); ++i)
    for_each_square(segments_[i], [&](std::size_t square) {
      members_[next[square]++] = i;
      return true;
    });
}

void SegmentLattice::find_extent() {
  double east = -std::numeric_limits<double>::max();
  double north = east;
  west_m_ = south_m_ = -east;
  for (const LineSegment& segment : segments_) {
    west_m_ = std::min({west_m_, segment.a.x_m, segment.b.x_m});
    east = std::max({east, segment.a.x_m, segment.b.x_m});
    south_m_ = std::min({south_m_, segment.a.y_m, segment.b.y_m});
    north = std::max({north, segment.a.y_m, segment.b.y_m});
  }
  const double side_m = std::max({east - west_m_, north - south_m_, 1e-3});
  const double squares =
      std::clamp(std::sqrt(static_cast<double>(segments_.size())), 1.0, most_squares_a_side);
  size_m_ = side_m / squares;
  margin_m_ = size_m_ * 1e-6;
  cols_ = static_cast<std::size_t>((east - west_m_) / size_m_) + 1;
  rows_ = static_cast<std::size_t>((north - south_m_) / size_m_) + 1;
}

std::size_t SegmentLattice::place(double from, double size, double at, std::size_t count) {
  const double position = std::floor((at - from) / size);
  return static_cast<std::size_t>(std::clamp(position, 0.0, static_cast<double>(count - 1)));
}

SegmentLattice::Columns SegmentLattice::columns_in_row(const LineSegment& segment, std::size_t row) const {
  const auto [a, b] = segment;
  const double low = std::min(a.y_m, b.y_m);
  const double high = std::max(a.y_m, b.y_m);
  double west = std::min(a.x_m, b.x_m);
  double east = std::max(a.x_m, b.x_m);
  if (high - low > size_m_) {
    const double slope = (b.x_m - a.x_m) / (b.y_m - a.y_m);
    const double bottom =
        row == 0 ? low : std::max(low, south_m_ + static_cast<double>(row) * size_m_ - margin_m_);
    const double top = row == rows_ - 1
                           ? high
                           : std::min(high, south_m_ + static_cast<double>(row + 1) * size_m_ + margin_m_);
    const double x1 = a.x_m + slope * (bottom - a.y_m);
    const double x2 = a.x_m + slope * (top - a.y_m);
    west = std::max(west, std::min(x1, x2));
    east = std::min(east, std::max(x1, x2));
  }
  return {place(west_m_, size_m_, west - margin_m_, cols_), place(west_m_, size_m_, east + margin_m_, cols_)};
}

}  // namespace quarterhour
