// A siting task in numbers: who demands what, which candidates are left, what each covers. Internal to placement.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/demand_points.h"
#include "sim/placement/reach_layers.h"
#include "sim/placement/siting.h"
#include "sim/placement/upper_centres.h"

namespace quarterhour {

/// A service of the bundle and where its places (cells of its layers) begin among those of all.
struct BundledReach {
  const Service* service = nullptr;
  /// Without their demand, which `SitingProblem::demand` holds.
  std::vector<ReachLayer> layers;
  std::size_t offset = 0;
};

/// Place (service s, layer l of it, cell c) is offset(s) + l * cell count + c; demand points are the places that carry demand,
/// those first that no standing facility covers.
struct SitingProblem {
  /// Those of the task that spacing to existing sites and nesting leave.
  std::vector<Candidate> candidates;
  std::size_t too_close = 0;
  std::size_t not_nested = 0;
  std::vector<BundledReach> services;
  DemandPoints points{0};
  std::vector<double> demand;
  /// Of each candidate, without the points that are covered already.
  IndexRuns reach;
  /// No candidate whose reach was let go covers more than this; 0: none was.
  double left_out = 0.0;
  /// Positions in the result's sites of the facilities that stay, and the demand points of each in its own service.
  std::vector<std::size_t> standing;
  IndexRuns standing_reach;
  /// The units that the task speaks of; nothing (nullptr) when it speaks of none. Existing centres of each.
  const UnitSet* units = nullptr;
  /// What `units` points to where they are the groups of people who need a service, by no place.
  std::shared_ptr<const UnitSet> groups;
  /// Empty where units are groups.
  std::vector<int> existing_in_unit;
  /// Unit of each demand point, -1 in none; empty unless a share is asked of each or the problem is `fair`.
  std::vector<std::int32_t> demand_unit;
  SiteRules rules;
  /// Of `candidates`; nothing without nesting.
  std::optional<UpperCentres> upper;
};

/// The candidates that spacing and nesting leave, how many they do not, and the centres above; nothing else of the problem.
[[nodiscard]] SitingProblem candidates_left(const City& city, TravelFields& fields,
                                            std::span<const Service> bundle, const SitingTask& task,
                                            const StudyResult& result);

/// Adds what the task's rules ask of the candidates.
void add_rules(const City& city, std::span<const Service> bundle, const SitingTask& task,
               const StudyResult& result, SitingProblem& problem);

/// Throws std::invalid_argument as plan_sites does. The batch changes nothing.
[[nodiscard]] SitingProblem siting_problem(const City& city, TravelFields& fields,
                                           std::span<const Service> bundle, const SitingTask& task,
                                           const StudyResult& result, const ReachGathering& gathering = {});

/// The points that candidates cover, those included that are covered already.
[[nodiscard]] IndexRuns whole_reach(const City& city, TravelFields& fields, const SitingProblem& problem,
                                    std::span<const std::uint32_t> candidates);

}  // namespace quarterhour
