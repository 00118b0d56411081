// Backup coverage (Hogan & ReVelle 1986): choose sites so that the most demand has at least so many within reach, so that it keeps one
// whichever of the others fail, with a proven bound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … reach.set_count() - 1.
struct BackupCoverProblem {
  /// Weight of each demand point, >= 0.
  std::vector<double> demand;
  /// The demand points within reach of each candidate.
  IndexRuns reach;
  /// Chosen sites that must reach each point before it counts; 0: enough facilities that stay reach it.
  std::vector<std::uint16_t> need;
  /// Sites to choose, >= 0; or nothing when `budget` is given.
  std::optional<int> count;
  /// Cost of each candidate, > 0 where `budget` is given; empty: 1 each.
  std::vector<double> cost;
  std::optional<double> budget;
  /// As in CoverProblem.
  SiteRules rules;
};

/// Chooses sites. Objective and bound of the plan count all demand that has enough within reach, that of need 0 included.
/// Its sites are in order of priority: each adds the most to those before it, where demand that lacks sites still counts in
/// part, ties by the lowest index; sites without which as much has enough are left out unless a minimum wants them.
/// Throws std::invalid_argument when the problem is malformed. The same problem, stop and seed give the
/// same plan for any number of threads.
[[nodiscard]] CoverPlan solve_backup_cover(const BackupCoverProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
