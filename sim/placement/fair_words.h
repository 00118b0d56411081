// The proof of a fairest plan in the words of both languages. Internal to placement.
#pragma once

#include <span>

#include "sim/placement/fair.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// A solver's plan with its words: the unit that is covered least, what no choice can bring it above, how far the order of the others is
/// proved.
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const FairPlan& plan);

/// Demand that lies in no unit; `demand` > 0.
[[nodiscard]] BilingualName outside_units_words(std::span<const Service> bundle, const SitingTask& task,
                                                const SitingProblem& problem, double demand);

}  // namespace quarterhour
