// Maximal covering on several levels at once (hierarchical covering: Moore & ReVelle 1982; nested: Church & Eaton 1987): so many centres of
// each level, each giving the services of its level, lower ones near upper ones, so that the most needs are met, with a proven bound.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/nesting.h"

namespace quarterhour {

/// What is given. Candidates of all levels have numbers in a row, those of the uppermost level first.
struct JointCoverProblem {
  /// Weight of each demand point, >= 0; services one after the other, as in CapacitatedCoverProblem.
  std::vector<double> demand;
  std::vector<std::uint32_t> first_point{0};
  /// First candidate of each level, rising from 0, and how many of each may be chosen.
  std::vector<std::uint32_t> first_candidate{0};
  std::vector<int> count;
  /// capacity[level][service]: what a new centre serves at most; +infinity: no limit.
  std::vector<std::vector<double>> capacity;
  /// The demand points within reach of each candidate, of the services that its level gives.
  IndexRuns reach;
  IndexRuns standing;
  std::vector<double> capacity_of_standing;
  /// Upper pairs first.
  std::vector<NestedLevel> nesting;
  /// A plan that is known, such as that of one level after the other; empty: none.
  std::vector<std::uint32_t> start;
};

struct JointCoverPlan {
  /// Level by level from the top, in each by what a site lets more be served beside those before it.
  std::vector<std::uint32_t> chosen;
  /// What each of `chosen`, and each facility that stays, serves.
  std::vector<double> served;
  std::vector<double> served_by_standing;
  /// Needs met in all, by facilities that stay too, and the same of `start`.
  double objective = 0.0;
  double objective_of_start = 0.0;
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
};

/// Throws std::invalid_argument when the problem is malformed. The same problem, stop and seed give the same plan for any number of
/// threads.
[[nodiscard]] JointCoverPlan solve_joint_cover(const JointCoverProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
