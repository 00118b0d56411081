// What a plan says about its sites and about itself: rows and words. Internal to placement.
#pragma once

#include <cstddef>
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
/// priority. `reach`: the demand points of each site, without overlaps.
[[nodiscard]] std::vector<SiteWorth> worth_of_sites(std::span<const double> demand,
                                                    std::span<const std::span<const IndexRun>> reach);

/// `count` ids "clinic-plan-01", "clinic-plan-02", … that no site of `taken` bears.
[[nodiscard]] std::vector<std::string> new_site_ids(const std::string& service, std::size_t count,
                                                    const std::vector<Site>& taken);

/// The proof of a plan in numbers and words. `candidates`: how many there were.
[[nodiscard]] ProofRow proof_row(const SitingTask& task, const Service& service, const CoverPlan& plan,
                                 std::size_t candidates);

/// What a plan leaves in a result besides its rows: the proof, a note where the search cannot be repeated, the
/// mark of an interruption. Throws InfeasiblePlan after that when there is no plan.
void conclude(const SitingTask& task, const Service& service, const CoverPlan& plan, std::size_t candidates,
              StudyResult& result);

}  // namespace quarterhour
