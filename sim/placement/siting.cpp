#include "sim/placement/siting.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/fair_words.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/require.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"
#include "sim/placement/split_siting.h"
#include "sim/placement/ways_siting.h"
#include "sim/placement/ways_words.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> costs_of(const SitingProblem& problem) {
  std::vector<double> costs;
  for (const Candidate& candidate : problem.candidates) costs.push_back(candidate.cost);
  return costs;
}

SolvedPlan solve_cover_task(std::span<const Service> bundle, const SitingTask& task, SitingProblem& siting) {
  CoverProblem problem;
  problem.demand = siting.demand;
  problem.reach = std::exchange(siting.reach, {});
  problem.covered_already = siting.points.covered_points();
  problem.left_out = siting.left_out;
  problem.count = task.count;
  problem.budget = task.budget;
  if (task.budget) problem.cost = costs_of(siting);
  problem.rules = siting.rules;
  const CoverPlan plan = solve_cover(problem, task.stop);
  return solved(bundle, task, siting, plan);
}

SolvedPlan solve_require_task(std::span<const Service> bundle, const SitingTask& task,
                              SitingProblem& siting) {
  RequireProblem problem;
  problem.demand = siting.demand;
  problem.reach = std::exchange(siting.reach, {});
  problem.covered_already = siting.points.covered_points();
  const std::vector<double> costs = costs_of(siting);
  if (std::any_of(costs.begin(), costs.end(), [](double cost) { return cost != 1.0; })) problem.cost = costs;
  problem.share = task.share;
  if (task.share_per_unit) {
    problem.demand_unit = siting.demand_unit;
    problem.share_of_unit.assign(siting.units->units.size(), *task.share_per_unit);
  }
  problem.rules = siting.rules;
  const RequirePlan plan = solve_require(problem, task.stop);
  return solved(bundle, task, siting, plan);
}

SolvedPlan solve_fair_task(std::span<const Service> bundle, const SitingTask& task, SitingProblem& siting) {
  FairProblem problem;
  problem.demand = siting.demand;
  problem.reach = std::exchange(siting.reach, {});
  problem.covered_already = siting.points.covered_points();
  problem.demand_unit = siting.demand_unit;
  problem.unit_count = siting.units->units.size();
  problem.count = task.count;
  problem.budget = task.budget;
  if (task.budget) problem.cost = costs_of(siting);
  problem.rules = siting.rules;
  const FairPlan plan = solve_fair(problem, task.stop);
  return solved(bundle, task, siting, plan);
}

SolvedPlan solve(std::span<const Service> bundle, const SitingTask& task, SitingProblem& siting) {
  const bool is_fair = task.problem == "fair";
  // A requirement that is met already needs no candidate.
  if (siting.candidates.empty() && (task.problem == "cover" || is_fair))
    return {{},
            0.0,
            0.0,
            0.0,
            PlanStatus::infeasible,
            0,
            no_candidate_words(bundle, task, siting),
            false,
            is_fair             ? "1"
            : bundle.size() > 1 ? "needs"
                                : "people"};
  if (is_fair) return solve_fair_task(bundle, task, siting);
  return task.problem == "require" ? solve_require_task(bundle, task, siting)
                                   : solve_cover_task(bundle, task, siting);
}

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
  row.capacity = site.capacity;
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
                   const SitingProblem& siting, const SolvedPlan& plan, std::span<const SiteWorth> worth,
                   std::span<const double> assigned, StudyResult& result) {
  const std::string& subject = task.level.empty() ? bundle.front().id : task.level;
  const std::vector<std::string> ids = new_site_ids(subject, plan.chosen.size(), result.sites);
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    const std::uint32_t chosen = plan.chosen[k];
    Site site = new_site(city, siting.candidates[chosen], ids[k]);
    site.service = subject;
    PlanRow row = row_at(city, task, site, worth[k]);
    row.level = task.level.empty() ? bundle.front().level : task.level;
    const double capacity =
        std::isfinite(task.capacity_of_new) ? task.capacity_of_new : bundle.front().capacity.value_or(nan);
    row.capacity = task.level.empty() ? capacity : nan;
    if (!assigned.empty()) row.people_assigned = assigned[k];
    row.priority = static_cast<int>(k) + 1;
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

/// Of the facilities that stay, then of the new sites by priority.
std::vector<SiteWorth> worth_of_all(const City& city, TravelFields& fields, const SitingProblem& siting,
                                    const SolvedPlan& plan) {
  const IndexRuns chosen = whole_reach(city, fields, siting, plan.chosen);
  std::vector<std::span<const IndexRun>> reach;
  for (std::size_t k = 0; k < siting.standing.size(); ++k) reach.push_back(siting.standing_reach.set(k));
  for (std::size_t k = 0; k < chosen.set_count(); ++k) reach.push_back(chosen.set(k));
  return worth_of_sites(siting.demand, reach);
}

/// Whether candidates whose reach was let go could stand in place of some site, or beside all.
bool may_want_the_rest(const SitingTask& task, const SitingProblem& siting, const SolvedPlan& plan,
                       std::span<const SiteWorth> worth) {
  if (plan.chosen.size() < static_cast<std::size_t>(task.count.value_or(0))) return true;
  const auto of_new = worth.subspan(siting.standing.size());
  return std::any_of(of_new.begin(), of_new.end(),
                     [&](const SiteWorth& site) { return site.marginal_worth <= siting.left_out; });
}

/// A plan, the problem whose candidates it names, and what its sites are worth: those that stay, then the new ones by priority.
struct Made {
  SitingProblem siting;
  SolvedPlan plan;
  std::vector<SiteWorth> worth;
  /// Under capacities: the demand given to those that stay, then to the new ones; else empty.
  std::vector<double> assigned;
};

void note_outside_units(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& siting,
                        StudyResult& result) {
  CompensatedSum outside;
  for (std::size_t i = 0; i < siting.demand.size(); ++i)
    if (siting.demand_unit[i] < 0) outside.add(siting.demand[i]);
  if (outside.value() > 0.0)
    result.notes.push_back({"warning", outside_units_words(bundle, task, siting, outside.value()).en + "."});
}

Made plan_by_cover(const City& city, TravelFields& fields, std::span<const Service> bundle,
                   const SitingTask& task, StudyResult& result, const ReachGathering& gathering) {
  Made made;
  const auto make = [&](const ReachGathering& how) {
    made.siting = siting_problem(city, fields, bundle, task, result, how);
    if (task.assignment == Assignment::split && !made.siting.candidates.empty()) {
      SplitPlan split =
          solve_split(bundle, task, made.siting, split_problem(bundle, task, result, made.siting));
      made.plan = std::move(split.plan);
      made.assigned = std::move(split.served_by_standing);
      made.assigned.insert(made.assigned.end(), split.served_by_new.begin(), split.served_by_new.end());
    } else {
      made.plan = solve(bundle, task, made.siting);
    }
    made.worth = worth_of_all(city, fields, made.siting, made.plan);
  };
  make(gathering);
  if (made.siting.left_out > 0.0 && may_want_the_rest(task, made.siting, made.plan, made.worth))
    make({gathering.batch, SIZE_MAX});
  if (task.problem == "fair" && made.plan.found) note_outside_units(bundle, task, made.siting, result);
  return made;
}

/// ": at 364828, 3270527; …", the centres of the cells of the first points of a rising list.
std::string places_text(const City& city, const DemandPoints& points, std::span<const std::uint32_t> wanted) {
  constexpr std::size_t most_named = 20;
  std::string text;
  std::uint32_t number = 0;
  std::size_t next = 0;
  points.for_each([&](std::size_t place) {
    const std::uint32_t point = number++;
    if (next >= std::min(most_named, wanted.size()) || wanted[next] != point) return;
    const PointM at = city.grid().centre(static_cast<CellIndex>(place % city.grid().cell_count()));
    text += fmt::format("{}{:.0f}, {:.0f}", next == 0 ? ": at " : "; ", at.x_m, at.y_m);
    ++next;
  });
  return wanted.size() > most_named ? text + "; …" : text;
}

Made plan_by_ways(const City& city, TravelFields& fields, std::span<const Service> bundle,
                  const SitingTask& task, StudyResult& result, const ReachGathering& gathering) {
  Made made;
  SitingProblem all = candidates_left(city, fields, bundle, task, result);
  if (all.candidates.empty()) {
    made.plan.found = false;
    made.plan.status = PlanStatus::infeasible;
    made.plan.words = no_candidate_words(bundle, task, all);
    made.plan.unit_of_measure = unit_of_ways(bundle.front().reach_by == ReachBy::metres);
    return made;
  }
  WaysPlan solved = solve_city_ways(city, fields, bundle, task, result, gathering, all);
  if (!solved.plan.found) {
    made.plan = std::move(solved.plan);
    made.plan.unit_of_measure = unit_of_ways(bundle.front().reach_by == ReachBy::metres);
    return made;
  }
  if (!solved.left_out.empty())
    result.notes.push_back(
        {"warning", excluded_words(bundle, task, solved.demand_left_out, solved.left_out.size()).en +
                        places_text(city, all.points, solved.left_out) + "."});
  // What its sites cover within the services' limits.
  SitingTask chosen = task;
  chosen.candidates.clear();
  for (const std::uint32_t k : solved.plan.chosen) chosen.candidates.push_back(all.candidates[k]);
  made.siting = siting_problem(city, fields, bundle, chosen, result, gathering);
  made.plan = std::move(solved.plan);
  std::iota(made.plan.chosen.begin(), made.plan.chosen.end(), 0U);
  made.worth = worth_of_all(city, fields, made.siting, made.plan);
  made.assigned = std::move(solved.assigned_to_standing);
  made.assigned.insert(made.assigned.end(), solved.assigned_to_new.begin(), solved.assigned_to_new.end());
  return made;
}

}  // namespace

void plan_sites(const City& city, TravelFields& fields, std::span<const Service> bundle,
                const SitingTask& task, StudyResult& result, const ReachGathering& gathering) {
  if (bundle.empty()) throw std::invalid_argument("a plan needs a service");
  const auto [siting, plan, worth, assigned] =
      is_about_ways(task) ? plan_by_ways(city, fields, bundle, task, result, gathering)
                          : plan_by_cover(city, fields, bundle, task, result, gathering);
  conclude(task, task.level.empty() ? bundle.front().id : task.level, plan, result);

  const std::size_t standing = siting.standing.size();
  std::vector<PlanRow> kept;
  for (std::size_t k = 0; k < standing; ++k) {
    const Site& site = result.sites[siting.standing[k]];
    // Sites of an earlier plan have rows of their own.
    if (site.planned) continue;
    PlanRow row = row_at(city, task, site, worth[k]);
    for (const Service& service : bundle)
      if (service.id == site.service) row.level = service.level;
    row.existing = true;
    row.action = "keep";
    if (!assigned.empty()) row.people_assigned = assigned[k];
    kept.push_back(std::move(row));
  }
  add_new_sites(city, bundle, task, siting, plan, std::span(worth).subspan(standing),
                assigned.empty() ? std::span<const double>() : std::span(assigned).subspan(standing), result);
  result.plan.insert(result.plan.end(), kept.begin(), kept.end());
}

}  // namespace quarterhour
