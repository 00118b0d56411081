#include "scenarios/shancheng/people.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

// Streets and homes keep clear of the water by this much: the river rises by 20 m in a summer flood.
constexpr double flood_bank_m = 35.0;
constexpr double steepest_home = 0.5;
// Block size along and across the strike.
constexpr double block_along_m = 190.0;
constexpr double block_across_m = 130.0;
// Blocks of thirty storeys; where one cluster meets the next, both may come near it.
constexpr double densest_per_km2 = 70000.0;
constexpr int filling_passes = 12;
constexpr double hamlet_spacing_m = 420.0;
constexpr double hamlet_radius_m = 95.0;

/// 1 on gentle ground, falling to 0 where nobody builds.
double buildable(double slope) {
  const double ease = std::clamp((steepest_home - slope) / (steepest_home - 0.06), 0.0, 1.0);
  return ease * (0.4 + 0.6 * ease);
}

/// Towers, old houses, or none: every fifth block is a park, a yard or a works.
double block_density(const CityPlan& plan, PointM at, std::uint64_t seed) {
  const StrikePoint strike = plan.strike(at);
  const double bend = 60.0 * gradient_noise(seed, Purpose::street_block, at.x_m / 600.0, at.y_m / 600.0);
  const double u = uniform(seed, Purpose::street_block,
                           static_cast<std::int64_t>(std::floor((strike.along_m + bend) / block_along_m)),
                           static_cast<std::int64_t>(std::floor((strike.across_m + bend) / block_across_m)));
  return u < 0.18 ? 0.0 : 0.55 + 0.9 * (u - 0.18) / 0.82;
}

/// Outlines wander by some hundred metres, so that a cluster grows arms along its valleys.
double cluster_density(const CityPlan& plan, std::size_t number, PointM at, std::uint64_t seed) {
  const ClusterPlan& cluster = plan.clusters[number];
  const StrikePoint strike = plan.strike(at);
  const double wander_along =
      520.0 * fractal_noise(seed, Purpose::cluster_outline, at.x_m / 1300.0, at.y_m / 1300.0, 3);
  const double wander_across =
      420.0 * fractal_noise(seed, Purpose::cluster_outline, at.x_m / 1300.0 + 71.3, at.y_m / 1300.0, 3);
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

/// Adds `total` people in proportion to the density, at most `most_people` to a cell: what is over goes to the
/// cells that are not full yet.
void add_people(Raster<double>& people, const Raster<double>& density, double total, double most_people) {
  std::vector<double> added(density.size(), 0.0);
  double left = total;
  for (int pass = 0; pass < filling_passes; ++pass) {
    double open = 0.0;
    for (std::size_t cell = 0; cell < density.size(); ++cell) {
      if (added[cell] < most_people) open += density[cell];
    }
    if (open <= 0.0) break;
    const double each = left / open;
    for (std::size_t cell = 0; cell < density.size(); ++cell) {
      if (added[cell] >= most_people) continue;
      const double more = std::min(density[cell] * each, most_people - added[cell]);
      added[cell] += more;
      left -= more;
    }
  }
  for (std::size_t cell = 0; cell < people.size(); ++cell) people[cell] += added[cell];
}

}  // namespace

Homes settle_people(const CityPlan& plan, const Relief& relief, const Grid& grid, std::uint64_t seed) {
  const double most_people = densest_per_km2 * grid.cell_area_m2() * 1e-6;
  const double dry_m = flood_bank_m + 0.71 * grid.cell_width_m();
  Raster<double> suitable(grid);
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    if (relief.from_bank_m[cell] < dry_m) continue;
    suitable[cell] = buildable(static_cast<double>(relief.slope[cell]));
  }
  Raster<double> people(grid);
  Homes homes{Raster<float>(grid), Raster<std::int32_t>(grid, -1)};
  Raster<double> most(grid);
  for (std::size_t number = 0; number < plan.clusters.size(); ++number) {
    Raster<double> share(grid);
    for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
      if (suitable[cell] <= 0.0) continue;
      const PointM at = grid.centre(cell);
      const double density = cluster_density(plan, number, at, seed);
      if (density > 0.0) share[cell] = density * suitable[cell] * block_density(plan, at, seed);
    }
    const Raster<double> before = people;
    add_people(people, share, plan.clusters[number].people, most_people);
    for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
      const double added = people[cell] - before[cell];
      if (added <= most[cell]) continue;
      most[cell] = added;
      homes.cluster[cell] = static_cast<std::int32_t>(number);
    }
  }
  Raster<double> hamlets(grid);
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    if (suitable[cell] <= 0.0 || people[cell] > 0.0) continue;
    hamlets[cell] = hamlet_density(grid.centre(cell), seed) * suitable[cell];
  }
  add_people(people, hamlets, plan.rural_people, most_people);
  for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
    homes.people[cell] = static_cast<float>(std::floor(100.0 * people[cell] + 0.5) / 100.0);
    if (homes.people[cell] == 0.0F) homes.cluster[cell] = -1;
  }
  return homes;
}

}  // namespace quarterhour::shancheng
