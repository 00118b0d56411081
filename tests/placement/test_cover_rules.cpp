// Covering under minima, maxima and spacing.
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "tests/placement/small_covers.h"
#include "tests/placement/small_rules.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

/// The most that any affordable choice that keeps the rules covers; nothing when there is none.
std::optional<double> best_by_trying_all_ruled(const CoverProblem& problem) {
  const std::size_t candidates = problem.reach.set_count();
  std::optional<double> best;
  for (std::uint32_t mask = 0; mask < (1U << candidates); ++mask) {
    std::vector<std::uint32_t> chosen;
    double cost = 0.0;
    for (std::uint32_t k = 0; k < candidates; ++k)
      if ((mask >> k & 1U) != 0) {
        chosen.push_back(k);
        cost += problem.cost.empty() ? 1.0 : problem.cost[k];
      }
    const bool affordable =
        problem.count ? static_cast<int>(chosen.size()) <= *problem.count : cost <= *problem.budget;
    if (!affordable || !keeps(problem.rules, chosen)) continue;
    const double covered = covered_demand(problem, chosen);
    if (!best || covered > *best) best = covered;
  }
  return best;
}

CoverProblem ruled_world(std::uint64_t seed, bool by_budget) {
  CoverProblem problem = random_world(seed, by_budget);
  problem.rules = random_rules(seed, static_cast<std::uint32_t>(problem.reach.set_count()));
  return problem;
}

/// Checks one world; returns whether it had a plan.
bool check_against_brute_force(const CoverProblem& problem) {
  const CoverPlan plan = solve_cover(problem, {});
  const std::optional<double> best = best_by_trying_all_ruled(problem);
  if (!best) {
    CHECK(plan.status == PlanStatus::infeasible);
    CHECK_FALSE(plan.reason.empty());
    CHECK(plan.chosen.empty());
    return false;
  }
  REQUIRE(plan.status == PlanStatus::optimal);
  CHECK(plan.reason.empty());
  // Proved within a millionth; sums of at most 40 numbers differ by less than 40 roundings.
  CHECK(plan.objective >= *best * (1.0 - 1e-6));
  CHECK(plan.objective <= *best * (1.0 + 40 * 0x1.0p-52));
  CHECK(plan.bound >= *best * (1.0 - 40 * 0x1.0p-52));
  CHECK(std::abs(plan.objective - covered_demand(problem, plan.chosen)) <= 1e-13 * plan.objective);
  CHECK(keeps(problem.rules, plan.chosen));
  double cost = 0.0;
  for (const std::uint32_t k : plan.chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
  if (problem.count) CHECK(plan.chosen.size() <= static_cast<std::size_t>(*problem.count));
  if (problem.budget) CHECK(cost <= *problem.budget * (1.0 + 1e-12));
  return true;
}

}  // namespace

TEST_CASE(
    "under minima, maxima and spacing, the plan equals trying every choice on four hundred random worlds") {
  int feasible = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    if (check_against_brute_force(ruled_world(seed, seed % 2 == 0))) ++feasible;
  }
  // Both kinds occur, or the comparison would say little.
  CHECK(feasible > 200);
  CHECK(feasible < 390);
}

TEST_CASE("a minimum sends a site where fewer people are") {
  // Unit 0 holds sites of 50 and 40 people, unit 1 one of 5. Two sites cover 90; with a minimum of one in unit 1, 55.
  CoverProblem problem;
  problem.demand = {50, 40, 5};
  for (std::uint32_t i = 0; i < 3; ++i) add_candidate(problem, {i});
  problem.count = 2;
  problem.rules.unit = {0, 0, 1};
  problem.rules.least = {0, 0};
  problem.rules.most = {2, 2};
  CHECK(solve_cover(problem, {}).objective == 90.0);
  problem.rules.least = {0, 1};
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{0, 2});
  CHECK(plan.objective == 55.0);
  CHECK(plan.bound == 55.0);
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("a minimum is met even where it adds nobody, and no more than that") {
  // Everybody of unit 0 and 1 is covered by site 0; units 0 and 1 want one each, and three may be chosen.
  CoverProblem problem;
  problem.demand = {7, 3};
  add_candidate(problem, {0, 1});
  add_candidate(problem, {1});
  add_candidate(problem, {});
  add_candidate(problem, {0});
  problem.count = 3;
  problem.rules.unit = {0, 1, 1, 0};
  problem.rules.least = {1, 1};
  problem.rules.most = {2, 2};
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.objective == 10.0);
  CHECK(plan.chosen.size() == 2);
  CHECK(plan.chosen[0] == 0);
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("sites exactly the spacing apart may both stand, nearer ones may not") {
  // Sites at 0, 300 and 400 m (3-4-5: the third lies 500 m from the first) with 10, 9 and 8 people.
  CoverProblem problem;
  problem.demand = {10, 9, 8};
  for (std::uint32_t i = 0; i < 3; ++i) add_candidate(problem, {i});
  problem.count = 2;
  problem.rules.location = {{0.0, 0.0}, {300.0, 0.0}, {300.0, 400.0}};
  problem.rules.spacing_m = 300.0;
  CHECK(solve_cover(problem, {}).objective == 19.0);
  problem.rules.spacing_m = 301.0;
  CHECK(solve_cover(problem, {}).objective == 18.0);
  problem.rules.spacing_m = 500.0;
  CHECK(solve_cover(problem, {}).objective == 18.0);
  problem.rules.spacing_m = 501.0;
  CHECK(solve_cover(problem, {}).objective == 10.0);
}

TEST_CASE("minima that cannot be met are refused with the unit's number") {
  CoverProblem problem;
  problem.demand = {1, 1, 1};
  for (std::uint32_t i = 0; i < 3; ++i) add_candidate(problem, {i});
  problem.count = 2;
  problem.rules.unit = {0, 1, 1};
  problem.rules.least = {2, 0};
  problem.rules.most = {2, 2};
  const CoverPlan few = solve_cover(problem, {});
  CHECK(few.status == PlanStatus::infeasible);
  CHECK(few.reason == "unit 0 must get 2 new sites and has 1 candidates");
  problem.rules.least = {1, 2};
  const CoverPlan short_count = solve_cover(problem, {});
  CHECK(short_count.status == PlanStatus::infeasible);
  CHECK(short_count.reason == "the units' minima ask for 3 new sites, and 2 may be chosen");
  problem.count = 3;
  problem.rules.location = {{0.0, 0.0}, {5000.0, 0.0}, {5100.0, 0.0}};
  problem.rules.spacing_m = 200.0;
  const CoverPlan crowded = solve_cover(problem, {});
  CHECK(crowded.status == PlanStatus::infeasible);
  CHECK(crowded.reason == "unit 1 must get 2 new sites and has no room for them 200 m apart");
  problem.count.reset();
  problem.budget = 4.0;
  problem.cost = {3.0, 1.5, 1.0};
  problem.rules = {};
  problem.rules.unit = {0, 1, 1};
  problem.rules.least = {1, 1};
  problem.rules.most = {1, 2};
  CHECK(solve_cover(problem, {}).objective == 2.0);
  problem.budget = 3.5;
  const CoverPlan poor = solve_cover(problem, {});
  CHECK(poor.status == PlanStatus::infeasible);
  CHECK(poor.reason == "the units' minima cost at least 4, and the budget is 3.5");
}

TEST_CASE("a spacing of nothing and units that ask and forbid nothing give exactly the plan without rules") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    CoverProblem problem = random_world(seed, seed % 2 == 0);
    const CoverPlan free = solve_cover(problem, {});
    const std::size_t candidates = problem.reach.set_count();
    problem.rules.location.assign(candidates, PointM{});
    for (std::size_t k = 0; k < candidates; ++k)
      problem.rules.unit.push_back(static_cast<std::int32_t>(k % 3) - 1);
    problem.rules.least = {0, 0};
    const int most = problem.count ? *problem.count : static_cast<int>(candidates);
    problem.rules.most = {most, most};
    const CoverPlan ruled = solve_cover(problem, {});
    CHECK(ruled.chosen == free.chosen);
    CHECK(ruled.objective == free.objective);
    CHECK(ruled.bound == free.bound);
    CHECK(ruled.work == free.work);
  }
}

TEST_CASE("raising a minimum, lowering a maximum or widening the spacing never covers more") {
  for (std::uint64_t seed = 500; seed < 620; ++seed) {
    CAPTURE(seed);
    const CoverProblem problem = ruled_world(seed, seed % 2 == 0);
    const CoverPlan before = solve_cover(problem, {});
    const auto not_better = [&](const CoverProblem& harder) {
      const CoverPlan after = solve_cover(harder, {});
      if (before.status == PlanStatus::infeasible) CHECK(after.status == PlanStatus::infeasible);
      if (after.status != PlanStatus::infeasible) CHECK(after.objective <= before.objective * (1.0 + 1e-6));
    };
    for (std::size_t u = 0; u < problem.rules.least.size(); ++u) {
      if (problem.rules.least[u] == problem.rules.most[u]) continue;
      CoverProblem harder = problem;
      ++harder.rules.least[u];
      not_better(harder);
      harder = problem;
      --harder.rules.most[u];
      not_better(harder);
    }
    if (problem.rules.spacing_m > 0.0) {
      CoverProblem harder = problem;
      harder.rules.spacing_m += 100.0;
      not_better(harder);
    }
  }
}

TEST_CASE("a search under rules that is cut short still gives a bound that is never below the best") {
  for (std::uint64_t seed = 1; seed <= 80; ++seed)
    for (const std::uint64_t work : {0U, 1U, 30U, 200U}) {
      CAPTURE(seed, work);
      const CoverProblem problem = ruled_world(seed, seed % 2 == 0);
      CoverStop stop;
      stop.work = work;
      const CoverPlan plan = solve_cover(problem, stop);
      const std::optional<double> best = best_by_trying_all_ruled(problem);
      if (!best) {
        CHECK(plan.chosen.empty());
        CHECK_FALSE(plan.reason.empty());
        continue;
      }
      CHECK(plan.status != PlanStatus::infeasible);
      CHECK(plan.bound >= *best * (1.0 - 40 * 0x1.0p-52));
      CHECK(plan.objective <= *best * (1.0 + 40 * 0x1.0p-52));
    }
}

TEST_CASE("one thread, two and five give the same plan under rules, bound and work") {
  std::mt19937_64 random(5);
  CoverProblem problem;
  problem.count = 12;
  for (int i = 0; i < 2500; ++i) problem.demand.push_back(static_cast<double>(random() % 1000) / 7.0);
  // A 50 x 50 grid of 100 m; a site reaches a square of 9 x 9 cells.
  for (std::uint32_t row = 0; row < 50; ++row)
    for (std::uint32_t col = 0; col < 50; ++col) {
      std::vector<std::uint32_t> points;
      for (std::uint32_t r = row < 4 ? 0 : row - 4; r <= std::min(49U, row + 4); ++r)
        for (std::uint32_t c = col < 4 ? 0 : col - 4; c <= std::min(49U, col + 4); ++c)
          points.push_back(r * 50 + c);
      add_candidate(problem, points);
      problem.rules.unit.push_back(static_cast<std::int32_t>(row / 25 * 2 + col / 25));
      problem.rules.location.push_back({100.0 * col, 100.0 * row});
    }
  problem.rules.least.assign(4, 2);
  problem.rules.most.assign(4, 4);
  problem.rules.spacing_m = 1200.0;
  CoverStop stop;
  stop.work = 1000000;
  const auto solve = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return solve_cover(problem, stop);
  };
  const CoverPlan one = solve(1);
  CHECK(one.chosen.size() == 12);
  CHECK(keeps(problem.rules, one.chosen));
  for (const std::size_t threads : {2U, 5U}) {
    const CoverPlan more = solve(threads);
    CHECK(one.chosen == more.chosen);
    CHECK(one.objective == more.objective);
    CHECK(one.bound == more.bound);
    CHECK(one.work == more.work);
  }
}

TEST_CASE("forty sites that crowd each other: the plan equals trying every four that keep their distance") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    CoverProblem problem;
    problem.count = 4;
    for (int i = 0; i < 80; ++i) problem.demand.push_back(static_cast<double>(random() % 90));
    for (int k = 0; k < 40; ++k) {
      std::vector<std::uint32_t> points;
      for (std::uint32_t i = 0; i < 80; ++i)
        if (random() % 5 == 0) points.push_back(i);
      add_candidate(problem, points);
      problem.rules.location.push_back(
          {100.0 * static_cast<double>(random() % 20), 100.0 * static_cast<double>(random() % 20)});
    }
    problem.rules.spacing_m = 800.0;
    double best = 0.0;
    const auto extend = [&](const auto& self, std::vector<std::uint32_t>& chosen,
                            std::uint32_t from) -> void {
      best = std::max(best, covered_demand(problem, chosen));
      if (chosen.size() == 4) return;
      for (std::uint32_t k = from; k < 40; ++k) {
        chosen.push_back(k);
        if (keeps(problem.rules, chosen)) self(self, chosen, k + 1);
        chosen.pop_back();
      }
    };
    std::vector<std::uint32_t> chosen;
    extend(extend, chosen, 0);
    const CoverPlan plan = solve_cover(problem, {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == best);
    CHECK(plan.bound == best);
  }
}
