// Plans of many sites: gains kept current, neighbourhoods, and bounds that reckon with candidates left out.
#include <tbb/global_control.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <numeric>
#include <random>

#include "sim/placement/cover_exchange.h"
#include "tests/bench/grid_city.h"
#include "tests/placement/small_covers.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

/// Every cell of a square is a candidate and reaches a small disc, on whole people.
CoverProblem crowded_square(int side, int radius, int count, unsigned seed) {
  CoverProblem problem = bench::grid_problem(side, radius, count, seed);
  for (double& people : problem.demand) people = std::round(people);
  return problem;
}

CoverInstance instance_of(const CoverProblem& problem) {
  return prepare_cover(problem, integer_demand(problem.demand, problem.reach.set_count()).weight, nullptr);
}

std::int64_t weight_added(const CoverInstance& instance, const std::vector<std::uint32_t>& chosen,
                          std::uint32_t candidate) {
  CoverSet set(instance);
  for (const std::uint32_t k : chosen) set.add(k);
  const std::int64_t before = set.covered();
  set.add(candidate);
  return set.covered() - before;
}

/// Towns apart from each other, three points in a row and four candidates each: {0,1}, {1,2}, {0}, {2}. `weights` of the points.
struct Towns {
  CoverProblem problem;
  std::vector<std::array<int, 3>> weights;
};

Towns random_towns(int towns, int count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Towns result;
  result.problem.count = count;
  for (int t = 0; t < towns; ++t) {
    std::array<int, 3> weight{};
    for (int& w : weight) {
      w = 1 + static_cast<int>(random() % 100);
      result.problem.demand.push_back(w);
    }
    result.weights.push_back(weight);
    const auto at = static_cast<std::uint32_t>(3 * t);
    add_candidate(result.problem, {at, at + 1});
    add_candidate(result.problem, {at + 1, at + 2});
    add_candidate(result.problem, {at});
    add_candidate(result.problem, {at + 2});
  }
  return result;
}

/// One site in a town covers all but the lighter of its outer points, a second one the rest. Gains fall from site to site, so
/// that the best are the largest gains of all.
double best_in_towns(const Towns& towns) {
  std::vector<int> gains;
  for (const auto& w : towns.weights) {
    const int lighter = std::min(w[0], w[2]);
    gains.push_back(w[0] + w[1] + w[2] - lighter);
    gains.push_back(lighter);
  }
  std::sort(gains.rbegin(), gains.rend());
  return std::accumulate(gains.begin(), gains.begin() + *towns.problem.count, 0.0);
}

}  // namespace

TEST_CASE("the candidates of every point, as runs, are those that reach it") {
  const CoverProblem problem = crowded_square(20, 3, 10, 5);
  const IndexRuns seen = transposed(problem.reach, problem.demand.size());
  REQUIRE(seen.set_count() == problem.demand.size());
  std::vector<std::vector<std::uint32_t>> expected(problem.demand.size());
  for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k)
    for (const IndexRun run : problem.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) expected[i].push_back(k);
  for (std::uint32_t i = 0; i < problem.demand.size(); ++i) {
    std::vector<std::uint32_t> candidates;
    std::uint32_t end = 0;
    for (const IndexRun run : seen.set(i)) {
      // Runs that touch would be one.
      CHECK((candidates.empty() || run.begin > end));
      end = run.end;
      for (std::uint32_t k = run.begin; k < run.end; ++k) candidates.push_back(k);
    }
    CHECK(candidates == expected[i]);
  }
}

TEST_CASE("gains and losses are those of a set counted afresh, whatever came and went") {
  const CoverInstance instance = instance_of(crowded_square(24, 3, 10, 7));
  CoverGains gains(instance);
  std::mt19937_64 random(3);
  const auto candidates = static_cast<std::uint32_t>(instance.candidate_count());
  for (int step = 0; step < 60; ++step) {
    if (gains.chosen().size() > 3 && random() % 3 == 0) {
      gains.remove(gains.chosen()[random() % gains.chosen().size()]);
    } else {
      const auto k = static_cast<std::uint32_t>(random() % candidates);
      if (!gains.is_chosen(k)) gains.add(k);
    }
  }
  CoverSet set(instance);
  for (const std::uint32_t k : gains.chosen()) set.add(k);
  CHECK(gains.covered() == set.covered());
  CoverGains::Best best;
  for (std::uint32_t k = 0; k < candidates; ++k) {
    const std::int64_t gain = sum_over(instance.reach.set(k), set.open_prefix());
    REQUIRE(gains.gain(k) == gain);
    if (gain > best.gain) best = {gain, k};
  }
  CHECK(gains.best().candidate == best.candidate);
  CHECK(gains.best().gain == best.gain);
  const std::int64_t half = best.gain / 2;
  std::uint32_t lowest = 0;
  while (gains.gain(lowest) < half) ++lowest;
  CHECK(gains.lowest_with(half, candidates) == lowest);
  CHECK(gains.lowest_with(half, lowest) == lowest);
  CHECK(gains.lowest_with(best.gain + 1, candidates) == candidates);
  for (const std::uint32_t k : gains.chosen()) {
    std::vector<std::uint32_t> others = gains.chosen();
    std::erase(others, k);
    CHECK(gains.loss(k) == weight_added(instance, others, k));
  }
}

TEST_CASE("going back undoes all that was added and removed since the mark") {
  const CoverInstance instance = instance_of(crowded_square(20, 3, 10, 9));
  CoverGains gains(instance);
  for (const std::uint32_t k : {5U, 60U, 130U}) gains.add(k);
  CoverGains same(instance);
  for (const std::uint32_t k : {5U, 60U, 130U}) same.add(k);
  gains.mark();
  gains.remove(60);
  gains.add(61);
  gains.add(90);
  gains.remove(5);
  gains.remove(61);
  gains.go_back();
  std::vector<std::uint32_t> chosen = gains.chosen();
  std::sort(chosen.begin(), chosen.end());
  CHECK(chosen == std::vector<std::uint32_t>{5, 60, 130});
  CHECK(gains.covered() == same.covered());
  for (std::uint32_t k = 0; k < instance.candidate_count(); ++k) CHECK(gains.gain(k) == same.gain(k));
  for (const std::uint32_t k : chosen) CHECK(gains.loss(k) == same.loss(k));
}

TEST_CASE("only allowed candidates are found") {
  const CoverInstance instance = instance_of(crowded_square(20, 3, 10, 9));
  CoverGains gains(instance);
  const std::uint32_t best = gains.best().candidate;
  gains.allow(best, false);
  CHECK(gains.best().candidate != best);
  gains.allow_only(std::vector<std::uint32_t>{7});
  CHECK(gains.best().candidate == 7);
  gains.allow_all();
  CHECK(gains.best().candidate == best);
}

TEST_CASE("a hundred sites in towns apart are the best and proved") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Towns towns = random_towns(150, 100, seed);
    const CoverPlan plan = solve_cover(towns.problem, {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == best_in_towns(towns));
    CHECK(plan.chosen.size() == 100);
  }
}

TEST_CASE(
    "many sites: no chosen one can leave for a lower candidate of equal worth, and they come by what they "
    "add") {
  const CoverProblem problem = crowded_square(60, 3, 70, 11);
  CoverStop stop;
  stop.work = 2'000'000;
  const CoverPlan plan = solve_cover(problem, stop);
  REQUIRE(plan.chosen.size() == 70);
  CHECK(plan.objective == covered_demand(problem, plan.chosen));
  double before = 0.0;
  double last_added = INFINITY;
  for (std::size_t k = 1; k <= plan.chosen.size(); ++k) {
    const double covered =
        covered_demand(problem, {plan.chosen.begin(), plan.chosen.begin() + static_cast<long>(k)});
    CHECK(covered - before <= last_added);
    last_added = covered - before;
    before = covered;
  }
  for (const std::uint32_t site : plan.chosen) {
    std::vector<std::uint32_t> others = plan.chosen;
    std::erase(others, site);
    std::vector<double> open = problem.demand;
    for (const std::uint32_t k : others)
      for (const IndexRun run : problem.reach.set(k))
        std::fill(open.begin() + run.begin, open.begin() + run.end, 0.0);
    const auto worth = [&](std::uint32_t k) {
      double sum = 0.0;
      for (const IndexRun run : problem.reach.set(k))
        sum = std::accumulate(open.begin() + run.begin, open.begin() + run.end, sum);
      return sum;
    };
    const double here = worth(site);
    for (std::uint32_t k = 0; k < site; ++k) CHECK(worth(k) < here);
  }
}

TEST_CASE("many sites: more than it takes are not returned, and everybody is covered") {
  const Towns towns = random_towns(40, 100, 4);
  const CoverPlan plan = solve_cover(towns.problem, {});
  CHECK(plan.chosen.size() == 80);
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(plan.objective == std::accumulate(towns.problem.demand.begin(), towns.problem.demand.end(), 0.0));
}

TEST_CASE("many sites among tens of thousands: one plan for any number of threads, safely bounded") {
  // So many candidates that those which reach few are left out of the bound and reckoned with.
  const CoverProblem problem = crowded_square(160, 4, 80, 13);
  CoverStop stop;
  stop.gap = 0.03;
  const CoverPlan plan = solve_cover(problem, stop);
  CHECK(plan.status == PlanStatus::within_gap);
  CHECK(plan.gap <= 0.03);
  CHECK(plan.objective == covered_demand(problem, plan.chosen));
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const CoverPlan alone = solve_cover(problem, stop);
  CHECK(alone.chosen == plan.chosen);
  CHECK(alone.bound == plan.bound);
  CHECK(alone.work == plan.work);
}

TEST_CASE("the bound holds for plans with candidates that were left out") {
  for (const int count : {10, 70, 100}) {
    CAPTURE(count);
    const Towns towns = random_towns(150, count, 6);
    // A candidate in three is missing, among them the best.
    CoverProblem rest = towns.problem;
    rest.reach = {};
    for (std::size_t k = 0; k < towns.problem.reach.set_count(); ++k) {
      const auto runs = towns.problem.reach.set(k);
      double weight = 0.0;
      for (const IndexRun run : runs)
        for (std::uint32_t i = run.begin; i < run.end; ++i) weight += towns.problem.demand[i];
      if (k % 3 == 0)
        rest.left_out = std::max(rest.left_out, weight);
      else
        rest.reach.runs.insert(rest.reach.runs.end(), runs.begin(), runs.end());
      rest.reach.first.push_back(rest.reach.runs.size());
    }
    const CoverPlan plan = solve_cover(rest, {});
    CHECK(plan.objective < best_in_towns(towns));
    CHECK(plan.bound >= best_in_towns(towns));
  }
}

TEST_CASE("what covers too little to be in the best plan may be left out and the plan still proved") {
  for (const int count : {10, 100}) {
    CAPTURE(count);
    const Towns towns = random_towns(150, count, 8);
    CoverProblem rest = towns.problem;
    rest.reach = {};
    for (std::size_t k = 0; k < towns.problem.reach.set_count(); ++k) {
      const auto runs = towns.problem.reach.set(k);
      double weight = 0.0;
      for (const IndexRun run : runs)
        for (std::uint32_t i = run.begin; i < run.end; ++i) weight += towns.problem.demand[i];
      if (weight <= 30.0)
        rest.left_out = std::max(rest.left_out, weight);
      else
        rest.reach.runs.insert(rest.reach.runs.end(), runs.begin(), runs.end());
      rest.reach.first.push_back(rest.reach.runs.size());
    }
    REQUIRE(rest.left_out > 0.0);
    const CoverPlan plan = solve_cover(rest, {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == best_in_towns(towns));
  }
}

TEST_CASE("candidates may be left out neither under a budget nor under rules, nor by a negative measure") {
  CoverProblem problem = random_towns(3, 2, 1).problem;
  problem.left_out = -1.0;
  CHECK_THROWS_AS(solve_cover(problem, {}), std::invalid_argument);
  problem.left_out = 1.0;
  CHECK_NOTHROW(solve_cover(problem, {}));
  problem.rules.spacing_m = 10.0;
  problem.rules.location.assign(problem.reach.set_count(), {});
  CHECK_THROWS_AS(solve_cover(problem, {}), std::invalid_argument);
  problem.rules = {};
  problem.count.reset();
  problem.budget = 2.0;
  CHECK_THROWS_AS(solve_cover(problem, {}), std::invalid_argument);
}
