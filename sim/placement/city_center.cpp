#include "sim/placement/city_center.h"

#include <cmath>

#include "sim/placement/center_search.h"

namespace quarterhour {

CenterPlan center_of_city(const CityWays& ways, const WaysProblem& problem, std::span<const double> least,
                          const CoverStop& stop) {
  CenterGround ground;
  ground.reached = [&ways](double limit) { return ways.reached(limit); };
  ground.nearest = [&ways](const std::vector<std::uint32_t>& chosen) { return ways.nearest(chosen); };
  ground.just_below = [in_double = ways.in_double()](double cost) {
    return in_double ? std::nextafter(cost, 0.0)
                     : static_cast<double>(std::nextafter(static_cast<float>(cost), 0.0F));
  };
  ground.first_limit = ways.reach();
  ground.farthest = farthest_way;
  return search_center(problem, ground, least, stop);
}

}  // namespace quarterhour
