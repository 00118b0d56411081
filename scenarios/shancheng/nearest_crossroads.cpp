#include "scenarios/shancheng/nearest_crossroads.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quarterhour::shancheng {

namespace {

constexpr double bin_m = 600.0;

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

std::int64_t bin(double value_m, double corner_m) {
  return static_cast<std::int64_t>(std::floor((value_m - corner_m) / bin_m));
}

}  // namespace

NearestCrossroads::NearestCrossroads(std::vector<PointM> places)
    : places_(std::move(places)), corner_(places_.front()) {
  PointM far = corner_;
  for (const PointM& at : places_) {
    corner_ = {std::min(corner_.x_m, at.x_m), std::min(corner_.y_m, at.y_m)};
    far = {std::max(far.x_m, at.x_m), std::max(far.y_m, at.y_m)};
  }
  columns_ = bin(far.x_m, corner_.x_m) + 1;
  rows_ = bin(far.y_m, corner_.y_m) + 1;
  const auto bin_of = [this](PointM at) {
    return static_cast<std::size_t>(bin(at.y_m, corner_.y_m) * columns_ + bin(at.x_m, corner_.x_m));
  };
  first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  for (const PointM& at : places_) ++first_[bin_of(at) + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  numbers_.resize(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) numbers_[next[bin_of(places_[i])]++] = i;
}

std::size_t NearestCrossroads::to(PointM local_point) const {
  const std::int64_t column = bin(local_point.x_m, corner_.x_m);
  const std::int64_t row = bin(local_point.y_m, corner_.y_m);
  double nearest_m = std::numeric_limits<double>::infinity();
  std::size_t nearest = 0;
  const auto look_in = [&](std::int64_t r, std::int64_t c) {
    if (r < 0 || c < 0 || r >= rows_ || c >= columns_) return;
    const auto i = static_cast<std::size_t>(r * columns_ + c);
    for (std::size_t k = first_[i]; k < first_[i + 1]; ++k) {
      const double away_m = distance_m(places_[numbers_[k]], local_point);
      if (away_m > nearest_m || (away_m == nearest_m && numbers_[k] > nearest)) continue;
      nearest_m = away_m;
      nearest = numbers_[k];
    }
  };
  // Rings of bins; what lies beyond ring n is more than n bins away. The last ring is the whole index.
  const std::int64_t last =
      std::max({std::abs(row), std::abs(column), std::abs(rows_ - 1 - row), std::abs(columns_ - 1 - column)});
  for (std::int64_t ring = 0; ring <= last; ++ring) {
    if (nearest_m < static_cast<double>(ring - 1) * bin_m) break;
    for (std::int64_t c = column - ring; c <= column + ring; ++c) {
      look_in(row - ring, c);
      if (ring > 0) look_in(row + ring, c);
    }
    for (std::int64_t r = row - ring + 1; r < row + ring; ++r) {
      look_in(r, column - ring);
      look_in(r, column + ring);
    }
  }
  return nearest;
}

}  // namespace quarterhour::shancheng
