#include "sim/placement/ways_siting.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/errors.h"
#include "sim/placement/capacitated_center.h"
#include "sim/placement/city_center.h"
#include "sim/placement/city_median.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/spendable.h"
#include "sim/placement/ways_answer.h"
#include "sim/placement/ways_gathering.h"
#include "sim/placement/ways_words.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Takes out the demand of points that nothing reaches; says in words why there is no plan where that was not asked for.
WaysPlan leave_out(std::span<const Service> bundle, const SitingTask& task,
                   const std::vector<std::uint32_t>& lost, WaysProblem& problem) {
  WaysPlan result;
  result.left_out = lost;
  CompensatedSum demand;
  for (const std::uint32_t i : lost) demand.add(std::exchange(problem.demand[i], 0.0));
  result.demand_left_out = demand.value();
  if (lost.empty() || task.exclude_unreachable) return result;
  result.plan.found = false;
  result.plan.status = PlanStatus::infeasible;
  result.plan.words = unreachable_words(bundle, task, result.demand_left_out, lost.size());
  return result;
}

void set_limits(const SitingTask& task, std::vector<double> costs, WaysProblem& problem) {
  problem.count = task.count;
  problem.cost.clear();
  if (task.budget)
    set_budget(problem, *task.budget, std::move(costs));
  else if (!task.count)
    problem.count = 0;
}

void conclude_answer(std::span<const Service> bundle, const SitingTask& task, const WaysAnswer& answer,
                     const SitingProblem& siting, bool in_metres, SolvedPlan& plan) {
  const double unit = unit_of(in_metres);
  plan.chosen = answer.chosen;
  plan.objective = answer.objective / unit;
  plan.bound = std::min(answer.bound / unit, plan.objective);
  plan.gap = gap_of(answer);
  plan.status = answer.status;
  plan.work = answer.work;
  plan.found = answer.found;
  plan.unit_of_measure = unit_of_ways(in_metres);
  if (answer.found)
    plan.words = ways_words(bundle, task, plan, in_metres);
  else
    plan.words = !answer.reason.empty() ? choice_obstacle_words(bundle, task, siting, answer.reason)
                 : answer.status != PlanStatus::infeasible ? no_plan_yet_words(bundle, task)
                 : task.assignment != Assignment::nearest  ? no_places_words(bundle, task)
                                                           : too_few_words(bundle, task);
}

double unlimited_if_unknown(double capacity) { return std::isnan(capacity) ? infinity : capacity; }

}  // namespace

WaysPlan solve_ways(std::span<const Service> bundle, const SitingTask& task, WaysProblem problem,
                    bool in_metres) {
  std::vector<double> costs = std::move(problem.cost);
  set_limits(task, std::move(costs), problem);
  WaysPlan result = leave_out(bundle, task, unreachable_points(problem), problem);
  if (!result.plan.found) return result;
  conclude_answer(bundle, task, solve_known_ways(task, task.stop, problem, unit_of(in_metres)), {}, in_metres,
                  result.plan);
  return result;
}

WaysPlan solve_ways_with_capacities(std::span<const Service> bundle, const SitingTask& task,
                                    WaysProblem problem, std::span<const double> capacity_of_standing,
                                    bool in_metres) {
  const std::size_t fresh = problem.candidates - capacity_of_standing.size();
  std::vector<double> costs = std::move(problem.cost);
  set_limits(task, std::move(costs), problem);
  WaysPlan result = leave_out(bundle, task, unreachable_points(problem), problem);
  if (!result.plan.found) return result;
  CapacitatedProblem limited;
  limited.splits = task.assignment == Assignment::split;
  limited.capacity.assign(fresh, unlimited_if_unknown(task.capacity_of_new));
  for (const double capacity : capacity_of_standing)
    limited.capacity.push_back(unlimited_if_unknown(capacity));
  limited.stands.assign(fresh, 0);
  limited.stands.resize(problem.candidates, 1);
  // What stands obeys no rule and costs nothing.
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  if (problem.budget) problem.cost.resize(problem.candidates, 1.0);
  if (!problem.rules.unit.empty()) problem.rules.unit.resize(problem.candidates, -1);
  if (problem.rules.spacing_m > 0.0) problem.rules.location.resize(problem.candidates, {nowhere, nowhere});
  limited.ways = std::move(problem);
  const double people = sum_of(limited.ways.demand);
  const bool is_mean = task.problem == "median";
  const double each = is_mean && people > 0.0 ? people : 1.0;
  const CoverStop stop = told_in(task.stop, each * unit_of(in_metres));
  const CapacitatedPlan plan =
      is_mean ? solve_capacitated_median(limited, stop) : solve_capacitated_center(limited, stop);
  const bool is_optimal = plan.status == PlanStatus::optimal;
  // A quotient is rounded to nearest, so step outward.
  const WaysAnswer answer{plan.chosen,
                          plan.objective / each,
                          is_optimal || !is_mean ? plan.bound / each : plan.bound / each * (1.0 - 0x1.0p-51),
                          plan.status,
                          plan.work,
                          plan.found,
                          {},
                          plan.reason};
  conclude_answer(bundle, task, answer, {}, in_metres, result.plan);
  if (!plan.found) {
    if (std::isfinite(plan.most_capacity))
      result.plan.words = no_room_words(bundle, task, plan.most_capacity, people);
    return result;
  }
  std::vector<double> served(limited.ways.candidates, 0.0);
  for (const ServedPart& part : plan.served) served[part.site] += limited.ways.demand[part.point] * part.part;
  for (const std::uint32_t k : plan.chosen) result.assigned_to_new.push_back(served[k]);
  result.assigned_to_standing.assign(served.begin() + static_cast<std::ptrdiff_t>(fresh), served.end());
  return result;
}

WaysPlan solve_city_ways(const City& city, TravelFields& fields, std::span<const Service> bundle,
                         const SitingTask& task, const StudyResult& result, const ReachGathering& gathering,
                         SitingProblem& siting) {
  const auto start = std::chrono::steady_clock::now();
  const CityWays ways(city, fields, bundle, result, siting, [&task, start] {
    if (task.stop.interrupted && task.stop.interrupted()) return true;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    return task.stop.seconds && spent.count() >= *task.stop.seconds;
  });
  WaysProblem problem;
  problem.demand = siting.demand;
  if (task.assignment != Assignment::nearest) {
    std::optional<WaysToSites> all = ways.all_with_standing(gathering.most_ways);
    if (!all && task.stop.interrupted && task.stop.interrupted()) {
      WaysPlan cut;
      cut.plan.found = false;
      cut.plan.status = PlanStatus::interrupted;
      cut.plan.words = no_plan_yet_words(bundle, task);
      return cut;
    }
    if (!all)
      throw InputError(
          InputFault{"", 0, "place.assignment", task.assignment == Assignment::whole ? "whole" : "split",
                     "the ways between all places and sites are more than " +
                         std::to_string(gathering.most_ways) + ", which a plan under capacities has to hold",
                     "Name fewer candidates, with candidates = { file = … } or a larger min_people"});
    problem.ways = *std::move(all);
    problem.candidates = siting.candidates.size() + siting.standing.size();
    std::vector<double> capacity;
    for (const std::size_t k : siting.standing) capacity.push_back(result.sites[k].capacity);
    for (const Candidate& candidate : siting.candidates) problem.cost.push_back(candidate.cost);
    problem.rules = siting.rules;
    return solve_ways_with_capacities(bundle, task, std::move(problem), capacity, ways.in_metres());
  }
  problem.candidates = siting.candidates.size();
  std::vector<double> costs;
  for (const Candidate& candidate : siting.candidates) costs.push_back(candidate.cost);
  set_limits(task, std::move(costs), problem);
  problem.rules = siting.rules;
  problem.standing = ways.nearest({});
  std::vector<double> least = ways.nearest_of_all();
  std::vector<std::uint32_t> lost;
  for (std::uint32_t i = 0; i < least.size(); ++i)
    if (problem.demand[i] > 0.0 && std::isinf(least[i])) lost.push_back(i);
  WaysPlan plan = leave_out(bundle, task, lost, problem);
  if (!plan.plan.found) return plan;
  if (std::string reason = limits_broken(problem, task.stop); !reason.empty()) {
    WaysAnswer none;
    none.status = PlanStatus::infeasible;
    none.reason = std::move(reason);
    conclude_answer(bundle, task, none, siting, ways.in_metres(), plan.plan);
    return plan;
  }
  if (task.problem == "center") {
    CenterPlan center = center_of_city(ways, problem, least, told_in(task.stop, unit_of(ways.in_metres())),
                                       gathering.most_ways);
    const WaysAnswer answer{
        std::move(center.chosen), center.objective, center.bound, center.status, center.work, center.found};
    conclude_answer(bundle, task, answer, siting, ways.in_metres(), plan.plan);
    return plan;
  }

  conclude_answer(bundle, task,
                  median_of_city(ways, task, std::move(problem), std::move(least), gathering.most_ways),
                  siting, ways.in_metres(), plan.plan);
  return plan;
}

}  // namespace quarterhour
