// Facilities that are lines or areas: where they are entered.
#pragma once

#include "sim/city.h"

namespace quarterhour {

/// Points along an edge stand no further apart than this.
inline constexpr double entrance_every_m = 25.0;

/// Gives every facility that has an outline its entrances: the points where streets cross the outline (gates), and
/// points along it, every 25 m at most; and to areas the open cells whose centres lie inside. A wall on the outline
/// leaves the gates alone, because nobody steps from it onto a street. Facilities without an outline keep what they have.
void shape_facilities(City& city);

}  // namespace quarterhour
