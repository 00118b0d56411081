// Capacitated p-median with whole demand points (Mulvey & Beck 1984; Osman & Christofides 1994): choose p sites and give every point
// to one of them, so that no site serves more than it can and the sum of all ways is least, with a proven bound.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// What is given.
struct CapacitatedProblem {
  /// The weight of a point is that of its way; points of weight 0 with a load are served too. `standing` must be empty: what stands
  /// is a candidate here, for it has a capacity.
  WaysProblem ways;
  /// What each point takes of a site's capacity, >= 0 and finite; empty: its weight.
  std::vector<double> load;
  /// Of each candidate, >= 0; +infinity: unlimited.
  std::vector<double> capacity;
  /// Candidates that are open in any plan and do not count; empty: none.
  std::vector<std::uint8_t> stands;
};

/// What was chosen.
struct CapacitatedPlan {
  static constexpr std::uint32_t no_site = 0xFFFFFFFFU;

  /// New sites, by falling load that they serve, ties by the lowest index. Sites that serve nobody are left out.
  std::vector<std::uint32_t> chosen;
  /// The candidate that serves each point; no_site for points that ask for nothing.
  std::vector<std::uint32_t> site_of_point;
  /// Sum over the points of weight times the way to the site that serves it.
  double objective = 0.0;
  /// No choice of sites and assignment has a lower sum: safe in floating point.
  double bound = 0.0;
  /// (objective - bound) / max(objective, 1e-9).
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// Points that no candidate can be reached from; then no plan can be made.
  std::vector<std::uint32_t> unreachable;
  /// Of as many new sites as may be, with those that stand: less than all load, and no plan can be made. +infinity where that
  /// is not the reason.
  double most_capacity = 0.0;
  /// As of MedianPlan.
  bool found = false;
};

/// A site is full within 1e-9 of its capacity. Throws std::invalid_argument when the problem is malformed. The same problem, stop
/// and seed give the same plan for any number of threads.
[[nodiscard]] CapacitatedPlan solve_capacitated_median(const CapacitatedProblem& problem,
                                                       const CoverStop& stop);

}  // namespace quarterhour
