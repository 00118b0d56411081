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

TEST_CASE("a line of five blocks needs two of three shops, or one for three fifths of the people") {
  // Blocks of 10 people each. Shop 0 covers blocks 0 1 2, shop 1 blocks 1 2 3, shop 2 blocks 3 4: all five need shops 0
  // and 2; three fifths, 30 people, need one, and shop 0 is the lowest that does it.
  RequireProblem problem;
  problem.demand = {10, 10, 10, 10, 10};
  problem.reach.runs = {{0, 3}, {1, 4}, {3, 5}};
  problem.reach.first = {0, 1, 2, 3};
  RequirePlan plan = solve_require(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{0, 2});
  CHECK(plan.cost == 2.0);
  CHECK(plan.bound == 2.0);
  CHECK(plan.covered == 50.0);
  CHECK(plan.status == PlanStatus::optimal);
  problem.share = 0.6;
  plan = solve_require(problem, {});
  CHECK(plan.cost == 1.0);
  CHECK(plan.bound == 1.0);
  CHECK(plan.covered == 30.0);
  // Blocks 3 and 4 are a unit of which all must be covered: only shop 2 does that, and the total needs 10 more.
  problem.demand_unit = {0, 0, 0, 1, 1};
  problem.share_of_unit = {0.0, 1.0};
  plan = solve_require(problem, {});
  CHECK(plan.cost == 2.0);
  CHECK(std::find(plan.chosen.begin(), plan.chosen.end(), 2U) != plan.chosen.end());
  CHECK(plan.chosen.size() == 2);
}

TEST_CASE("who cannot be covered is named with what can be and what is required") {
  // Unit 0: 10 of 40 people in reach, half required. Unit 1: 20 of 20. In all 30 of 60, four fifths required.
  RequireProblem problem;
  problem.demand = {10, 30, 20};
  problem.reach.runs = {{0, 1}, {2, 3}};
  problem.reach.first = {0, 1, 2};
  problem.demand_unit = {0, 0, 1};
  problem.share_of_unit = {0.5, 1.0};
  problem.share = 0.8;
  const RequirePlan plan = solve_require(problem, {});
  CHECK(plan.status == PlanStatus::infeasible);
  REQUIRE(plan.shortages.size() == 2);
  CHECK(plan.shortages[0].unit == 0);
  CHECK(plan.shortages[0].coverable == 10.0);
  CHECK(plan.shortages[0].required == 20.0);
  CHECK(plan.shortages[1].unit == -1);
  CHECK(plan.shortages[1].coverable == 30.0);
  CHECK(plan.shortages[1].required == 48.0);
}

TEST_CASE("rules that leave no room for enough sites are told from too little reach") {
  // Two blocks 400 m apart, a shop in each, both needed: impossible 500 m apart, possible exactly 400 m apart.
  RequireProblem problem;
  problem.demand = {10, 10};
  problem.reach.runs = {{0, 1}, {1, 2}};
  problem.reach.first = {0, 1, 2};
  problem.rules.location = {{0.0, 0.0}, {400.0, 0.0}};
  problem.rules.spacing_m = 500.0;
  const RequirePlan plan = solve_require(problem, {});
  CHECK(plan.status == PlanStatus::infeasible);
  REQUIRE(plan.shortages.size() == 1);
  CHECK(plan.shortages[0].by_rules);
  problem.rules.spacing_m = 400.0;
  CHECK(solve_require(problem, {}).cost == 2.0);
}

TEST_CASE("what stands already may be enough, and nothing required costs nothing") {
  RequireProblem problem;
  problem.demand = {10, 10};
  problem.reach.runs = {{0, 2}};
  problem.reach.first = {0, 1};
  problem.covered_already = {{0, 1}};
  problem.share = 0.5;
  RequirePlan plan = solve_require(problem, {});
  CHECK(plan.chosen.empty());
  CHECK(plan.cost == 0.0);
  CHECK(plan.bound == 0.0);
  CHECK(plan.gap == 0.0);
  CHECK(plan.covered == 10.0);
  CHECK(plan.status == PlanStatus::optimal);
  // A unit that wants a site gets one all the same.
  problem.rules.unit = {0};
  problem.rules.least = {1};
  problem.rules.most = {1};
  plan = solve_require(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{0});
  CHECK(plan.status == PlanStatus::optimal);
}

TEST_CASE("a larger share, a raised minimum and a wider spacing never cost less") {
  for (std::uint64_t seed = 500; seed < 620; ++seed) {
    CAPTURE(seed);
    const RequireProblem problem = random_requirement(seed);
    const RequirePlan before = solve_require(problem, {});
    const auto not_cheaper = [&](const RequireProblem& harder) {
      const RequirePlan after = solve_require(harder, {});
      if (before.status == PlanStatus::infeasible) {
        CHECK(after.status == PlanStatus::infeasible);
      } else if (after.status != PlanStatus::infeasible) {
        CHECK(after.cost >= before.cost * (1.0 - 1e-6));
      }
    };
    RequireProblem harder = problem;
    harder.share = std::min(1.0, problem.share + 0.15);
    for (double& share : harder.share_of_unit) share = std::min(1.0, share + 0.1);
    not_cheaper(harder);
    harder = problem;
    for (std::size_t u = 0; u < harder.rules.least.size(); ++u)
      harder.rules.least[u] = std::min(harder.rules.least[u] + 1, harder.rules.most[u]);
    if (harder.rules.spacing_m > 0.0) harder.rules.spacing_m += 100.0;
    not_cheaper(harder);
  }
}

TEST_CASE("a spacing of nothing and units that ask and forbid nothing leave the cheapest plan as it is") {
  for (std::uint64_t seed = 700; seed < 740; ++seed) {
    CAPTURE(seed);
    RequireProblem problem = random_requirement(seed);
    problem.rules = {};
    const RequirePlan free = solve_require(problem, {});
    const std::size_t candidates = problem.reach.set_count();
    problem.rules.unit.assign(candidates, 0);
    problem.rules.least = {0};
    problem.rules.most = {static_cast<int>(candidates)};
    problem.rules.location.assign(candidates, PointM{});
    const RequirePlan ruled = solve_require(problem, {});
    CHECK(ruled.chosen == free.chosen);
    CHECK(ruled.bound == free.bound);
    CHECK(ruled.work == free.work);
  }
}

TEST_CASE("a requirement on mirrored ground costs the same") {
  for (std::uint64_t seed = 800; seed < 860; ++seed) {
    CAPTURE(seed);
    const RequireProblem problem = random_requirement(seed);
    RequireProblem mirrored = problem;
    std::reverse(mirrored.demand.begin(), mirrored.demand.end());
    std::reverse(mirrored.demand_unit.begin(), mirrored.demand_unit.end());
    const auto last = static_cast<std::uint32_t>(problem.demand.size());
    for (IndexRun& run : mirrored.covered_already) run = {last - run.end, last - run.begin};
    mirrored.reach = {};
    for (std::size_t k = problem.reach.set_count(); k-- > 0;) {
      const auto runs = problem.reach.set(k);
      for (std::size_t r = runs.size(); r-- > 0;)
        mirrored.reach.runs.push_back({last - runs[r].end, last - runs[r].begin});
      mirrored.reach.first.push_back(mirrored.reach.runs.size());
    }
    std::reverse(mirrored.cost.begin(), mirrored.cost.end());
    std::reverse(mirrored.rules.unit.begin(), mirrored.rules.unit.end());
    std::reverse(mirrored.rules.location.begin(), mirrored.rules.location.end());
    for (PointM& place : mirrored.rules.location) place.x_m = -place.x_m;
    const RequirePlan one = solve_require(problem, {});
    const RequirePlan other = solve_require(mirrored, {});
    CHECK(one.status == other.status);
    // Each is proved within a millionth.
    CHECK(std::abs(one.cost - other.cost) <= 1e-6 * one.cost);
  }
}

TEST_CASE("a search for the cheapest plan that is cut short never claims a bound above the cheapest") {
  for (std::uint64_t seed = 1; seed <= 80; ++seed)
    for (const std::uint64_t work : {0U, 1U, 30U, 200U}) {
      CAPTURE(seed, work);
      const RequireProblem problem = random_requirement(seed);
      CoverStop stop;
      stop.work = work;
      const RequirePlan plan = solve_require(problem, stop);
      const std::optional<double> best = cheapest_by_trying_all(problem);
      if (!best) {
        CHECK(plan.chosen.empty());
        continue;
      }
      CHECK(plan.status != PlanStatus::infeasible);
      CHECK(plan.bound <= *best * (1.0 + 12 * 0x1.0p-52));
      if (!plan.chosen.empty()) CHECK(plan.cost >= *best * (1.0 - 12 * 0x1.0p-52));
    }
}

TEST_CASE("malformed requirements are refused") {
  RequireProblem good;
  good.demand = {1, 2};
  good.reach.runs = {{0, 2}};
  good.reach.first = {0, 1};
  const auto refused = [&](auto&& spoil) {
    RequireProblem bad = good;
    spoil(bad);
    CHECK_THROWS_AS(solve_require(bad, {}), std::invalid_argument);
  };
  refused([](RequireProblem& p) { p.share = 1.1; });
  refused([](RequireProblem& p) { p.share = std::nan(""); });
  refused([](RequireProblem& p) { p.cost = {0.0}; });
  refused([](RequireProblem& p) { p.cost = {1.0, 1.0}; });
  refused([](RequireProblem& p) { p.demand[1] = -1.0; });
  refused([](RequireProblem& p) { p.share_of_unit = {0.5}; });
  refused([](RequireProblem& p) {
    p.demand_unit = {0, 1};
    p.share_of_unit = {0.5};
  });
  refused([](RequireProblem& p) {
    p.rules.least = {2};
    p.rules.most = {1};
  });
  refused([](RequireProblem& p) {
    p.rules.least = {1};
    p.rules.most = {1};
    p.rules.unit = {1};
  });
  refused([](RequireProblem& p) { p.rules.spacing_m = 10.0; });
  refused([](RequireProblem& p) { p.rules.spacing_m = -1.0; });
}
