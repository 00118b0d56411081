// Set covering, full and partial (LSCP, Toregas et al. 1971; PSCLP, Daskin & Owen 1999): choose the cheapest new sites
// so that a share of the demand is covered, in total and in each unit, with a proven bound on the cost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// Something that is known of every choice of sites that meets the shares: the weights (> 0) of those chosen sum up to 1 at least.
struct RequireFact {
  std::vector<std::uint32_t> candidate;
  std::vector<double> weight;
};

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … reach.set_count() - 1.
struct RequireProblem {
  /// Weight of each demand point, >= 0.
  std::vector<double> demand;
  /// The demand points that each candidate covers.
  IndexRuns reach;
  /// The demand points that facilities which stay cover already; those runs may overlap.
  std::vector<IndexRun> covered_already;
  /// Cost of each candidate, > 0; empty: 1 each, and the bound is a whole number of sites.
  std::vector<double> cost;
  /// Share of all demand that must be covered, 0 … 1. Demand of weight 0 never needs to be.
  double share = 1.0;
  /// Unit of each demand point, -1 for none, and the share of each unit's demand that must be covered, 0 … 1. Both
  /// empty: no shares by unit. Units of demand and units of `rules` need not be the same.
  std::vector<std::int32_t> demand_unit;
  std::vector<double> share_of_unit;
  SiteRules rules;
  /// Sharpens the bound where they say more than shares and reach: that a unit takes whole sites, for one.
  std::vector<RequireFact> facts;
};

/// What was chosen.
struct RequirePlan {
  /// Candidates, in order of priority: each covers the most that those before it leave open, ties by the lowest index.
  std::vector<std::uint32_t> chosen;
  /// Cost of the new sites, and demand that they and the facilities that stay cover.
  double cost = 0.0;
  double covered = 0.0;
  /// No choice that meets the requirement costs less: safe in floating point.
  double bound = 0.0;
  /// (cost - bound) / max(cost, 1e-9).
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// Why no choice can do it: the unit (its position in share_of_unit; -1 the total) that misses its share when every
  /// candidate is used, with what can be covered and what is required; or, with `by_rules`, that the rules leave no room.
  struct Shortage {
    std::int32_t unit = -1;
    double coverable = 0.0;
    double required = 0.0;
    bool by_rules = false;
  };
  /// Set when infeasible.
  std::vector<Shortage> shortages;
};

/// Throws std::invalid_argument when the problem is malformed. A share is met within 1e-9 of the demand it is taken of.
/// The same problem, stop and seed give the same plan for any number of threads. `stop.gap` is on cost.
[[nodiscard]] RequirePlan solve_require(const RequireProblem& problem, const CoverStop& stop);

}  // namespace quarterhour
