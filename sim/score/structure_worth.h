// What the loss of one thing would cost: who loses a service when a facility closes and everything else stays.
#pragma once

#include "sim/result.h"

namespace quarterhour {

/// Replaces the facilities' rows of `result.structure_worth`: for each service the sites, existing or planned, whose closing would
/// cost somebody the service, by falling number of people, then by id; twenty for each service at most. The people are those
/// whom the site alone covers (Site::people_alone), so that nobody else's answer changes.
void add_facility_worth(StudyResult& result);

}  // namespace quarterhour
