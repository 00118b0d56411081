#include "sim/placement/ways_siting.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/errors.h"
#include "sim/placement/capacitated.h"
#include "sim/placement/center.h"
#include "sim/placement/city_center.h"
#include "sim/placement/median.h"
#include "sim/placement/median_search.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/require_decision.h"
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
  /// As of MedianPlan.
  std::vector<double> price{};
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

/// Tells objective and bound in another unit: so many of the problem's costs.
CoverStop told_in(CoverStop stop, double unit) {
  if (stop.progress)
    stop.progress = [tell = stop.progress, unit](double objective, double bound, double gap) {
      tell(objective / unit, bound / unit, gap);
    };
  return stop;
}

/// `unit`: of the objective that is told on the way, in the problem's costs.
Answer solve(const SitingTask& task, const CoverStop& stop, const WaysProblem& problem, double unit) {
  if (task.problem == "center") {
    CenterPlan plan = solve_center(problem, told_in(stop, unit));
    return {std::move(plan.chosen), plan.objective, plan.bound, plan.status, plan.work, plan.found};
  }
  const double people = sum_of(problem.demand);
  const double whole = people > 0.0 ? people : 1.0;
  MedianPlan plan = solve_median(problem, told_in(stop, whole * unit));
  // A quotient is rounded to nearest, so step outward.
  return {std::move(plan.chosen),
          plan.objective / whole,
          plan.status == PlanStatus::optimal ? plan.bound / whole : plan.bound / whole * (1.0 - 0x1.0p-51),
          plan.status,
          plan.work,
          plan.found,
          std::move(plan.price)};
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

/// The search for a city's p-median, with longer and longer ways.
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
    // Nobody's way is shorter than to the nearest of everything.
    best.bound = objective_of(task_, problem_, least_);
    std::size_t held = 0;
    double limit = ways_.reach();
    // Where there are too many ways within the reach, as far as may be held.
    std::optional<WaysToSites> found = ways_.within(limit, standing_, most_ways);
    for (int halving = 0; !found && halving < most_halvings && !is_cut(); ++halving) {
      limit *= 0.5;
      found = ways_.within(limit, standing_, most_ways);
    }
    while (found) {
      // Where nothing new was found there is most likely nothing more.
      const bool seems_all = held > 0 && found->cost.size() == held;
      held = found->cost.size();
      problem_.ways = *std::move(found);
      found.reset();
      best = better_of(std::move(best), median_within(limit));
      const bool is_done = best.found && (gap_of(best) <= task_.stop.gap || !lies_beyond_);
      // Twice as far there are up to four times as many.
      if (is_done || is_cut() || limit == farthest || held * 3 > most_ways) break;
      limit = seems_all ? farthest : std::min(2.0 * limit, farthest);
      found = ways_.within(limit, standing_, most_ways);
    }
    if (!best.found) best = reach_everybody(std::move(best));
    if (!best.found) return best;
    if (gap_of(best) > task_.stop.gap && !is_cut() && limit != farthest)
      best = among_some(std::move(best), most_ways);
    best.status = gap_of(best) <= 1e-6             ? PlanStatus::optimal
                  : gap_of(best) <= task_.stop.gap ? PlanStatus::within_gap
                                                   : why_it_ended();
    return best;
  }

 private:
  /// No way is as long, in seconds or metres.
  static constexpr double farthest = 1e8;
  static constexpr int most_halvings = 10;
  /// Of all searches together, where nothing else is asked.
  static constexpr std::uint64_t most_work = 400'000'000;

  [[nodiscard]] bool is_interrupted() const { return task_.stop.interrupted && task_.stop.interrupted(); }
  [[nodiscard]] bool is_late() const { return task_.stop.seconds && *time_left().seconds <= 0.0; }
  [[nodiscard]] bool is_cut() const {
    return is_interrupted() || is_late() || work_ >= task_.stop.work.value_or(most_work);
  }
  [[nodiscard]] PlanStatus why_it_ended() const {
    return is_interrupted() ? PlanStatus::interrupted
           : is_late()      ? PlanStatus::time_limit
                            : PlanStatus::work_limit;
  }

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

  /// Whether so many sites reach everybody at all, however far: a covering without a limit, filled up with what shortens the
  /// ways that are held.
  Answer reach_everybody(Answer answer) {
    answer.status = why_it_ended();
    if (is_cut()) return answer;
    RequireProblem covering;
    std::optional<IndexRuns> reached = ways_.reached_at_all();
    if (!reached) {
      answer.status = why_it_ended();
      return answer;
    }
    covering.reach = *std::move(reached);
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      const bool asks = problem_.demand[i] > 0.0 && std::isinf(standing_[i]);
      covering.demand.push_back(asks ? 1.0 : 0.0);
    }
    CoverStop stop = time_left();
    stop.progress = nullptr;
    const RequireDecision decision = decide_requirement(covering, static_cast<double>(problem_.count), stop);
    answer.work += decision.plan.work;
    answer.status = decision.answer == Feasibility::cannot ? PlanStatus::infeasible : why_it_ended();
    if (decision.answer != Feasibility::can) return answer;
    answer.chosen = filled_up(decision.plan.chosen);
    const std::vector<double> ways = ways_.nearest(answer.chosen);
    answer.found = !std::isinf(longest(ways));
    answer.objective = objective_of(task_, problem_, ways);
    return answer;
  }

  /// All ways to some candidates instead of near ways to all: first to few of each part of the city, then to those that the prices of
  /// that solution would rather have. At any prices all candidates together give a bound.
  Answer among_some(Answer best, std::size_t most_ways) {
    std::vector<std::uint32_t> some = best.chosen;
    const std::size_t room =
        std::max<std::size_t>(most_ways / std::max<std::size_t>(problem_.demand.size(), 1),
                              4 * static_cast<std::size_t>(problem_.count));
    thin_out(room / 2, some);
    constexpr int rounds = 3;
    for (int round = 0; round < rounds && !is_cut(); ++round) {
      std::sort(some.begin(), some.end());
      some.erase(std::unique(some.begin(), some.end()), some.end());
      std::optional<WaysToSites> found = ways_.all_to(some, standing_, most_ways);
      if (!found) break;
      WaysProblem among = problem_;
      among.ways = *std::move(found);
      among.candidates = some.size();
      among.standing = standing_;
      Answer answer = solve(task_, time_left(), among, unit_of(ways_.in_metres()));
      work_ += answer.work;
      if (!answer.found || answer.price.empty()) break;
      for (std::uint32_t& k : answer.chosen) k = some[k];
      // What stands takes everybody at its own way.
      for (std::size_t i = 0; i < standing_.size(); ++i)
        answer.price[i] = std::min(answer.price[i], problem_.demand[i] * standing_[i]);
      answer.objective = objective_of(task_, problem_, ways_.nearest(answer.chosen));
      const std::optional<std::vector<double>> worth = ways_.worth_at(answer.price);
      answer.bound = worth ? bound_at(answer.price, *worth) : 0.0;
      const std::vector<std::uint32_t> chosen = answer.chosen;
      const bool is_better =
          answer.objective < best.objective * (1.0 - 1e-6) || answer.bound > best.bound * (1.0 + 1e-4);
      best = better_of(std::move(best), std::move(answer));
      if (!worth || gap_of(best) <= task_.stop.gap || (round > 0 && !is_better)) break;
      // Those with the most worth join, those of the plan stay; of the others as many as there is room for.
      std::vector<std::uint32_t> by_worth(worth->size());
      std::iota(by_worth.begin(), by_worth.end(), 0U);
      std::sort(by_worth.begin(), by_worth.end(), [&](std::uint32_t a, std::uint32_t b) {
        return (*worth)[a] != (*worth)[b] ? (*worth)[a] < (*worth)[b] : a < b;
      });
      by_worth.resize(std::min(by_worth.size(), room / 2));
      if (some.size() + by_worth.size() > room) some = chosen;
      some.insert(some.end(), by_worth.begin(), by_worth.end());
    }
    return best;
  }

  /// No plan has a lower mean: prices less the most that so many sites take off (Lagrangian relaxation of the assignment).
  [[nodiscard]] double bound_at(const std::vector<double>& price, std::vector<double> worth) const {
    CompensatedSum sum;
    double all = 0.0;
    for (std::size_t i = 0; i < price.size(); ++i) {
      if (!(problem_.demand[i] > 0.0)) continue;
      sum.add(price[i]);
      all += price[i];
    }
    const auto count = std::min(worth.size(), static_cast<std::size_t>(problem_.count));
    std::partial_sort(worth.begin(), worth.begin() + static_cast<std::ptrdiff_t>(count), worth.end());
    for (std::size_t k = 0; k < count; ++k) sum.add(worth[k]);
    // Each candidate's sum has as many roundings as points: far below a part in a thousand million.
    return std::max(0.0, (sum.value() - 1e-9 * all) / sum_of(problem_.demand));
  }

  /// Adds some `most` candidates, one of each square of cells: the one with the most demand in its own cell.
  void thin_out(std::size_t most, std::vector<std::uint32_t>& some) const {
    for (int side = 2;; side *= 2) {
      const std::vector<std::uint32_t> thinned = ways_.one_of_each_square(side);
      if (thinned.size() > most && side < (1 << 20)) continue;
      some.insert(some.end(), thinned.begin(), thinned.end());
      return;
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> filled_up(const std::vector<std::uint32_t>& chosen) const {
    if (problem_.ways.point_count() != problem_.demand.size()) return chosen;
    WaysProblem problem = problem_;
    for (double& standing : problem.standing) standing = std::min(standing, farthest);
    const CoverStop stop = time_left();
    WorkMeter meter(stop, std::numeric_limits<std::uint64_t>::max());
    const MedianInstance instance = median_instance(problem);
    MedianSet set(instance);
    set.assign(chosen);
    set.fill_greedily(meter);
    return set.chosen();
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
      answer.status = reaching.status;
      answer.chosen = reaching.chosen;
      answer.found = reaching.found;
      ways = ways_.nearest(answer.chosen);
    }
    if (std::isinf(longest(ways))) answer.found = false;
    answer.objective = objective_of(task_, problem_, ways);
    return answer;
  }

  /// The time and work that are left.
  [[nodiscard]] CoverStop time_left() const {
    CoverStop stop = task_.stop;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    if (stop.seconds) stop.seconds = std::max(0.0, *stop.seconds - spent.count());
    if (stop.work) stop.work = std::max<std::uint64_t>(1, *stop.work - std::min(work_, *stop.work));
    return stop;
  }
  [[nodiscard]] Answer solve_now() {
    Answer answer = solve(task_, time_left(), problem_, unit_of(ways_.in_metres()));
    work_ += answer.work;
    return answer;
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
  std::uint64_t work_ = 0;
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
  const CapacitatedPlan plan = solve_capacitated_median(whole, told_in(task.stop, each * unit_of(in_metres)));
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
  const auto start = std::chrono::steady_clock::now();
  const CityWays ways(city, fields, bundle, result, siting, [&task, start] {
    if (task.stop.interrupted && task.stop.interrupted()) return true;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    return task.stop.seconds && spent.count() >= *task.stop.seconds;
  });
  WaysProblem problem;
  problem.demand = siting.demand;
  if (task.whole_places) {
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
  if (task.problem == "center") {
    CenterPlan center = center_of_city(ways, problem, least, told_in(task.stop, unit_of(ways.in_metres())));
    const Answer answer{
        std::move(center.chosen), center.objective, center.bound, center.status, center.work, center.found};
    conclude_answer(bundle, task, answer, ways.in_metres(), plan.plan);
    return plan;
  }
  CitySearch search(ways, task, std::move(problem), std::move(least));
  conclude_answer(bundle, task, search.run(gathering.most_ways), ways.in_metres(), plan.plan);
  return plan;
}

}  // namespace quarterhour
