// What the loss of one thing would cost: who loses a service when a facility, a bridge, a tunnel, stairs or a ride closes and
// everything else stays.
#pragma once

#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// Replaces the facilities' rows of `result.structure_worth`: for each service the sites, existing or planned, whose closing would
/// cost somebody the service, by falling number of people, then by id; twenty for each service at most. The people are those
/// whom the site alone covers (Site::people_alone), so that nobody else's answer changes.
void add_facility_worth(StudyResult& result);

/// Replaces the rows of `result.structure_worth` of what carries streets (geometry/street_structures.h): for each service those whose closing would cost
/// somebody the service or make the way longer, by falling number of people who lose it, then by falling sum of extra
/// minutes; twenty of each kind for each service at most. One row for each of its groups and, where it has several, one for all of them
/// (in demand). Times are those of the service's own test to all of its sites in `result`. People are counted in the scored area. Who
/// goes farther, and how much, is told where the nearest facility alone decides: not by minutes and metres at once, and
/// not for round trips; minutes not where the test is by metres. A way counts as longer when it is so by more than the rounding bound of its sum.
void add_street_worth(const City& city, TravelFields& fields, StudyResult& result);

}  // namespace quarterhour
