// Who has it worst: the lowest unit, and old people against adults.
#pragma once

#include <string>
#include <vector>

#include "sim/score/group_access.h"
#include "sim/score/report_units.h"

namespace quarterhour {

/// The row of the unit of `kind` with the lowest finite value of `metric`, the first of several; nullptr where no unit has
/// one. "(none)" is no unit.
[[nodiscard]] const ScoreRow* worst_unit(const StudyResult& result, const ScoreRow& like);

/// For each group among the rows of `result.scores` from `first` on, all of one service and state, and each kind of unit:
/// city rows worst_<kind>_covered_share and, where it is known, worst_<kind>_served_share.
void add_worst_units(std::size_t first, StudyResult& result);

/// elderly_difference for each unit, under the group all_groups: share of the people of all groups whose id begins with
/// "elderly_" that is covered, less that of `working` (of `people` where the city has no such group), each at its own
/// speed. Only for a service that both ask for: its demand names `people`, or an elderly group and those adults. NaN where
/// a unit has nobody of either.
void add_elderly_difference(const City& city, TravelFields& fields, const Service& service,
                            const OpenSites& sites, const std::vector<GroupAccess>& groups,
                            const ReportUnits& units, StudyResult& result);

}  // namespace quarterhour
