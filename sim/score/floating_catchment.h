// Supply for each person in reach: floating catchment areas.
#pragma once

#include <span>
#include <vector>

#include "sim/score/nearest_first.h"

namespace quarterhour {

/// Two-step floating catchment areas (Luo & Wang 2003, eq. 3 and 4), with weights enhanced ones (Luo & Qi 2009, eq. 2
/// and 3): R_j = S_j / sum_k W(t_kj) P_k over people P_k in reach of facility j, then A_i = sum_j W(t_ij) R_j over
/// facilities in reach of cell i. W is `weights[p]` in part p of the reach, AskingGroup::part_ends being where parts end;
/// one weight is 2SFCA. P is demand, scored and buffer, of all groups together; each group has its own times.
/// Returns for each group the supply A of every cell: capacity for one unit of demand, 0 where no facility is in reach.
/// sum P_i A_i = sum S_j over facilities with demand in reach; one without stays out. `capacity` must be finite.
[[nodiscard]] std::vector<SparseRaster<double>> floating_catchment_supply(std::span<const AskingGroup> groups,
                                                                          std::span<const double> capacity,
                                                                          std::span<const double> weights);

}  // namespace quarterhour
