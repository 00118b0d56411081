#include "scenarios/shancheng/ridges.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

constexpr double tile_side_m = 2000.0;
/// Three octaves of noise stay below this times the wander.
constexpr double most_wander = 1.9;

double distance_to_crest_m(const CityPlan& plan, const RidgePlan& ridge, PointM at) {
  const PointM from = plan.local(ridge.from);
  const PointM to = plan.local(ridge.to);
  const double dx = to.x_m - from.x_m;
  const double dy = to.y_m - from.y_m;
  const double px = at.x_m - from.x_m;
  const double py = at.y_m - from.y_m;
  const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  const double ex = px - t * dx;
  const double ey = py - t * dy;
  return std::sqrt(ex * ex + ey * ey);
}

}  // namespace

Ridges::Ridges(const CityPlan& plan, std::uint64_t seed) : plan_(plan), seed_(seed) {
  if (!std::isfinite(plan.ground.ridge_reach)) {
    tiles_.resize(1);
    tiles_[0].resize(plan.ridges.size());
    std::iota(tiles_[0].begin(), tiles_[0].end(), std::size_t{0});
    return;
  }
  tile_m_ = tile_side_m;
  columns_ = static_cast<std::size_t>((plan.width_m + 2.0 * plan.ground.margin_m) / tile_m_) + 1;
  rows_ = static_cast<std::size_t>((plan.height_m + 2.0 * plan.ground.margin_m) / tile_m_) + 1;
  tiles_.resize(columns_ * rows_);
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
    const std::size_t row = tile / columns_;
    const PointM centre = {(static_cast<double>(tile % columns_) + 0.5) * tile_m_ - plan.ground.margin_m,
                           (static_cast<double>(row) + 0.5) * tile_m_ - plan.ground.margin_m};
    for (std::size_t i = 0; i < plan.ridges.size(); ++i) {
      const double reach_m = plan.ground.ridge_reach * plan.ridges[i].half_width_m +
                             most_wander * plan.ground.wander_m + 0.71 * tile_m_;
      if (distance_to_crest_m(plan, plan.ridges[i], centre) <= reach_m) tiles_[tile].push_back(i);
    }
  }
}

std::size_t Ridges::tile_of(PointM local_point) const {
  if (tile_m_ <= 0.0) return 0;
  const auto place = [this](double value_m, std::size_t count) {
    const double tile = std::floor((value_m + plan_.ground.margin_m) / tile_m_);
    return static_cast<std::size_t>(std::clamp(tile, 0.0, static_cast<double>(count - 1)));
  };
  return place(local_point.y_m, rows_) * columns_ + place(local_point.x_m, columns_);
}

Ridges::Heights Ridges::heights(PointM local_point) const {
  const GroundPlan& ground = plan_.ground;
  const StrikePoint strike = plan_.strike(local_point);
  // Crests wander, and rise and fall along their way.
  const PointM moved = plan_.local({strike.along_m, strike.across_m + crest_shift_m(plan_, strike, seed_)});
  Heights sum;
  for (const std::size_t number : tiles_[tile_of(local_point)]) {
    const RidgePlan& ridge = plan_.ridges[number];
    if (ridge.edge_m > 0.0) {
      sum.hills_m += terrace_m(ridge, local_point);
      continue;
    }
    const double u =
        distance_to_crest_m(plan_, ridge, ridge.wanders ? moved : local_point) / ridge.half_width_m;
    if (u > ground.ridge_reach) continue;
    const double height =
        1.0 + 0.28 * fractal_noise(seed_, Purpose::ridge_height, strike.along_m / ground.swell_along_m,
                                   40.0 * static_cast<double>(number) + 0.5, 3);
    const double profile = 1.0 / (1.0 + u * u);
    (ridge.wanders ? sum.mountains_m : sum.hills_m) += ridge.height_m * height * profile * profile;
  }
  return sum;
}

double Ridges::terrace_m(const RidgePlan& terrace, PointM local_point) const {
  // Its edge has bays and spurs.
  const double bay_m =
      0.4 * terrace.half_width_m *
      fractal_noise(seed_, Purpose::ridge_wander, local_point.x_m / 520.0, local_point.y_m / 520.0, 2);
  const double beyond_m = distance_to_crest_m(plan_, terrace, local_point) + bay_m - terrace.half_width_m;
  return terrace.height_m * smoothstep(1.0 - beyond_m / terrace.edge_m);
}

double crest_shift_m(const CityPlan& plan, StrikePoint at, std::uint64_t seed) {
  const GroundPlan& ground = plan.ground;
  return ground.wander_m * fractal_noise(seed, Purpose::ridge_wander, at.along_m / ground.wander_along_m,
                                         at.across_m / ground.wander_across_m, 3);
}

Upland upland_at(const CityPlan& plan, StrikePoint at) {
  Upland upland;
  for (const UplandPlan& planned : plan.uplands) {
    const double along = (at.along_m - planned.centre.along_m) / planned.radius_along_m;
    const double across = (at.across_m - planned.centre.across_m) / planned.radius_across_m;
    const double inside = smoothstep(1.0 - std::sqrt(along * along + across * across));
    upland.lift_m += planned.height_m * inside;
    upland.hills += planned.roughness * inside;
  }
  return upland;
}

}  // namespace quarterhour::shancheng
