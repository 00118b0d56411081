// p-median and p-centre against every choice tried out, and what is refused.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

#include "sim/placement/capacitated.h"
#include "sim/placement/center.h"
#include "sim/placement/median.h"
#include "tests/placement/small_ways.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

CoverStop until_proved() {
  CoverStop stop;
  stop.gap = 0.0;
  return stop;
}

/// Points with demand that nothing can reach.
std::size_t lost_points(const WaysProblem& problem) {
  std::size_t lost = 0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    const bool stands = !problem.standing.empty() && problem.standing[i] < infinity;
    if (problem.demand[i] > 0.0 && !stands && problem.ways.first[i] == problem.ways.first[i + 1]) ++lost;
  }
  return lost;
}

void check_against_all(const WaysProblem& problem) {
  const BestChoices best = best_by_trying_all(problem);
  const MedianPlan median = solve_median(problem, until_proved());
  const CenterPlan center = solve_center(problem, until_proved());
  CHECK(median.unreachable.size() == lost_points(problem));
  CHECK(center.unreachable == median.unreachable);
  CHECK(median.found == (best.median < infinity));
  CHECK(center.found == (best.center < infinity));
  if (best.median == infinity) {
    CHECK(median.status == PlanStatus::infeasible);
    CHECK(center.status == PlanStatus::infeasible);
    return;
  }
  // The plan is what it says, and no choice is better. Costs are scaled so that the dearest ways of all points together take 40
  // bits, and rounded down once a point.
  double dearest = 0.0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    double way = problem.standing.empty() || problem.standing[i] == infinity ? 0.0 : problem.standing[i];
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
      way = std::max(way, problem.ways.cost[w]);
    dearest += way * problem.demand[i];
  }
  const double rounding =
      static_cast<double>(problem.demand.size()) * 0x1.0p-39 * dearest + 0x1.0p-50 * best.median;
  CHECK(is_allowed(problem, median.chosen));
  CHECK_THAT(value_of(problem, median.chosen).median, Catch::Matchers::WithinULP(median.objective, 8));
  CHECK_THAT(median.objective, Catch::Matchers::WithinAbs(best.median, rounding));
  CHECK(median.bound <= best.median * (1.0 + 1e-15));
  CHECK(median.bound >= best.median - rounding);
  if (rounding <= 1e-6 * best.median) CHECK(median.status == PlanStatus::optimal);
  CHECK(is_allowed(problem, center.chosen));
  CHECK(value_of(problem, center.chosen).center == center.objective);
  CHECK(center.objective == best.center);
  CHECK(center.bound == best.center);
  CHECK(center.status == PlanStatus::optimal);
}

/// A budget below the cheapest site is refused, as where people are covered.
void check_limited(const WaysProblem& problem) {
  const bool can_buy =
      !problem.budget || std::any_of(problem.cost.begin(), problem.cost.end(),
                                     [&](double cost) { return cost <= *problem.budget * (1.0 + 1e-12); });
  if (can_buy) {
    check_against_all(problem);
    return;
  }
  for (const PlanStatus status :
       {solve_median(problem, until_proved()).status, solve_center(problem, until_proved()).status})
    CHECK(status == PlanStatus::infeasible);
}

}  // namespace

TEST_CASE("500 small p-median and p-centre problems equal every choice tried out") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    check_against_all(random_ways(seed));
  }
}

TEST_CASE(
    "Small p-median and p-centre problems within budgets and under rules equal every choice tried out") {
  for (std::uint64_t seed = 1; seed <= testing::trials<std::uint64_t>(400); ++seed) {
    CAPTURE(seed);
    check_limited(random_limited_ways(seed));
  }
}

TEST_CASE("Two thousand more small problems of ways within budgets and under rules", "[long]") {
  for (std::uint64_t seed = 1001; seed <= 3000; ++seed) {
    CAPTURE(seed);
    check_limited(random_limited_ways(seed));
  }
}

TEST_CASE(
    "Sites come in the order in which they shorten ways most, and one that shortens nothing is left out") {
  // Ten people at each end of a road of 10, one in the middle.
  WaysProblem problem = problem_of({{0, 5, 10, 0}, {5, 0, 5, 5}, {10, 5, 0, 10}}, 4);
  problem.demand = {10.0, 1.0, 11.0};
  const MedianPlan plan = solve_median(problem, until_proved());
  // The middle leaves 105, either end 100 + 5 or more: the end with eleven people 105, the lower index first.
  CHECK(plan.objective == 0.0);
  REQUIRE(plan.chosen.size() == 3);
  CHECK(plan.chosen == std::vector<std::uint32_t>{1, 2, 0});
  CHECK(solve_center(problem, until_proved()).chosen.size() == 3);
}

TEST_CASE("Who can get nowhere is named, and with too few sites for separate islands there is no plan") {
  WaysProblem problem = problem_of({{1, -1}, {-1, 2}, {-1, -1}}, 2);
  CHECK(solve_median(problem, until_proved()).unreachable == std::vector<std::uint32_t>{2});
  CHECK(solve_center(problem, until_proved()).status == PlanStatus::infeasible);
  problem.demand[2] = 0.0;
  CHECK(solve_median(problem, until_proved()).objective == 3.0);
  CHECK(solve_center(problem, until_proved()).objective == 2.0);
  problem.count = 1;
  for (const bool found :
       {solve_median(problem, until_proved()).found, solve_center(problem, until_proved()).found})
    CHECK_FALSE(found);
  CHECK(solve_median(problem, until_proved()).status == PlanStatus::infeasible);
  CHECK(solve_median(problem, until_proved()).unreachable.empty());
  // A facility that stays on the first island.
  problem.standing = {4.0, infinity, infinity};
  CHECK(solve_median(problem, until_proved()).objective == 6.0);
  CHECK(solve_center(problem, until_proved()).objective == 4.0);
}

TEST_CASE(
    "A bound never stands on a cost that was rounded: 64.01 and 64 are told apart beside a way of ten "
    "million") {
  std::vector<std::vector<double>> costs(1000, {64.01, 64.0, 9999999.0});
  const WaysProblem problem = problem_of(costs, 1);
  const MedianPlan plan = solve_median(problem, until_proved());
  CHECK(plan.chosen == std::vector<std::uint32_t>{1});
  CHECK(plan.objective == 64000.0);
  CHECK(plan.bound <= 64000.0);
  CHECK(plan.status == PlanStatus::optimal);
  CapacitatedProblem whole;
  whole.ways = problem;
  whole.capacity = {infinity, infinity, infinity};
  const CapacitatedPlan capacitated = solve_capacitated_median(whole, until_proved());
  CHECK(capacitated.bound <= 64000.0);
}

TEST_CASE("Of sites that are alike the lowest is taken") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<std::vector<double>> costs(20, std::vector<double>(10));
    for (auto& row : costs)
      for (double& cost : row) cost = static_cast<double>(random() % 3);
    const WaysProblem problem = problem_of(costs, 3);
    const std::vector<std::vector<std::uint32_t>> plans = {solve_median(problem, until_proved()).chosen,
                                                           solve_center(problem, until_proved()).chosen};
    for (std::size_t kind = 0; kind < plans.size(); ++kind) {
      const auto value = [&](const std::vector<std::uint32_t>& chosen) {
        return kind == 0 ? value_of(problem, chosen).median : value_of(problem, chosen).center;
      };
      for (std::size_t k = 0; k < plans[kind].size(); ++k) {
        for (std::uint32_t other = 0; other < plans[kind][k]; ++other) {
          std::vector<std::uint32_t> swapped = plans[kind];
          if (std::find(swapped.begin(), swapped.end(), other) != swapped.end()) continue;
          swapped[k] = other;
          CHECK(value(swapped) > value(plans[kind]));
        }
      }
    }
  }
}

TEST_CASE("Work that runs out leaves a plan, a bound and the reason; more of it never makes them worse") {
  std::mt19937_64 random(5);
  std::vector<std::vector<double>> costs(150, std::vector<double>(150));
  for (auto& row : costs)
    for (double& cost : row) cost = static_cast<double>(random() % 1000);
  const WaysProblem problem = problem_of(costs, 9);
  double bound = -1.0;
  double objective = infinity;
  for (const std::uint64_t work : {3'000U, 60'000U, 400'000U}) {
    CoverStop stop = until_proved();
    stop.work = work;
    const MedianPlan plan = solve_median(problem, stop);
    CAPTURE(work);
    CHECK(plan.found);
    CHECK(plan.bound <= plan.objective);
    CHECK(plan.bound >= bound);
    CHECK(plan.objective <= objective);
    CHECK((plan.status == PlanStatus::work_limit || plan.status == PlanStatus::optimal));
    bound = plan.bound;
    objective = plan.objective;
    CHECK(solve_median(problem, stop).chosen == plan.chosen);
  }
}

TEST_CASE("Malformed problems are refused") {
  const WaysProblem good = problem_of({{1, 2}, {3, 4}}, 1);
  const auto refused = [&good](auto change) {
    WaysProblem bad = good;
    change(bad);
    CHECK_THROWS_AS(solve_median(bad, {}), std::invalid_argument);
    CHECK_THROWS_AS(solve_center(bad, {}), std::invalid_argument);
  };
  refused([](WaysProblem& p) { p.demand[0] = -1.0; });
  refused([](WaysProblem& p) { p.demand[0] = infinity; });
  refused([](WaysProblem& p) { p.count = -1; });
  refused([](WaysProblem& p) { p.ways.cost[0] = infinity; });
  refused([](WaysProblem& p) { p.ways.cost[0] = -1.0; });
  refused([](WaysProblem& p) { p.ways.candidate[0] = 2; });
  refused([](WaysProblem& p) { p.ways.candidate[0] = 1; });
  refused([](WaysProblem& p) { p.ways.first = {0, 3, 2}; });
  refused([](WaysProblem& p) { p.demand.push_back(1.0); });
  refused([](WaysProblem& p) { p.standing = {1.0}; });
  refused([](WaysProblem& p) { p.standing = {1.0, std::nan("")}; });
}
