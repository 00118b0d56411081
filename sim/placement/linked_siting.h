// Sites and planned links in one plan. Internal to placement.
#pragma once

#include <functional>
#include <span>

#include "sim/placement/link_choice.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// A plan, the problem whose candidates it names, and what its sites are worth: those that stay, then the new ones by priority.
struct Made {
  SitingProblem siting;
  SolvedPlan plan;
  std::vector<SiteWorth> worth;
  /// Under capacities: the demand given to those that stay, then to the new ones; else empty.
  std::vector<double> assigned;
  /// Positions in the result's sites of existing facilities that close.
  std::vector<std::size_t> closed{};
  /// Facilities that stay and are enlarged; and the priority of each new site among those and these, empty: as they stand.
  std::vector<Enlarged> enlarged{};
  std::vector<int> priority{};
};

/// The best of all sets of the task's links, with the sites that `make` chooses where they are open; the links that are chosen stay
/// open in `fields`, beside those that were open before, and plan.links names them. Objective and bound are those of sites and links together,
/// and so are the words. `make` is asked with tasks without links.
[[nodiscard]] Made plan_with_links(const City& city, TravelFields& fields, std::span<const Service> bundle,
                                   const SitingTask& task,
                                   const std::function<Made(const SitingTask&)>& make);

}  // namespace quarterhour
