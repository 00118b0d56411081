#include "sim/placement/city_median.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/median_search.h"
#include "sim/placement/require_decision.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The search for a city's p-median, with longer and longer ways.
class CityMedian {
 public:
  CityMedian(const CityWays& ways, const SitingTask& task, WaysProblem problem, std::vector<double> least)
      : ways_(ways),
        task_(task),
        problem_(std::move(problem)),
        standing_(problem_.standing),
        least_(std::move(least)) {}

  WaysAnswer run(std::size_t most_ways) {
    WaysAnswer best;
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
      problem_.ways = *std::exchange(found, std::nullopt);
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
    best.status = status_at(gap_of(best), task_.stop.gap, why_it_ended());
    return best;
  }

 private:
  static constexpr double farthest = farthest_way;
  static constexpr int most_halvings = 10;
  /// Of all searches together, where nothing else is asked.
  static constexpr std::uint64_t most_work = 1'000'000'000;

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
  static WaysAnswer better_of(WaysAnswer earlier, WaysAnswer later) {
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
  WaysAnswer reach_everybody(WaysAnswer answer) {
    answer.status = why_it_ended();
    if (is_cut()) return answer;
    RequireProblem covering;
    std::optional<IndexRuns> reached = ways_.reached_at_all();
    if (!reached) {
      answer.status = why_it_ended();
      return answer;
    }
    covering.reach = *std::move(reached);
    covering.rules = problem_.rules;
    if (problem_.budget) covering.cost = problem_.cost;
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      const bool asks = problem_.demand[i] > 0.0 && std::isinf(standing_[i]);
      covering.demand.push_back(asks ? 1.0 : 0.0);
    }
    const RequireDecision decision = decide_requirement(
        covering, problem_.budget ? *problem_.budget : static_cast<double>(*problem_.count), time_left());
    answer.work += decision.plan.work;
    answer.status = decision.answer == Feasibility::cannot ? PlanStatus::infeasible : why_it_ended();
    if (decision.answer != Feasibility::can) return answer;
    answer.chosen = filled_up(decision.plan.chosen);
    const std::vector<double> ways = ways_.nearest(answer.chosen);
    answer.found = !std::isinf(longest(ways));
    answer.objective = objective_of(task_, problem_, ways);
    return answer;
  }

  /// Longer ways to some candidates instead of near ways to all: first to few of each part of the city, then to those that the prices of
  /// that solution would rather have. At any prices all candidates together give a bound.
  WaysAnswer among_some(WaysAnswer best, std::size_t most_ways) {
    std::vector<std::uint32_t> some = best.chosen;
    const std::size_t room =
        std::max<std::size_t>(most_ways / std::max<std::size_t>(problem_.demand.size(), 1), 4 * most_sites());
    thin_out(room / 2, some);
    // Some times the reach; what lies beyond counts as in median_within.
    constexpr double times_the_reach = 4.0;
    const double limit = times_the_reach * ways_.reach();
    std::vector<double> otherwise(standing_.size());
    for (std::size_t i = 0; i < otherwise.size(); ++i)
      otherwise[i] = std::min(standing_[i], std::max(limit, least_[i]));
    constexpr int rounds = 3;
    for (int round = 0; round < rounds && !is_cut(); ++round) {
      std::sort(some.begin(), some.end());
      some.erase(std::unique(some.begin(), some.end()), some.end());
      std::optional<WaysToSites> found = ways_.within(some, limit, standing_, most_ways);
      if (!found) break;
      WaysProblem among = problem_;
      among.ways = *std::move(found);
      among.candidates = some.size();
      restrict_limits(problem_, some, among);
      among.standing = otherwise;
      WaysAnswer answer = solve_known_ways(task_, time_left(), among, unit_of(ways_.in_metres()));
      work_ += answer.work;
      if (!answer.found || answer.price.empty()) break;
      for (std::uint32_t& k : answer.chosen) k = some[k];
      // What stands, or lies beyond, takes everybody at its own way.
      for (std::size_t i = 0; i < standing_.size(); ++i)
        answer.price[i] = std::min(answer.price[i], problem_.demand[i] * otherwise[i]);
      answer.objective = objective_of(task_, problem_, ways_.nearest(answer.chosen));
      answer.found = std::isfinite(answer.objective);
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
    if (problem_.is_limited()) {
      const double saved = most_saved(worth);
      return std::max(0.0, (sum.value() - saved - 1e-9 * all) / sum_of(problem_.demand));
    }
    const auto count = std::min(worth.size(), static_cast<std::size_t>(*problem_.count));
    std::partial_sort(worth.begin(), worth.begin() + static_cast<std::ptrdiff_t>(count), worth.end());
    for (std::size_t k = 0; k < count; ++k) sum.add(worth[k]);
    // Each candidate's sum has as many roundings as points: far below a part in a thousand million.
    return std::max(0.0, (sum.value() - 1e-9 * all) / sum_of(problem_.demand));
  }

  /// The most that a choice within budget and rules takes off, spacing relaxed.
  [[nodiscard]] double most_saved(const std::vector<double>& worth) const {
    const LimitedSites limits = limits_of(problem_);
    double all = 0.0;
    for (const double saving : worth) all -= std::min(saving, 0.0);
    if (!(all > 0.0)) return 0.0;
    // Whole numbers whose sum fits into 60 bits, rounded up.
    const int exponent = static_cast<int>(std::floor(60.0 - std::log2(all)));
    std::vector<std::int64_t> saved;
    std::vector<std::uint32_t> free(worth.size());
    std::iota(free.begin(), free.end(), 0U);
    saved.reserve(worth.size());
    for (const double saving : worth)
      saved.push_back(static_cast<std::int64_t>(std::ceil(std::ldexp(-std::min(saving, 0.0), exponent))));
    LimitedChoice choice(limits.rules, limits.cost);
    const std::vector<int> nothing_held(limits.rules.least.size(), 0);
    if (!choice.choose(free, saved, nothing_held,
                       limits.cost.empty() ? limits.budget : limits.budget * (1.0 + 2e-12)))
      return all;
    return std::ldexp(static_cast<double>(choice.value()), -exponent) * (1.0 + 0x1.0p-50);
  }

  /// More sites than any choice has.
  [[nodiscard]] std::size_t most_sites() const {
    return problem_.is_limited() ? limits_of(problem_).most_sites()
                                 : static_cast<std::size_t>(*problem_.count);
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
  WaysAnswer median_within(double limit) {
    const bool are_all = limit == farthest;
    for (std::size_t i = 0; i < standing_.size(); ++i)
      problem_.standing[i] = are_all ? standing_[i] : std::min(standing_[i], std::max(limit, least_[i]));
    WaysAnswer answer = solve_now();
    std::vector<double> ways = ways_.nearest(answer.chosen);
    lies_beyond_ = longest(ways) > limit;
    if (std::isinf(longest(ways)) && !are_all) {
      // Some of the farthest are cut off by the plan for good: they must have a site so near.
      for (std::size_t i = 0; i < ways.size(); ++i)
        if (std::isinf(ways[i])) problem_.standing[i] = infinity;
      const WaysAnswer reaching = solve_now();
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
  [[nodiscard]] WaysAnswer solve_now() {
    WaysAnswer answer = solve_known_ways(task_, time_left(), problem_, unit_of(ways_.in_metres()));
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

WaysAnswer median_of_city(const CityWays& ways, const SitingTask& task, WaysProblem problem,
                          std::vector<double> least, std::size_t most_ways) {
  return CityMedian(ways, task, std::move(problem), std::move(least)).run(most_ways);
}

}  // namespace quarterhour
