// p-median and p-centre plans of cities: against every choice tried out on times found one candidate at a time.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

#include "sim/errors.h"
#include "sim/placement/capacitated_center.h"
#include "sim/placement/siting.h"
#include "sim/sites.h"
#include "tests/placement/drawn_towns.h"

using namespace quarterhour;
using namespace quarterhour::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

TEST_CASE("Plans by ways on drawn towns equal every choice tried out") {
  int with_plan = 0;
  int without = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    Drawn world = drawn(seed);
    if (world.task.candidates.empty()) continue;
    WaysProblem problem = problem_of(world);
    const bool has_lost = exclude_lost(problem);
    const BestChoices best = best_by_trying_all(problem);
    const double unit = world.service.reach_by == ReachBy::metres ? 1.0 : 60.0;
    const double people = people_of(problem);
    if (!(people > 0.0)) continue;
    for (const char* const kind : {"median", "center"}) {
      CAPTURE(kind);
      world.task.problem = kind;
      const double wanted = wanted_of(kind, best, people, world.service);
      const auto [result, found] = planned(world, {});
      REQUIRE(result.proof.size() == 1);
      const ProofRow& proof = result.proof.front();
      if (std::isinf(wanted) || (has_lost && !world.task.exclude_unreachable)) {
        CHECK_FALSE(found);
        CHECK(proof.status == "infeasible");
        ++without;
        continue;
      }
      ++with_plan;
      REQUIRE(found);
      CHECK(proof.unit_of_measure == (unit == 1.0 ? "m" : "min"));
      check_proved(proof, wanted);
      CHECK(result.notes.size() == (has_lost ? 1 : 0));
      // The sites of the plan have that objective.
      const BestChoices value = value_of(problem, chosen_by(world, result));
      CHECK_THAT(wanted_of(kind, value, people, world.service), WithinAbs(wanted, rounding_of(wanted)));

      // With little room for ways the bound still holds, and so does what the plan says of itself.
      const auto [narrow, narrow_found] = planned(world, {16, 100, 60});
      if (!narrow_found) continue;
      CHECK(narrow.proof.front().bound <= wanted * (1.0 + 1e-12));
      CHECK(narrow.proof.front().objective >= wanted - rounding_of(wanted));
    }
  }
  CHECK(with_plan > 60);
  CHECK(without > 20);
}

namespace {

/// What a drawn town asks of a solver under capacities, with what stands as a candidate of its own, for the count of the task or its budget.
CapacitatedProblem capacitated_problem_of(const Drawn& world, double capacity_of_standing) {
  const WaysProblem problem = problem_of(world);
  CapacitatedProblem limited;
  limited.splits = world.task.assignment == Assignment::split;
  limited.ways.demand = problem.demand;
  limited.ways.candidates = problem.candidates;
  limited.ways.count = world.task.count;
  limited.ways.budget = world.task.budget;
  const bool stands = !world.city.ledger.empty();
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
      limited.ways.ways.candidate.push_back(problem.ways.candidate[w]);
      limited.ways.ways.cost.push_back(problem.ways.cost[w]);
    }
    if (stands && std::isfinite(problem.standing[i])) {
      limited.ways.ways.candidate.push_back(static_cast<std::uint32_t>(problem.candidates));
      limited.ways.ways.cost.push_back(problem.standing[i]);
    }
    limited.ways.ways.first.push_back(limited.ways.ways.cost.size());
  }
  limited.capacity.assign(problem.candidates, world.task.capacity_of_new);
  limited.stands.assign(problem.candidates, 0);
  if (world.task.budget)
    for (const Candidate& candidate : world.task.candidates) limited.ways.cost.push_back(candidate.cost);
  if (stands) {
    ++limited.ways.candidates;
    limited.capacity.push_back(capacity_of_standing);
    limited.stands.push_back(1);
    if (world.task.budget) limited.ways.cost.push_back(1.0);
  }
  exclude_lost(limited.ways);
  return limited;
}

}  // namespace

TEST_CASE(
    "Under capacities plans on drawn towns give places whole, or share people out, to sites with room, at "
    "the "
    "solver's optimum") {
  int with_plan = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    CAPTURE(seed);
    Drawn world = drawn(seed);
    if (world.task.candidates.empty()) continue;
    world.task.problem = seed % 2 == 0 ? "median" : "center";
    world.task.assignment = seed % 4 < 2 ? Assignment::whole : Assignment::split;
    world.task.exclude_unreachable = true;
    const double all = people_of(problem_of(world));
    world.task.capacity_of_new = 0.6 * all;
    for (Facility& facility : world.city.ledger) facility.capacity = 0.3 * all;
    if (seed % 3 == 0) {
      world.task.count.reset();
      world.task.budget = 5.0;
      for (std::size_t k = 0; k < world.task.candidates.size(); ++k)
        world.task.candidates[k].cost = 1.0 + static_cast<double>((seed + 3 * k) % 4);
    }
    const CapacitatedProblem problem = capacitated_problem_of(world, 0.3 * all);
    world.task.stop.work = 3'000'000;
    const CapacitatedPlan wanted = world.task.problem == "median"
                                       ? solve_capacitated_median(problem, world.task.stop)
                                       : solve_capacitated_center(problem, world.task.stop);
    const auto [result, found] = planned(world, {});
    CHECK(found == wanted.found);
    if (!found) continue;
    ++with_plan;
    const double unit = world.service.reach_by == ReachBy::metres ? 1.0 : 60.0;
    const double people = people_of(problem.ways);
    const double each = world.task.problem == "median" ? people : 1.0;
    CHECK_THAT(result.proof.front().objective,
               WithinAbs(wanted.objective / each / unit, 1e-9 * wanted.objective));
    double assigned = 0.0;
    double cost = 0.0;
    for (const PlanRow& row : result.plan) {
      CHECK(row.people_assigned <= (row.existing ? 0.3 : 0.6) * all * (1.0 + 2e-9));
      assigned += row.people_assigned;
      if (!row.existing) cost += row.cost;
    }
    CHECK_THAT(assigned, WithinAbs(people, 1e-9 * people));
    if (world.task.budget) CHECK(cost <= 5.0);
  }
  CHECK(with_plan > 20);
}

TEST_CASE("Who can reach nothing is counted in words, or left out on request") {
  WorldMap map;
  map.ground = "....~..";
  map.people = "3..4.5.";
  const City city = worlds::world_from_map(map);
  TravelFields fields(city, hill_walk());
  Service service = two_group_clinic(180.0);
  service.demand = {{"people", 1.0}};
  SitingTask task;
  task.problem = "median";
  task.count = 1;
  task.candidates = {{"", {}, 1, 1.0}, {"", {}, 2, 1.0}};
  StudyResult result;
  CHECK_THROWS_AS(plan_sites(city, fields, {&service, 1}, task, result), InfeasiblePlan);
  CHECK_THAT(result.proof.front().words.en, ContainsSubstring("5 people in 1 place can reach no candidate"));
  CHECK_THAT(result.proof.front().words.zh, ContainsSubstring("1 处的 5 人"));
  CHECK(std::isnan(result.proof.front().objective));

  task.exclude_unreachable = true;
  StudyResult rest;
  plan_sites(city, fields, {&service, 1}, task, rest);
  REQUIRE(rest.notes.size() == 1);
  CHECK_THAT(rest.notes.front().text, ContainsSubstring("leaves out 5 people in 1 place"));
  // 3 people a cell and two away, 4 two and one: at 90 s a cell on flat ground the second candidate, (6 + 4) / 7 cells.
  REQUIRE(rest.plan.size() == 1);
  CHECK(rest.plan.front().col == 2);
  CHECK_THAT(rest.proof.front().objective, WithinAbs((3.0 * 2.0 + 4.0) * 1.5 / 7.0, 1e-5));
  CHECK_THAT(rest.proof.front().words.en, ContainsSubstring("2.14 minutes"));
}
