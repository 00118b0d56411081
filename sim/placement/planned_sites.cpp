#include "sim/placement/planned_sites.h"

#include <cmath>
#include <limits>
#include <utility>

#include "sim/sites.h"

namespace quarterhour {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::string* cluster_at(const City& city, CellIndex cell) {
  for (const UnitSet& set : city.unit_sets) {
    if (set.kind != "cluster" || set.unit_of_cell[cell] < 0) continue;
    return &set.units[static_cast<std::size_t>(set.unit_of_cell[cell])].id;
  }
  return nullptr;
}

PlanRow row_at(const City& city, const SitingTask& task, const Site& site, const SiteWorth& worth) {
  PlanRow row;
  row.problem = task.problem;
  row.site_id = site.id;
  row.service = site.service;
  row.location = site.location;
  const CellPosition at = city.grid().position(site.cell);
  row.row = at.row;
  row.col = at.col;
  row.capacity = site.capacity + site.enlarged_by;
  row.people_covered = worth.people_covered;
  row.people_newly_covered = worth.people_newly_covered;
  row.marginal_worth = worth.marginal_worth;
  if (const std::string* cluster = cluster_at(city, site.cell)) row.cluster = *cluster;
  return row;
}

Site new_site(const City& city, const Candidate& candidate, const std::string& id) {
  Site site;
  site.id = candidate.id.empty() ? id : candidate.id;
  site.name = candidate.name;
  site.cell = candidate.cell;
  site.location = city.grid().centre(candidate.cell);
  site.planned = true;
  return site;
}

void add_new_sites(const City& city, std::span<const Service> bundle, const SitingTask& task,
                   const Made& made, StudyResult& result) {
  const SitingProblem& siting = made.siting;
  const SolvedPlan& plan = made.plan;
  const std::size_t standing = siting.standing.size();
  const std::string& subject = task.level.empty() ? bundle.front().id : task.level;
  const std::vector<std::string> ids = new_site_ids(subject, plan.chosen.size(), result.sites);
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    const std::uint32_t chosen = plan.chosen[k];
    Site site = new_site(city, siting.candidates[chosen], ids[k]);
    site.service = subject;
    PlanRow row = row_at(city, task, site, made.worth[standing + k]);
    row.level = task.level.empty() ? bundle.front().level : task.level;
    const double capacity =
        std::isfinite(task.capacity_of_new) ? task.capacity_of_new : bundle.front().capacity.value_or(nan);
    row.capacity = task.level.empty() ? capacity : nan;
    if (!made.assigned.empty()) row.people_assigned = made.assigned[standing + k];
    row.priority = made.priority.empty() ? static_cast<int>(k) + 1 : made.priority[k];
    row.cost = siting.candidates[chosen].cost;
    row.action = "new";
    if (siting.upper) {
      const auto nearest = static_cast<std::size_t>(siting.upper->nearest[chosen]);
      row.parent_site = result.sites[siting.upper->sites[nearest]].id;
      row.parent_minutes = siting.upper->seconds[chosen] / 60.0;
    }
    result.plan.push_back(std::move(row));
    for (const Service& service : bundle) {
      site.service = service.id;
      site.capacity =
          std::isfinite(task.capacity_of_new) ? task.capacity_of_new : service.capacity.value_or(nan);
      add_site(result, site);
    }
  }
}

/// The rows of existing facilities that close, which cover nobody any more.
void add_closed(const City& city, const SitingTask& task, std::span<const std::size_t> closed,
                StudyResult& result) {
  for (const std::size_t position : closed) {
    PlanRow row = row_at(city, task, result.sites[position], {});
    row.existing = true;
    row.action = task.most_moved > 0 ? "move" : "close";
    result.plan.push_back(std::move(row));
  }
}

}  // namespace

std::vector<SiteWorth> worth_of_all(const City& city, TravelFields& fields, const SitingProblem& siting,
                                    const SolvedPlan& plan, int times) {
  const IndexRuns chosen = whole_reach(city, fields, siting, plan.chosen);
  std::vector<std::span<const IndexRun>> reach;
  for (std::size_t k = 0; k < siting.standing.size(); ++k) reach.push_back(siting.standing_reach.set(k));
  for (std::size_t k = 0; k < chosen.set_count(); ++k) reach.push_back(chosen.set(k));
  return worth_of_sites(siting.demand, reach, times);
}

void record_plan(const City& city, std::span<const Service> bundle, const SitingTask& task, const Made& made,
                 StudyResult& result) {
  const SitingProblem& siting = made.siting;
  for (const Enlarged& enlarged : made.enlarged)
    result.sites[siting.standing[enlarged.standing]].enlarged_by = task.enlarge_by;
  std::vector<PlanRow> kept;
  for (std::size_t k = 0; k < siting.standing.size(); ++k) {
    const Site& site = result.sites[siting.standing[k]];
    // Sites of an earlier plan have rows of their own.
    if (site.planned) continue;
    PlanRow row = row_at(city, task, site, made.worth[k]);
    for (const Service& service : bundle)
      if (service.id == site.service) row.level = service.level;
    row.existing = true;
    row.action = "keep";
    for (const Enlarged& enlarged : made.enlarged)
      if (enlarged.standing == k) mark_enlarged(row, task, enlarged);
    if (!made.assigned.empty()) row.people_assigned = made.assigned[k];
    kept.push_back(std::move(row));
  }
  add_new_sites(city, bundle, task, made, result);
  result.plan.insert(result.plan.end(), kept.begin(), kept.end());
  add_closed(city, task, made.closed, result);
}

}  // namespace quarterhour
