// Plans by the ways that people have: p-median and p-centre, for cities and travel matrices. Internal to placement.
#pragma once

#include <span>
#include <vector>

#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// Whether a task asks for how far people go, not for whom a limit covers.
[[nodiscard]] inline bool is_about_ways(const SitingTask& task) {
  return task.problem == "median" || task.problem == "center";
}

/// As ProofRow writes it.
[[nodiscard]] inline const char* unit_of_ways(bool in_metres) { return in_metres ? "m" : "min"; }

/// A plan, and the demand that it leaves out as unreachable.
struct WaysPlan {
  SolvedPlan plan;
  /// Points of the problem, and their demand together.
  std::vector<std::uint32_t> left_out;
  double demand_left_out = 0.0;
  /// Under capacities: the demand given to each of the plan's sites, and to each that stands; else empty.
  std::vector<double> assigned_to_new;
  std::vector<double> assigned_to_standing;
};

/// Solves a problem whose ways are all known, and the costs of its candidates; count or budget are the task's. `in_metres`: else costs are seconds. Objective and bound are in minutes or metres:
/// the mean way of the demand, or the longest.
[[nodiscard]] WaysPlan solve_ways(std::span<const Service> bundle, const SitingTask& task,
                                  WaysProblem problem, bool in_metres);

/// Solves a problem under capacities, whose candidates end with those that stand: `capacity_of_standing` of each, NaN without a
/// limit. All ways are known, and costs and rules of the candidates that do not stand.
[[nodiscard]] WaysPlan solve_ways_with_capacities(std::span<const Service> bundle, const SitingTask& task,
                                                  WaysProblem problem,
                                                  std::span<const double> capacity_of_standing,
                                                  bool in_metres);

/// Solves a city's. Ways are searched as far as the reach, and farther while what lies beyond keeps the gap open and
/// gathering.most_ways allows: a point without a way to any site so near counts in the bound at the least that it can be.
/// `siting` holds the candidates that are left; its points are numbered. Under capacities all ways are held at once; throws
/// InputError where they are too many.
[[nodiscard]] WaysPlan solve_city_ways(const City& city, TravelFields& fields,
                                       std::span<const Service> bundle, const SitingTask& task,
                                       const StudyResult& result, const ReachGathering& gathering,
                                       SitingProblem& siting);

}  // namespace quarterhour
