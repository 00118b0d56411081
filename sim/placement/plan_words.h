// A plan's proof, or the reason why there is none, in the words of both languages. Internal to placement.
#pragma once

#include <span>
#include <string>

#include "sim/placement/require.h"
#include "sim/placement/siting.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// What a plan is for: "Community health centre", or "centres of level 15-minute neighbourhood (clinic, library)".
[[nodiscard]] BilingualName subject_words(std::span<const Service> bundle, const SitingTask& task);

/// What the bound of a covering plan means, and that of a requirement. People are told rounded so that neither plan nor
/// bound promises more than was proved.
[[nodiscard]] BilingualName cover_words(std::span<const Service> bundle, const SitingTask& task,
                                        const CoverPlan& plan);
[[nodiscard]] BilingualName require_words(std::span<const Service> bundle, const SitingTask& task,
                                          const RequirePlan& plan);

/// What a search says that was cut short before it found any plan under rules.
[[nodiscard]] BilingualName no_plan_yet_words(std::span<const Service> bundle, const SitingTask& task);

/// Why no candidate can be chosen: none was admissible, or spacing and nesting left none.
[[nodiscard]] BilingualName no_candidate_words(std::span<const Service> bundle, const SitingTask& task,
                                               const SitingProblem& problem);
/// Why a covering task is infeasible although there are candidates: the budget, or the units that miss their minimum.
[[nodiscard]] BilingualName cover_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                                 const SitingProblem& problem, const CoverPlan& plan);
/// Why a requirement is infeasible: the total or the units that miss their share.
[[nodiscard]] BilingualName require_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                                   const SitingProblem& problem, const RequirePlan& plan);

/// A solver's plan with its words.
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const CoverPlan& plan);
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const RequirePlan& plan);

}  // namespace quarterhour
