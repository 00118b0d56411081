// The search for p-centre plans, on known ways or on those of a city. Internal to placement.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/center.h"

namespace quarterhour {

/// What the search asks of the ways, whoever knows them. Costs are in the unit of the problem.
struct CenterGround {
  /// The points that each candidate reaches at a cost of at most `limit`; nothing where gathering them was cut short.
  std::function<std::optional<IndexRuns>(double limit)> reached;
  /// From each point to the nearest of `chosen` and what stands; +infinity where none is reached.
  std::function<std::vector<double>(const std::vector<std::uint32_t>& chosen)> nearest;
  /// The largest cost below `cost` that there can be.
  std::function<double(double cost)> just_below;
  /// The limit that is asked first, and one beyond which there is no way.
  double first_limit = 0.0;
  double farthest = 0.0;
};

/// Tries whether so many sites reach everybody within a cost (Minieka 1970), each a requirement (require.h): twice as far until they
/// do, then halving what is left; a last question just below the plan's own longest way settles whether it is the shortest. `problem`
/// has demand, count and the ways to what stands, its `ways` are not looked at; all demand must be reachable. `least`: from each
/// point to the nearest of everything.
[[nodiscard]] CenterPlan search_center(const WaysProblem& problem, const CenterGround& ground,
                                       std::span<const double> least, const CoverStop& stop);

}  // namespace quarterhour
