// Covering instances with known answers.
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/placement/cordeau.h"

using namespace quarterhour;
using namespace quarterhour::tests;

TEST_CASE("instances after Cordeau, Furini and Ljubić are proved at their known optima") {
  const auto check = [](int sites, int points, float radius, int count, double known) {
    CAPTURE(sites, points, radius);
    const CoverPlan plan = solve_cover(cordeau_problem(sites, points, radius, count), {});
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == known);
    // Demand is whole people, so the bound is the optimum itself.
    CHECK(plan.bound == known);
  };
  check(100, 1000, 5.5F, 10, 44731);
  check(100, 10000, 3.25F, 10, 193099);
  check(100, 100000, 3.25F, 10, 1897064);
  check(1000, 100000, 1.0F, 50, 972427);
}

TEST_CASE("millions of scattered points are merged before any run of theirs is held") {
  const CordeauPlaces million = cordeau_places(1000, 1'000'000);
  const CoverPlan plan = solve_cover(merged_cordeau_problem(million, 1.0F, 50), {});
  CHECK(plan.objective == 9115645);
  CHECK(plan.bound == 9115645);
#ifndef NDEBUG
  SKIP("twenty million points, which take minutes in a build that is not optimised");
#endif
  const CordeauPlaces places = cordeau_places(100, 20'000'000);
  const auto check = [&](float radius, double known) {
    const CoverPlan of_all = solve_cover(merged_cordeau_problem(places, radius, 10), {});
    CHECK(of_all.status == PlanStatus::optimal);
    CHECK(of_all.objective == known);
    CHECK(of_all.bound == known);
  };
  check(5.5F, 888211777);
  check(3.25F, 372912773);
}

TEST_CASE("one thread and two give the same plan, bound and work") {
  const CoverProblem problem = cordeau_problem(3000, 20000, 1.0F, 40);
  CoverStop stop;
  stop.work = 300000;
  const auto solve = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return solve_cover(problem, stop);
  };
  const CoverPlan one = solve(1);
  const CoverPlan two = solve(2);
  CHECK(one.chosen == two.chosen);
  CHECK(one.objective == two.objective);
  CHECK(one.bound == two.bound);
  CHECK(one.work == two.work);
}
