#include "scenarios/shancheng/age_groups.h"

#include <algorithm>

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

// In the census of 2020 17 % of Chongqing were 65 and over and 16 % under 15. Old districts and the countryside are
// older, new clusters younger, and their families have the children.
constexpr double elderly_in_hamlets = 0.265;
constexpr double elderly_in_oldest = 0.205;
constexpr double elderly_in_newest = 0.075;
constexpr double children_in_oldest = 0.105;
constexpr double children_in_newest = 0.150;
constexpr double children_in_hamlets = 0.125;
constexpr double oldest_year = 1972.0;
constexpr double newest_year = 2016.0;
constexpr double under_three = 0.018;

}  // namespace

std::array<double, 5> age_shares(const CityPlan& plan, std::int32_t cluster, PointM local_point,
                                 std::uint64_t seed) {
  double elderly = elderly_in_hamlets;
  double children = children_in_hamlets;
  if (cluster >= 0) {
    const ClusterPlan& planned = plan.clusters[static_cast<std::size_t>(cluster)];
    const double year = 0.5 * (planned.first_opened + planned.last_opened);
    const double age = std::clamp((newest_year - year) / (newest_year - oldest_year), 0.0, 1.0);
    elderly = elderly_in_newest + age * (elderly_in_oldest - elderly_in_newest);
    children = children_in_newest + age * (children_in_oldest - children_in_newest);
  }
  // One neighbourhood is older, the next younger.
  const double x = local_point.x_m / 900.0;
  const double y = local_point.y_m / 900.0;
  const double noise = gradient_noise(seed, Purpose::ages, x, y);
  elderly *= 1.0 + 0.3 * noise;
  children *= 1.0 - 0.2 * noise;
  const double school = 0.04 * gradient_noise(seed, Purpose::ages, x + 40.5, y);
  const double kindergarten = 0.25 + school;
  const double primary = 0.5 - school;
  const double working = 1.0 - elderly - children - under_three;
  return {children * kindergarten, children * primary, children * (1.0 - kindergarten - primary), working,
          elderly};
}

}  // namespace quarterhour::shancheng
