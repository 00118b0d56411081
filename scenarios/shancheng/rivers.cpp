#include "scenarios/shancheng/rivers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace quarterhour::shancheng {

namespace {

constexpr double tile_side_m = 1000.0;
/// Of a point that sees no river.
constexpr double nowhere_near_m = 1e7;

double distance_m(PointM at, PointM a, PointM b) {
  const double dx = b.x_m - a.x_m;
  const double dy = b.y_m - a.y_m;
  const double t =
      std::clamp(((at.x_m - a.x_m) * dx + (at.y_m - a.y_m) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  const double ex = at.x_m - a.x_m - t * dx;
  const double ey = at.y_m - a.y_m - t * dy;
  return std::sqrt(ex * ex + ey * ey);
}

}  // namespace

Rivers::Rivers(const CityPlan& plan, std::uint64_t seed) {
  double widest_m = 0.0;
  for (std::size_t number = 0; number < plan.rivers.size(); ++number) {
    rivers_.emplace_back(plan, number, seed);
    widest_m = std::max(widest_m, plan.rivers[number].widest_m);
  }
  if (std::isfinite(plan.river_view_m)) {
    tile_m_ = tile_side_m;
    margin_m_ = plan.ground.margin_m;
    columns_ = static_cast<std::size_t>((plan.width_m + 2.0 * margin_m_) / tile_m_) + 1;
    rows_ = static_cast<std::size_t>((plan.height_m + 2.0 * margin_m_) / tile_m_) + 1;
  }
  tiles_.resize(columns_ * rows_);
  // From the middle of a tile: half its diagonal further than from any of its points.
  const double reach_m = plan.river_view_m + 0.5 * widest_m + 0.71 * tile_m_;
  for (std::size_t number = 0; number < rivers_.size(); ++number) {
    const Polyline& middle = rivers_[number].middle();
    for (std::size_t i = 0; i + 1 < middle.size(); ++i) {
      const auto clamped = [&](double value_m, std::size_t count) {
        if (tile_m_ <= 0.0) return std::size_t{0};
        const double tile = std::floor((value_m + margin_m_) / tile_m_);
        return static_cast<std::size_t>(std::clamp(tile, 0.0, static_cast<double>(count - 1)));
      };
      const auto [west, east] = std::minmax(middle[i].x_m, middle[i + 1].x_m);
      const auto [south, north] = std::minmax(middle[i].y_m, middle[i + 1].y_m);
      for (std::size_t row = clamped(south - reach_m, rows_); row <= clamped(north + reach_m, rows_); ++row) {
        for (std::size_t col = clamped(west - reach_m, columns_); col <= clamped(east + reach_m, columns_);
             ++col) {
          const PointM centre = {(static_cast<double>(col) + 0.5) * tile_m_ - margin_m_,
                                 (static_cast<double>(row) + 0.5) * tile_m_ - margin_m_};
          if (tile_m_ > 0.0 && distance_m(centre, middle[i], middle[i + 1]) > reach_m) continue;
          std::vector<Near>& near = tiles_[row * columns_ + col];
          if (near.empty() || near.back().river != number) near.push_back({number, {}});
          near.back().segments.push_back(static_cast<std::uint32_t>(i));
        }
      }
    }
  }
}

std::size_t Rivers::tile_of(PointM local_point) const {
  if (tile_m_ <= 0.0) return 0;
  const auto place = [this](double value_m, std::size_t count) {
    const double tile = std::floor((value_m + margin_m_) / tile_m_);
    return static_cast<std::size_t>(std::clamp(tile, 0.0, static_cast<double>(count - 1)));
  };
  return place(local_point.y_m, rows_) * columns_ + place(local_point.x_m, columns_);
}

RiverView Rivers::view_from(PointM local_point) const {
  RiverView nearest{nowhere_near_m, 0.0, 0.0};
  for (const Near& near : tiles_[tile_of(local_point)]) {
    const RiverView view = rivers_[near.river].view_from(local_point, near.segments);
    if (view.from_bank_m() < nearest.from_bank_m()) nearest = view;
  }
  return nearest;
}

}  // namespace quarterhour::shancheng
