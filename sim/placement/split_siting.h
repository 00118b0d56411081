// Plans under capacities with people shared out among sites: from a siting task to the solver and back. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/capacitated_require.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// A plan of new sites with its words, the facilities that it enlarges, the priority of each new site among both, and what is served by each
/// facility that stays, enlarged or not, and by each new site.
struct SplitPlan {
  SolvedPlan plan;
  std::vector<Enlarged> enlarged;
  std::vector<int> priority;
  std::vector<double> served_by_standing;
  std::vector<double> served_by_new;
};

/// A city's problem; takes the reach of its candidates. Standing facilities have the capacity of their site; those of the ledger that have one
/// and were not enlarged before may be, where the task says so.
[[nodiscard]] CapacitatedCoverProblem split_problem(std::span<const Service> bundle, const SitingTask& task,
                                                    const StudyResult& result, SitingProblem& siting);

/// Limits a problem by what the task says, where each candidate has its price, and lets it enlarge those facilities that stay whose numbers
/// are given, rising.
void set_limits(const SitingTask& task, std::vector<double> prices, std::vector<std::uint32_t> may_enlarge,
                CapacitatedCoverProblem& problem);

/// Solves it: the most served, the cheapest that serves the task's share (require), or the fairest. `siting`: candidates and units, for the words.
[[nodiscard]] SplitPlan solve_split(std::span<const Service> bundle, const SitingTask& task,
                                    const SitingProblem& siting, const CapacitatedCoverProblem& problem);

/// Throws InputError where candidates and places are more pairs than a plan of whole places, or with shares of units, may hold.
void check_pairs(const CapacitatedCoverProblem& problem, std::size_t most);

/// Whether a task under capacities has anything to decide among so many candidates: a requirement may be met without any.
[[nodiscard]] inline bool may_split(const SitingTask& task, std::size_t candidates) {
  return task.assignment != Assignment::nearest &&
         (candidates > 0 || task.enlarge_by > 0.0 || task.problem == "require");
}

/// What a new site of the task serves of a service at most; +infinity without a limit.
[[nodiscard]] double capacity_of_new(const SitingTask& task, const Service& service);

}  // namespace quarterhour
