// The published optima of p-median and p-centre: Beasley's graphs (OR-Library) and San Francisco's stores (spopt).
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cstdlib>
#include <numeric>

#include "sim/placement/center.h"
#include "sim/placement/median.h"
#include "tests/placement/san_francisco.h"
#include "tests/placement/small_ways.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;
using namespace quarterhour::tests;
using Catch::Matchers::WithinAbs;

namespace {

std::filesystem::path data() {
  const char* const given = std::getenv("QUARTERHOUR_DATA");
  return given != nullptr ? given : QUARTERHOUR_DATA;
}

CoverStop until_proved() {
  CoverStop stop;
  stop.gap = 0.0;
  return stop;
}

}  // namespace

TEST_CASE("pmed1 to pmed20 are proved at their published optima, p-median and p-centre") {
  if (!std::filesystem::exists(data() / "pmedian")) SKIP("no shared data");
  for (int number = 1; number <= testing::trials(20); ++number) {
    const std::string name = "pmed" + std::to_string(number);
    CAPTURE(name);
    const WaysProblem problem = beasley_graph(data() / "pmedian" / (name + ".txt"));
    const MedianPlan median = solve_median(problem, until_proved());
    CHECK(median.status == PlanStatus::optimal);
    CHECK(median.objective == published(data() / "pmedian/pmedopt.txt", name));
    CHECK(median.bound == median.objective);
    CHECK(value_of(problem, median.chosen).median == median.objective);
    const CenterPlan center = solve_center(problem, until_proved());
    CHECK(center.status == PlanStatus::optimal);
    CHECK(center.objective == published(data() / "pmedian/kcenteropt.txt", name));
    CHECK(center.bound == center.objective);
    CHECK(value_of(problem, center.chosen).center == center.objective);
  }
}

TEST_CASE("San Francisco's four stores have the mean and the longest way that spopt publishes") {
  const auto file = data() / "spopt_sf";
  if (!std::filesystem::exists(file)) SKIP("no shared data");
  const SanFrancisco city =
      san_francisco(file / "SF_network_distance_candidateStore_16_censusTract_205_new.csv");
  std::vector<std::vector<double>> costs(city.people.size(), std::vector<double>(city.metres.size()));
  for (std::size_t k = 0; k < city.metres.size(); ++k)
    for (std::size_t i = 0; i < city.people.size(); ++i) costs[i][k] = city.metres[k][i];
  WaysProblem problem = problem_of(costs, 4);
  problem.demand = city.people;
  const MedianPlan median = solve_median(problem, until_proved());
  CHECK(median.status == PlanStatus::optimal);
  const double people = std::accumulate(city.people.begin(), city.people.end(), 0.0);
  CHECK_THAT(median.objective / people, WithinAbs(2982.1268579890657, 1e-9));
  const CenterPlan center = solve_center(problem, until_proved());
  CHECK(center.status == PlanStatus::optimal);
  CHECK_THAT(center.objective, WithinAbs(7403.064, 0.001));
}
