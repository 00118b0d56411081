#include "sim/placement/ways_siting.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/errors.h"
#include "sim/placement/capacitated.h"
#include "sim/placement/center.h"
#include "sim/placement/median.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/require.h"
#include "sim/placement/ways_gathering.h"
#include "sim/placement/ways_words.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double seconds_per_minute = 60.0;

/// A solver's answer, whichever solver it was; objective and bound in the problem's costs: a mean or a longest way.
struct Answer {
  std::vector<std::uint32_t> chosen;
  double objective = 0.0;
  double bound = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  bool found = false;
};

double sum_of(const std::vector<double>& demand) {
  CompensatedSum sum;
  for (const double some : demand) sum.add(some);
  return sum.value();
}

/// The objective of a choice whose ways are known.
double objective_of(const SitingTask& task, const WaysProblem& problem, std::span<const double> ways) {
  CompensatedSum sum;
  double longest = 0.0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    if (!(problem.demand[i] > 0.0)) continue;
    sum.add(ways[i] * problem.demand[i]);
    longest = std::max(longest, ways[i]);
  }
  if (task.problem == "center") return longest;
  const double people = sum_of(problem.demand);
  return people > 0.0 ? sum.value() / people : 0.0;
}

double gap_of(const Answer& answer) {
  return (answer.objective - answer.bound) / std::max(answer.objective, 1e-9);
}

/// `unit`: of the objective that is told on the way, in the problem's costs.
Answer solve(const SitingTask& task, CoverStop stop, const WaysProblem& problem, double unit) {
  const auto tell_in = [&stop, tell = stop.progress](double whole) {
    if (tell)
      stop.progress = [tell, whole](double objective, double bound, double gap) {
        tell(objective / whole, bound / whole, gap);
      };
  };
  if (task.problem == "center") {
    tell_in(unit);
    CenterPlan plan = solve_center(problem, stop);
    return {std::move(plan.chosen), plan.objective, plan.bound, plan.status, plan.work, plan.found};
  }
  const double people = sum_of(problem.demand);
  const double whole = people > 0.0 ? people : 1.0;
  tell_in(whole * unit);
  MedianPlan plan = solve_median(problem, stop);
  // A quotient is rounded to nearest, so step outward.
  return {std::move(plan.chosen),
          plan.objective / whole,
          plan.status == PlanStatus::optimal ? plan.bound / whole : plan.bound / whole * (1.0 - 0x1.0p-51),
          plan.status,
          plan.work,
          plan.found};
}

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

double unit_of(bool in_metres) { return in_metres ? 1.0 : seconds_per_minute; }

void conclude_answer(std::span<const Service> bundle, const SitingTask& task, const Answer& answer,
                     bool in_metres, SolvedPlan& plan) {
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
    plan.words = answer.status != PlanStatus::infeasible ? no_plan_yet_words(bundle, task)
                 : task.whole_places                     ? no_places_words(bundle, task)
                                                         : too_few_words(bundle, task);
}

double unlimited_if_unknown(double capacity) { return std::isnan(capacity) ? infinity : capacity; }

/// How the status reads once objective or bound have changed after the search.
PlanStatus status_of(const Answer& answer, double wanted_gap) {
  if (gap_of(answer) <= 1e-6) return PlanStatus::optimal;
  if (gap_of(answer) <= wanted_gap) return PlanStatus::within_gap;
  const bool said_done = answer.status == PlanStatus::optimal || answer.status == PlanStatus::within_gap;
  return said_done ? PlanStatus::work_limit : answer.status;
}

/// The search over a city, with longer and longer ways.
class CitySearch {
 public:
  CitySearch(const CityWays& ways, const SitingTask& task, WaysProblem problem, std::vector<double> least)
      : ways_(ways),
        task_(task),
        problem_(std::move(problem)),
        standing_(problem_.standing),
        least_(std::move(least)) {}

  Answer run(std::size_t most_ways) {
    Answer best;
    best.status = PlanStatus::work_limit;
    std::size_t held = 0;
    double limit = ways_.reach();
    // Twice as far there are up to four times as many.
    while (limit <= farthest && held * 3 <= most_ways) {
      std::optional<WaysToSites> found = ways_.within(limit, standing_, most_ways);
      if (!found) break;
      // Where nothing new was found there is most likely nothing more.
      const bool seems_all = held > 0 && found->cost.size() == held;
      held = found->cost.size();
      problem_.ways = *std::move(found);
      best =
          better_of(std::move(best), task_.problem == "center" ? center_within(limit) : median_within(limit));
      const bool was_cut = best.status == PlanStatus::interrupted || best.status == PlanStatus::time_limit ||
                           best.status == PlanStatus::work_limit;
      if (was_cut || (best.found && (gap_of(best) <= task_.stop.gap || !lies_beyond_)) || limit == farthest)
        break;
      limit = seems_all ? farthest : std::min(2.0 * limit, farthest);
    }
    if (!best.found) best = reach_everybody(std::move(best));
    if (best.found) best.status = status_of(best, task_.stop.gap);
    return best;
  }

 private:
  /// No way is as long, in seconds or metres.
  static constexpr double farthest = 1e8;

  /// The better plan of both with the better bound.
  static Answer better_of(Answer earlier, Answer later) {
    later.work += earlier.work;
    later.bound = std::max(later.bound, earlier.bound);
    if (earlier.found && (!later.found || earlier.objective < later.objective)) {
      later.chosen = std::move(earlier.chosen);
      later.objective = earlier.objective;
      later.found = true;
    }
    return later;
  }

  /// Whether so many sites reach everybody at all, however far: a covering without a limit.
  Answer reach_everybody(Answer answer) {
    RequireProblem covering;
    covering.reach = ways_.reached_at_all();
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      const bool asks = problem_.demand[i] > 0.0 && std::isinf(standing_[i]);
      covering.demand.push_back(asks ? 1.0 : 0.0);
    }
    const RequirePlan plan = solve_require(covering, time_left());
    answer.work += plan.work;
    if (plan.status == PlanStatus::infeasible || plan.bound > static_cast<double>(problem_.count) + 0.5) {
      answer.status = PlanStatus::infeasible;
    } else if (plan.chosen.size() <= static_cast<std::size_t>(problem_.count)) {
      const std::vector<double> ways = ways_.nearest(plan.chosen);
      answer.chosen = plan.chosen;
      answer.found = !std::isinf(longest(ways));
      answer.objective = objective_of(task_, problem_, ways);
    } else {
      answer.status = plan.status == PlanStatus::optimal ? PlanStatus::work_limit : plan.status;
    }
    return answer;
  }

  /// What has no way so near costs at least `limit`, and at least the way to the nearest of all: a bound for plans with any ways.
  /// Once all ways are held there is no other.
  Answer median_within(double limit) {
    const bool are_all = limit == farthest;
    for (std::size_t i = 0; i < standing_.size(); ++i)
      problem_.standing[i] = are_all ? standing_[i] : std::min(standing_[i], std::max(limit, least_[i]));
    Answer answer = solve_now();
    std::vector<double> ways = ways_.nearest(answer.chosen);
    lies_beyond_ = longest(ways) > limit;
    if (std::isinf(longest(ways)) && !are_all) {
      // Some of the farthest are cut off by the plan for good: they must have a site so near.
      for (std::size_t i = 0; i < ways.size(); ++i)
        if (std::isinf(ways[i])) problem_.standing[i] = infinity;
      const Answer reaching = solve_now();
      answer.work += reaching.work;
      answer.chosen = reaching.chosen;
      answer.found = reaching.found;
      ways = ways_.nearest(answer.chosen);
    }
    if (std::isinf(longest(ways))) answer.found = false;
    answer.objective = objective_of(task_, problem_, ways);
    return answer;
  }

  Answer center_within(double limit) {
    Answer answer = solve_now();
    // A longest way above the limit says only that none is below it, for shorter ways than that were not held.
    lies_beyond_ = !answer.found || answer.objective > limit;
    if (lies_beyond_) answer.bound = std::min(answer.bound, limit);
    if (lies_beyond_ && answer.status == PlanStatus::infeasible) answer.bound = limit;
    if (answer.found) answer.objective = objective_of(task_, problem_, ways_.nearest(answer.chosen));
    return answer;
  }

  /// Within the time that is left.
  [[nodiscard]] CoverStop time_left() const {
    CoverStop stop = task_.stop;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    if (stop.seconds) stop.seconds = std::max(0.0, *stop.seconds - spent.count());
    return stop;
  }
  [[nodiscard]] Answer solve_now() const {
    return solve(task_, time_left(), problem_, unit_of(ways_.in_metres()));
  }

  [[nodiscard]] double longest(std::span<const double> ways) const {
    double longest = 0.0;
    for (std::size_t i = 0; i < ways.size(); ++i)
      if (problem_.demand[i] > 0.0) longest = std::max(longest, ways[i]);
    return longest;
  }

  const CityWays& ways_;
  const SitingTask& task_;
  WaysProblem problem_;
  /// To what stands, and to the nearest of everything.
  std::vector<double> standing_;
  std::vector<double> least_;
  bool lies_beyond_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

WaysPlan solve_ways(std::span<const Service> bundle, const SitingTask& task, WaysProblem problem,
                    bool in_metres) {
  problem.count = task.count.value_or(0);
  WaysPlan result = leave_out(bundle, task, unreachable_points(problem), problem);
  if (!result.plan.found) return result;
  conclude_answer(bundle, task, solve(task, task.stop, problem, unit_of(in_metres)), in_metres, result.plan);
  return result;
}

WaysPlan solve_whole_places(std::span<const Service> bundle, const SitingTask& task, WaysProblem problem,
                            std::span<const double> capacity_of_standing, bool in_metres) {
  const std::size_t fresh = problem.candidates - capacity_of_standing.size();
  problem.count = task.count.value_or(0);
  WaysPlan result = leave_out(bundle, task, unreachable_points(problem), problem);
  if (!result.plan.found) return result;
  CapacitatedProblem whole;
  whole.capacity.assign(fresh, unlimited_if_unknown(task.capacity_of_new));
  for (const double capacity : capacity_of_standing) whole.capacity.push_back(unlimited_if_unknown(capacity));
  whole.stands.assign(fresh, 0);
  whole.stands.resize(problem.candidates, 1);
  whole.ways = std::move(problem);
  const double people = sum_of(whole.ways.demand);
  const double each = people > 0.0 ? people : 1.0;
  CoverStop stop = task.stop;
  if (task.stop.progress)
    stop.progress = [&task, in_unit = each * unit_of(in_metres)](double objective, double bound, double gap) {
      task.stop.progress(objective / in_unit, bound / in_unit, gap);
    };
  const CapacitatedPlan plan = solve_capacitated_median(whole, stop);
  const bool is_optimal = plan.status == PlanStatus::optimal;
  const Answer answer{plan.chosen,
                      plan.objective / each,
                      is_optimal ? plan.bound / each : plan.bound / each * (1.0 - 0x1.0p-51),
                      plan.status,
                      plan.work,
                      plan.found};
  conclude_answer(bundle, task, answer, in_metres, result.plan);
  if (!plan.found) {
    if (std::isfinite(plan.most_capacity))
      result.plan.words = no_room_words(bundle, task, plan.most_capacity, people);
    return result;
  }
  std::vector<double> served(whole.ways.candidates, 0.0);
  for (std::size_t i = 0; i < plan.site_of_point.size(); ++i)
    if (plan.site_of_point[i] != CapacitatedPlan::no_site)
      served[plan.site_of_point[i]] += whole.ways.demand[i];
  for (const std::uint32_t k : plan.chosen) result.assigned_to_new.push_back(served[k]);
  result.assigned_to_standing.assign(served.begin() + static_cast<std::ptrdiff_t>(fresh), served.end());
  return result;
}

WaysPlan solve_city_ways(const City& city, TravelFields& fields, std::span<const Service> bundle,
                         const SitingTask& task, const StudyResult& result, const ReachGathering& gathering,
                         SitingProblem& siting) {
  const CityWays ways(city, fields, bundle, result, siting);
  WaysProblem problem;
  problem.demand = siting.demand;
  if (task.whole_places) {
    std::optional<WaysToSites> all = ways.all_with_standing(gathering.most_ways);
    if (!all)
      throw InputError(
          InputFault{"", 0, "place.assignment", "whole",
                     "the ways between all places and sites are more than " +
                         std::to_string(gathering.most_ways) + ", which a plan under capacities has to hold",
                     "Name fewer candidates, with candidates = { file = … } or a larger min_people"});
    problem.ways = *std::move(all);
    problem.candidates = siting.candidates.size() + siting.standing.size();
    std::vector<double> capacity;
    for (const std::size_t k : siting.standing) capacity.push_back(result.sites[k].capacity);
    return solve_whole_places(bundle, task, std::move(problem), capacity, ways.in_metres());
  }
  problem.candidates = siting.candidates.size();
  problem.count = task.count.value_or(0);
  problem.standing = ways.nearest({});
  std::vector<double> least = ways.nearest_of_all();
  std::vector<std::uint32_t> lost;
  for (std::uint32_t i = 0; i < least.size(); ++i)
    if (problem.demand[i] > 0.0 && std::isinf(least[i])) lost.push_back(i);
  WaysPlan plan = leave_out(bundle, task, lost, problem);
  if (!plan.plan.found) return plan;
  CitySearch search(ways, task, std::move(problem), std::move(least));
  conclude_answer(bundle, task, search.run(gathering.most_ways), ways.in_metres(), plan.plan);
  return plan;
}

}  // namespace quarterhour
