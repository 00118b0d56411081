// The counties of the megacity: a lattice of borders round the core.
#pragma once

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

/// Appends the counties outside the core as districts, their borders, and the ring that ends the core. Rows run from
/// west to east, cuts between counties of a row along the strike.
void add_counties(CityPlan& plan);

}  // namespace quarterhour::shancheng
