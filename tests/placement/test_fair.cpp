// The fairest choice: the lowest unit's coverage as high as it can be, then the next.
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/placement/small_fair.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

enum class Outcome { feasible, infeasible };

Outcome check_against_brute_force(const FairProblem& problem) {
  const FairPlan plan = solve_fair(problem, {});
  const auto best = fairest_by_trying_all(problem, 1e-9);
  if (!best) {
    CHECK_FALSE(plan.found);
    CHECK(plan.status == PlanStatus::infeasible);
    return Outcome::infeasible;
  }
  REQUIRE(plan.found);
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(is_allowed(problem, plan.chosen));
  const std::vector<double> shares = shares_by_definition(problem, plan.chosen);
  REQUIRE(shares.size() == best->size());
  // Each share may be a hair below the one that was proved, and sums of demand differ by rounding.
  for (std::size_t u = 0; u < shares.size(); ++u) CHECK(std::abs(shares[u] - (*best)[u]) <= 4e-9);
  CHECK(plan.proved == shares.size());
  REQUIRE(plan.order.size() == shares.size());
  for (std::size_t u = 0; u < shares.size(); ++u)
    CHECK(std::abs(plan.share[plan.order[u]] - shares[u]) <= 1e-12);
  if (!shares.empty()) {
    CHECK(std::abs(plan.objective - shares.front()) <= 1e-12);
    CHECK(plan.bound >= best->front() - 1e-12);
    CHECK(plan.bound <= best->front() + 4e-9);
    if (best->front() == 0.0) CHECK(plan.bound == 0.0);
  }
  return Outcome::feasible;
}

}  // namespace

TEST_CASE("the fairest plan equals trying every choice on four hundred random worlds") {
  int feasible = 0;
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= testing::trials<std::uint64_t>(400); ++seed) {
    CAPTURE(seed);
    (check_against_brute_force(random_fairness(seed)) == Outcome::feasible ? feasible : infeasible)++;
  }
  CAPTURE(feasible, infeasible);
  CHECK(feasible > testing::trials(300));
  CHECK(infeasible > (testing::sanitized ? 0 : 5));
}

TEST_CASE("one clinic goes to the district that has least, not to where most people are") {
  // District 0: 100 people, half covered already; district 1: 20 people, none covered. Site 0 covers the other 50 of
  // district 0, site 1 15 of district 1.
  FairProblem problem;
  problem.demand = {50, 50, 15, 5};
  problem.demand_unit = {0, 0, 1, 1};
  problem.unit_count = 2;
  problem.covered_already = {{0, 1}};
  problem.reach.runs = {{1, 2}, {2, 3}};
  problem.reach.first = {0, 1, 2};
  problem.count = 1;
  FairPlan plan = solve_fair(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{1});
  CHECK(plan.objective == 0.5);
  CHECK(plan.share == std::vector<double>{0.5, 0.75});
  CHECK(plan.order == std::vector<std::size_t>{0, 1});
  CHECK(plan.proved == 2);
  // With both, district 1 is lowest at three quarters and cannot have more.
  problem.count = 2;
  plan = solve_fair(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{1, 0});
  CHECK(plan.objective == 0.75);
  CHECK(plan.bound == 0.75);
}

TEST_CASE("a district that nothing reaches does not end the search for the others") {
  FairProblem problem;
  problem.demand = {10, 10, 10, 10};
  problem.demand_unit = {0, 1, 1, 2};
  problem.unit_count = 4;
  problem.reach.runs = {{1, 2}, {3, 4}, {1, 3}};
  problem.reach.first = {0, 1, 2, 3};
  problem.count = 2;
  const FairPlan plan = solve_fair(problem, {});
  CHECK(plan.objective == 0.0);
  CHECK(plan.bound == 0.0);
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(plan.chosen == std::vector<std::uint32_t>{2, 1});
  CHECK(std::isnan(plan.share[3]));
  CHECK(plan.proved == 3);
}

TEST_CASE("with too few sites for all districts as many as can be get something") {
  // Six districts of one block, three sites; site 6 serves districts 4 and 5 at once.
  FairProblem problem;
  problem.unit_count = 6;
  for (std::uint32_t u = 0; u < 6; ++u) {
    problem.demand.push_back(10.0 + u);
    problem.demand_unit.push_back(static_cast<std::int32_t>(u));
    problem.reach.runs.push_back({u, u + 1});
    problem.reach.first.push_back(u + 1);
  }
  problem.reach.runs.push_back({4, 6});
  problem.reach.first.push_back(7);
  problem.count = 3;
  const FairPlan plan = solve_fair(problem, {});
  CHECK(plan.objective == 0.0);
  CHECK(plan.bound == 0.0);
  CHECK(plan.proved == 6);
  const std::vector<double> shares = shares_by_definition(problem, plan.chosen);
  CHECK(shares == std::vector<double>{0, 0, 1, 1, 1, 1});
}

TEST_CASE("the fairest plan is the same for any number of threads") {
  for (std::uint64_t seed = 900; seed < 930; ++seed) {
    CAPTURE(seed);
    const FairProblem problem = random_fairness(seed);
    const FairPlan plan = solve_fair(problem, {});
    tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    const FairPlan alone = solve_fair(problem, {});
    CHECK(plan.chosen == alone.chosen);
    CHECK(plan.objective == alone.objective);
    CHECK(plan.bound == alone.bound);
    CHECK(plan.work == alone.work);
  }
}

TEST_CASE("a search for fairness that is cut short still has a bound") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const FairProblem problem = random_fairness(seed);
    const auto best = fairest_by_trying_all(problem, 1e-9);
    CoverStop stop;
    stop.work = 1 + seed * 20;
    const FairPlan plan = solve_fair(problem, stop);
    if (!plan.found) {
      CHECK((!best || plan.status == PlanStatus::work_limit));
      continue;
    }
    REQUIRE(best);
    CHECK(is_allowed(problem, plan.chosen));
    const std::vector<double> shares = shares_by_definition(problem, plan.chosen);
    if (best->empty()) continue;
    CHECK(plan.bound >= best->front() - 1e-12);
    CHECK(plan.bound >= plan.objective);
    for (std::size_t u = 0; u < plan.proved; ++u) CHECK(std::abs(shares[u] - (*best)[u]) <= 4e-9);
  }
}

TEST_CASE("where nobody asks for anything the fairest plan has no site") {
  FairProblem problem;
  problem.unit_count = 2;
  problem.reach.first = {0, 0};
  problem.count = 1;
  const FairPlan plan = solve_fair(problem, {});
  CHECK(plan.found);
  CHECK(plan.chosen.empty());
  CHECK(plan.order.empty());
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("a malformed problem of fairness is refused") {
  FairProblem problem;
  problem.demand = {10};
  problem.reach.runs = {{0, 1}};
  problem.reach.first = {0, 1};
  problem.demand_unit = {0};
  problem.unit_count = 1;
  problem.count = 1;
  CHECK_NOTHROW(solve_fair(problem, {}));
  FairProblem other = problem;
  other.demand_unit = {1};
  CHECK_THROWS_AS(solve_fair(other, {}), std::invalid_argument);
  other = problem;
  other.demand_unit.clear();
  CHECK_THROWS_AS(solve_fair(other, {}), std::invalid_argument);
  other = problem;
  other.budget = 5.0;
  CHECK_THROWS_AS(solve_fair(other, {}), std::invalid_argument);
  other = problem;
  other.count.reset();
  other.budget = 5.0;
  CHECK_THROWS_AS(solve_fair(other, {}), std::invalid_argument);
  other.cost = {6.0};
  CHECK(solve_fair(other, {}).status == PlanStatus::infeasible);
}
