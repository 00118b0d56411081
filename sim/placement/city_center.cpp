#include "sim/placement/city_center.h"

#include <cmath>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "sim/placement/center_search.h"

namespace quarterhour {

namespace {

/// The ways that are shorter than to what stands, where these can be held: who has a shorter one than is asked for needs no other.
std::optional<WaysToSites> shorter_ways(const CityWays& ways, std::size_t candidates, std::size_t most_ways) {
  // A double's way is held rounded down, and would answer a question for the number above it.
  if (ways.in_double()) return std::nullopt;
  const WaysCeiling ceiling = ways.ceiling({});
  std::vector<std::uint32_t> all(candidates);
  std::iota(all.begin(), all.end(), 0U);
  const double wanted = ways.ways_of_each(ceiling, all) * static_cast<double>(candidates);
  if (wanted > static_cast<double>(most_ways)) return std::nullopt;
  return ways.below(ceiling, all, most_ways + most_ways / 4);
}

}  // namespace

CenterPlan center_of_city(const CityWays& ways, const WaysProblem& problem, std::span<const double> least,
                          const CoverStop& stop, std::size_t most_ways) {
  CenterGround ground;
  WaysProblem held;
  if (std::optional<WaysToSites> shorter = shorter_ways(ways, problem.candidates, most_ways)) {
    held.ways = *std::move(shorter);
    held.candidates = problem.candidates;
    held.demand = problem.demand;
    ground.reached = [&held](double limit) { return reach_within(held, limit); };
  } else {
    ground.reached = [&ways](double limit) { return ways.reached(limit); };
  }
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
