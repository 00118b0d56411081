#include "scenarios/shancheng/river.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

constexpr int points_per_segment = 24;
/// More points than the course of any river has: each river has its own random numbers.
constexpr std::int64_t points_kept_apart = 10000;

/// Catmull-Rom: passes through b at t = 0 and c at t = 1.
double curve(double a, double b, double c, double d, double t) {
  return b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
}

Polyline moved_course(const CityPlan& plan, std::size_t river, std::uint64_t seed) {
  Polyline course;
  auto number = points_kept_apart * static_cast<std::int64_t>(river);
  for (const StrikePoint& at : plan.rivers[river].course) {
    const double along = 80.0 * (uniform(seed, Purpose::river_course, number, 0) - 0.5);
    const double across = 80.0 * (uniform(seed, Purpose::river_course, number, 1) - 0.5);
    course.push_back(plan.local({at.along_m + along, at.across_m + across}));
    ++number;
  }
  return course;
}

}  // namespace

River::River(const CityPlan& plan, std::size_t number, std::uint64_t seed) {
  const RiverPlan& planned = plan.rivers[number];
  const Polyline course = moved_course(plan, number, seed);
  for (std::size_t i = 1; i + 2 < course.size(); ++i) {
    for (int k = 0; k < points_per_segment; ++k) {
      const double t = static_cast<double>(k) / points_per_segment;
      middle_.push_back({curve(course[i - 1].x_m, course[i].x_m, course[i + 1].x_m, course[i + 2].x_m, t),
                         curve(course[i - 1].y_m, course[i].y_m, course[i + 1].y_m, course[i + 2].y_m, t)});
    }
  }
  const double narrowest = 0.5 * planned.narrowest_m;
  const double widest = 0.5 * planned.widest_m;
  const double last = static_cast<double>(middle_.size() - 1);
  for (std::size_t i = 0; i < middle_.size(); ++i) {
    const double along = static_cast<double>(i) / points_per_segment;
    const double noise =
        gradient_noise(seed, Purpose::river_width, along * 0.8, 0.5 + 7.0 * static_cast<double>(number));
    half_width_m_.push_back(narrowest + (widest - narrowest) * std::clamp(0.5 + 0.8 * noise, 0.0, 1.0));
    level_m_.push_back(planned.level_in_m +
                       (planned.level_out_m - planned.level_in_m) * static_cast<double>(i) / last);
  }
}

RiverView River::view_from(PointM local_point, const std::vector<std::uint32_t>& segments) const {
  double nearest2 = std::numeric_limits<double>::infinity();
  std::size_t nearest = 0;
  double nearest_t = 0.0;
  for (const std::uint32_t i : segments) {
    const double dx = middle_[i + 1].x_m - middle_[i].x_m;
    const double dy = middle_[i + 1].y_m - middle_[i].y_m;
    const double px = local_point.x_m - middle_[i].x_m;
    const double py = local_point.y_m - middle_[i].y_m;
    const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double ex = px - t * dx;
    const double ey = py - t * dy;
    const double distance2 = ex * ex + ey * ey;
    if (distance2 < nearest2) {
      nearest2 = distance2;
      nearest = i;
      nearest_t = t;
    }
  }
  const auto between = [&](const std::vector<double>& values) {
    return values[nearest] + nearest_t * (values[nearest + 1] - values[nearest]);
  };
  return {std::sqrt(nearest2), between(half_width_m_), between(level_m_)};
}

Polyline River::bank(bool left, double offset_m) const {
  Polyline line;
  const std::size_t last = middle_.size() - 1;
  for (std::size_t i = 0; i < middle_.size(); ++i) {
    const PointM before = middle_[i == 0 ? 0 : i - 1];
    const PointM after = middle_[std::min(i + 1, last)];
    const double dx = after.x_m - before.x_m;
    const double dy = after.y_m - before.y_m;
    const double away = (half_width_m_[i] + offset_m) / std::sqrt(dx * dx + dy * dy);
    const double side = left ? away : -away;
    line.push_back({middle_[i].x_m - side * dy, middle_[i].y_m + side * dx});
  }
  return line;
}

Polyline River::outline() const {
  Polyline ring = bank(true, 0.0);
  const Polyline right = bank(false, 0.0);
  ring.insert(ring.end(), right.rbegin(), right.rend());
  ring.push_back(ring.front());
  return ring;
}

}  // namespace quarterhour::shancheng
