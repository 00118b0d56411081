// The demand points of a siting problem and who covers them, gathered batch by batch. Internal to placement.
#pragma once

#include "sim/placement/siting_problem.h"

namespace quarterhour {

/// Fills services, points, demand, standing and standing_reach. `room_matters`: standing facilities can be full, so that whom they reach is
/// open all the same. Throws std::invalid_argument for too many places.
void number_points(const City& city, TravelFields& fields, std::span<const Service> bundle,
                   const StudyResult& result, bool room_matters, GroupLayers groups, SitingProblem& problem);

/// Fills reach and left_out.
void gather_reach(const City& city, TravelFields& fields, const ReachGathering& gathering, bool may_let_go,
                  SitingProblem& problem);

}  // namespace quarterhour
