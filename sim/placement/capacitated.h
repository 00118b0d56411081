// Capacitated p-median, with whole demand points (Mulvey & Beck 1984; Osman & Christofides 1994) or with points that are shared out: choose
// sites and say who goes to which, so that no site serves more than it can and the sum of all ways is least, with a proven bound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/placement/cover.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// What is given.
struct CapacitatedProblem {
  /// The weight of a point is that of its way; points of weight 0 with a load are served too. `standing` must be empty: what stands
  /// is a candidate here, for it has a capacity. Count, budget and rules are those of the other candidates.
  WaysProblem ways;
  /// What each point takes of a site's capacity, >= 0 and finite; empty: its weight.
  std::vector<double> load;
  /// Of each candidate, >= 0; +infinity: unlimited.
  std::vector<double> capacity;
  /// Candidates that are open in any plan, do not count and cost nothing; they are of no unit and keep no distance (SiteRules). Empty: none.
  std::vector<std::uint8_t> stands;
  /// Whether a point may be shared out among several sites; else each goes whole to one.
  bool splits = false;
  /// Where given, a gap is a share of this less the sum, not of the sum: all demand, where the sum is the demand that is left out.
  std::optional<double> all{};
  /// Where it is only asked whether the sum can be so low: the search ends with the first such plan, or with a bound above.
  std::optional<double> enough{};
  /// No plan has a lower sum, as is known beforehand; and sites that are tried first.
  double at_least = 0.0;
  std::vector<std::uint32_t> start{};
};

/// A part of a point, above 0 and at most 1, that a candidate serves.
struct ServedPart {
  std::uint32_t point = 0;
  std::uint32_t site = 0;
  double part = 1.0;
};

/// What was chosen.
struct CapacitatedPlan {
  /// New sites, by falling load that they serve, ties by the lowest index. Sites that serve nobody are left out unless a minimum wants them.
  std::vector<std::uint32_t> chosen;
  /// Who serves whom: by rising point, of each the largest part first, ties by the lowest candidate. Points that ask for nothing are in none.
  std::vector<ServedPart> served;
  /// Sum over the points of weight times the way to the site that serves it.
  double objective = 0.0;
  /// No choice of sites and assignment has a lower sum: safe in floating point.
  double bound = 0.0;
  /// (objective - bound) / max(objective, 1e-9), or as `all` says.
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// Points that no candidate can be reached from; then no plan can be made.
  std::vector<std::uint32_t> unreachable;
  /// Of new sites within count or budget, with those that stand, at most: less than all load, and no plan can be made. +infinity where that
  /// is not the reason.
  double most_capacity = 0.0;
  /// As of MedianPlan.
  bool found = false;
  /// As of MedianPlan: why limits allow no choice of sites at all.
  std::string reason{};
};

/// A site is full within 1e-9 of its capacity. Throws std::invalid_argument when the problem is malformed. The same problem, stop
/// and seed give the same plan for any number of threads.
[[nodiscard]] CapacitatedPlan solve_capacitated_median(const CapacitatedProblem& problem,
                                                       const CoverStop& stop);

}  // namespace quarterhour
