#include <tbb/global_control.h>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/placement/small_covers.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

double cost_of(const CoverProblem& problem, const CoverPlan& plan) {
  double sum = 0.0;
  for (const std::uint32_t k : plan.chosen) sum += problem.cost.empty() ? 1.0 : problem.cost[k];
  return sum;
}

/// A proved plan may miss the best by a millionth of what it covers.
void check_against_brute_force(const CoverProblem& problem) {
  const CoverPlan plan = solve_cover(problem, {});
  const double best = best_by_trying_all(problem);
  REQUIRE(plan.status == PlanStatus::optimal);
  CHECK(plan.objective >= best * (1.0 - 1e-6));
  // Sums of at most 40 numbers in another order differ by less than 40 roundings.
  CHECK(plan.objective <= best * (1.0 + 40 * 0x1.0p-52));
  CHECK(plan.bound >= best * (1.0 - 40 * 0x1.0p-52));
  CHECK(plan.bound >= plan.objective);
  CHECK(plan.objective == Catch::Approx(covered_demand(problem, plan.chosen)).epsilon(1e-14).margin(1e-14));
  CHECK(plan.gap == (plan.bound - plan.objective) / std::max(plan.objective, 1e-9));
  if (problem.count) CHECK(plan.chosen.size() <= static_cast<std::size_t>(*problem.count));
  if (problem.budget) CHECK(cost_of(problem, plan) <= *problem.budget * (1.0 + 1e-12));
}

}  // namespace

TEST_CASE("with a count, the plan equals trying every choice on a hundred random worlds") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    check_against_brute_force(random_world(seed, false));
  }
}

TEST_CASE("with a budget, the plan equals trying every choice on a hundred random worlds") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    check_against_brute_force(random_world(seed, true));
  }
}

TEST_CASE("with forty candidates on crowded ground, the plan equals trying every three of them") {
  // Large enough that bounding alone does not end it: candidates are ruled out, demand is merged again and
  // branches are explored.
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    CoverProblem problem;
    problem.count = 3;
    for (int i = 0; i < 120; ++i)
      problem.demand.push_back(static_cast<double>(random() % 90) / (seed % 2 == 0 ? 1 : 7));
    for (int k = 0; k < 40; ++k) {
      std::vector<std::uint32_t> points;
      for (std::uint32_t i = 0; i < 120; ++i)
        if (random() % 4 == 0) points.push_back(i);
      add_candidate(problem, points);
    }
    double best = 0.0;
    for (std::uint32_t a = 0; a < 40; ++a)
      for (std::uint32_t b = a + 1; b < 40; ++b)
        for (std::uint32_t c = b + 1; c < 40; ++c) best = std::max(best, covered_demand(problem, {a, b, c}));
    const CoverPlan plan = solve_cover(problem, {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective >= best * (1.0 - 1e-6));
    CHECK(plan.objective <= best * (1.0 + 120 * 0x1.0p-52));
    CHECK(plan.bound >= best * (1.0 - 120 * 0x1.0p-52));
  }
}

TEST_CASE("a search cut short after any amount of work still gives a bound that is never below the best") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const std::uint64_t work : {0U, 1U, 30U, 200U}) {
      CAPTURE(seed, work);
      const CoverProblem problem = random_world(seed, seed % 2 == 0);
      CoverStop stop;
      stop.work = work;
      const CoverPlan plan = solve_cover(problem, stop);
      const double best = best_by_trying_all(problem);
      CHECK(plan.bound >= best * (1.0 - 40 * 0x1.0p-52));
      CHECK(plan.objective <= best * (1.0 + 40 * 0x1.0p-52));
    }
}

TEST_CASE("greedy is not enough: two outer sites beat the one in the middle") {
  // Points a b c d with 3, 4, 4, 3 people. The middle site covers b c = 8, greedy then adds 3 more = 11;
  // the outer ones cover a b and c d = 14, everybody.
  CoverProblem problem;
  problem.demand = {3, 4, 4, 3};
  add_candidate(problem, {1, 2});
  add_candidate(problem, {0, 1});
  add_candidate(problem, {2, 3});
  problem.count = 2;
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{1, 2});
  CHECK(plan.objective == 14.0);
  CHECK(plan.bound == 14.0);
  CHECK(plan.gap == 0.0);
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("sites are listed by what each adds, and ties go to the lowest candidate") {
  // Site 3 adds 9. Sites 0 and 2 cover the same 5 people, so 0 comes second; site 1 adds 5 others: equal to
  // site 0 in gain but higher in number, so third.
  CoverProblem problem;
  problem.demand = {5, 5, 9};
  add_candidate(problem, {0});
  add_candidate(problem, {1});
  add_candidate(problem, {0});
  add_candidate(problem, {2});
  problem.count = 3;
  CHECK(solve_cover(problem, {}).chosen == std::vector<std::uint32_t>{3, 0, 1});
  problem.count = 2;
  CHECK(solve_cover(problem, {}).chosen == std::vector<std::uint32_t>{3, 0});
}

TEST_CASE("people covered already count once, and sites that add nobody are not built") {
  // 2 of 10 people are covered already; site 0 covers exactly those, site 1 one of them and 3 others.
  CoverProblem problem;
  problem.demand = {1, 1, 3, 5};
  problem.covered_already = {{0, 2}, {1, 2}};
  add_candidate(problem, {0, 1});
  add_candidate(problem, {1, 2});
  problem.count = 2;
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{1});
  CHECK(plan.objective == 5.0);
  CHECK(plan.bound == 5.0);
}

TEST_CASE("no sites wanted, or everybody covered already, is a plan without sites") {
  CoverProblem problem;
  problem.demand = {4, 6};
  problem.count = 0;
  CHECK(solve_cover(problem, {}).status == PlanStatus::optimal);
  CHECK(solve_cover(problem, {}).objective == 0.0);
  add_candidate(problem, {0, 1});
  problem.count = 3;
  problem.covered_already = {{0, 2}};
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.chosen.empty());
  CHECK(plan.objective == 10.0);
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("where no affordable candidate reaches anybody new, nothing is won and that is proved") {
  // 1/7 cannot be scaled to a whole number, but what nobody can win must not blur the bound.
  CoverProblem problem;
  problem.demand = {1.0 / 7.0, 3.0 / 7.0};
  add_candidate(problem, {0});
  add_candidate(problem, {1});
  problem.covered_already = {{0, 1}};
  problem.cost = {1.0, 9.0};
  problem.budget = 2.0;
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.objective == 1.0 / 7.0);
  CHECK(plan.bound == plan.objective);
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE(
    "without candidates, or with a budget below the cheapest, there is no plan and the reason is said") {
  CoverProblem problem;
  problem.demand = {4, 6};
  problem.count = 1;
  const CoverPlan none = solve_cover(problem, {});
  CHECK(none.status == PlanStatus::infeasible);
  CHECK_FALSE(none.reason.empty());
  problem.count.reset();
  add_candidate(problem, {0});
  problem.cost = {2.0};
  problem.budget = 1.9;
  const CoverPlan poor = solve_cover(problem, {});
  CHECK(poor.status == PlanStatus::infeasible);
  CHECK(poor.reason != none.reason);
}

TEST_CASE("prices that fit on paper fit in floating point") {
  // 0.1 + 0.2 is more than 0.3 in binary; the two sites must be affordable all the same.
  CoverProblem problem;
  problem.demand = {1, 1};
  add_candidate(problem, {0});
  add_candidate(problem, {1});
  problem.cost = {0.1, 0.2};
  problem.budget = 0.3;
  CHECK(solve_cover(problem, {}).objective == 2.0);
}

TEST_CASE("one more site, more money and a larger reach never cover fewer") {
  for (std::uint64_t seed = 200; seed < 230; ++seed) {
    CAPTURE(seed);
    CoverProblem problem = random_world(seed, false);
    const double before = solve_cover(problem, {}).objective;
    CoverProblem more = problem;
    ++*more.count;
    CHECK(solve_cover(more, {}).objective >= before * (1.0 - 1e-6));
    CoverProblem wider = problem;
    wider.reach = {};
    const auto last = static_cast<std::uint32_t>(problem.demand.size());
    for (std::size_t k = 0; k < problem.reach.set_count(); ++k) {
      std::vector<bool> covered(last + 1, false);
      for (const IndexRun run : problem.reach.set(k))
        for (std::uint32_t i = run.begin; i <= run.end; ++i) covered[i] = true;
      std::vector<std::uint32_t> points;
      for (std::uint32_t i = 0; i < last; ++i)
        if (covered[i]) points.push_back(i);
      add_candidate(wider, points);
    }
    CHECK(solve_cover(wider, {}).objective >= before * (1.0 - 1e-6));
    CoverProblem rich = random_world(seed, true);
    const double poor = solve_cover(rich, {}).objective;
    *rich.budget *= 1.5;
    CHECK(solve_cover(rich, {}).objective >= poor * (1.0 - 1e-6));
  }
}

TEST_CASE("malformed problems are refused") {
  CoverProblem good;
  good.demand = {1, 2};
  add_candidate(good, {0, 1});
  good.count = 1;
  const auto refused = [&](auto&& spoil) {
    CoverProblem bad = good;
    spoil(bad);
    CHECK_THROWS_AS(solve_cover(bad, {}), std::invalid_argument);
  };
  refused([](CoverProblem& p) { p.demand[0] = -1.0; });
  refused([](CoverProblem& p) { p.demand[0] = std::nan(""); });
  refused([](CoverProblem& p) { p.reach.runs[0].end = 3; });
  refused([](CoverProblem& p) { p.reach.first.back() = 2; });
  refused([](CoverProblem& p) { p.covered_already = {{0, 3}}; });
  refused([](CoverProblem& p) { p.budget = 1.0; });
  refused([](CoverProblem& p) { p.count.reset(); });
  refused([](CoverProblem& p) { p.count = -1; });
  refused([](CoverProblem& p) { p.cost = {1.0, 1.0}; });
  refused([](CoverProblem& p) {
    p.count.reset();
    p.budget = 1.0;
    p.cost = {0.0};
  });
}

TEST_CASE("an interrupted search says so and keeps a plan with a bound") {
  CoverProblem problem = random_world(7, false);
  CoverStop stop;
  stop.interrupted = [] { return true; };
  const CoverPlan plan = solve_cover(problem, stop);
  CHECK(plan.bound >= best_by_trying_all(problem) * (1.0 - 1e-12));
  CHECK((plan.status == PlanStatus::interrupted || plan.gap <= stop.gap));
}
