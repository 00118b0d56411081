// Places of the core of the two larger sizes.
#pragma once

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

/// Kilometres east and north of the core's south-western corner; the old town is at (30.5, 30).
struct Km {
  double east = 0.0;
  double north = 0.0;
};

/// The place on the plan's axes, whose origin is the old town.
[[nodiscard]] StrikePoint strike_at(const CityPlan& plan, Km at);

/// The clusters of the core and what they have closed; the plan's trades must be there.
void add_core_clusters(CityPlan& plan);

}  // namespace quarterhour::shancheng
