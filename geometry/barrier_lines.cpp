#include "geometry/barrier_lines.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/intersections.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using ExactPoint = Kernel::Point_2;
using ExactSegment = Kernel::Segment_2;

constexpr double smallest_bucket_m = 50.0;
constexpr double buckets_a_segment = 0.5;

int clamp_to_count(double value, int count) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(count)));
}

ExactPoint exact(PointM point) { return {point.x_m, point.y_m}; }

}  // namespace

BarrierLines::BarrierLines(std::span<const std::vector<PointM>> lines) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  double west = inf;
  double south = inf;
  double east = -inf;
  double north = -inf;
  for (const std::vector<PointM>& line : lines) {
    for (const PointM& point : line) {
      if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
        throw std::invalid_argument("a barrier has a coordinate that is not a number");
      west = std::min(west, point.x_m);
      east = std::max(east, point.x_m);
      south = std::min(south, point.y_m);
      north = std::max(north, point.y_m);
    }
    if (line.size() == 1) segments_.push_back({line.front(), line.front()});
    for (std::size_t i = 1; i < line.size(); ++i) segments_.push_back({line[i - 1], line[i]});
  }
  if (segments_.empty()) return;
  west_m_ = west;
  south_m_ = south;
  const double area = std::max(east - west, 1.0) * std::max(north - south, 1.0);
  bucket_m_ = std::max(smallest_bucket_m,
                       std::sqrt(area / (buckets_a_segment * static_cast<double>(segments_.size()) + 1.0)));
  cols_ = static_cast<int>((east - west) / bucket_m_) + 1;
  rows_ = static_cast<int>((north - south) / bucket_m_) + 1;
  const auto for_each_bucket = [&](const Segment& segment, auto&& visit) {
    const Box b = box(segment.a, segment.b);
    for (int row = b.row_begin; row < b.row_end; ++row)
      for (int col = b.col_begin; col < b.col_end; ++col)
        visit(static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) +
              static_cast<std::size_t>(col));
  };
  first_.assign(static_cast<std::size_t>(cols_) * static_cast<std::size_t>(rows_) + 1, 0);
  for (const Segment& segment : segments_)
    for_each_bucket(segment, [&](std::size_t bucket) { ++first_[bucket + 1]; });
  for (std::size_t bucket = 1; bucket < first_.size(); ++bucket) first_[bucket] += first_[bucket - 1];
  numbers_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t i = 0; i < segments_.size(); ++i)
    for_each_bucket(segments_[i], [&](std::size_t bucket) { numbers_[next[bucket]++] = i; });
}

BarrierLines::Box BarrierLines::box(PointM a, PointM b) const {
  // A little more on every side, so that rounding leaves no bucket out.
  const auto begin = [&](double from, double at, int count) {
    return clamp_to_count(std::floor((at - from) / bucket_m_ - 1e-6), count);
  };
  const auto end = [&](double from, double at, int count) {
    return clamp_to_count(std::floor((at - from) / bucket_m_ + 1e-6) + 1.0, count);
  };
  return {begin(west_m_, std::min(a.x_m, b.x_m), cols_), end(west_m_, std::max(a.x_m, b.x_m), cols_),
          begin(south_m_, std::min(a.y_m, b.y_m), rows_), end(south_m_, std::max(a.y_m, b.y_m), rows_)};
}

bool BarrierLines::cut(PointM a, PointM b) const {
  if (segments_.empty()) return false;
  const double west = std::min(a.x_m, b.x_m);
  const double east = std::max(a.x_m, b.x_m);
  const double south = std::min(a.y_m, b.y_m);
  const double north = std::max(a.y_m, b.y_m);
  const Box around = box(a, b);
  for (int row = around.row_begin; row < around.row_end; ++row)
    for (int col = around.col_begin; col < around.col_end; ++col) {
      const std::size_t bucket =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(col);
      for (std::uint32_t k = first_[bucket]; k < first_[bucket + 1]; ++k) {
        const Segment& segment = segments_[numbers_[k]];
        if (std::max(segment.a.x_m, segment.b.x_m) < west || std::min(segment.a.x_m, segment.b.x_m) > east ||
            std::max(segment.a.y_m, segment.b.y_m) < south || std::min(segment.a.y_m, segment.b.y_m) > north)
          continue;
        if (CGAL::do_intersect(ExactSegment(exact(a), exact(b)),
                               ExactSegment(exact(segment.a), exact(segment.b))))
          return true;
      }
    }
  return false;
}

}  // namespace quarterhour
