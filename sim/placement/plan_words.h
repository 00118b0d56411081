// A plan's proof, or the reason why there is none, in the words of both languages. Internal to placement.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/placement/cover_with_shares.h"
#include "sim/placement/require.h"
#include "sim/placement/siting.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// 412300 as "412,300".
[[nodiscard]] std::string with_thousands(double whole);
/// People where one service is planned; with several, each resident counts once for each service needed.
[[nodiscard]] BilingualName counted(std::span<const Service> bundle);
[[nodiscard]] BilingualName name_of_unit(const Unit& unit);
/// The kind of the problem's units: "cluster", "district" or "group".
[[nodiscard]] BilingualName unit_kind_words(const SitingProblem& problem);
/// "A, B and 3 more"; the first five are named.
[[nodiscard]] BilingualName listed(const std::vector<BilingualName>& names);
/// "20 new sites that keeps the rules", whatever the plan may choose.
[[nodiscard]] BilingualName choice_words(const SitingTask& task);

/// "The plan builds the links A and B.", or that it builds none.
[[nodiscard]] BilingualName links_words(const std::vector<BilingualName>& built);
[[nodiscard]] BilingualName name_of_link(const CityLink& link);

/// A number as short as it can be: "12", "2.5".
[[nodiscard]] std::string short_number(double number);
/// ", each new one for at most 30,000 people": what limits sites under capacities.
[[nodiscard]] BilingualName room_words(const SitingTask& task);
/// "95 % of the people, and 80 % in each cluster".
[[nodiscard]] BilingualName requirement_words(std::span<const Service> bundle, const SitingTask& task);

/// What a plan is for: "Community health centre", or "centres of level 15-minute neighbourhood (clinic, library)".
[[nodiscard]] BilingualName subject_words(std::span<const Service> bundle, const SitingTask& task);

/// What the bound of a covering plan with backup means (SitingTask::times).
[[nodiscard]] BilingualName backup_words(std::span<const Service> bundle, const SitingTask& task,
                                         const CoverPlan& plan);
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
/// Why a count or a budget allows no choice although there are candidates: the budget, or the units that miss their minimum; else
/// `reason`, where it is known.
[[nodiscard]] BilingualName choice_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                                  const SitingProblem& problem, const std::string& reason);
/// Why a requirement is infeasible: the total or the units that miss their share.
[[nodiscard]] BilingualName require_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                                   const SitingProblem& problem, const RequirePlan& plan);

/// A solver's plan with its words.
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const CoverPlan& plan);
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const RequirePlan& plan);
[[nodiscard]] SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task,
                                const SitingProblem& problem, const CoverWithSharesPlan& plan);

}  // namespace quarterhour
