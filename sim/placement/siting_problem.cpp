#include "sim/placement/siting_problem.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "sim/placement/reach_gathering.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

/// Whether it matters in which unit people live.
bool wants_demand_units(const SitingTask& task) { return task.share_per_unit || task.problem == "fair"; }

/// Whether a share is asked of each group of people, wherever they live.
bool is_by_group(const SitingTask& task) { return task.unit_kind == "group" && wants_demand_units(task); }

/// Every group that needs a service of the bundle, once.
std::shared_ptr<const UnitSet> groups_of(const City& city, std::span<const Service> bundle) {
  auto groups = std::make_shared<UnitSet>();
  groups->kind = "group";
  for (const PeopleGroup& group : city.groups) {
    const bool is_needed = std::any_of(bundle.begin(), bundle.end(), [&](const Service& service) {
      return std::any_of(service.demand.begin(), service.demand.end(),
                         [&](const GroupDemand& demand) { return demand.group == group.id; });
    });
    if (is_needed) groups->units.push_back({group.id, group.name, {}});
  }
  return groups;
}

/// The group of each demand point, when each group has its own layer.
std::vector<std::int32_t> groups_of_points(const SitingProblem& problem, std::size_t cells) {
  const std::vector<Unit>& groups = problem.groups->units;
  std::vector<std::int32_t> of_layer;
  for (const BundledReach& of : problem.services)
    for (const GroupDemand& demand : of.service->demand) {
      const auto group = std::find_if(groups.begin(), groups.end(),
                                      [&](const Unit& known) { return known.id == demand.group; });
      of_layer.push_back(static_cast<std::int32_t>(group - groups.begin()));
    }
  std::vector<std::int32_t> result;
  result.reserve(problem.points.count());
  problem.points.for_each([&](std::size_t place) { result.push_back(of_layer[place / cells]); });
  return result;
}

const UnitSet* units_of(const City& city, const SitingTask& task) {
  if (!task.min_per_unit && !task.max_per_unit && !wants_demand_units(task)) return nullptr;
  const auto kind_set = [&](const std::string& kind) -> const UnitSet* {
    for (const UnitSet& set : city.unit_sets)
      if (set.kind == kind) return &set;
    return nullptr;
  };
  const UnitSet* found = task.unit_kind.empty() ? kind_set("cluster") : kind_set(task.unit_kind);
  if (found == nullptr && task.unit_kind.empty()) found = kind_set("district");
  if (found == nullptr)
    throw std::invalid_argument("the city has no units of the kind that the plan speaks of");
  return found;
}

/// As many as the unit has sites of the scarcest service.
std::vector<int> existing_centres(const UnitSet& units, std::span<const Service> bundle,
                                  const StudyResult& result) {
  std::vector<int> centres(units.units.size(), std::numeric_limits<int>::max());
  for (const Service& service : bundle) {
    std::vector<int> sites(units.units.size(), 0);
    for (const std::size_t k : sites_of(result, service)) {
      const std::int32_t unit = units.unit_of_cell[result.sites[k].cell];
      if (unit >= 0) ++sites[static_cast<std::size_t>(unit)];
    }
    for (std::size_t unit = 0; unit < sites.size(); ++unit)
      centres[unit] = std::min(centres[unit], sites[unit]);
  }
  return centres;
}

/// Sites that give every service of the bundle, by their cells: what a new centre must keep its distance from.
std::vector<CellIndex> whole_centres(std::span<const Service> bundle, const StudyResult& result) {
  std::vector<CellIndex> cells;
  for (const std::size_t k : sites_of(result, bundle.front())) {
    const Site& site = result.sites[k];
    const bool gives_all = std::all_of(bundle.begin() + 1, bundle.end(), [&](const Service& service) {
      return std::any_of(result.sites.begin(), result.sites.end(), [&](const Site& other) {
        return other.service == service.id && other.cell == site.cell;
      });
    });
    if (gives_all) cells.push_back(site.cell);
  }
  return cells;
}

bool closer_than(double spacing_m, PointM a, PointM b) {
  const double x_m = a.x_m - b.x_m;
  const double y_m = a.y_m - b.y_m;
  return x_m * x_m + y_m * y_m < spacing_m * spacing_m;
}

/// Removes the candidates that stand too close to a centre that is there, or too far from one of the level above.
void filter_candidates(const City& city, TravelFields& fields, std::span<const Service> bundle,
                       const SitingTask& task, const StudyResult& result, SitingProblem& problem) {
  const Grid& grid = city.grid();
  if (task.spacing_m) {
    const std::vector<CellIndex> centres = whole_centres(bundle, result);
    problem.too_close = std::erase_if(problem.candidates, [&](const Candidate& candidate) {
      return std::any_of(centres.begin(), centres.end(), [&](CellIndex centre) {
        return closer_than(*task.spacing_m, grid.centre(candidate.cell), grid.centre(centre));
      });
    });
  }
  std::vector<CellIndex> cells;
  for (const Candidate& candidate : problem.candidates) cells.push_back(candidate.cell);
  problem.upper = upper_centres(city, fields, bundle, task, result, cells);
  if (!problem.upper) return;
  UpperCentres& upper = *problem.upper;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < problem.candidates.size(); ++k) {
    if (upper.nearest[k] < 0) continue;
    problem.candidates[kept] = std::move(problem.candidates[k]);
    upper.nearest[kept] = upper.nearest[k];
    upper.seconds[kept] = upper.seconds[k];
    ++kept;
  }
  problem.not_nested = problem.candidates.size() - kept;
  problem.candidates.resize(kept);
  upper.nearest.resize(kept);
  upper.seconds.resize(kept);
}

/// Whether some of the unit is scored: nothing is asked of units that lie outside.
std::vector<bool> units_in_area(const City& city, const UnitSet& units) {
  std::vector<bool> in_area(units.units.size(), false);
  for (std::size_t cell = 0; cell < city.zone.size(); ++cell)
    if (units.unit_of_cell[cell] >= 0 && city.zone[cell] == static_cast<std::uint8_t>(Zone::scored))
      in_area[static_cast<std::size_t>(units.unit_of_cell[cell])] = true;
  return in_area;
}

}  // namespace

void add_rules(const City& city, std::span<const Service> bundle, const SitingTask& task,
               const StudyResult& result, SitingProblem& problem) {
  if (task.spacing_m) {
    problem.rules.spacing_m = *task.spacing_m;
    for (const Candidate& candidate : problem.candidates)
      problem.rules.location.push_back(city.grid().centre(candidate.cell));
  }
  if (is_by_group(task)) {
    if (task.min_per_unit || task.max_per_unit)
      throw std::invalid_argument("groups have no sites of their own to count");
    problem.groups = groups_of(city, bundle);
    problem.units = problem.groups.get();
    problem.demand_unit = groups_of_points(problem, city.grid().cell_count());
    return;
  }
  problem.units = units_of(city, task);
  if (problem.units == nullptr) return;
  const UnitSet& units = *problem.units;
  const std::vector<bool> in_area = units_in_area(city, units);
  problem.existing_in_unit = existing_centres(units, bundle, result);
  if (task.min_per_unit || task.max_per_unit) {
    for (const Candidate& candidate : problem.candidates)
      problem.rules.unit.push_back(units.unit_of_cell[candidate.cell]);
    const auto all = static_cast<int>(problem.candidates.size());
    for (std::size_t unit = 0; unit < units.units.size(); ++unit) {
      const int existing = problem.existing_in_unit[unit];
      const int least = in_area[unit] ? std::max(0, task.min_per_unit.value_or(0) - existing) : 0;
      problem.rules.least.push_back(least);
      problem.rules.most.push_back(task.max_per_unit ? std::max(least, *task.max_per_unit - existing)
                                                     : std::max(least, all));
    }
  }
  if (!wants_demand_units(task)) return;
  problem.demand_unit.reserve(problem.points.count());
  const std::size_t cells = city.grid().cell_count();
  problem.points.for_each(
      [&](std::size_t place) { problem.demand_unit.push_back(units.unit_of_cell[place % cells]); });
}

SitingProblem candidates_left(const City& city, TravelFields& fields, std::span<const Service> bundle,
                              const SitingTask& task, const StudyResult& result) {
  if (bundle.empty()) throw std::invalid_argument("a plan needs a service");
  SitingProblem problem;
  problem.candidates = task.candidates;
  filter_candidates(city, fields, bundle, task, result, problem);
  return problem;
}

SitingProblem siting_problem(const City& city, TravelFields& fields, std::span<const Service> bundle,
                             const SitingTask& task, const StudyResult& result,
                             const ReachGathering& gathering) {
  SitingProblem problem = candidates_left(city, fields, bundle, task, result);
  number_points(
      city, fields, bundle, result,
      task.assignment != Assignment::nearest && task.problem != "median" && task.problem != "center",
      is_by_group(task) ? GroupLayers::apart : GroupLayers::shared, problem);
  const bool may_let_go = task.problem == "cover" && task.count && task.assignment == Assignment::nearest &&
                          !task.spacing_m && !task.min_per_unit && !task.max_per_unit && !task.share_per_unit;
  gather_reach(city, fields, gathering, may_let_go, problem);
  add_rules(city, bundle, task, result, problem);
  return problem;
}

}  // namespace quarterhour
