// A siting task in numbers: who demands what, which candidates are left, what each covers. Internal to placement.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/reach_layers.h"
#include "sim/placement/siting.h"
#include "sim/placement/upper_centres.h"

namespace quarterhour {

/// Demand point (service s, layer l of it, cell c) has the index offset(s) + l * cell count + c, where offset(s) counts the
/// points of the services before it.
struct SitingProblem {
  /// Those of the task that spacing to existing sites and nesting leave.
  std::vector<Candidate> candidates;
  std::size_t too_close = 0;
  std::size_t not_nested = 0;
  std::vector<double> demand;
  IndexRuns reach;
  /// Positions in the result's sites of the facilities that stay, and the demand points of each in its own service.
  std::vector<std::size_t> standing;
  IndexRuns standing_reach;
  /// The units that the task speaks of; nothing (nullptr) when it speaks of none. Existing centres of each.
  const UnitSet* units = nullptr;
  std::vector<int> existing_in_unit;
  /// Unit of each demand point, -1 in none; empty without a share per unit.
  std::vector<std::int32_t> demand_unit;
  SiteRules rules;
  /// Of `candidates`; nothing without nesting.
  std::optional<UpperCentres> upper;
};

/// Throws std::invalid_argument as plan_sites does.
[[nodiscard]] SitingProblem siting_problem(const City& city, TravelFields& fields,
                                           std::span<const Service> bundle, const SitingTask& task,
                                           const StudyResult& result);

}  // namespace quarterhour
