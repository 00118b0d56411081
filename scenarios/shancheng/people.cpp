#include "scenarios/shancheng/people.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "scenarios/shancheng/noise.h"
#include "scenarios/shancheng/parallel_rows.h"

namespace quarterhour::shancheng {

namespace {

// Streets and homes keep clear of the water by this much: the river rises by 20 m in a summer flood.
constexpr double flood_bank_m = 35.0;
// Block size along and across the strike.
constexpr double block_along_m = 190.0;
constexpr double block_across_m = 130.0;
// Blocks of thirty storeys; where one cluster meets the next, both may come near it.
constexpr double densest_per_km2 = 70000.0;
constexpr int filling_passes = 12;
// Outlines of clusters wander by less than this.
constexpr double furthest_wander_m = 1000.0;
constexpr double hamlet_spacing_m = 420.0;
constexpr double hamlet_radius_m = 95.0;

/// 1 on gentle ground, falling to 0 where nobody builds.
double buildable(double slope, double steepest_home) {
  const double ease = std::clamp((steepest_home - slope) / (steepest_home - 0.06), 0.0, 1.0);
  return ease * (0.4 + 0.6 * ease);
}

/// Towers, old houses, or none: every fifth block is a park, a yard or a works.
double block_density(const CityPlan& plan, PointM at, std::uint64_t seed) {
  const StrikePoint strike = plan.strike(at);
  const double bend = 60.0 * gradient_noise(seed, Purpose::street_block, at.x_m / 600.0, at.y_m / 600.0);
  const double along_m = block_along_m * plan.block_scale;
  const double across_m = block_across_m * plan.block_scale;
  const double u = uniform(seed, Purpose::street_block,
                           static_cast<std::int64_t>(std::floor((strike.along_m + bend) / along_m)),
                           static_cast<std::int64_t>(std::floor((strike.across_m + bend) / across_m)));
  return u < 0.18 ? 0.0 : 0.55 + 0.9 * (u - 0.18) / 0.82;
}

double outline_scale(const CityPlan& plan, const ClusterPlan& cluster) {
  return std::max(1.0, std::max(cluster.radius_along_m, cluster.radius_across_m) / plan.outline_radius_m);
}

/// Outlines wander by some hundred metres, so that a cluster grows arms along its valleys.
double cluster_density(const CityPlan& plan, std::size_t number, PointM at, std::uint64_t seed) {
  const ClusterPlan& cluster = plan.clusters[number];
  const StrikePoint strike = plan.strike(at);
  const double scale = outline_scale(plan, cluster);
  const double x = at.x_m / (1300.0 * scale);
  const double y = at.y_m / (1300.0 * scale);
  const double wander_along = 520.0 * scale * fractal_noise(seed, Purpose::cluster_outline, x, y, 3);
  const double wander_across = 420.0 * scale * fractal_noise(seed, Purpose::cluster_outline, x + 71.3, y, 3);
  const double along = (strike.along_m + wander_along - cluster.centre.along_m) / cluster.radius_along_m;
  const double across = (strike.across_m + wander_across - cluster.centre.across_m) / cluster.radius_across_m;
  const double left = 1.0 - along * along - across * across;
  return left <= 0.0 ? 0.0 : left * (0.8 + 0.2 * left);
}

double hamlet_density(PointM at, std::uint64_t seed) {
  const auto column = static_cast<std::int64_t>(std::floor(at.x_m / hamlet_spacing_m));
  const auto row = static_cast<std::int64_t>(std::floor(at.y_m / hamlet_spacing_m));
  if (uniform(seed, Purpose::hamlet, 4 * column, row) > 0.5) return 0.0;
  const auto offset = [&](std::int64_t part) {
    return hamlet_radius_m + (hamlet_spacing_m - 2.0 * hamlet_radius_m) *
                                 uniform(seed, Purpose::hamlet, 4 * column + part, row);
  };
  const double dx = at.x_m - static_cast<double>(column) * hamlet_spacing_m - offset(1);
  const double dy = at.y_m - static_cast<double>(row) * hamlet_spacing_m - offset(2);
  const double size = uniform(seed, Purpose::hamlet, 4 * column + 3, row);
  const double radius_m = hamlet_radius_m * (0.4 + 0.6 * size);
  return std::max(0.0, 1.0 - (dx * dx + dy * dy) / (radius_m * radius_m)) * (0.2 + size * size);
}

/// The cells that a cluster may reach.
struct Window {
  int first_row;
  int first_col;
  int rows;
  int cols;
};

Window window_of(const CityPlan& plan, const ClusterPlan& cluster, const Grid& grid) {
  const PointM centre = plan.local(cluster.centre);
  const double reach_m = std::max(cluster.radius_along_m, cluster.radius_across_m) +
                         furthest_wander_m * outline_scale(plan, cluster);
  const CellPosition upper = nearest_cell(grid, {centre.x_m - reach_m, centre.y_m + reach_m});
  const CellPosition lower = nearest_cell(grid, {centre.x_m + reach_m, centre.y_m - reach_m});
  return {upper.row, upper.col, lower.row - upper.row + 1, lower.col - upper.col + 1};
}

/// What each cell gets when `total` people are shared out in proportion to the density, at most its room: what is over
/// goes to the cells that are not full yet.
std::vector<double> shared_out(const std::vector<double>& density, double total,
                               const std::vector<double>& room) {
  std::vector<double> added(density.size(), 0.0);
  double left = total;
  for (int pass = 0; pass < filling_passes; ++pass) {
    double open = 0.0;
    for (std::size_t cell = 0; cell < density.size(); ++cell) {
      if (added[cell] < room[cell]) open += density[cell];
    }
    if (open <= 0.0) break;
    const double each = left / open;
    for (std::size_t cell = 0; cell < density.size(); ++cell) {
      if (added[cell] >= room[cell]) continue;
      const double more = std::min(density[cell] * each, room[cell] - added[cell]);
      added[cell] += more;
      left -= more;
    }
  }
  return added;
}

class Settlers {
 public:
  Settlers(const CityPlan& plan, const Relief& relief, const Raster<std::int32_t>& district_of_cell,
           const Grid& grid, std::uint64_t seed)
      : plan_(plan),
        relief_(relief),
        district_of_cell_(district_of_cell),
        grid_(grid),
        seed_(seed),
        most_people_(densest_per_km2 * grid.cell_area_m2() * 1e-6),
        dry_m_(flood_bank_m + 0.71 * grid.cell_width_m()),
        suitable_(grid),
        people_(grid),
        most_(grid) {
    in_parallel(grid.rows(), [&](int row) {
      for (int col = 0; col < grid.cols(); ++col) {
        if (static_cast<double>(relief.from_bank_m(row, col)) < dry_m_) continue;
        suitable_(row, col) = buildable(static_cast<double>(relief.slope(row, col)), usual_steepest_home);
      }
    });
  }

  Homes settled() {
    Homes homes{Raster<float>(grid_), Raster<std::int32_t>(grid_, -1)};
    for (std::size_t number = 0; number < plan_.clusters.size(); ++number) settle(number, homes);
    settle_hamlets();
    for (CellIndex cell = 0; cell < grid_.cell_count(); ++cell) {
      homes.people[cell] = static_cast<float>(std::floor(100.0 * people_[cell] + 0.5) / 100.0);
      if (homes.people[cell] == 0.0F) homes.cluster[cell] = -1;
    }
    return homes;
  }

 private:
  void settle(std::size_t number, Homes& homes) {
    const ClusterPlan& cluster = plan_.clusters[number];
    const Window window = window_of(plan_, cluster, grid_);
    std::vector<double> share(static_cast<std::size_t>(window.rows) * static_cast<std::size_t>(window.cols));
    in_parallel(window.rows, [&](int row) {
      for (int col = 0; col < window.cols; ++col) {
        const CellIndex cell = grid_.index(window.first_row + row, window.first_col + col);
        if (static_cast<double>(relief_.from_bank_m[cell]) < dry_m_) continue;
        if (cluster.district && district_of_cell_[cell] != static_cast<std::int32_t>(*cluster.district))
          continue;
        const PointM at = grid_.centre(cell);
        const double suitable = buildable(static_cast<double>(relief_.slope[cell]), cluster.steepest_home);
        const double density = suitable <= 0.0 ? 0.0 : cluster_density(plan_, number, at, seed_);
        if (density <= 0.0) continue;
        share[static_cast<std::size_t>(row) * static_cast<std::size_t>(window.cols) +
              static_cast<std::size_t>(col)] = density * suitable * block_density(plan_, at, seed_);
      }
    });
    const auto cols = static_cast<std::size_t>(window.cols);
    const auto cell_of = [&](std::size_t i) {
      return grid_.index(window.first_row + static_cast<int>(i / cols),
                         window.first_col + static_cast<int>(i % cols));
    };
    std::vector<double> room(share.size(), most_people_);
    if (plan_.one_ceiling) {
      for (std::size_t i = 0; i < room.size(); ++i)
        room[i] = std::max(0.0, most_people_ - people_[cell_of(i)]);
    }
    const std::vector<double> shares = shared_out(share, cluster.people, room);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const CellIndex cell = cell_of(i);
      const double before = people_[cell];
      people_[cell] += shares[i];
      const double added = people_[cell] - before;
      if (added <= most_[cell]) continue;
      most_[cell] = added;
      homes.cluster[cell] = static_cast<std::int32_t>(number);
    }
  }

  void settle_hamlets() {
    Raster<double> hamlets(grid_);
    in_parallel(grid_.rows(), [&](int row) {
      for (int col = 0; col < grid_.cols(); ++col) {
        const CellIndex cell = grid_.index(row, col);
        if (suitable_[cell] <= 0.0 || people_[cell] > 0.0) continue;
        hamlets[cell] = hamlet_density(grid_.centre(cell), seed_) * suitable_[cell];
        if (!plan_.hamlets_thin_above_m) continue;
        const double over_m = static_cast<double>(relief_.elevation_m[cell]) - *plan_.hamlets_thin_above_m;
        hamlets[cell] *= 1.0 - 0.9 * smoothstep(over_m / 900.0);
      }
    });
    const std::vector<double> shares =
        shared_out(hamlets.values(), plan_.rural_people, std::vector<double>(hamlets.size(), most_people_));
    for (std::size_t cell = 0; cell < shares.size(); ++cell) people_[cell] += shares[cell];
  }

  const CityPlan& plan_;
  const Relief& relief_;
  const Raster<std::int32_t>& district_of_cell_;
  const Grid& grid_;
  std::uint64_t seed_;
  double most_people_;
  /// Distance from the bank at which a whole cell is safe from floods.
  double dry_m_;
  /// How well a cell can be built on, 0 to 1.
  Raster<double> suitable_;
  Raster<double> people_;
  /// The most that one cluster has added to a cell.
  Raster<double> most_;
};

}  // namespace

Homes settle_people(const CityPlan& plan, const Relief& relief, const Raster<std::int32_t>& district_of_cell,
                    const Grid& grid, std::uint64_t seed) {
  return Settlers(plan, relief, district_of_cell, grid, seed).settled();
}

Polyline cluster_outline(const CityPlan& plan, std::size_t cluster, int directions, std::uint64_t seed) {
  const ClusterPlan& planned = plan.clusters[cluster];
  Polyline outline;
  // Directions as points of a square, so that no sine is needed; the step towards the rim is a thirtieth of it.
  for (int i = 0; i < directions; ++i) {
    const double turn = 4.0 * i / directions;
    const double side = turn - std::floor(turn);
    const std::array<StrikePoint, 4> corners = {StrikePoint{1.0, 0.0}, {0.0, -1.0}, {-1.0, 0.0}, {0.0, 1.0}};
    const StrikePoint from = corners[static_cast<std::size_t>(turn)];
    const StrikePoint to = corners[(static_cast<std::size_t>(turn) + 1) % 4];
    const double along = from.along_m + side * (to.along_m - from.along_m);
    const double across = from.across_m + side * (to.across_m - from.across_m);
    const double length = std::sqrt(along * along + across * across);
    const auto at = [&](double share) {
      return plan.local({planned.centre.along_m + share * planned.radius_along_m * along / length,
                         planned.centre.across_m + share * planned.radius_across_m * across / length});
    };
    constexpr double step = 1.0 / 30.0;
    double share = 0.3;
    while (share < 2.0 && cluster_density(plan, cluster, at(share + step), seed) > 0.0) share += step;
    outline.push_back(at(share));
  }
  outline.push_back(outline.front());
  return outline;
}

}  // namespace quarterhour::shancheng
