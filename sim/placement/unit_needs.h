// How many sites each unit needs at least for its share when sites can be full: whole sites, where the relaxation has parts of them. Internal to
// placement.
#pragma once

#include "sim/placement/capacitated_cover.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

/// Whether counting refutes the shares of units: what stands can serve so much of each unit at most, a new site or an enlargement so much more; the
/// sites that this takes within reach of each unit are more than count or budget allow (solve_backup_cover, rules left out). False proves nothing.
[[nodiscard]] bool needs_too_many_sites(const CapacitatedCoverProblem& problem, const CoverStop& stop,
                                        WorkMeter& meter);

}  // namespace quarterhour
