#include "geometry/street_locator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quarterhour {

namespace {

constexpr double smallest_bucket_m = 50.0;
/// Buckets for each edge, about: more only cost memory.
constexpr double buckets_an_edge = 2.0;

int clamp_to_count(double value, int count) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(count)));
}

}  // namespace

StreetLocator::StreetLocator(const StreetNetwork& streets, std::vector<StreetTarget> targets)
    : streets_(streets), targets_(std::move(targets)) {
  if (targets_.empty()) {
    first_.assign(1, 0);
    return;
  }
  double west = std::numeric_limits<double>::infinity();
  double south = west;
  double east = -west;
  double north = -west;
  for (const StreetTarget& target : targets_)
    for (const PointM& point : line_of(target)) {
      west = std::min(west, point.x_m);
      east = std::max(east, point.x_m);
      south = std::min(south, point.y_m);
      north = std::max(north, point.y_m);
    }
  west_m_ = west;
  south_m_ = south;
  const double area = std::max(east - west, 1.0) * std::max(north - south, 1.0);
  bucket_m_ =
      std::max(smallest_bucket_m, std::sqrt(area / (buckets_an_edge * static_cast<double>(targets_.size()))));
  cols_ = static_cast<int>((east - west) / bucket_m_) + 1;
  rows_ = static_cast<int>((north - south) / bucket_m_) + 1;
  // Every edge stands in the buckets that the boxes of its segments touch, once in each.
  const std::size_t buckets = static_cast<std::size_t>(cols_) * static_cast<std::size_t>(rows_);
  std::vector<std::uint32_t> last_of(buckets, std::numeric_limits<std::uint32_t>::max());
  const auto for_each_bucket = [&](auto&& visit) {
    std::fill(last_of.begin(), last_of.end(), std::numeric_limits<std::uint32_t>::max());
    for (std::uint32_t number = 0; number < targets_.size(); ++number) {
      const auto line = line_of(targets_[number]);
      for (std::size_t i = line.size() == 1 ? 0 : 1; i < line.size(); ++i) {
        const PointM before = line[i == 0 ? 0 : i - 1];
        const Box b = box(std::min(before.x_m, line[i].x_m), std::max(before.x_m, line[i].x_m),
                          std::min(before.y_m, line[i].y_m), std::max(before.y_m, line[i].y_m));
        for (int row = b.row_begin; row < b.row_end; ++row)
          for (int col = b.col_begin; col < b.col_end; ++col) {
            const std::size_t bucket = static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) +
                                       static_cast<std::size_t>(col);
            if (last_of[bucket] == number) continue;
            last_of[bucket] = number;
            visit(bucket, number);
          }
      }
    }
  };
  first_.assign(buckets + 1, 0);
  for_each_bucket([&](std::size_t bucket, std::uint32_t) { ++first_[bucket + 1]; });
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) first_[bucket + 1] += first_[bucket];
  members_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for_each_bucket([&](std::size_t bucket, std::uint32_t number) { members_[next[bucket]++] = number; });
}

StreetLocator::Box StreetLocator::box(double west_m, double east_m, double south_m, double north_m) const {
  return {clamp_to_count(std::floor((west_m - west_m_) / bucket_m_), cols_),
          clamp_to_count(std::floor((east_m - west_m_) / bucket_m_) + 1.0, cols_),
          clamp_to_count(std::floor((south_m - south_m_) / bucket_m_), rows_),
          clamp_to_count(std::floor((north_m - south_m_) / bucket_m_) + 1.0, rows_)};
}

std::span<const PointM> StreetLocator::line_of(const StreetTarget& target) const {
  const auto line = streets_.line(streets_.edges[target.edge]);
  if (target.part == StreetTarget::Part::from) return line.first(1);
  return target.part == StreetTarget::Part::to ? line.last(1) : line;
}

StreetPlace StreetLocator::nearest_on(const StreetTarget& target, PointM point) const {
  const auto line = line_of(target);
  if (line.size() == 1) {
    const double along_m = target.part == StreetTarget::Part::to ? streets_.edges[target.edge].length_m : 0.0;
    return {target.edge, along_m, line.front(),
            std::hypot(point.x_m - line.front().x_m, point.y_m - line.front().y_m)};
  }
  StreetPlace best{target.edge, 0.0, line.front(), std::numeric_limits<double>::infinity()};
  double nearest2 = std::numeric_limits<double>::infinity();
  double passed_m = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double east = line[i].x_m - line[i - 1].x_m;
    const double north = line[i].y_m - line[i - 1].y_m;
    const double length2 = east * east + north * north;
    const double length_m = std::sqrt(length2);
    const double along = (point.x_m - line[i - 1].x_m) * east + (point.y_m - line[i - 1].y_m) * north;
    const double share = length2 > 0.0 ? std::clamp(along / length2, 0.0, 1.0) : 0.0;
    const PointM at{line[i - 1].x_m + share * east, line[i - 1].y_m + share * north};
    const double dx = point.x_m - at.x_m;
    const double dy = point.y_m - at.y_m;
    const double distance2 = dx * dx + dy * dy;
    if (distance2 < nearest2) {
      nearest2 = distance2;
      best.at = at;
      best.along_m = passed_m + share * length_m;
    }
    passed_m += length_m;
  }
  best.distance_m = std::sqrt(nearest2);
  return best;
}

const std::vector<StreetPlace>& StreetLocator::within(PointM point, double distance_m,
                                                      Scratch& scratch) const {
  scratch.found.clear();
  if (scratch.seen_in.size() != targets_.size()) scratch.seen_in.assign(targets_.size(), 0);
  if (++scratch.query == 0) {
    std::fill(scratch.seen_in.begin(), scratch.seen_in.end(), 0);
    scratch.query = 1;
  }
  const Box b =
      box(point.x_m - distance_m, point.x_m + distance_m, point.y_m - distance_m, point.y_m + distance_m);
  for (int row = b.row_begin; row < b.row_end; ++row)
    for (int col = b.col_begin; col < b.col_end; ++col) {
      const std::size_t bucket =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(col);
      for (std::uint32_t k = first_[bucket]; k < first_[bucket + 1]; ++k) {
        const std::uint32_t number = members_[k];
        if (scratch.seen_in[number] == scratch.query) continue;
        scratch.seen_in[number] = scratch.query;
        const StreetPlace place = nearest_on(targets_[number], point);
        if (place.distance_m <= distance_m) scratch.found.push_back(place);
      }
    }
  std::sort(scratch.found.begin(), scratch.found.end(), [](const StreetPlace& a, const StreetPlace& b2) {
    return a.distance_m != b2.distance_m ? a.distance_m < b2.distance_m : a.edge < b2.edge;
  });
  return scratch.found;
}

}  // namespace quarterhour
