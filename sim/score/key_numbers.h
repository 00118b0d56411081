// The handful of numbers that a planner reads first.
#pragma once

#include "sim/matrix_study.h"
#include "sim/result.h"

namespace quarterhour {

/// Adds to `result.key_numbers`, from the city's balance and the result's scores, layers, sites and proofs:
///   elevation_cells        first, only where the city is flat: 0, with the sentence that says so
///   people_read, people_scored, people_moved, walking_speed
///   completeness_before, complete_share_before, completeness_after, complete_share_after (of several services)
///   and for each service, its id in front:
///   flat_distance, covered_before, covered_share_before, served_share_before (where capacities are known),
///   worst_<kind>_covered_share_before (without a plan; for each kind of unit, named in the sentence), circle_share,
///   overstatement,
///   overstatement_flat_world, sites_planned, covered_after, covered_share_after, served_share_after,
///   worst_<kind>_covered_share_after, plan_objective, plan_bound,
///   plan_gap
/// A number whose source is absent (no balance, no plan) is left out. Where a service has several groups,
/// people are its demand: people times rate. A second plan of the same service writes plan_2_objective and so
/// on. Each number carries one sentence in English and Chinese with its unit.
void add_key_numbers(const City& city, StudyResult& result);

/// The same for a study without a grid: people_read, and the services' numbers that do not need ground.
void add_key_numbers(const TravelMatrix& matrix, StudyResult& result);

}  // namespace quarterhour
