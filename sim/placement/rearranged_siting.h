// Plans that may move or close existing facilities. Internal to placement.
#pragma once

#include <span>

#include "sim/placement/linked_siting.h"

namespace quarterhour {

/// Whether a task may touch what stands.
[[nodiscard]] inline bool may_rearrange(const SitingTask& task) {
  return task.most_moved > 0 || task.closing_brings > 0.0;
}

/// Maximal covering (cover) of one service where existing facilities are chosen anew like candidates: for a count up to `task.most_moved` of
/// them may make way for as many further new sites; for a budget each that closes adds `task.closing_brings`. Facilities of earlier plans, and those
/// that give the service because they give another, stay. No more are closed than the new sites need. Marks those that close in
/// `result` (Site::closed); the plan made is that of the rest.
[[nodiscard]] Made plan_rearranged(const City& city, TravelFields& fields, std::span<const Service> bundle,
                                   const SitingTask& task, StudyResult& result,
                                   const ReachGathering& gathering);

}  // namespace quarterhour
