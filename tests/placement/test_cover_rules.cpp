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
