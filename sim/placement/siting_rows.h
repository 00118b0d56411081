// What a plan leaves in a result: rows of its sites and of its proof. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/placement/siting.h"

namespace quarterhour {

/// What one site of an ordered list covers, in demand (see PlanRow).
struct SiteWorth {
  double people_covered = 0.0;
  double people_newly_covered = 0.0;
  double marginal_worth = 0.0;
};

/// For sites in the order in which each counts as earlier than the next: existing ones, then new ones by
/// priority. `reach`: the demand points of each site, without overlaps. Demand is covered where `times` sites reach it.
[[nodiscard]] std::vector<SiteWorth> worth_of_sites(std::span<const double> demand,
                                                    std::span<const std::span<const IndexRun>> reach,
                                                    int times = 1);

/// `count` ids "clinic-plan-01", "clinic-plan-02", … that no site of `taken` bears.
[[nodiscard]] std::vector<std::string> new_site_ids(const std::string& service, std::size_t count,
                                                    const std::vector<Site>& taken);

/// A facility that stays, by its number among these, which a plan enlarges, and its priority among new sites and enlargements, from 1.
struct Enlarged {
  std::size_t standing = 0;
  int priority = 0;
};

/// What was chosen, whatever the problem, and what a proof says about it.
struct SolvedPlan {
  std::vector<std::uint32_t> chosen;
  double objective = 0.0;
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  BilingualName words;
  /// False: infeasible, or the search was cut short before it found any.
  bool found = true;
  /// Of objective and bound, see ProofRow.
  std::string unit_of_measure = "people";
  /// Planned links that it builds, a bit for each of City::links.
  std::uint64_t links = 0;
};

/// Says in the row of a facility that it is enlarged.
void mark_enlarged(PlanRow& row, const SitingTask& task, const Enlarged& enlarged);

/// Adds the proof, a note where the search cannot be repeated, the mark of an interruption. `subject`: id of the service
/// or level. Throws InfeasiblePlan after that when none was found;
/// its proof has no objective, bound or gap (NaN).
void conclude(const SitingTask& task, const std::string& subject, const SolvedPlan& plan,
              StudyResult& result);

}  // namespace quarterhour
