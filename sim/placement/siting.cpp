#include "sim/placement/siting.h"

#include <algorithm>
#include <limits>

#include "sim/placement/reach_layers.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

namespace {

/// Positions in result.sites of the facilities that give the service already.
std::vector<std::size_t> standing_sites(const StudyResult& result, const Service& service) {
  std::vector<std::size_t> standing;
  for (std::size_t k = 0; k < result.sites.size(); ++k)
    if (result.sites[k].service == service.id) standing.push_back(k);
  return standing;
}

double capacity_of(const City& city, const Service& service, const std::string& site_id) {
  for (const Facility& facility : city.ledger)
    if (facility.id == site_id && facility.service == service.id && facility.capacity)
      return *facility.capacity;
  return service.capacity.value_or(std::numeric_limits<double>::quiet_NaN());
}

PlanRow row_of(const City& city, const Service& service, const SitingTask& task, const Site& site,
               const SiteWorth& worth) {
  PlanRow row;
  row.problem = task.problem;
  row.site_id = site.id;
  row.service = service.id;
  row.level = service.level;
  row.location = site.location;
  const CellPosition at = city.grid().position(site.cell);
  row.row = at.row;
  row.col = at.col;
  row.capacity = capacity_of(city, service, site.id);
  row.people_covered = worth.people_covered;
  row.people_newly_covered = worth.people_newly_covered;
  row.marginal_worth = worth.marginal_worth;
  return row;
}

}  // namespace

void site_cover(const City& city, TravelFields& fields, const Service& service, const SitingTask& task,
                StudyResult& result) {
  const std::vector<ReachLayer> layers = reach_layers(city, fields, service);
  const std::vector<std::size_t> standing = standing_sites(result, service);
  std::vector<CellIndex> standing_cells;
  for (const std::size_t k : standing) standing_cells.push_back(result.sites[k].cell);
  std::vector<CellIndex> candidate_cells;
  for (const Candidate& candidate : task.candidates) candidate_cells.push_back(candidate.cell);

  CoverProblem problem;
  for (const ReachLayer& layer : layers)
    problem.demand.insert(problem.demand.end(), layer.demand.begin(), layer.demand.end());
  const IndexRuns standing_reach = covered_by(city, fields, service, layers, standing_cells);
  problem.covered_already = standing_reach.runs;
  problem.reach = covered_by(city, fields, service, layers, candidate_cells);
  problem.count = task.count;
  problem.budget = task.budget;
  if (task.budget)
    for (const Candidate& candidate : task.candidates) problem.cost.push_back(candidate.cost);
  const CoverPlan plan = solve_cover(problem, task.stop);
  conclude(task, service, plan, task.candidates.size(), result);

  std::vector<std::span<const IndexRun>> reach;
  for (std::size_t k = 0; k < standing.size(); ++k) reach.push_back(standing_reach.set(k));
  for (const std::uint32_t k : plan.chosen) reach.push_back(problem.reach.set(k));
  const std::vector<SiteWorth> worth = worth_of_sites(problem.demand, reach);

  const std::vector<std::string> ids = new_site_ids(service.id, plan.chosen.size(), result.sites);
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    const Candidate& candidate = task.candidates[plan.chosen[k]];
    Site site;
    site.id = candidate.id.empty() ? ids[k] : candidate.id;
    site.name = candidate.name;
    site.service = service.id;
    site.cell = candidate.cell;
    site.location = city.grid().centre(candidate.cell);
    site.planned = true;
    PlanRow row = row_of(city, service, task, site, worth[standing.size() + k]);
    row.capacity = service.capacity.value_or(std::numeric_limits<double>::quiet_NaN());
    row.priority = static_cast<int>(k) + 1;
    row.cost = candidate.cost;
    result.plan.push_back(std::move(row));
    result.sites.push_back(std::move(site));
  }
  for (std::size_t k = 0; k < standing.size(); ++k) {
    const Site& site = result.sites[standing[k]];
    // Sites of an earlier plan have rows of their own.
    if (site.planned) continue;
    PlanRow row = row_of(city, service, task, site, worth[k]);
    row.existing = true;
    result.plan.push_back(std::move(row));
  }
}

}  // namespace quarterhour
