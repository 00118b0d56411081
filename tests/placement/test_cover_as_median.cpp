// The most served under capacities where points stay whole or units have shares, and requirements of that kind, beside every choice tried.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <random>

#include "sim/placement/capacitated_fair.h"
#include "sim/placement/capacitated_require.h"
#include "tests/placement/small_rooms.h"

using namespace quarterhour;
using namespace quarterhour::tests;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();
/// Shares are met within this.
constexpr double near = 1e-9;

/// Up to six points of up to three units; candidates and facilities that stay; whole points or shares of units, or both.
CapacitatedCoverProblem random_problem(std::uint64_t seed) {
  std::mt19937_64 random(seed * 2654435761U + 11);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  const bool broken = below(2) == 0;
  const auto amount = [&](std::uint32_t most) { return (1 + below(most)) * (broken ? 0.7 : 1.0); };
  CapacitatedCoverProblem problem;
  const std::uint32_t points = 1 + below(6);
  for (std::uint32_t i = 0; i < points; ++i) problem.demand.push_back(below(8) == 0 ? 0.0 : amount(9));
  const auto add_reach = [&](IndexRuns& reach) {
    for (std::uint32_t i = 0; i < points; ++i)
      if (below(5) < 3) reach.runs.push_back({i, i + 1});
    reach.first.push_back(reach.runs.size());
  };
  const std::uint32_t candidates = 1 + below(5);
  for (std::uint32_t k = 0; k < candidates; ++k) add_reach(problem.reach);
  problem.capacity = {below(5) == 0 ? unlimited : amount(14)};
  const std::uint32_t standing = below(3);
  for (std::uint32_t k = 0; k < standing; ++k) {
    add_reach(problem.standing);
    problem.capacity_of_standing.push_back(below(5) == 0 ? unlimited : amount(10));
  }
  problem.whole = below(2) == 0;
  if (!problem.whole && below(2) == 0)
    for (std::uint32_t k = 0; k < standing; ++k) {
      problem.may_enlarge.push_back(k);
      problem.enlargement.push_back(amount(8));
    }
  if (!problem.whole || below(2) == 0) {
    const std::uint32_t units = 1 + below(3);
    for (std::uint32_t u = 0; u < units; ++u) problem.least_share.push_back(0.1 * below(9));
    for (std::uint32_t i = 0; i < points; ++i)
      problem.unit_of_point.push_back(static_cast<std::int32_t>(below(units + 1)) - 1);
  }
  if (below(3) == 0) problem.rules = random_rules(seed, candidates);
  problem.count = static_cast<int>(1 + below(3));
  if (below(2) == 0) {
    for (std::size_t k = 0; k < candidates + problem.may_enlarge.size(); ++k)
      problem.cost.push_back(0.5 * (1 + below(8)));
    problem.count.reset();
    // Enough for one site at least: less is told as a fault.
    problem.budget = *std::min_element(problem.cost.begin(), problem.cost.end()) + 0.5 * below(12);
    for (std::uint32_t k = 0; k < candidates; ++k)
      problem.budget = std::max(*problem.budget, problem.cost[k]);
  }
  return problem;
}

double demand_of_unit(const CapacitatedCoverProblem& problem, std::size_t unit) {
  double demand = 0.0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i)
    if (problem.unit_of_point[i] == static_cast<std::int32_t>(unit)) demand += problem.demand[i];
  return demand;
}

OpenSites open_sites(const CapacitatedCoverProblem& problem, const std::vector<std::uint32_t>& chosen,
                     bool own_rooms) {
  OpenSites open;
  const std::size_t points = problem.demand.size();
  for (const std::uint32_t k : new_ones(problem, chosen))
    open_site(open, problem.reach.set(k), problem.capacity.front(), 0, points, points);
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k)
    open_site(open, problem.standing.set(k),
              own_rooms ? problem.capacity_of_standing[k] : capacity_of_standing(problem, k, chosen), 0,
              points, points);
  return open;
}

/// The most that whole points can be served, whole units' shares kept; nothing: the shares cannot.
std::optional<double> served_whole(const CapacitatedCoverProblem& problem, OpenSites& open,
                                   std::vector<double>& of_unit, std::size_t i, double served) {
  if (i == problem.demand.size()) {
    for (std::size_t u = 0; u < of_unit.size(); ++u) {
      const double all = demand_of_unit(problem, u);
      if (of_unit[u] < (problem.least_share[u] - near) * all - 1e-12) return std::nullopt;
    }
    return served;
  }
  std::optional<double> best = served_whole(problem, open, of_unit, i + 1, served);
  const double demand = problem.demand[i];
  for (std::size_t k = 0; k < open.room.size(); ++k) {
    if (!open.reaches[k][i] || demand == 0.0 || demand > open.room[k] + 1e-9 * (1.0 + open.room[k])) continue;
    const bool has_unit = !problem.unit_of_point.empty() && problem.unit_of_point[i] >= 0;
    open.room[k] -= demand;
    if (has_unit) of_unit[static_cast<std::size_t>(problem.unit_of_point[i])] += demand;
    const std::optional<double> with = served_whole(problem, open, of_unit, i + 1, served + demand);
    if (with && (!best || *with > *best)) best = with;
    if (has_unit) of_unit[static_cast<std::size_t>(problem.unit_of_point[i])] -= demand;
    open.room[k] += demand;
  }
  return best;
}

/// The same when people are shared out. What sets of points can be served makes a polymatroid: where every set of units can be served its
/// shares together, all can be, and the most are served beside.
std::optional<double> served_in_parts(const CapacitatedCoverProblem& problem, const OpenSites& open) {
  for (std::uint32_t units = 1; units < (1U << problem.least_share.size()); ++units) {
    std::vector<double> demand(problem.demand.size(), 0.0);
    double asked = 0.0;
    for (std::size_t u = 0; u < problem.least_share.size(); ++u)
      if ((units >> u & 1U) != 0) asked += (problem.least_share[u] - near) * demand_of_unit(problem, u);
    for (std::size_t i = 0; i < demand.size(); ++i)
      if (problem.unit_of_point[i] >= 0 &&
          (units >> static_cast<unsigned>(problem.unit_of_point[i]) & 1U) != 0)
        demand[i] = problem.demand[i];
    if (served_by_least_cut(open, demand) < asked - 1e-9) return std::nullopt;
  }
  return served_by_least_cut(open, problem.demand);
}

std::optional<double> served_with(const CapacitatedCoverProblem& problem,
                                  const std::vector<std::uint32_t>& chosen) {
  OpenSites open = open_sites(problem, chosen, false);
  std::vector<double> of_unit(problem.least_share.size(), 0.0);
  return problem.whole ? served_whole(problem, open, of_unit, 0, 0.0) : served_in_parts(problem, open);
}

CoverStop until_proved() {
  CoverStop stop;
  stop.gap = 0.0;
  return stop;
}

void check_plan(const CapacitatedCoverProblem& problem, const CapacitatedCoverPlan& plan, double best) {
  CHECK(plan.status == PlanStatus::optimal);
  CHECK(may_choose(problem, plan.chosen));
  CHECK(plan.objective >= best * (1.0 - 1e-6) - 1e-9);
  CHECK(plan.objective <= best * (1.0 + 1e-8) + 1e-9);
  CHECK(plan.bound >= best * (1.0 - 1e-9));
  double served = 0.0;
  REQUIRE(plan.served.size() == plan.chosen.size());
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    served += plan.served[k];
    const double room = plan.chosen[k] < problem.reach.set_count()
                            ? problem.capacity.front()
                            : problem.enlargement[plan.chosen[k] - problem.reach.set_count()];
    CHECK(plan.served[k] <= room * (1.0 + 2e-9));
  }
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k) {
    served += plan.served_by_standing[k];
    CHECK(plan.served_by_standing[k] <= problem.capacity_of_standing[k] * (1.0 + 2e-9));
  }
  CHECK(std::abs(served - plan.objective) <= 1e-9 * (1.0 + best));
  REQUIRE(plan.share_of_unit.size() == problem.least_share.size());
  for (std::size_t u = 0; u < plan.share_of_unit.size(); ++u)
    if (demand_of_unit(problem, u) > 0.0) CHECK(plan.share_of_unit[u] >= problem.least_share[u] - 3e-9);
}

}  // namespace

TEST_CASE(
    "the most served in whole points, or with shares of units, equals trying every choice on 1,000 random "
    "worlds") {
  int feasible = 0;
  int out_of_reach = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    const CapacitatedCoverProblem problem = random_problem(seed);
    std::optional<double> best;
    bool any_choice = false;
    for_each_choice(problem, [&](const std::vector<std::uint32_t>& chosen) {
      any_choice = true;
      const std::optional<double> served = served_with(problem, chosen);
      if (served) best = std::max(best.value_or(0.0), *served);
    });
    CAPTURE(problem.whole, best.value_or(-1.0));
    const CapacitatedCoverPlan plan = solve_capacitated_cover(problem, until_proved());
    CHECK(plan.found == best.has_value());
    if (!plan.found) {
      CHECK(plan.status == PlanStatus::infeasible);
      // Where enlargements are all that rules allow, shares may be told first.
      CHECK((plan.by_shares == any_choice || !problem.may_enlarge.empty()));
      out_of_reach += any_choice ? 1 : 0;
      continue;
    }
    ++feasible;
    check_plan(problem, plan, *best);
  }
  CAPTURE(feasible, out_of_reach);
  CHECK(feasible > 300);
  CHECK(out_of_reach > 50);
}

TEST_CASE(
    "the cheapest sites for whole points, or shares of units, equal trying every choice on 500 random "
    "worlds") {
  int feasible = 0;
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    CapacitatedCoverProblem problem = random_problem(seed + 10'000);
    problem.budget.reset();
    problem.count.reset();
    double total = 0.0;
    for (const double demand : problem.demand) total += demand;
    const double share = 0.1 * static_cast<double>(seed % 9);
    CapacitatedCoverProblem any_number = problem;
    any_number.count = static_cast<int>(problem.reach.set_count() + problem.may_enlarge.size());
    std::optional<double> cheapest;
    for_each_choice(any_number, [&](const std::vector<std::uint32_t>& chosen) {
      double cost = 0.0;
      for (const std::uint32_t k : chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
      if (cheapest && cost >= *cheapest) return;
      const std::optional<double> served = served_with(problem, chosen);
      if (served && *served >= (share - near) * total) cheapest = cost;
    });
    const CapacitatedRequirePlan plan = solve_capacitated_require(problem, share, until_proved());
    CAPTURE(problem.whole, cheapest.value_or(-1.0), plan.cost, plan.bound);
    CHECK(plan.found == cheapest.has_value());
    if (!plan.found) {
      ++infeasible;
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    if (!cheapest) continue;
    ++feasible;
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(std::abs(plan.cost - *cheapest) <= 1e-9 * (1.0 + *cheapest));
    CHECK(plan.bound <= *cheapest * (1.0 + 1e-12));
    CHECK(served_with(problem, plan.chosen).value_or(-1.0) >= (share - 2 * near) * total - 1e-9);
  }
  CAPTURE(feasible, infeasible);
  CHECK(feasible > 100);
  CHECK(infeasible > 50);
}

TEST_CASE("a search for whole points that is interrupted at once keeps what it has, with a bound") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    CapacitatedCoverProblem problem = random_problem(seed);
    if (!problem.whole || !problem.least_share.empty()) continue;
    CoverStop stop;
    stop.interrupted = [] { return true; };
    const CapacitatedCoverPlan plan = solve_capacitated_cover(problem, stop);
    if (!plan.found) continue;
    ++found;
    CHECK(may_choose(problem, plan.chosen));
    CHECK(plan.objective <= plan.bound);
    CHECK(plan.objective <= served_with(problem, plan.chosen).value_or(-1.0) + 1e-9);
  }
  CHECK(found > 10);
}

namespace {

/// The highest lowest share that whole points allow.
double fairest_whole(const CapacitatedCoverProblem& problem, OpenSites& open, std::vector<double>& of_unit,
                     std::size_t i) {
  if (i == problem.demand.size()) {
    double lowest = 1.0;
    for (std::size_t u = 0; u < of_unit.size(); ++u)
      if (demand_of_unit(problem, u) > 0.0)
        lowest = std::min(lowest, of_unit[u] / demand_of_unit(problem, u));
    return lowest;
  }
  double best = fairest_whole(problem, open, of_unit, i + 1);
  const double demand = problem.demand[i];
  if (demand == 0.0 || problem.unit_of_point[i] < 0) return best;
  const auto unit = static_cast<std::size_t>(problem.unit_of_point[i]);
  for (std::size_t k = 0; k < open.room.size(); ++k) {
    if (!open.reaches[k][i] || demand > open.room[k] + 1e-9 * (1.0 + open.room[k])) continue;
    open.room[k] -= demand;
    of_unit[unit] += demand;
    best = std::max(best, fairest_whole(problem, open, of_unit, i + 1));
    of_unit[unit] -= demand;
    open.room[k] += demand;
  }
  return best;
}

/// The same when people are shared out: as much as every set of units can be given of what it asks for.
double fairest_in_parts(const CapacitatedCoverProblem& problem, const OpenSites& open) {
  double lowest = 1.0;
  for (std::uint32_t units = 1; units < (1U << problem.least_share.size()); ++units) {
    std::vector<double> demand(problem.demand.size(), 0.0);
    double asked = 0.0;
    for (std::size_t i = 0; i < demand.size(); ++i)
      if (problem.unit_of_point[i] >= 0 &&
          (units >> static_cast<unsigned>(problem.unit_of_point[i]) & 1U) != 0)
        asked += demand[i] = problem.demand[i];
    if (asked > 0.0) lowest = std::min(lowest, served_by_least_cut(open, demand) / asked);
  }
  return lowest;
}

double fairest_with(const CapacitatedCoverProblem& problem, const std::vector<std::uint32_t>& chosen) {
  OpenSites open = open_sites(problem, chosen, false);
  std::vector<double> of_unit(problem.least_share.size(), 0.0);
  return problem.whole ? fairest_whole(problem, open, of_unit, 0) : fairest_in_parts(problem, open);
}

}  // namespace

TEST_CASE("the fairest shares under capacities equal trying every choice on 500 random worlds") {
  int feasible = 0;
  int part_served = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    CapacitatedCoverProblem problem = random_problem(seed + 50'000);
    if (problem.unit_of_point.empty()) continue;
    problem.least_share.assign(problem.least_share.size(), 0.0);
    std::optional<double> best;
    for_each_choice(problem, [&](const std::vector<std::uint32_t>& chosen) {
      best = std::max(best.value_or(0.0), fairest_with(problem, chosen));
    });
    const CapacitatedFairPlan plan = solve_capacitated_fair(problem, until_proved());
    CAPTURE(problem.whole, best.value_or(-1.0));
    CHECK(plan.found == best.has_value());
    if (!plan.found || !best) {
      CHECK(plan.status == PlanStatus::infeasible);
      continue;
    }
    ++feasible;
    part_served += *best > 0.0 && *best < 1.0 ? 1 : 0;
    CAPTURE(plan.objective, plan.bound);
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(may_choose(problem, plan.chosen));
    CHECK(std::abs(plan.objective - *best) <= 1e-6 * *best + 2e-8);
    CHECK(plan.bound >= *best - 2e-8);
    CHECK(fairest_with(problem, plan.chosen) >= plan.objective - 2e-8);
    for (std::size_t u = 0; u < plan.share.size(); ++u)
      if (demand_of_unit(problem, u) > 0.0) CHECK(plan.share[u] >= plan.objective - 2e-8);
  }
  CAPTURE(feasible, part_served);
  CHECK(feasible > 200);
  CHECK(part_served > 50);
}
