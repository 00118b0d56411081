// Published and independently solved covering instances.
#include <tbb/global_control.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/placement/cordeau.h"
#include "tests/placement/small_covers.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

/// The folder of real data: QUARTERHOUR_DATA, or the place that the build knows.
std::filesystem::path data_folder() {
  const char* folder = std::getenv("QUARTERHOUR_DATA");
  return folder != nullptr ? folder : QUARTERHOUR_DATA;
}

/// The San Francisco instance of spopt: tracts by name, stores as text, street metres.
CoverProblem san_francisco(const std::filesystem::path& file, double reach_m) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::map<std::string, double> people;
  std::map<std::string, std::set<std::string>> reached;
  while (std::getline(in, line)) {
    std::stringstream fields(line);
    std::string metres, store, tract, demand;
    std::getline(fields, metres, ',');
    std::getline(fields, store, ',');
    std::getline(fields, tract, ',');
    std::getline(fields, demand, ',');
    people[tract] = std::stod(demand);
    auto& tracts = reached[store];
    if (std::stod(metres) <= reach_m) tracts.insert(tract);
  }
  CoverProblem problem;
  std::map<std::string, std::uint32_t> number;
  for (const auto& [tract, count] : people) {
    number[tract] = static_cast<std::uint32_t>(problem.demand.size());
    problem.demand.push_back(count);
  }
  for (const auto& [store, tracts] : reached) {
    std::vector<std::uint32_t> points;
    for (const std::string& tract : tracts) points.push_back(number[tract]);
    std::sort(points.begin(), points.end());
    add_candidate(problem, points);
  }
  return problem;
}

}  // namespace

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

TEST_CASE("San Francisco: four stores within 5 km leave 21 tracts uncovered, as published") {
  const auto file =
      data_folder() / "spopt_sf" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv";
  if (!std::filesystem::exists(file)) SKIP("QUARTERHOUR_DATA/spopt_sf is not there");
  CoverProblem problem = san_francisco(file, 5000.0);
  REQUIRE(problem.demand.size() == 205);
  REQUIRE(problem.reach.set_count() == 16);
  problem.count = 4;
  const CoverPlan plan = solve_cover(problem, {});
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(plan.objective == 875247.0);
  std::set<std::uint32_t> covered;
  for (const std::uint32_t k : plan.chosen)
    for (const IndexRun run : problem.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) covered.insert(i);
  CHECK(205 - covered.size() == 21);
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
