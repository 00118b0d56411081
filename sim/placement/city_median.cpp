#include "sim/placement/city_median.h"

#include <algorithm>
#include <array>
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
      if (best.found || is_cut() || limit == farthest || held * 3 > most_ways) break;
      // Twice as far there are up to four times as many.
      limit = seems_all ? farthest : std::min(2.0 * limit, farthest);
      found = ways_.within(limit, standing_, most_ways);
    }
    if (!best.found) best = reach_everybody(std::move(best));
    if (!best.found) return best;
    problem_.ways = {};
    if (lies_beyond_ && limit != farthest) best = with_longer_ways(std::move(best), most_ways);
    best.status = status_at(gap_of(best), task_.stop.gap, why_it_ended());
    return best;
  }

 private:
  static constexpr double farthest = farthest_way;
  static constexpr int most_halvings = 10;
  /// What prices from some candidates need not come nearer than.
  static constexpr double near_enough = 0.002;
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

  /// What a bound at given prices says of all candidates that are left.
  struct Relaxation {
    /// No plan with them has a lower mean; may be below 0.
    double bound = 0.0;
    /// By how much the bound is higher, at least, for plans that hold each of them.
    std::vector<double> loss;
  };

  /// Ways up to what stands, or as far as a plan near the one in hand may ask for: up to the nearest of each of several groups of its sites. What
  /// is longer counts as much in the bound. Where these are too many to be held, a problem among some candidates gives prices; at any
  /// prices all candidates together give a bound, and say who is in no better plan (reduced costs) and who should join.
  WaysAnswer with_longer_ways(WaysAnswer best, std::size_t most_ways) {
    std::vector<std::uint32_t> left(problem_.candidates);
    std::iota(left.begin(), left.end(), 0U);
    // Up to what stands where these can be held: then nothing is left to longer ones.
    WaysCeiling ceiling = ways_.ceiling({});
    constexpr double may_be_thinned = 2.0;
    const double each = ways_.ways_of_each(ceiling, left);
    if (each * static_cast<double>(left.size()) <= may_be_thinned * static_cast<double>(most_ways)) {
      static_cast<void>(among_those_left(ceiling, each, most_ways, left, best));
      return best;
    }
    // Two groups leave a gap of a fiftieth in Shancheng's city where nothing stands, four a two-hundredth.
    constexpr std::array<std::size_t, 2> groups = {4, 16};
    std::size_t before = 0;
    for (const std::size_t most : groups) {
      const std::size_t count = std::min(most, best.chosen.size());
      if (is_cut() || gap_of(best) <= task_.stop.gap || count == before) break;
      before = count;
      std::vector<std::vector<std::uint32_t>> dealt(count);
      for (std::size_t k = 0; k < best.chosen.size(); ++k) dealt[k % dealt.size()].push_back(best.chosen[k]);
      ceiling = ways_.ceiling(dealt);
      // Where the problem with these ways was not solved, more of them are no help.
      if (!among_those_left(ceiling, ways_.ways_of_each(ceiling, left), most_ways, left, best)) break;
    }
    return best;
  }

  /// Rounds of prices and bounds with ways below a ceiling, about `each` of a candidate. Returns whether the problem with these ways was solved, nearly at least: what is left
  /// of the gap comes from ways beyond the ceiling.
  bool among_those_left(const WaysCeiling& ceiling, double each, std::size_t most_ways,
                        std::vector<std::uint32_t>& left, WaysAnswer& best) {
    const auto room_for = [&](std::size_t ways) {
      return std::max(static_cast<std::size_t>(static_cast<double>(ways) / each), 4 * most_sites());
    };
    const std::size_t room = room_for(most_ways);
    // Prices need no proof: some of the candidates that could be held are enough.
    constexpr std::size_t enough_for_prices = 6'000'000;
    const std::size_t room_for_prices = room_for(std::min(most_ways, enough_for_prices));
    std::vector<std::uint32_t> some = left;
    if (some.size() > std::min(room, 2 * room_for_prices))
      some =
          joined(one_of_each_part(left, room_for_prices, [&](std::uint32_t k) { return ways_.demand_at(k); }),
                 best.chosen);
    constexpr int rounds = 6;
    constexpr int most_in_vain = 2;
    int in_vain = 0;
    for (int round = 0; round < rounds && !is_cut(); ++round) {
      const bool are_all = std::includes(some.begin(), some.end(), left.begin(), left.end());
      WaysAnswer answer = solve_among(some, ceiling, most_ways, are_all);
      if (!answer.found || (!are_all && answer.price.empty())) return false;
      const bool is_solved = gap_of(answer) <= task_.stop.gap;
      const double with_these = answer.objective;
      const std::vector<double> price = std::exchange(answer.price, {});
      const std::vector<std::uint32_t> chosen = answer.chosen;
      answer.objective = objective_of(task_, problem_, ways_.nearest(chosen));
      answer.found = std::isfinite(answer.objective);
      if (!are_all) answer.bound = 0.0;
      best = better_of(std::move(best), std::move(answer));
      // Candidates that were ruled out are in no plan that is better than the one in hand.
      best.bound = std::min(best.bound, best.objective);
      if (are_all || gap_of(best) <= task_.stop.gap) return is_solved;
      const std::optional<Relaxation> relaxed = relaxation_at(price, chosen, left, ceiling);
      if (!relaxed) return false;
      const double before = best.bound;
      best.bound = std::max(best.bound, std::min(relaxed->bound, best.objective));
      tell(best);
      if (gap_of(best) <= task_.stop.gap) return true;
      // What is left of the gap lies beyond the ceiling.
      if (with_these - relaxed->bound <= 2.0 * std::max(near_enough, task_.stop.gap) * with_these)
        return true;
      if (best.bound <= before * (1.0 + 1e-4) && ++in_vain > most_in_vain) return false;
      some = next_of(*relaxed, best, room, room_for_prices, left);
      if (some.size() < left.size()) some = joined(joined(std::move(some), best.chosen), chosen);
    }
    return false;
  }

  void tell(const WaysAnswer& best) const {
    const double unit = unit_of(ways_.in_metres());
    if (task_.stop.progress) task_.stop.progress(best.objective / unit, best.bound / unit, gap_of(best));
  }

  [[nodiscard]] static std::vector<std::uint32_t> joined(std::vector<std::uint32_t> some,
                                                         const std::vector<std::uint32_t>& more) {
    some.insert(some.end(), more.begin(), more.end());
    std::sort(some.begin(), some.end());
    some.erase(std::unique(some.begin(), some.end()), some.end());
    return some;
  }

  WaysAnswer solve_among(const std::vector<std::uint32_t>& some, const WaysCeiling& ceiling,
                         std::size_t most_ways, bool are_all) {
    // The average of some candidates may be a little low.
    std::optional<WaysToSites> found = ways_.below(ceiling, some, most_ways + most_ways / 4);
    if (!found) return {};
    WaysProblem among;
    among.demand = problem_.demand;
    among.ways = *std::move(found);
    among.candidates = some.size();
    among.standing = ceiling.of_point;
    restrict_limits(problem_, some, among);
    CoverStop stop = time_left();
    constexpr std::uint64_t work_for_prices = 60'000'000;
    if (!are_all) {
      stop.gap = std::max(stop.gap, near_enough);
      stop.work = std::min(stop.work.value_or(work_for_prices), work_for_prices);
    }
    WaysAnswer answer = solve_known_ways(task_, stop, among, unit_of(ways_.in_metres()));
    work_ += answer.work;
    for (std::uint32_t& k : answer.chosen) k = some[k];
    // What stands, or lies beyond, takes everybody at its own way.
    for (std::size_t i = 0; i < answer.price.size(); ++i)
      answer.price[i] = std::min(answer.price[i], problem_.demand[i] * ceiling.of_point[i]);
    return answer;
  }

  /// Prices less the most that a choice takes off (Lagrangian relaxation of the assignment).
  [[nodiscard]] std::optional<Relaxation> relaxation_at(std::vector<double> price,
                                                        const std::vector<std::uint32_t>& chosen,
                                                        const std::vector<std::uint32_t>& left,
                                                        const WaysCeiling& ceiling) const {
    // Prices hardly grow faster than ways, nor should they lie below the way to the plan's own sites: a ceiling somewhat above lowers few
    // of them, and is searched much faster. In seconds or metres; set on Shancheng's city, where they lower the sum of prices by less than a
    // thousandth.
    constexpr double some_more = 1.15;
    constexpr double a_little = 120.0;
    std::vector<double> asked_for = ways_.nearest(chosen);
    for (std::size_t i = 0; i < price.size(); ++i)
      if (problem_.demand[i] > 0.0)
        asked_for[i] =
            some_more * std::max(price[i] / problem_.demand[i], std::min(asked_for[i], farthest)) + a_little;
    const WaysCeiling asked = ways_.lowered(ceiling, asked_for);
    for (std::size_t i = 0; i < price.size(); ++i)
      price[i] = std::min(price[i], problem_.demand[i] * asked.of_point[i]);
    const std::optional<std::vector<double>> worth = ways_.worth_at(price, left, asked);
    if (!worth) return std::nullopt;
    CompensatedSum sum;
    for (std::size_t i = 0; i < price.size(); ++i)
      if (problem_.demand[i] > 0.0) sum.add(price[i]);
    double all = 0.0;
    for (const double change : *worth) all -= change;
    // Whole numbers whose sum fits into 60 bits, rounded up. Each candidate's sum has as many roundings as points: far below a part in a
    // thousand million of all prices.
    const int exponent = all > 0.0 ? static_cast<int>(std::floor(60.0 - std::log2(all))) : 0;
    std::vector<std::int64_t> saved;
    std::vector<std::uint32_t> free(left.size());
    std::iota(free.begin(), free.end(), 0U);
    for (const double change : *worth)
      saved.push_back(static_cast<std::int64_t>(std::ceil(std::ldexp(-change, exponent))));
    WaysProblem part;
    part.candidates = left.size();
    restrict_limits(problem_, left, part);
    const LimitedSites limits = limits_of(part);
    LimitedChoice choice(limits.rules, limits.cost);
    const std::vector<int> nothing_held(limits.rules.least.size(), 0);
    Relaxation relaxed;
    relaxed.loss.assign(left.size(), 0.0);
    if (!choice.choose(free, saved, nothing_held, limits.left_beside(0.0))) return relaxed;
    const double people = sum_of(problem_.demand);
    const double most = std::ldexp(static_cast<double>(choice.value()), -exponent) * (1.0 + 0x1.0p-50);
    relaxed.bound = (sum.value() - most - 1e-9 * sum.value()) / people;
    for (std::size_t k = 0; k < left.size(); ++k)
      if (!choice.is_taken(k))
        relaxed.loss[k] =
            std::ldexp(static_cast<double>(choice.loss_with(k) - LimitedChoice::rounding), -exponent) /
            people;
    return relaxed;
  }

  /// Drops from `left` who is in no better plan. All that are left where there is room, else those whom the bound would rather have.
  [[nodiscard]] std::vector<std::uint32_t> next_of(const Relaxation& relaxed, const WaysAnswer& best,
                                                   std::size_t room, std::size_t room_for_prices,
                                                   std::vector<std::uint32_t>& left) const {
    std::vector<std::pair<double, std::uint32_t>> by_loss;
    for (std::size_t k = 0; k < left.size(); ++k) {
      const bool is_chosen = std::find(best.chosen.begin(), best.chosen.end(), left[k]) != best.chosen.end();
      if (is_chosen || relaxed.bound + relaxed.loss[k] <= best.objective * (1.0 + 1e-9))
        by_loss.emplace_back(relaxed.loss[k], left[k]);
    }
    left.clear();
    for (const auto& [loss, k] : by_loss) left.push_back(k);
    if (left.size() <= room) return left;
    // The best of each part of the city, so that prices rise nowhere for want of a site, and as many of the best of all.
    std::vector<double> loss_of(problem_.candidates, 0.0);
    for (const auto& [loss, k] : by_loss) loss_of[k] = loss;
    std::vector<std::uint32_t> next =
        one_of_each_part(left, room_for_prices / 2, [&](std::uint32_t k) { return -loss_of[k]; });
    std::sort(by_loss.begin(), by_loss.end());
    for (std::size_t k = 0; k < std::min(by_loss.size(), room_for_prices / 2); ++k)
      next.push_back(by_loss[k].second);
    return joined(std::move(next), {});
  }

  /// No choice has more sites.
  [[nodiscard]] std::size_t most_sites() const {
    return problem_.is_limited() ? limits_of(problem_).most_sites()
                                 : static_cast<std::size_t>(*problem_.count);
  }

  /// At most so many of the candidates, the most wanted of each square of cells.
  template <class Wanted>
  [[nodiscard]] std::vector<std::uint32_t> one_of_each_part(const std::vector<std::uint32_t>& left,
                                                            std::size_t most, Wanted wanted) const {
    for (int side = 2;; side += std::max(1, side / 4)) {
      std::vector<std::uint32_t> some = ways_.best_of_each_square(left, side, wanted);
      if (some.size() <= most || side >= (1 << 20)) return some;
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
  /// Whether somebody has a longer way with the plan than was searched, as far as is known.
  bool lies_beyond_ = true;
  std::uint64_t work_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

WaysAnswer median_of_city(const CityWays& ways, const SitingTask& task, WaysProblem problem,
                          std::vector<double> least, std::size_t most_ways) {
  return CityMedian(ways, task, std::move(problem), std::move(least)).run(most_ways);
}

}  // namespace quarterhour
