#include "geometry/line_meetings.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/intersections.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_2;
using Segment = Kernel::Segment_2;

struct Piece {
  PointM a;
  PointM b;
  std::size_t line = 0;
};

bool boxes_meet(const Piece& p, const Piece& q) {
  return std::min(p.a.x_m, p.b.x_m) <= std::max(q.a.x_m, q.b.x_m) &&
         std::min(q.a.x_m, q.b.x_m) <= std::max(p.a.x_m, p.b.x_m) &&
         std::min(p.a.y_m, p.b.y_m) <= std::max(q.a.y_m, q.b.y_m) &&
         std::min(q.a.y_m, q.b.y_m) <= std::max(p.a.y_m, p.b.y_m);
}

Point exact(PointM p) { return {p.x_m, p.y_m}; }

bool lies_on(PointM p, const Piece& piece) {
  return Segment(exact(piece.a), exact(piece.b)).has_on(exact(p));
}

std::optional<PointM> meeting(const Piece& p, const Piece& q) {
  if (!boxes_meet(p, q) ||
      !CGAL::do_intersect(Segment(exact(p.a), exact(p.b)), Segment(exact(q.a), exact(q.b))))
    return std::nullopt;
  if (lies_on(p.a, q)) return p.a;
  if (lies_on(p.b, q)) return p.b;
  if (lies_on(q.a, p)) return q.a;
  if (lies_on(q.b, p)) return q.b;
  // They cross inside both: the ends of q lie on different sides of p.
  const double px = p.b.x_m - p.a.x_m;
  const double py = p.b.y_m - p.a.y_m;
  const double side_a = px * (q.a.y_m - p.a.y_m) - py * (q.a.x_m - p.a.x_m);
  const double side_b = px * (q.b.y_m - p.a.y_m) - py * (q.b.x_m - p.a.x_m);
  const double share = side_a == side_b ? 0.5 : std::clamp(side_a / (side_a - side_b), 0.0, 1.0);
  return PointM{q.a.x_m + share * (q.b.x_m - q.a.x_m), q.a.y_m + share * (q.b.y_m - q.a.y_m)};
}

std::vector<Piece> pieces_of(std::span<const std::vector<PointM>> lines) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t k = 1; k < lines[i].size(); ++k) pieces.push_back({lines[i][k - 1], lines[i][k], i});
  }
  return pieces;
}

void require_finite(std::span<const PointM> line) {
  for (const PointM& point : line)
    if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
      throw std::invalid_argument("a line has a coordinate that is not a number");
}

/// Pieces by the squares of a lattice that they run through.
class Lattice {
 public:
  explicit Lattice(const std::vector<Piece>& pieces) : pieces_(pieces), met_by_(pieces.size(), no_query) {
    find_extent();
    std::vector<std::uint32_t> counts(cols_ * rows_ + 1, 0);
    for (const Piece& piece : pieces_)
      for_each_square(piece, [&](std::size_t square) { ++counts[square + 1]; });
    for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
    first_ = counts;
    members_.resize(counts.back());
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      for_each_square(pieces_[i], [&](std::size_t square) {
        members_[counts[square]++] = static_cast<std::uint32_t>(i);
      });
    }
  }

  /// Pieces that may meet this one, each once, by rising number.
  const std::vector<std::uint32_t>& near(const Piece& piece, std::uint32_t query) {
    near_.clear();
    for_each_square(piece, [&](std::size_t square) {
      for (std::size_t i = first_[square]; i < first_[square + 1]; ++i) {
        const std::uint32_t member = members_[i];
        if (met_by_[member] == query) continue;
        met_by_[member] = query;
        near_.push_back(member);
      }
    });
    std::sort(near_.begin(), near_.end());
    return near_;
  }

 private:
  static constexpr std::uint32_t no_query = std::numeric_limits<std::uint32_t>::max();
  static constexpr double most_squares_a_side = 2048.0;

  void find_extent() {
    double east = -std::numeric_limits<double>::max();
    double north = east;
    west_ = south_ = -east;
    for (const Piece& piece : pieces_) {
      west_ = std::min({west_, piece.a.x_m, piece.b.x_m});
      east = std::max({east, piece.a.x_m, piece.b.x_m});
      south_ = std::min({south_, piece.a.y_m, piece.b.y_m});
      north = std::max({north, piece.a.y_m, piece.b.y_m});
    }
    const double side = std::max({east - west_, north - south_, 1e-3});
    const double squares =
        std::clamp(std::sqrt(static_cast<double>(pieces_.size())), 1.0, most_squares_a_side);
    size_ = side / squares;
    cols_ = static_cast<std::size_t>((east - west_) / size_) + 1;
    rows_ = static_cast<std::size_t>((north - south_) / size_) + 1;
  }

  /// Clamped: what lies beyond the lattice counts to its rim, and is sorted out by the exact test.
  [[nodiscard]] static std::size_t place(double from, double size, double at, std::size_t count) {
    const double position = std::floor((at - from) / size);
    return static_cast<std::size_t>(std::clamp(position, 0.0, static_cast<double>(count - 1)));
  }

  template <class Visit>
  void for_each_square(const Piece& piece, const Visit& visit) const {
    // A little more on every side, so that rounding leaves no square out.
    const double margin = size_ * 1e-6;
    const double low = std::min(piece.a.y_m, piece.b.y_m);
    const double high = std::max(piece.a.y_m, piece.b.y_m);
    const std::size_t last_row = place(south_, size_, high + margin, rows_);
    for (std::size_t row = place(south_, size_, low - margin, rows_); row <= last_row; ++row) {
      double west = std::min(piece.a.x_m, piece.b.x_m);
      double east = std::max(piece.a.x_m, piece.b.x_m);
      if (high - low > size_) {
        const double slope = (piece.b.x_m - piece.a.x_m) / (piece.b.y_m - piece.a.y_m);
        const double bottom =
            row == 0 ? low : std::max(low, south_ + static_cast<double>(row) * size_ - margin);
        const double top =
            row == rows_ - 1 ? high : std::min(high, south_ + static_cast<double>(row + 1) * size_ + margin);
        const double x1 = piece.a.x_m + slope * (bottom - piece.a.y_m);
        const double x2 = piece.a.x_m + slope * (top - piece.a.y_m);
        west = std::max(west, std::min(x1, x2));
        east = std::min(east, std::max(x1, x2));
      }
      const std::size_t last_col = place(west_, size_, east + margin, cols_);
      for (std::size_t col = place(west_, size_, west - margin, cols_); col <= last_col; ++col)
        visit(row * cols_ + col);
    }
  }

  const std::vector<Piece>& pieces_;
  double west_ = 0.0;
  double south_ = 0.0;
  double size_ = 1.0;
  std::size_t cols_ = 1;
  std::size_t rows_ = 1;
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> met_by_;
  std::vector<std::uint32_t> near_;
};

}  // namespace

std::vector<LineMeeting> line_meetings(std::span<const std::span<const PointM>> lines,
                                       std::span<const std::vector<PointM>> others) {
  for (const auto& line : lines) require_finite(line);
  for (const auto& line : others) require_finite(line);
  std::vector<LineMeeting> found;
  const std::vector<Piece> pieces = pieces_of(others);
  if (pieces.empty()) return found;
  Lattice lattice(pieces);
  std::uint32_t query = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t k = 1; k < lines[i].size(); ++k) {
      const Piece piece{lines[i][k - 1], lines[i][k], i};
      for (const std::uint32_t near : lattice.near(piece, query)) {
        if (const auto at = meeting(piece, pieces[near])) found.push_back({i, pieces[near].line, *at});
      }
      ++query;
    }
  }
  return found;
}

}  // namespace quarterhour
