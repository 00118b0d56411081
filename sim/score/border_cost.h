// What district borders cost, or would cost, in people.
#pragma once

#include <string>
#include <vector>

#include "sim/score/group_access.h"

namespace quarterhour {

/// Replaces the service's rows of `result.border_cost` by those of the state just assessed: scored demand of each
/// district whom only facilities of other districts cover, by the district of the nearest of those, whether or not the
/// service is shared. "(none)" stands for ground in no district. Rows in the order of the districts, "(none)" last; pairs
/// of districts without anybody have none. Nothing where the city has no districts.
void add_border_cost(const City& city, const Service& service, const OpenSites& sites,
                     const std::vector<GroupAccess>& groups, StudyResult& result);

}  // namespace quarterhour
