// People choose among the facilities within reach, larger and nearer ones more often.
#pragma once

#include <span>
#include <vector>

#include "sim/score/nearest_first.h"

namespace quarterhour {

/// Huff's model (1963, A probabilistic analysis of shopping center trade areas, eq. 1): of the demand of a cell the facility j within its reach gets
/// the share (S_j / T_ij^λ) / sum_k (S_k / T_ik^λ), S `size` (> 0), T the cost of getting there and λ `exponent` (>= 1). Costs below `least_cost`
/// (> 0) count as that, so that nobody next door chooses with certainty. Powers are products, so that they have the same bits
/// everywhere. Returns for each facility the demand that chooses it, of all groups together; over all facilities that is the
/// demand with any within reach.
[[nodiscard]] std::vector<double> demand_by_choice(std::span<const AskingGroup> groups,
                                                   std::span<const double> size, int exponent,
                                                   double least_cost);

}  // namespace quarterhour
