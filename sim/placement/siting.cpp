#include "sim/placement/siting.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/backup_siting.h"
#include "sim/placement/cover_with_shares.h"
#include "sim/placement/fair_words.h"
#include "sim/placement/linked_siting.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/planned_sites.h"
#include "sim/placement/rearranged_siting.h"
#include "sim/placement/require.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"
#include "sim/placement/spendable.h"
#include "sim/placement/split_siting.h"
#include "sim/placement/trade_off.h"
#include "sim/placement/ways_siting.h"
#include "sim/placement/ways_words.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

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
  if (task.budget) set_budget(problem, *task.budget, costs_of(siting));
  problem.rules = siting.rules;
  if (task.share_per_unit) {
    CoverWithShares shares{std::move(problem), siting.demand_unit, {}};
    shares.share_of_unit.assign(siting.units->units.size(), *task.share_per_unit);
    const CoverWithSharesPlan plan = solve_cover_with_shares(shares, task.stop);
    return solved(bundle, task, siting, plan);
  }
  const CoverPlan plan = solve_cover(problem, task.stop);
  return solved(bundle, task, siting, plan);
}

/// Facilities that stay count towards what each point needs.
SolvedPlan solve_backup_task(const City& city, TravelFields& fields, std::span<const Service> bundle,
                             const SitingTask& task, SitingProblem& siting) {
  BackupCoverProblem problem;
  problem.demand = siting.demand;
  std::vector<std::uint32_t> all(siting.candidates.size());
  std::iota(all.begin(), all.end(), 0U);
  siting.reach = {};
  problem.reach = whole_reach(city, fields, siting, all);
  problem.need = needs_beside(siting.standing_reach, siting.demand.size(), task.times);
  problem.count = task.count;
  if (task.budget) set_budget(problem, *task.budget, costs_of(siting));
  problem.rules = siting.rules;
  return solved(bundle, task, siting, solve_backup_cover(problem, task.stop));
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
  if (task.budget) set_budget(problem, *task.budget, costs_of(siting));
  problem.rules = siting.rules;
  const FairPlan plan = solve_fair(problem, task.stop);
  return solved(bundle, task, siting, plan);
}

SolvedPlan solve(const City& city, TravelFields& fields, std::span<const Service> bundle,
                 const SitingTask& task, SitingProblem& siting) {
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
  if (task.times > 1) return solve_backup_task(city, fields, bundle, task, siting);
  return task.problem == "require" ? solve_require_task(bundle, task, siting)
                                   : solve_cover_task(bundle, task, siting);
}

/// Whether candidates whose reach was let go could stand in place of some site, or beside all.
bool may_want_the_rest(const SitingTask& task, const SitingProblem& siting, const SolvedPlan& plan,
                       std::span<const SiteWorth> worth) {
  if (plan.chosen.size() < static_cast<std::size_t>(task.count.value_or(0))) return true;
  const auto of_new = worth.subspan(siting.standing.size());
  return std::any_of(of_new.begin(), of_new.end(),
                     [&](const SiteWorth& site) { return site.marginal_worth <= siting.left_out; });
}

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
    if (may_split(task, made.siting.candidates.size())) {
      const CapacitatedCoverProblem problem = split_problem(bundle, task, result, made.siting);
      check_pairs(problem, how.most_ways);
      SplitPlan split = solve_split(bundle, task, made.siting, problem);
      made.plan = std::move(split.plan);
      made.enlarged = std::move(split.enlarged);
      made.priority = std::move(split.priority);
      made.assigned = std::move(split.served_by_standing);
      made.assigned.insert(made.assigned.end(), split.served_by_new.begin(), split.served_by_new.end());
    } else {
      made.plan = solve(city, fields, bundle, task, made.siting);
    }
    made.worth = worth_of_all(city, fields, made.siting, made.plan, task.times);
  };
  // Who covers little may still be somebody's second site.
  make(task.times > 1 ? ReachGathering{gathering.batch, SIZE_MAX, gathering.most_ways} : gathering);
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
  add_rules(city, bundle, task, result, all);
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
  const auto make_sites = [&](const SitingTask& of) {
    if (may_rearrange(of)) return plan_rearranged(city, fields, bundle, of, result, gathering);
    return is_about_ways(of) ? plan_by_ways(city, fields, bundle, of, result, gathering)
                             : plan_by_cover(city, fields, bundle, of, result, gathering);
  };
  const auto make = [&](const SitingTask& of) {
    return of.links.empty() ? make_sites(of) : plan_with_links(city, fields, bundle, of, make_sites);
  };
  const std::uint64_t open_before = fields.open_links();
  const Made made = make(task);
  const SolvedPlan& plan = made.plan;
  const std::string& subject = task.level.empty() ? bundle.front().id : task.level;
  const auto make_other = [&](const SitingTask& of) {
    fields.open_links(open_before);
    return make(of).plan;
  };
  add_front(task, subject, plan, make_other, result);
  fields.open_links(open_before | plan.links);
  conclude(task, subject, plan, result);
  for (LinkRow& link : result.links)
    if ((plan.links >> static_cast<unsigned>(&link - result.links.data()) & 1U) != 0) link.plan = subject;

  record_plan(city, bundle, task, made, result);
}

}  // namespace quarterhour
