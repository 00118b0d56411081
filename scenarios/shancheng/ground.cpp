#include "scenarios/shancheng/ground.h"

#include <algorithm>
#include <cmath>

#include "scenarios/shancheng/erosion.h"
#include "scenarios/shancheng/noise.h"
#include "scenarios/shancheng/parallel_rows.h"
#include "scenarios/shancheng/ridges.h"

namespace quarterhour::shancheng {

namespace {

/// The ground before water has cut it.
double uncut_m(const CityPlan& plan, const Ridges& ridges, PointM at, const RiverView& view,
               std::uint64_t seed) {
  if (view.from_bank_m() < 0.0) return view.level_m;
  const GroundPlan& ground = plan.ground;
  const StrikePoint strike = plan.strike(at);
  const double hills = fractal_noise(seed, Purpose::hills, strike.across_m / ground.hill_across_m,
                                     strike.along_m / ground.hill_along_m, 4);
  const double detail = fractal_noise(seed, Purpose::ground_detail, at.x_m / 240.0, at.y_m / 240.0, 2);
  const double bank = smoothstep(view.from_bank_m() / 220.0);
  const double terrace = smoothstep((view.from_bank_m() - 60.0) / 900.0);
  const double inland = smoothstep(view.from_bank_m() / 3500.0);
  const Upland upland = upland_at(plan, strike);
  const Ridges::Heights above = ridges.heights(at);
  const double floor_m = view.level_m + 3.0 + (ground.valley_floor_m - view.level_m) * bank + 45.0 * inland;
  return floor_m + ground.hills_m * upland.hills * (0.25 + 0.75 * terrace) * std::max(-0.35, hills) * bank +
         (0.35 + 0.65 * terrace) * above.mountains_m * bank + 5.0 * detail * bank + upland.lift_m * inland +
         above.hills_m * bank;
}

Grid cut_grid_of(const CityPlan& plan) {
  const double cell_m = plan.ground.cut_cell_m;
  const double margin_m = plan.ground.margin_m;
  const int cols = static_cast<int>(std::ceil((plan.width_m + 2.0 * margin_m) / cell_m));
  const int rows = static_cast<int>(std::ceil((plan.height_m + 2.0 * margin_m) / cell_m));
  return {rows, cols, -margin_m, plan.height_m + margin_m, cell_m, cell_m};
}

double between_cells(const Raster<double>& values, double row, double col) {
  const int r = std::clamp(static_cast<int>(std::floor(row)), 0, values.rows() - 2);
  const int c = std::clamp(static_cast<int>(std::floor(col)), 0, values.cols() - 2);
  const double v = row - r;
  const double u = col - c;
  const double upper = values(r, c) + u * (values(r, c + 1) - values(r, c));
  const double lower = values(r + 1, c) + u * (values(r + 1, c + 1) - values(r + 1, c));
  return upper + v * (lower - upper);
}

}  // namespace

Ground::Ground(const CityPlan& plan, const Rivers& rivers, std::uint64_t seed)
    : plan_(plan), rivers_(rivers), seed_(seed), cut_grid_(cut_grid_of(plan)), cut_(cut_grid_) {
  const Ridges ridges(plan, seed);
  Raster<std::uint8_t> water(cut_grid_);
  in_parallel(cut_grid_.rows(), [&](int row) {
    for (int col = 0; col < cut_grid_.cols(); ++col) {
      const CellIndex cell = cut_grid_.index(row, col);
      const PointM at = cut_grid_.centre(cell);
      const RiverView view = rivers.view_from(at);
      cut_[cell] = uncut_m(plan, ridges, at, view, seed);
      water[cell] = view.from_bank_m() < 0.0 ? 1 : 0;
    }
  });
  const ErosionSettings water_and_time = {.cell_m = cut_grid_.cell_width_m(),
                                          .steps = 14,
                                          .incision = 0.016,
                                          .creep = 0.06,
                                          .karst_depth_m = 6.0};
  erode(cut_, water, water_and_time);
  in_parallel(cut_grid_.rows(), [&](int row) {
    for (int col = 0; col < cut_grid_.cols(); ++col) {
      const CellIndex cell = cut_grid_.index(row, col);
      const PointM at = cut_grid_.centre(cell);
      const double bank_m = rivers.view_from(at).from_bank_m();
      // What water has filled is not a table: fields and terraces are uneven by a few metres.
      const double noise =
          fractal_noise(seed, Purpose::ground_detail, at.x_m / 170.0 + 31.7, at.y_m / 170.0, 2);
      cut_[cell] += 2.2 * smoothstep(bank_m / 200.0) * noise;
    }
  });
}

double Ground::height_m(PointM local_point, const RiverView& view) const {
  const double from_bank_m = view.from_bank_m();
  if (from_bank_m < 0.0) return view.level_m;
  const double row = (cut_grid_.north_m() - local_point.y_m) / cut_grid_.cell_height_m() - 0.5;
  const double col = (local_point.x_m - cut_grid_.west_m()) / cut_grid_.cell_width_m() - 0.5;
  double height = between_cells(cut_, row, col);
  if (plan_.ground.detail_m > 0.0) {
    const double noise = fractal_noise(seed_, Purpose::ground_detail, local_point.x_m / 410.0 - 13.3,
                                       local_point.y_m / 410.0, 3);
    height += plan_.ground.detail_m * smoothstep(from_bank_m / 200.0) * noise;
  }
  return std::max(view.level_m + 1.0, height);
}

}  // namespace quarterhour::shancheng
