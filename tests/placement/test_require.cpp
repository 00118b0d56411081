// The cheapest sites that cover a required share.
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "tests/placement/small_requires.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

/// Units (-1: the total) that miss their share when every candidate is used.
std::vector<std::int32_t> short_units(const RequireProblem& problem) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k) all.push_back(k);
  std::vector<std::int32_t> result;
  for (std::int32_t u = 0; u <= static_cast<std::int32_t>(problem.share_of_unit.size()); ++u) {
    const bool total = u == static_cast<std::int32_t>(problem.share_of_unit.size());
    const UnitCoverage of = coverage_of(problem, total ? -1 : u, all);
    const double share = total ? problem.share : problem.share_of_unit[static_cast<std::size_t>(u)];
    if (of.covered < share * of.all - 1e-9 * of.all) result.push_back(total ? -1 : u);
  }
  return result;
}

enum class Outcome { feasible, short_of_demand, short_of_room };

Outcome check_against_brute_force(const RequireProblem& problem) {
  const RequirePlan plan = solve_require(problem, {});
  const std::optional<double> best = cheapest_by_trying_all(problem);
  if (!best) {
    CHECK(plan.status == PlanStatus::infeasible);
    CHECK(plan.chosen.empty());
    const std::vector<std::int32_t> expected = short_units(problem);
    if (expected.empty()) {
      REQUIRE(plan.shortages.size() == 1);
      CHECK(plan.shortages[0].by_rules);
      return Outcome::short_of_room;
    }
    REQUIRE(plan.shortages.size() == expected.size());
    std::vector<std::uint32_t> all;
    for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k) all.push_back(k);
    for (std::size_t s = 0; s < expected.size(); ++s) {
      CHECK(plan.shortages[s].unit == expected[s]);
      CHECK_FALSE(plan.shortages[s].by_rules);
      const UnitCoverage of = coverage_of(problem, expected[s], all);
      const double share =
          expected[s] < 0 ? problem.share : problem.share_of_unit[static_cast<std::size_t>(expected[s])];
      CHECK(std::abs(plan.shortages[s].coverable - of.covered) <= 1e-12 * of.all);
      CHECK(std::abs(plan.shortages[s].required - share * of.all) <= 1e-12 * of.all);
    }
    return Outcome::short_of_demand;
  }
  REQUIRE(plan.status == PlanStatus::optimal);
  CHECK(plan.shortages.empty());
  // Proved within a millionth; sums of at most 12 costs differ by less than 12 roundings.
  CHECK(plan.cost <= *best * (1.0 + 1e-6));
  CHECK(plan.cost >= *best * (1.0 - 12 * 0x1.0p-52));
  CHECK(plan.bound <= *best * (1.0 + 12 * 0x1.0p-52));
  CHECK(plan.bound <= plan.cost);
  CHECK(std::abs(plan.cost - cost_of(problem, plan.chosen)) <= 1e-14 * plan.cost);
  CHECK(meets_shares(problem, plan.chosen));
  CHECK(keeps(problem.rules, plan.chosen));
  const UnitCoverage all = coverage_of(problem, -1, plan.chosen);
  CHECK(std::abs(plan.covered - all.covered) <= 1e-12 * all.all);
  if (problem.cost.empty()) CHECK(plan.bound == *best);
  return Outcome::feasible;
}

}  // namespace

TEST_CASE(
    "the cheapest plan that meets shares and rules equals trying every choice on four hundred random "
    "worlds") {
  int feasible = 0;
  int short_of_demand = 0;
  int short_of_room = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    switch (check_against_brute_force(random_requirement(seed))) {
      case Outcome::feasible: ++feasible; break;
      case Outcome::short_of_demand: ++short_of_demand; break;
      case Outcome::short_of_room: ++short_of_room; break;
    }
  }
  // All three occur, or the comparison would say little.
  CAPTURE(feasible, short_of_demand, short_of_room);
  CHECK(feasible > 150);
  CHECK(short_of_demand > 20);
  CHECK(short_of_room > 10);
}
