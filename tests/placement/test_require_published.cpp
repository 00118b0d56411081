// Set covering with known answers.
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>

#include "sim/placement/require.h"
#include "tests/placement/cordeau.h"
#include "tests/placement/san_francisco.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

RequireProblem covering_all(const CoverProblem& cover) {
  RequireProblem problem;
  problem.reach = cover.reach;
  problem.demand.assign(cover.demand.size(), 0.0);
  for (const IndexRun run : cover.reach.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i) problem.demand[i] = cover.demand[i];
  return problem;
}

}  // namespace

TEST_CASE("San Francisco: all tracts need eight stores at 5 km and three at 8 km, as published") {
  const char* folder = std::getenv("QUARTERHOUR_DATA");
  const auto file = std::filesystem::path(folder != nullptr ? folder : QUARTERHOUR_DATA) / "spopt_sf" /
                    "SF_network_distance_candidateStore_16_censusTract_205_new.csv";
  if (!std::filesystem::exists(file)) SKIP("QUARTERHOUR_DATA/spopt_sf is not there");
  const SanFrancisco city = san_francisco(file);
  const auto stores_needed = [&](double reach_m) {
    RequireProblem problem;
    problem.demand.assign(city.people.size(), 1.0);
    for (const std::vector<double>& metres : city.metres) {
      for (std::uint32_t i = 0; i < metres.size(); ++i)
        if (metres[i] <= reach_m) problem.reach.runs.push_back({i, i + 1});
      problem.reach.first.push_back(problem.reach.runs.size());
    }
    const RequirePlan plan = solve_require(problem, {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.bound == plan.cost);
    CHECK(plan.covered == static_cast<double>(city.people.size()));
    return plan.cost;
  };
  CHECK(stores_needed(5000.0) == 8.0);
  CHECK(stores_needed(8000.0) == 3.0);
}

TEST_CASE("1,000 sites that must reach 100,000 points: soon far above the bound without cuts") {
  CoverStop stop;
  // The uncut program proves 217, its 216.5 rounded up; solvers stood at [219, 226] and [219, 227] after two minutes.
  stop.work = 4'000'000;
  const RequirePlan plan = solve_require(covering_all(cordeau_problem(1000, 100000, 1.5F, 1)), stop);
  CHECK(plan.bound >= 220.0);
  CHECK(plan.bound <= 224.0);
  CHECK(plan.cost <= 225.0);
}

// No optimum is published. CBC and HiGHS leave [219, 225] open; that 223 are too few is this program's own proof, each of whose cuts and
// bounds test_covering_cuts.cpp checks by counting on small instances.
TEST_CASE("1,000 sites that must reach 100,000 points: 224 are needed", "[long]") {
  const RequirePlan plan = solve_require(covering_all(cordeau_problem(1000, 100000, 1.5F, 1)), {});
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(plan.cost == 224.0);
  CHECK(plan.bound == 224.0);
}

TEST_CASE("one thread, two and five give the same cheapest plan, bound and work") {
  RequireProblem problem = covering_all(cordeau_problem(3000, 20000, 1.5F, 1));
  problem.share = 0.7;
  for (std::size_t k = 0; k < problem.reach.set_count(); ++k) {
    problem.rules.unit.push_back(static_cast<std::int32_t>(k % 7));
    const std::size_t row = k / 60;
    problem.rules.location.push_back({static_cast<double>(k % 60) * 100.0, static_cast<double>(row) * 100.0});
  }
  problem.rules.least.assign(7, 2);
  problem.rules.most.assign(7, 30);
  problem.rules.spacing_m = 150.0;
  CoverStop stop;
  stop.work = 300000;
  const auto solve = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return solve_require(problem, stop);
  };
  const RequirePlan one = solve(1);
  CHECK_FALSE(one.chosen.empty());
  for (const std::size_t threads : {2U, 5U}) {
    const RequirePlan more = solve(threads);
    CHECK(one.chosen == more.chosen);
    CHECK(one.cost == more.cost);
    CHECK(one.bound == more.bound);
    CHECK(one.work == more.work);
  }
}
