// From a plan to sites and rows of a city's result. Internal to placement.
#pragma once

#include <span>
#include <vector>

#include "sim/placement/linked_siting.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// Of the facilities that stay, then of the new sites by priority.
/// Demand is covered where `times` of them reach it.
[[nodiscard]] std::vector<SiteWorth> worth_of_all(const City& city, TravelFields& fields,
                                                  const SitingProblem& siting, const SolvedPlan& plan,
                                                  int times = 1);

/// Adds the chosen sites, one for each service hosted and for those that they count for, and the rows of the plan: new sites by priority,
/// then existing ones, then those that close. Those that are enlarged are marked.
void record_plan(const City& city, std::span<const Service> bundle, const SitingTask& task, const Made& made,
                 StudyResult& result);

}  // namespace quarterhour
