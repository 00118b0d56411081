// Maximal covering under capacities (Current & Storbeck 1988; Pirkul & Schilling 1991): choose p sites, or sites and enlargements for a budget,
// and share people out among all that are open, so that the most are served by one within reach and none serves more than it can, with a
// proven bound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// What is given. Demand points are 0 … demand.size() - 1, candidates 0 … reach.set_count() - 1, after them the enlargements of facilities
/// that stay, in the order of `may_enlarge`.
struct CapacitatedCoverProblem {
  /// Weight of each demand point, >= 0.
  std::vector<double> demand;
  /// The services that a site gives have a capacity each: the first demand point of each, rising from 0. Points from there to the next
  /// are that service's.
  std::vector<std::uint32_t> first_point{0};
  /// Of a new site, what it serves of each service's demand at most, >= 0; +infinity: no limit.
  std::vector<double> capacity;
  /// The demand points within reach of each candidate.
  IndexRuns reach;
  /// The demand points within reach of each facility that stays, all of one service, and what it serves at most.
  IndexRuns standing;
  std::vector<double> capacity_of_standing;
  /// Facilities that may be enlarged, each once, by their numbers in `standing`, rising; and what each then serves beside its capacity, > 0.
  std::vector<std::uint32_t> may_enlarge;
  std::vector<double> enlargement;
  /// Enlargements to choose, >= 0; nothing: as many as count or budget allow.
  std::optional<int> most_enlarged;
  /// New sites and enlargements to choose together, >= 0; or nothing when `budget` is given.
  std::optional<int> count;
  /// Of each candidate and enlargement, > 0 where `budget` is given; empty: 1 each.
  std::vector<double> cost;
  std::optional<double> budget;
  /// Where it is only asked whether so much can be served: the search ends with the first such plan, or with a bound below.
  std::optional<double> enough;
  /// As in CoverProblem, of the candidates; enlargements count in no unit and keep no distance.
  SiteRules rules;
  /// Whether each demand point goes whole to one site; then nothing is enlarged, and there is one service.
  bool whole = false;
  /// Of one service: unit of each demand point, or -1, and the share of each unit's demand that must be served, 0 … 1 (met within 1e-9 of
  /// it). Empty: none.
  std::vector<std::int32_t> unit_of_point{};
  std::vector<double> least_share{};
};

/// What was chosen. Objective and bound count all demand that is served, by the facilities that stay too.
struct CapacitatedCoverPlan {
  /// Candidates and enlargements, in order of priority: each lets the most more be served than those before it, ties by the lowest index.
  /// Those that let nobody more be served are left out unless a minimum wants them. Where points are whole, or units have shares: by
  /// falling demand that each serves.
  std::vector<std::uint32_t> chosen;
  /// What each of `chosen`, and each facility that stays, serves when the most are served; such a sharing out is not the only one. What an
  /// enlargement serves stands with `chosen`.
  std::vector<double> served;
  std::vector<double> served_by_standing;
  double objective = 0.0;
  /// No choice of sites and no sharing out serves more: safe in floating point, also where no plan was found.
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// False: infeasible, or the search was cut short before it found a plan that keeps the rules.
  bool found = false;
  /// As in CoverPlan.
  std::string reason;
  /// Infeasible because no choice of sites that the rules allow serves every unit's share.
  bool by_shares = false;
  /// Where the problem has units: the share of each one's demand that is served; NaN: it has none.
  std::vector<double> share_of_unit{};
};

/// Throws std::invalid_argument when the problem is malformed. The same problem, stop and seed give the same plan for any number of
/// threads.
[[nodiscard]] CapacitatedCoverPlan solve_capacitated_cover(const CapacitatedCoverProblem& problem,
                                                           const CoverStop& stop);

/// Drops the last sites of a plan of the problem as far as the rest serves `enough` still (demand, >= 0), and says anew what is served;
/// bound, gap and status stay. Minima of the rules are not asked for.
void drop_needless(const CapacitatedCoverProblem& problem, double enough, CapacitatedCoverPlan& plan);

}  // namespace quarterhour
