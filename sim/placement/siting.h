// From a city and a service to a covering problem and back to a plan of sites.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/matrix_study.h"
#include "sim/placement/cover.h"
#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// A place where a new facility may stand.
struct Candidate {
  /// Empty: named by the plan after its row and column.
  std::string id;
  BilingualName name;
  CellIndex cell = 0;
  double cost = 1.0;
};

/// Which cells are admissible: passable, inside the scored area, and within these limits.
struct CandidateRule {
  /// Largest slope (rise over run) of the ground at the cell: the largest absolute slope to a neighbour that
  /// shares an edge. Nothing: any.
  std::optional<double> max_slope;
  /// Fewest people in the cell. Nothing: any.
  std::optional<double> min_people;
};
/// Every admissible cell as a candidate, by rising cell index.
[[nodiscard]] std::vector<Candidate> admissible_cells(const City& city, const CandidateRule& rule);

/// Who goes where under a plan: everybody to the nearest site, however many; people shared out among sites within reach that have room;
/// each place with demand whole to one site that has room.
enum class Assignment { nearest, split, whole };

/// One [[place]] of a scenario.
struct SitingTask {
  /// "cover", "require", "median", "center" or "fair".
  std::string problem = "cover";
  /// Level whose centres are planned, each hosting the whole bundle; empty id: sites of one service.
  std::string level;
  BilingualName level_name;
  /// Exactly one of the two but for `require`.
  std::optional<int> count;
  std::optional<double> budget;
  /// cover, where everybody goes to the nearest: facilities that must be within reach of somebody who counts as covered.
  int times = 1;
  /// cover of one service for a count, without other options: existing facilities that may make way for as many further new sites.
  int most_moved = 0;
  /// cover of one service for a budget, without other options: what closing an existing facility adds to it; 0: all stay.
  double closing_brings = 0.0;
  /// cover and require of one service under `split`: people more that an existing facility with a capacity serves where the plan enlarges it; 0: none
  /// is. At most so many are (nothing: any number); for a count they are part of it, else each costs `enlargement_cost`.
  double enlarge_by = 0.0;
  std::optional<int> most_enlarged;
  double enlargement_cost = 1.0;
  /// require: share of all demand, and of each unit's; the latter for cover too, where nothing else is asked but rules and capacities: the most
  /// covered of the plans that leave no unit behind.
  double share = 1.0;
  std::optional<double> share_per_unit;
  /// median, center: demand that can reach no candidate and no facility that stays is left out and told, instead of making the
  /// plan infeasible.
  bool exclude_unreachable = false;
  /// Who goes where. Under `split` and `whole` (of one service; of a level only `split`, for cover and require without shares of units) no site
  /// serves more than it can: existing ones what Site::capacity says, new ones `capacity_of_new` or, where that is infinite, what
  /// Service::capacity says; NaN or +infinity without a limit. Objective and bound are of the people served, those of median and center
  /// of the ways to the sites that serve.
  Assignment assignment = Assignment::nearest;
  double capacity_of_new = std::numeric_limits<double>::infinity();
  /// Fewest and most sites in each unit, existing ones counted.
  std::optional<int> min_per_unit;
  std::optional<int> max_per_unit;
  /// Kind of unit that the keys per unit and `fair` speak of; empty: clusters where the city has any, else districts. "group": the groups
  /// of people who need the service, wherever they live, for `fair` and share_per_unit only.
  std::string unit_kind;
  /// Smallest straight distance between sites, existing ones included, metres.
  std::optional<double> spacing_m;
  /// Longest walk from a new site to a centre of the level above, seconds.
  std::optional<double> nest_s;
  std::vector<Candidate> candidates;
  /// Other counts, budgets or (require, and cover with share_per_unit) shares to plan for beside: rows of `result.front`. Whole where they are
  /// counts.
  std::vector<double> front;
  /// cover for a budget, require: planned links that may be built at their cost, by their positions in City::links.
  std::vector<int> links;
  CoverStop stop;
};

/// How the reach of candidates is gathered: some at a time, and not more of it held than that.
struct ReachGathering {
  /// Candidates whose reach is asked for at once.
  std::size_t batch = 32'768;
  /// Runs of cells of all candidates together, eight bytes each. Where more are needed, the candidates that cover the fewest
  /// are left out, and the bound reckons with them; only for `cover` with a count and no rules. A plan in which they could
  /// still matter is made again with all.
  std::size_t most_runs = 32'000'000;
  /// median, center: ways from a place with demand to a candidate that are held, some 44 bytes each. Ways are searched as far as that
  /// allows; what lies beyond is reckoned with in the bound.
  std::size_t most_ways = 30'000'000;
};

/// Chooses sites for a service, or centres for a bundle of several that each centre hosts; existing facilities stay:
/// those in `result.sites` that give a service of the bundle. Demand is each group's people times rate in the scored
/// area, per service, tested with the group's own times, by minutes, metres or both as the service says. Adds the
/// chosen sites to `result.sites` (planned; one for each service hosted, and for those that they count for), and rows
/// to `result.plan` (new sites by priority, then existing ones) and `result.proof`.
/// A unit's existing centres are as many as it has sites of the scarcest service of the bundle. The level above is the
/// nearest in `result.levels` by rank that hosts something; its centres are the sites of its own services and those
/// planned for it. For `median` the objective is the mean way of the demand to the nearest site of its service, for `center` the
/// longest, in minutes, or in metres for services that are reached by metres alone (all of a bundle, or none); for `fair` the covered share
/// of the unit's demand that is covered least. Links that are chosen stay open in `fields`, and `result.links` says so. Facilities that
/// are enlarged or close are marked in `result.sites`; rows of those that close are the plan's last. Throws InfeasiblePlan with the reason in words when no plan can be made; the proof row is added
/// first. Throws std::invalid_argument for an empty bundle or a unit kind that the city lacks.
void plan_sites(const City& city, TravelFields& fields, std::span<const Service> bundle,
                const SitingTask& task, StudyResult& result, const ReachGathering& gathering = {});

/// One level of several that are planned together; its task is `cover` for a count and has no rules but nest_s.
struct LevelTask {
  std::vector<Service> bundle;
  SitingTask task;
};
/// Chooses the centres of several levels at once, given from the top down: each level's lie within its nest_s of a centre of the level
/// above, an existing or a chosen one. What is maximised are all levels' needs together; the proof is one row for all, its service the
/// levels' ids joined by "+", and says what choosing level by level would reach. `stop` is the first task's. Else as plan_sites; no
/// service may count for one of another level.
void plan_levels(const City& city, TravelFields& fields, std::span<const LevelTask> levels,
                 StudyResult& result, const ReachGathering& gathering = {});

/// plan_sites for one service on a travel matrix: every site that is not existing is a candidate; a demand point is
/// covered when a chosen site's value is at most the service's reach. Scores of coverage go to `result.scores`.
void plan_sites(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                StudyResult& result);

}  // namespace quarterhour
