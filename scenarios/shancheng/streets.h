// Streets, stairways, bridges and tunnels of Shancheng.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "geometry/grid.h"
#include "scenarios/shancheng/people.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"
#include "scenarios/shancheng/rivers.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

struct Street {
  /// Local metres. Streets meet only where they share an end point.
  Polyline line;
  /// "primary", "secondary", "residential" or "footway".
  std::string street_class;
  /// "ground", "bridge", "tunnel" or "steps".
  std::string structure;
  /// Empty for most small ones.
  BilingualName name;
};

/// Blocks where people live are bounded by streets along and across the strike; what is too steep for a cart is
/// a stairway, what is too steep for that is missing. Trunk roads join every cluster with the first one, along
/// the easiest ground and over the plan's bridges and through its tunnels.
[[nodiscard]] std::vector<Street> lay_streets(const CityPlan& plan, const Rivers& rivers,
                                              const Relief& relief, const Homes& homes, const Grid& grid,
                                              std::uint64_t seed);

}  // namespace quarterhour::shancheng
