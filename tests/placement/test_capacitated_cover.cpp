// The most people served when sites can be full.
#include <tbb/global_control.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>

#include "sim/placement/capacitated_require.h"
#include "tests/placement/small_covers.h"
#include "tests/placement/small_rooms.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Demand that open sites serve at most, service by service.
double served_by_definition(const CapacitatedCoverProblem& problem,
                            const std::vector<std::uint32_t>& chosen) {
  double all = 0.0;
  const std::size_t points = problem.demand.size();
  for (std::size_t s = 0; s < problem.first_point.size(); ++s) {
    const std::size_t begin = problem.first_point[s];
    const std::size_t end = s + 1 < problem.first_point.size() ? problem.first_point[s + 1] : points;
    OpenSites open;
    for (const std::uint32_t k : new_ones(problem, chosen))
      open_site(open, problem.reach.set(k), problem.capacity[s], begin, end, points);
    for (std::size_t k = 0; k < problem.standing.set_count(); ++k)
      open_site(open, problem.standing.set(k), capacity_of_standing(problem, k, chosen), begin, end, points);
    all += served_by_least_cut(open, problem.demand);
  }
  return all;
}

std::optional<double> best_by_trying_all(const CapacitatedCoverProblem& problem) {
  std::optional<double> best;
  for_each_choice(problem, [&](const std::vector<std::uint32_t>& chosen) {
    best = std::max(best.value_or(0.0), served_by_definition(problem, chosen));
  });
  return best;
}

/// The least that a choice costs which serves so much; nothing: none does.
std::optional<double> cheapest_by_trying_all(CapacitatedCoverProblem problem, double required) {
  const std::size_t all = problem.reach.set_count() + problem.may_enlarge.size();
  problem.count = static_cast<int>(all);
  std::optional<double> cheapest;
  for (std::uint32_t mask = 0; mask < (1U << all); ++mask) {
    std::vector<std::uint32_t> chosen;
    double cost = 0.0;
    for (std::uint32_t k = 0; k < all; ++k)
      if ((mask >> k & 1U) != 0) {
        chosen.push_back(k);
        cost += problem.cost.empty() ? 1.0 : problem.cost[k];
      }
    if ((cheapest && cost >= *cheapest) || !may_choose(problem, chosen)) continue;
    if (served_by_definition(problem, chosen) >= required) cheapest = cost;
  }
  return cheapest;
}

/// Prices in steps, or broken ones, and money for a few; now and then for nothing but the cheapest.
void limit_by_budget(CapacitatedCoverProblem& problem, std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  const double step = below(2) == 0 ? 0.25 : 1.0 / 7.0;
  double total = 0.0;
  for (std::size_t k = 0; k < problem.reach.set_count() + problem.may_enlarge.size(); ++k) {
    problem.cost.push_back(step * (1 + below(20)));
    total += problem.cost.back();
  }
  problem.count.reset();
  problem.budget =
      std::max(*std::min_element(problem.cost.begin(), problem.cost.end()), total * 0.1 * below(6));
}

/// One to three services over a random world, with room for some of those in reach, or for all; with or without rules, facilities
/// that stay and may be enlarged, for a count or a budget.
CapacitatedCoverProblem random_problem(std::uint64_t seed) {
  const CoverProblem world = random_world(seed * 17 + 3, false);
  std::mt19937_64 random(seed * 2147483647 + 5);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  CapacitatedCoverProblem problem;
  problem.demand = world.demand;
  problem.reach = world.reach;
  problem.count = std::min(*world.count, 4);
  const auto points = static_cast<std::uint32_t>(problem.demand.size());
  double total = 0.0;
  for (const double demand : problem.demand) total += demand;
  const std::uint32_t services = 1 + below(3);
  for (std::uint32_t s = 1; s < services; ++s) problem.first_point.push_back(points * s / services);
  const auto capacity = [&] {
    const std::uint32_t kind = below(6);
    return kind == 0 ? unlimited : kind == 1 ? 0.0 : total * 0.02 * (1 + below(15)) / services;
  };
  for (std::uint32_t s = 0; s < services; ++s) problem.capacity.push_back(capacity());
  const std::uint32_t standing = below(4);
  for (std::uint32_t k = 0; k < standing; ++k) {
    const std::uint32_t s = below(services);
    const std::uint32_t begin = problem.first_point[s];
    const std::uint32_t end = s + 1 < services ? problem.first_point[s + 1] : points;
    for (std::uint32_t i = begin; i < end; ++i)
      if (below(3) == 0) problem.standing.runs.push_back({i, i + 1});
    problem.standing.first.push_back(problem.standing.runs.size());
    problem.capacity_of_standing.push_back(capacity());
  }
  if (seed % 3 == 1)
    problem.rules = random_rules(seed, static_cast<std::uint32_t>(problem.reach.set_count()));
  if (below(2) == 0)
    for (std::uint32_t k = 0; k < standing; ++k)
      if (below(3) != 0) {
        problem.may_enlarge.push_back(k);
        problem.enlargement.push_back(total * 0.02 * (1 + below(15)) / services);
      }
  if (below(4) == 0) problem.most_enlarged = static_cast<int>(below(3));
  if (below(2) == 0) limit_by_budget(problem, random);
  return problem;
}

bool check_against_brute_force(const CapacitatedCoverProblem& problem) {
  const CapacitatedCoverPlan plan = solve_capacitated_cover(problem, {});
  const std::optional<double> best = best_by_trying_all(problem);
  if (!best) {
    CHECK_FALSE(plan.found);
    CHECK(plan.status == PlanStatus::infeasible);
    CHECK_FALSE(plan.reason.empty());
    return false;
  }
  REQUIRE(plan.found);
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(may_choose(problem, plan.chosen));
  // Proved within a millionth; sums of some forty points differ by rounding.
  CHECK(plan.objective >= *best * (1.0 - 1e-6) - 1e-9);
  CHECK(plan.objective <= *best * (1.0 + 1e-12) + 1e-9);
  CHECK(plan.bound >= *best * (1.0 - 1e-14));
  CHECK(std::abs(plan.objective - served_by_definition(problem, plan.chosen)) <= 1e-9 * (1.0 + *best));
  double served = 0.0;
  REQUIRE(plan.served.size() == plan.chosen.size());
  for (const double of : plan.served) served += of;
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k) {
    served += plan.served_by_standing[k];
    CHECK(plan.served_by_standing[k] <= problem.capacity_of_standing[k] * (1.0 + 1e-12));
  }
  CHECK(std::abs(served - plan.objective) <= 1e-9 * (1.0 + *best));
  return true;
}

}  // namespace

TEST_CASE("the most served under capacities equals trying every choice on four hundred random worlds") {
  int feasible = 0;
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    ++(check_against_brute_force(random_problem(seed)) ? feasible : infeasible);
  }
  CAPTURE(feasible, infeasible);
  CHECK(feasible > 300);
  CHECK(infeasible > 5);
}

TEST_CASE("the cheapest sites under capacities equal trying every choice on three hundred random worlds") {
  int feasible = 0;
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    CapacitatedCoverProblem problem = random_problem(seed + 20'000);
    problem.count.reset();
    problem.budget.reset();
    double total = 0.0;
    for (const double demand : problem.demand) total += demand;
    const double share = 0.1 + 0.1 * static_cast<double>(seed % 9);
    const std::optional<double> cheapest = cheapest_by_trying_all(problem, (share - 1e-9) * total);
    CoverStop stop;
    stop.gap = 0.0;
    const CapacitatedRequirePlan plan = solve_capacitated_require(problem, share, stop);
    if (!cheapest) {
      ++infeasible;
      CHECK_FALSE(plan.found);
      CHECK(plan.status == PlanStatus::infeasible);
      CHECK((plan.by_rules || plan.servable < plan.required));
      continue;
    }
    ++feasible;
    REQUIRE(plan.found);
    CAPTURE(plan.cost, plan.bound, *cheapest, problem.cost, problem.most_enlarged.value_or(-1));
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(std::abs(plan.cost - *cheapest) <= 1e-9 * (1.0 + *cheapest));
    CHECK(plan.bound <= *cheapest * (1.0 + 1e-12));
    CHECK(served_by_definition(problem, plan.chosen) >= share * total * (1.0 - 1e-8));
    double cost = 0.0;
    for (const std::uint32_t k : plan.chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
    CHECK(std::abs(cost - plan.cost) <= 1e-12 * (1.0 + cost));
    CHECK(keeps(problem.rules, new_ones(problem, plan.chosen)));
  }
  CAPTURE(feasible, infeasible);
  CHECK(feasible > 100);
  CHECK(infeasible > 50);
}

TEST_CASE("two small clinics beat one, and a full one leaves its people to the next") {
  // Thirty people in reach of site 0, ten of them also of site 1, which alone reaches ten more; room for twenty each.
  CapacitatedCoverProblem problem;
  problem.demand = {20, 10, 10};
  problem.reach.runs = {{0, 2}, {1, 3}};
  problem.reach.first = {0, 1, 2};
  problem.capacity = {20};
  problem.count = 1;
  CapacitatedCoverPlan plan = solve_capacitated_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{0});
  CHECK(plan.objective == 20.0);
  problem.count = 2;
  plan = solve_capacitated_cover(problem, {});
  CHECK(plan.objective == 40.0);
  CHECK(plan.served == std::vector<double>{20, 20});
  CHECK(plan.status == PlanStatus::optimal);
  // One that stands in reach of the ten between takes five of them, and the rest still fills one site.
  problem.count = 1;
  problem.standing.runs = {{1, 2}};
  problem.standing.first = {0, 1};
  problem.capacity_of_standing = {5};
  plan = solve_capacitated_cover(problem, {});
  CHECK(plan.objective == 25.0);
  CHECK(plan.served_by_standing == std::vector<double>{5});
  // No room at all is allowed, and serves nobody.
  problem.capacity = {0};
  plan = solve_capacitated_cover(problem, {});
  CHECK(plan.objective == 5.0);
  CHECK(plan.chosen.empty());
}

TEST_CASE("money goes to an enlargement where it serves more than a new site for the same") {
  // Forty people in reach of a clinic with room for ten; thirty elsewhere in reach of a candidate.
  CapacitatedCoverProblem problem;
  problem.demand = {40, 30};
  problem.reach.runs = {{1, 2}};
  problem.reach.first = {0, 1};
  problem.capacity = {30};
  problem.standing.runs = {{0, 1}};
  problem.standing.first = {0, 1};
  problem.capacity_of_standing = {10};
  problem.may_enlarge = {0};
  problem.enlargement = {20};
  problem.cost = {3, 1};
  const auto with_budget = [&](double budget) {
    problem.budget = budget;
    return solve_capacitated_cover(problem, {});
  };
  CHECK(with_budget(1).chosen == std::vector<std::uint32_t>{1});
  CHECK(with_budget(1).objective == 30.0);
  CHECK(with_budget(1).served == std::vector<double>{20});
  CHECK(with_budget(1).served_by_standing == std::vector<double>{10});
  // The site for three serves ten more than the enlargement for one.
  CHECK(with_budget(3).chosen == std::vector<std::uint32_t>{0});
  CHECK(with_budget(3).objective == 40.0);
  CHECK(with_budget(4).chosen == std::vector<std::uint32_t>{0, 1});
  CHECK(with_budget(4).objective == 60.0);
  CHECK(with_budget(0.5).status == PlanStatus::infeasible);
  problem.most_enlarged = 0;
  CHECK(with_budget(4).chosen == std::vector<std::uint32_t>{0});
  // Nothing but an enlargement.
  problem.most_enlarged.reset();
  problem.reach = {};
  problem.cost = {1};
  CHECK(with_budget(4).chosen == std::vector<std::uint32_t>{0});
  CHECK(with_budget(4).objective == 30.0);
}

TEST_CASE("two sites at one place have twice the room") {
  CapacitatedCoverProblem problem;
  problem.demand = {30, 5};
  problem.reach.runs = {{0, 1}, {0, 1}, {1, 2}};
  problem.reach.first = {0, 1, 2, 3};
  problem.capacity = {10};
  problem.count = 2;
  const CapacitatedCoverPlan plan = solve_capacitated_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{0, 1});
  CHECK(plan.objective == 20.0);
}

TEST_CASE("without limits the most served under capacities is the most covered") {
  for (std::uint64_t seed = 1000; seed < 1040; ++seed) {
    CAPTURE(seed);
    const CoverProblem world = random_world(seed, false);
    CapacitatedCoverProblem problem;
    problem.demand = world.demand;
    problem.reach = world.reach;
    problem.count = *world.count;
    problem.capacity = {unlimited};
    CoverProblem open = world;
    open.covered_already.clear();
    const CoverPlan covered = solve_cover(open, {});
    const CapacitatedCoverPlan served = solve_capacitated_cover(problem, {});
    CHECK(std::abs(served.objective - covered.objective) <= 1e-6 * covered.objective);
  }
}

TEST_CASE(
    "the plan under capacities is the same for any number of threads, and cut short it still has a bound") {
  for (std::uint64_t seed = 500; seed < 540; ++seed) {
    CAPTURE(seed);
    const CapacitatedCoverProblem problem = random_problem(seed);
    CoverStop stop;
    if (seed % 2 == 0) stop.work = 200 + 40 * (seed - 500);
    const CapacitatedCoverPlan plan = solve_capacitated_cover(problem, stop);
    {
      tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
      const CapacitatedCoverPlan alone = solve_capacitated_cover(problem, stop);
      CHECK(plan.chosen == alone.chosen);
      CHECK(plan.objective == alone.objective);
      CHECK(plan.bound == alone.bound);
      CHECK(plan.work == alone.work);
    }
    const std::optional<double> best = best_by_trying_all(problem);
    if (plan.found && best) CHECK(plan.bound >= *best * (1.0 - 1e-14));
    if (plan.found) CHECK(plan.bound >= plan.objective);
    if (!best) CHECK_FALSE(plan.found);
  }
}

TEST_CASE("a malformed problem under capacities is refused") {
  CapacitatedCoverProblem problem;
  problem.demand = {10, 10};
  problem.first_point = {0, 1};
  problem.reach.runs = {{0, 2}};
  problem.reach.first = {0, 1};
  problem.capacity = {5, 5};
  problem.count = 1;
  CHECK(solve_capacitated_cover(problem, {}).objective == 10.0);
  const auto refused = [&](auto change) {
    CapacitatedCoverProblem other = problem;
    change(other);
    CHECK_THROWS_AS(solve_capacitated_cover(other, {}), std::invalid_argument);
  };
  refused([](auto& p) { p.capacity = {5}; });
  refused([](auto& p) { p.capacity = {5, -1}; });
  refused([](auto& p) { p.first_point = {0, 3}; });
  refused([](auto& p) { p.first_point = {1, 1}; });
  refused([](auto& p) { p.count = -1; });
  refused([](auto& p) { p.budget = 1.0; });
  refused([](auto& p) { p.count.reset(); });
  refused([](auto& p) { p.may_enlarge = {0}; });
  refused([](auto& p) {
    p.count.reset();
    p.budget = 1.0;
    p.cost = {0.0};
  });
  const auto beside_standing = [](auto& p) {
    p.standing.runs = {{0, 1}, {0, 1}};
    p.standing.first = {0, 1, 2};
    p.capacity_of_standing = {1, 1};
    p.may_enlarge = {0, 1};
    p.enlargement = {1, 1};
  };
  CapacitatedCoverProblem beside = problem;
  beside_standing(beside);
  CHECK(solve_capacitated_cover(beside, {}).found);
  const auto refused_beside = [&](auto change) {
    refused([&](auto& p) {
      beside_standing(p);
      change(p);
    });
  };
  refused_beside([](auto& p) { p.enlargement = {1, 0}; });
  refused_beside([](auto& p) { p.enlargement = {1}; });
  refused_beside([](auto& p) { p.may_enlarge = {1, 0}; });
  refused_beside([](auto& p) { p.may_enlarge = {0, 2}; });
  refused_beside([](auto& p) { p.cost = {1, 1}; });
  refused_beside([](auto& p) { p.most_enlarged = -1; });
  refused([](auto& p) {
    p.standing.runs = {{0, 2}};
    p.standing.first = {0, 1};
    p.capacity_of_standing = {1};
  });
}
