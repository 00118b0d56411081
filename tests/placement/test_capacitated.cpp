// Capacitated p-median: knapsacks, every plan tried out, the published optima of pmedcap.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/placement/capacitated_center.h"
#include "sim/placement/knapsack.h"
#include "tests/placement/small_capacities.h"

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
  const std::vector<std::uint32_t> sites(opened.begin(), opened.end());
  const bool has_minima = !problem.ways.rules.least.empty();
  return has_minima || is_allowed(problem.ways, sites) ? sum : infinity;
}

/// The candidate of each point; 0 for points that ask for nothing.
std::vector<std::uint32_t> site_of_point(const CapacitatedProblem& problem, const CapacitatedPlan& plan) {
  std::vector<std::uint32_t> site(problem.ways.demand.size(), 0);
  for (const ServedPart& part : plan.served) {
    CHECK(part.part == 1.0);
    site[part.point] = part.site;
  }
  return site;
}

/// Whether the budget buys no site at all, which is told as a fault.
bool is_too_poor(const CapacitatedProblem& problem) {
  if (!problem.ways.budget) return false;
  double cheapest = infinity;
  for (std::size_t k = 0; k < problem.ways.candidates; ++k)
    if (!stands(problem, k)) cheapest = std::min(cheapest, problem.ways.cost[k]);
  return std::isfinite(cheapest) && cheapest > *problem.ways.budget;
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

TEST_CASE("2,000 small capacitated problems equal every assignment tried out") {
  int with_plan = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    const CapacitatedProblem problem = random_capacitated(seed, false, seed % 2 == 0);
    const double best = best_by_trying_all(problem);
    const CapacitatedPlan plan = solve_capacitated_median(problem, until_proved());
    CHECK(plan.found == (best < infinity && !is_too_poor(problem)));
    if (!plan.found) {
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    ++with_plan;
    const double rounding = 1e-9 * std::max(best, 1.0);
    CHECK_THAT(plan.objective, WithinAbs(best, rounding));
    CHECK(plan.bound <= best + 1e-15 * best);
    CHECK(plan.bound >= best - rounding);
    CHECK_THAT(cost_of(problem, site_of_point(problem, plan)), WithinAbs(plan.objective, rounding));
    for (const std::uint32_t k : plan.chosen) CHECK_FALSE(stands(problem, k));
    CHECK(is_allowed(problem.ways, plan.chosen));
  }
  CHECK(with_plan > 100);
}

TEST_CASE("2,000 small problems whose points are shared out equal every choice of sites tried out") {
  int with_plan = 0;
  int with_parts = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    const CapacitatedProblem problem = random_capacitated(seed, true, seed % 2 == 0);
    const double best = best_by_trying_all(problem);
    const CapacitatedPlan plan = solve_capacitated_median(problem, until_proved());
    CHECK(plan.found == (best < infinity && !is_too_poor(problem)));
    if (!plan.found) {
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    ++with_plan;
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(is_allowed(problem.ways, plan.chosen));
    // What passes for optimal.
    const double near = 1e-6 * std::max(best, 1e-3);
    CHECK_THAT(plan.objective, WithinAbs(best, near));
    CHECK(plan.bound <= best * (1.0 + 1e-8));
    CHECK(plan.bound >= best - near);
    std::vector<double> served(problem.ways.candidates, 0.0);
    std::vector<double> of_point(problem.ways.demand.size(), 0.0);
    double sum = 0.0;
    for (const ServedPart& part : plan.served) {
      served[part.site] += part.part * load_at(problem, part.point);
      of_point[part.point] += part.part;
      sum += part.part * problem.ways.demand[part.point] * way_between(problem, part.point, part.site);
      with_parts += part.part < 1.0 ? 1 : 0;
      const bool is_chosen =
          std::find(plan.chosen.begin(), plan.chosen.end(), part.site) != plan.chosen.end();
      CHECK((is_chosen || stands(problem, part.site)));
    }
    CHECK_THAT(sum, WithinAbs(plan.objective, near));
    for (std::size_t i = 0; i < of_point.size(); ++i)
      if (problem.ways.demand[i] > 0.0 || load_at(problem, i) > 0.0)
        CHECK_THAT(of_point[i], WithinAbs(1.0, 1e-9));
    for (std::size_t k = 0; k < served.size(); ++k) CHECK(served[k] <= problem.capacity[k] * (1.0 + 2e-9));
  }
  CHECK(with_plan > 100);
  CHECK(with_parts > 100);
}

TEST_CASE("1,000 small centre problems under capacities equal every choice of sites tried out") {
  int with_plan = 0;
  int held_up = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    const CapacitatedProblem problem = random_capacitated(seed + 5000, seed % 2 == 0, seed % 4 < 2);
    const double best = longest_by_trying_all(problem);
    const CapacitatedPlan plan = solve_capacitated_center(problem, until_proved());
    CHECK(plan.found == (best < infinity && !is_too_poor(problem)));
    if (!plan.found) {
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    ++with_plan;
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == best);
    CHECK(plan.bound == best);
    CHECK(is_allowed(problem.ways, plan.chosen));
    std::vector<double> served(problem.ways.candidates, 0.0);
    double longest = 0.0;
    for (const ServedPart& part : plan.served) {
      served[part.site] += part.part * load_at(problem, part.point);
      longest = std::max(longest, way_between(problem, part.point, part.site));
      CHECK((problem.splits || part.part == 1.0));
    }
    CHECK(longest == plan.objective);
    for (std::size_t k = 0; k < served.size(); ++k) CHECK(served[k] <= problem.capacity[k] * (1.0 + 2e-9));
    CapacitatedProblem roomy = problem;
    roomy.capacity.assign(problem.ways.candidates, infinity);
    held_up += longest_by_trying_all(roomy) < best ? 1 : 0;
  }
  CHECK(with_plan > 300);
  CHECK(held_up > 50);
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
    CHECK(cost_of(problem, site_of_point(problem, plan)) == known);
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
  CHECK(site_of_point(problem, plan) == std::vector<std::uint32_t>{1, 0});
  problem.ways = problem_of({{1, 2}, {-1, -1}}, 2);
  CHECK(solve_capacitated_median(problem, until_proved()).unreachable == std::vector<std::uint32_t>{1});
  problem.capacity = {8.0};
  CHECK_THROWS_AS(solve_capacitated_median(problem, {}), std::invalid_argument);
}
