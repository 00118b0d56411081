#include "scenarios/shancheng/relief.h"

#include <algorithm>
#include <cmath>

#include "scenarios/shancheng/erosion.h"
#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

// Valleys are also cut this far outside the map, so that its edge is no cliff.
constexpr double margin_m = 1000.0;

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

double ridges_m(const CityPlan& plan, PointM at, std::uint64_t seed) {
  const StrikePoint strike = plan.strike(at);
  // Crests wander, and rise and fall along their way.
  const double wander_m = 170.0 * fractal_noise(seed, Purpose::ridge_wander, strike.along_m / 2300.0,
                                                strike.across_m / 5000.0, 3);
  const PointM moved = plan.local({strike.along_m, strike.across_m + wander_m});
  double sum = 0.0;
  double number = 0.0;
  for (const RidgePlan& ridge : plan.ridges) {
    const double height = 1.0 + 0.28 * fractal_noise(seed, Purpose::ridge_height, strike.along_m / 1400.0,
                                                     40.0 * number + 0.5, 3);
    const double u = distance_to_crest_m(plan, ridge, moved) / ridge.half_width_m;
    const double profile = 1.0 / (1.0 + u * u);
    sum += ridge.height_m * height * profile * profile;
    number += 1.0;
  }
  return sum;
}

/// The ground before water has cut it.
double uncut_m(const CityPlan& plan, PointM at, const RiverView& view, std::uint64_t seed) {
  if (view.from_bank_m() < 0.0) return view.level_m;
  const StrikePoint strike = plan.strike(at);
  const double hills =
      fractal_noise(seed, Purpose::hills, strike.across_m / 750.0, strike.along_m / 1150.0, 4);
  const double detail = fractal_noise(seed, Purpose::ground_detail, at.x_m / 240.0, at.y_m / 240.0, 2);
  const double bank = smoothstep(view.from_bank_m() / 220.0);
  const double terrace = smoothstep((view.from_bank_m() - 60.0) / 900.0);
  const double inland = smoothstep(view.from_bank_m() / 3500.0);
  const double floor_m = view.level_m + 3.0 + (plan.valley_floor_m - view.level_m) * bank + 45.0 * inland;
  return floor_m + plan.hills_m * (0.25 + 0.75 * terrace) * std::max(-0.35, hills) * bank +
         (0.35 + 0.65 * terrace) * ridges_m(plan, at, seed) * bank + 5.0 * detail * bank;
}

Raster<float> horn_slope(const Raster<float>& z, double cell_m) {
  Raster<float> slope(z.rows(), z.cols());
  for (int row = 0; row < z.rows(); ++row) {
    for (int col = 0; col < z.cols(); ++col) {
      const auto at = [&](int r, int c) {
        return static_cast<double>(
            z(std::clamp(row + r, 0, z.rows() - 1), std::clamp(col + c, 0, z.cols() - 1)));
      };
      const double east = at(-1, 1) + 2.0 * at(0, 1) + at(1, 1) - at(-1, -1) - 2.0 * at(0, -1) - at(1, -1);
      const double south = at(1, -1) + 2.0 * at(1, 0) + at(1, 1) - at(-1, -1) - 2.0 * at(-1, 0) - at(-1, 1);
      slope(row, col) = static_cast<float>(std::sqrt(east * east + south * south) / (8.0 * cell_m));
    }
  }
  return slope;
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

CellPosition nearest_cell(const Grid& grid, PointM local_point) {
  const double col = std::floor((local_point.x_m - grid.west_m()) / grid.cell_width_m());
  const double row = std::floor((grid.north_m() - local_point.y_m) / grid.cell_height_m());
  return {static_cast<int>(std::clamp(row, 0.0, grid.rows() - 1.0)),
          static_cast<int>(std::clamp(col, 0.0, grid.cols() - 1.0))};
}

Relief make_relief(const CityPlan& plan, const River& river, const Grid& grid, std::uint64_t seed) {
  const double cut_cell_m = plan.cell_m;
  const int cut_cols = static_cast<int>((plan.width_m + 2.0 * margin_m) / cut_cell_m);
  const int cut_rows = static_cast<int>((plan.height_m + 2.0 * margin_m) / cut_cell_m);
  const Grid cut_grid(cut_rows, cut_cols, -margin_m, plan.height_m + margin_m, cut_cell_m, cut_cell_m);
  Raster<double> cut(cut_grid);
  Raster<std::uint8_t> water(cut_grid);
  for (CellIndex cell = 0; cell < cut.size(); ++cell) {
    const PointM at = cut_grid.centre(cell);
    const RiverView view = river.view_from(at);
    cut[cell] = uncut_m(plan, at, view, seed);
    water[cell] = view.from_bank_m() < 0.0 ? 1 : 0;
  }
  const ErosionSettings water_and_time = {
      .cell_m = cut_cell_m, .steps = 14, .incision = 0.016, .creep = 0.06, .karst_depth_m = 6.0};
  erode(cut, water, water_and_time);
  for (CellIndex cell = 0; cell < cut.size(); ++cell) {
    const PointM at = cut_grid.centre(cell);
    const double bank_m = river.view_from(at).from_bank_m();
    // What water has filled is not a table: fields and terraces are uneven by a few metres.
    const double noise =
        fractal_noise(seed, Purpose::ground_detail, at.x_m / 170.0 + 31.7, at.y_m / 170.0, 2);
    cut[cell] += 2.2 * smoothstep(bank_m / 200.0) * noise;
  }

  Relief relief{Raster<float>(grid), {}, Raster<float>(grid)};
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    const PointM at = grid.centre(cell);
    const RiverView view = river.view_from(at);
    const double row = (cut_grid.north_m() - at.y_m) / cut_cell_m - 0.5;
    const double col = (at.x_m - cut_grid.west_m()) / cut_cell_m - 0.5;
    const bool wet = view.from_bank_m() < 0.0;
    // Dry ground stands at least a metre over the river beside it.
    const double height = wet ? view.level_m : std::max(view.level_m + 1.0, between_cells(cut, row, col));
    relief.elevation_m[cell] = static_cast<float>(std::floor(10.0 * height + 0.5) / 10.0);
    relief.from_bank_m[cell] = static_cast<float>(view.from_bank_m());
  }
  relief.slope = horn_slope(relief.elevation_m, grid.cell_width_m());
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    if (relief.from_bank_m[cell] < 0.0F) relief.slope[cell] = 0.0F;
  }
  return relief;
}

}  // namespace quarterhour::shancheng
