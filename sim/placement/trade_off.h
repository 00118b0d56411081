// What other counts, budgets or shares than the planned one would bring, each with its bound: the front between cost and
// what it buys. Internal to placement.
#pragma once

#include <functional>
#include <string>

#include "sim/placement/siting.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// Solves a task of another amount and leaves the result as it is, but for notes.
using SolveTask = std::function<SolvedPlan(const SitingTask&)>;

/// Adds to `result.front` a point for each amount of `task.front`, for the task's own, whose plan is `plan`, and, where sites are
/// counted, for one more. More sites, more money or a lower share (of the whole, or with cover of each unit) never make the best plan worse, so each point takes over
/// what its neighbours reach and prove where that is better. Call before the plan's row of `result.proof` is added. Does nothing without task.front. `subject`: id of the service or level.
void add_front(const SitingTask& task, const std::string& subject, const SolvedPlan& plan,
               const SolveTask& solve, StudyResult& result);

}  // namespace quarterhour
