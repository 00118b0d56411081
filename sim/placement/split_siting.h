// Plans under capacities with people shared out among sites: from a siting task to the solver and back. Internal to placement.
#pragma once

#include <span>
#include <vector>

#include "sim/placement/capacitated_cover.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// A plan with its words, and what is served by each facility that stays and by each new site.
struct SplitPlan {
  SolvedPlan plan;
  std::vector<double> served_by_standing;
  std::vector<double> served_by_new;
};

/// A city's problem; takes the reach of its candidates. Standing facilities have the capacity of their site.
[[nodiscard]] CapacitatedCoverProblem split_problem(std::span<const Service> bundle, const SitingTask& task,
                                                    const StudyResult& result, SitingProblem& siting);

/// Solves it. `siting`: candidates and units, for the words.
[[nodiscard]] SplitPlan solve_split(std::span<const Service> bundle, const SitingTask& task,
                                    const SitingProblem& siting, const CapacitatedCoverProblem& problem);

/// What a new site of the task serves of a service at most; +infinity without a limit.
[[nodiscard]] double capacity_of_new(const SitingTask& task, const Service& service);

}  // namespace quarterhour
