// Covering under capacities as a capacitated p-median (Church & ReVelle 1976): whoever is served costs nothing, whoever is left out costs his
// weight. So points can stay whole, and units can have shares that must be served. Internal to placement.
#pragma once

#include "sim/placement/capacitated_cover.h"

namespace quarterhour {

/// The problem with whole points, or with shares of units, or both. First the people are shared out without either (solve_capacitated_cover): no plan
/// serves more, and its sites are where the search begins. All pairs of points and sites within reach are held, some 60 bytes each.
[[nodiscard]] CapacitatedCoverPlan solve_cover_as_median(const CapacitatedCoverProblem& problem,
                                                         const CoverStop& stop);

/// Whether some choice of sites serves every unit's share: a plan that does (`found`), infeasible, or why that stayed open. Its objective
/// and bound say nothing. `start`: sites to try first.
[[nodiscard]] CapacitatedCoverPlan try_least_shares(const CapacitatedCoverProblem& problem,
                                                    const std::vector<std::uint32_t>& start,
                                                    const CoverStop& stop);

}  // namespace quarterhour
