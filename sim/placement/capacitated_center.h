// p-centre under capacities (Bar-Ilan, Kortsarz & Peleg 1993), with whole points or points that are shared out: choose sites and say who goes
// to which, so that no site serves more than it can and the longest way of anybody is shortest, with a proven bound.
#pragma once

#include "sim/placement/capacitated.h"

namespace quarterhour {

/// As solve_capacitated_median, but objective and bound are the longest way of anybody with a weight or a load to the site that serves him, in the
/// problem's costs; the bound is one of these. Of sites with that longest way everybody goes where the sum of all ways is lowest, as far as
/// was found. `all`, `enough`, `at_least` and `start` are not looked at. Whether so many sites serve everybody within a cost is asked of
/// solve_capacitated_median, which leaves out whom they cannot serve at his weight: by doubling from what the problem without capacities proves,
/// then by halving (Minieka 1970). `stop.gap` is on the longest way.
[[nodiscard]] CapacitatedPlan solve_capacitated_center(const CapacitatedProblem& problem,
                                                       const CoverStop& stop);

}  // namespace quarterhour
