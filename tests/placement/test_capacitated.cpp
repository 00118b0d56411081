// Capacitated p-median: knapsacks, every plan tried out, the published optima of pmedcap.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/placement/capacitated.h"
#include "sim/placement/knapsack.h"
#include "tests/placement/small_ways.h"

using namespace quarterhour;
using namespace quarterhour::tests;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::filesystem::path data() {
  const char* const given = std::getenv("QUARTERHOUR_DATA");
  return given != nullptr ? given : QUARTERHOUR_DATA;
}

CoverStop until_proved() {
  CoverStop stop;
  stop.gap = 0.0;
  return stop;
}

double load_at(const CapacitatedProblem& problem, std::size_t i) {
  return problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
}

bool stands(const CapacitatedProblem& problem, std::size_t k) {
  return !problem.stands.empty() && problem.stands[k] != 0;
}

/// Sum of the ways of an assignment; +infinity where it is none: a way that is missing, a site too full, too many sites.
double cost_of(const CapacitatedProblem& problem, const std::vector<std::uint32_t>& site_of_point) {
  std::vector<double> served(problem.ways.candidates, 0.0);
  std::set<std::uint32_t> opened;
  double sum = 0.0;
  for (std::size_t i = 0; i < site_of_point.size(); ++i) {
    if (problem.ways.demand[i] == 0.0 && load_at(problem, i) == 0.0) continue;
    const WaysToSites& ways = problem.ways.ways;
    double way = infinity;
    for (std::size_t w = ways.first[i]; w < ways.first[i + 1]; ++w)
      if (ways.candidate[w] == site_of_point[i]) way = ways.cost[w];
    if (std::isinf(way)) return infinity;
    sum += way * problem.ways.demand[i];
    served[site_of_point[i]] += load_at(problem, i);
    if (!stands(problem, site_of_point[i])) opened.insert(site_of_point[i]);
  }
  for (std::size_t k = 0; k < served.size(); ++k)
    if (served[k] > problem.capacity[k] * (1.0 + 1e-9)) return infinity;
  return opened.size() <= static_cast<std::size_t>(*problem.ways.count) ? sum : infinity;
}

double best_by_trying_all(const CapacitatedProblem& problem) {
  std::vector<std::uint32_t> site(problem.ways.demand.size(), 0);
  double best = infinity;
  while (true) {
    best = std::min(best, cost_of(problem, site));
    std::size_t i = 0;
    while (i < site.size() && ++site[i] == problem.ways.candidates) site[i++] = 0;
    if (i == site.size()) return best;
  }
}

/// Up to six points and five candidates, tight capacities, whole and broken numbers, missing ways, sites that stand.
CapacitatedProblem drawn(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const bool whole = below(2) == 0;
  const auto amount = [&](std::uint64_t most) {
    return whole ? static_cast<double>(below(most)) : static_cast<double>(below(most * 1000)) / 990.0;
  };
  std::vector<std::vector<double>> costs(1 + below(6), std::vector<double>(1 + below(5)));
  const bool has_gaps = below(3) == 0;
  for (auto& row : costs) {
    row.resize(costs.front().size());
    for (double& cost : row) cost = has_gaps && below(4) == 0 ? -1.0 : amount(20);
  }
  CapacitatedProblem problem;
  problem.ways = problem_of(costs, static_cast<int>(1 + below(3)));
  for (double& demand : problem.ways.demand) demand = amount(5);
  if (below(2) == 0)
    for (std::size_t i = 0; i < costs.size(); ++i) problem.load.push_back(amount(8));
  for (std::size_t k = 0; k < problem.ways.candidates; ++k) {
    problem.capacity.push_back(below(6) == 0 ? infinity : 3.0 + amount(14));
    problem.stands.push_back(below(4) == 0 ? 1 : 0);
  }
  return problem;
}

/// Of Osman and Christofides: id and best known value; points, sites and their capacity; then node, place and load. Ways are
/// straight, rounded down.
CapacitatedProblem osman_christofides(const std::filesystem::path& file, double& known) {
  std::ifstream in(file);
  int id = 0;
  std::size_t n = 0;
  int count = 0;
  double capacity = 0.0;
  if (!(in >> id >> known >> n >> count >> capacity))
    throw std::runtime_error("cannot read " + file.string());
  std::vector<double> x(n);
  std::vector<double> y(n);
  CapacitatedProblem problem;
  problem.load.resize(n);
  for (std::size_t i = 0; i < n; ++i) in >> id >> x[i] >> y[i] >> problem.load[i];
  std::vector<std::vector<double>> costs(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) costs[i][j] = std::floor(std::hypot(x[i] - x[j], y[i] - y[j]));
  problem.ways = problem_of(costs, count);
  problem.capacity.assign(n, capacity);
  return problem;
}

}  // namespace

TEST_CASE("A knapsack takes the best whole items, and its continuous bound is no less") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<KnapsackItem> items(random() % 11);
    for (std::uint32_t k = 0; k < items.size(); ++k)
      items[k] = {static_cast<std::int64_t>(1 + random() % 50), static_cast<std::int64_t>(random() % 12), k};
    const auto capacity = static_cast<std::int64_t>(random() % 40);
    std::int64_t best = 0;
    for (std::uint32_t mask = 0; mask < (1U << items.size()); ++mask) {
      std::int64_t profit = 0;
      std::int64_t load = 0;
      for (std::size_t k = 0; k < items.size(); ++k) {
        if ((mask >> k & 1U) == 0) continue;
        profit += items[k].profit;
        load += items[k].load;
      }
      if (load <= capacity) best = std::max(best, profit);
    }
    Knapsack knapsack;
    CHECK(knapsack.solve(items, capacity) == best);
    std::int64_t profit = 0;
    std::int64_t load = 0;
    for (const std::uint32_t k : knapsack.taken()) {
      profit += items[k].profit;
      load += items[k].load;
    }
    CHECK(profit == best);
    CHECK(load <= capacity);
    std::vector<double> parts;
    const std::int64_t bound = continuous_knapsack(items, capacity, &parts);
    CHECK(bound >= best);
    double of_parts = 0.0;
    double load_of_parts = 0.0;
    for (std::size_t k = 0; k < items.size(); ++k) {
      of_parts += parts[k] * static_cast<double>(items[k].profit);
      load_of_parts += parts[k] * static_cast<double>(items[k].load);
    }
    CHECK(static_cast<double>(bound) <= of_parts + 2.0);
    CHECK(load_of_parts <= static_cast<double>(capacity) + 1e-9);
  }
}

TEST_CASE("300 small capacitated problems equal every assignment tried out") {
  int with_plan = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    const CapacitatedProblem problem = drawn(seed);
    const double best = best_by_trying_all(problem);
    const CapacitatedPlan plan = solve_capacitated_median(problem, until_proved());
    CHECK(plan.found == (best < infinity));
    if (!plan.found) {
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    ++with_plan;
    const double rounding = 1e-9 * std::max(best, 1.0);
    CHECK_THAT(plan.objective, WithinAbs(best, rounding));
    CHECK(plan.bound <= best + 1e-15 * best);
    CHECK(plan.bound >= best - rounding);
    CHECK_THAT(cost_of(problem, plan.site_of_point), WithinAbs(plan.objective, rounding));
    for (const std::uint32_t k : plan.chosen) CHECK_FALSE(stands(problem, k));
  }
  CHECK(with_plan > 100);
}

TEST_CASE("pmedcap 1 to 10 are proved at their optima, each point whole at one site") {
  if (!std::filesystem::exists(data() / "pmedcap")) SKIP("no shared data");
  for (int number = 1; number <= 10; ++number) {
    CAPTURE(number);
    double known = 0.0;
    const std::string name =
        "pmedcap" + std::string(number < 10 ? "0" : "") + std::to_string(number) + ".txt";
    const CapacitatedProblem problem = osman_christofides(data() / "pmedcap" / name, known);
    const CapacitatedPlan plan = solve_capacitated_median(problem, until_proved());
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == known);
    CHECK(plan.bound == known);
    CHECK(cost_of(problem, plan.site_of_point) == known);
  }
}

TEST_CASE("Too little room, or nowhere to go, is told with the reason") {
  CapacitatedProblem problem;
  problem.ways = problem_of({{1, 2}, {3, -1}}, 1);
  problem.ways.demand = {4.0, 5.0};
  problem.capacity = {8.0, 7.0};
  CapacitatedPlan plan = solve_capacitated_median(problem, until_proved());
  CHECK(plan.status == PlanStatus::infeasible);
  CHECK(plan.most_capacity == 8.0);
  problem.ways.count = 2;
  plan = solve_capacitated_median(problem, until_proved());
  CHECK(plan.found);
  CHECK(plan.objective == 2.0 * 4.0 + 3.0 * 5.0);
  CHECK(plan.chosen == std::vector<std::uint32_t>{0, 1});
  CHECK(plan.site_of_point == std::vector<std::uint32_t>{1, 0});
  problem.ways = problem_of({{1, 2}, {-1, -1}}, 2);
  CHECK(solve_capacitated_median(problem, until_proved()).unreachable == std::vector<std::uint32_t>{1});
  problem.capacity = {8.0};
  CHECK_THROWS_AS(solve_capacitated_median(problem, {}), std::invalid_argument);
}
