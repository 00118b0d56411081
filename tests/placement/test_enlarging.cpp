// Plans that may enlarge existing facilities, against every choice of what is built and enlarged.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "sim/errors.h"
#include "sim/placement/siting.h"
#include "sim/score/group_access.h"
#include "sim/score/reach_test.h"
#include "tests/geometry/ground_samples.h"
#include "tests/placement/small_rooms.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Case {
  City city;
  Service service;
  SitingTask task;
  /// Of the ledger, with their capacities.
  std::vector<Site> existing;
};

Case random_case(unsigned seed, bool by_budget) {
  const auto random = [seed](std::uint64_t k) { return samples::uniform(seed + 4000, k); };
  Case one{worlds::world_from_map(random_world(seed)), clinic(120.0 + 150.0 * random(0)), {}, {}};
  one.task.stop.gap = 0.0;
  one.task.assignment = Assignment::split;
  one.task.capacity_of_new = 3.0 + std::floor(20.0 * random(1));
  one.task.enlarge_by = 2.0 + std::floor(15.0 * random(2));
  if (random(3) < 0.5) one.task.most_enlarged = static_cast<int>(3.0 * random(4));
  if (by_budget) {
    one.task.budget = 0.5 + 0.5 * std::floor(7.0 * random(5));
    one.task.enlargement_cost = 0.25 + 0.25 * std::floor(4.0 * random(6));
  } else {
    one.task.count = 1 + static_cast<int>(3.0 * random(5));
  }
  std::vector<Candidate> all = admissible_cells(one.city, {});
  for (std::uint64_t k = 0; k < 5 && !all.empty(); ++k) {
    const auto at = static_cast<std::size_t>(random(60 + k) * static_cast<double>(all.size()));
    Candidate candidate = all[at];
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
    if (by_budget) candidate.cost = 0.5 + 0.5 * std::floor(4.0 * random(70 + k));
    one.task.candidates.push_back(candidate);
  }
  one.existing = worlds::sites_of_ledger(one.city);
  for (std::size_t k = 0; k < one.existing.size(); ++k)
    one.existing[k].capacity =
        random(80 + k) < 0.2 ? std::numeric_limits<double>::quiet_NaN() : std::floor(12.0 * random(90 + k));
  return one;
}

/// A choice of what is built and enlarged: existing ones first.
bool may_choose(const Case& one, unsigned mask) {
  int chosen = 0;
  int enlarged = 0;
  double cost = 0.0;
  for (std::size_t k = 0; k < one.existing.size() + one.task.candidates.size(); ++k) {
    if ((mask >> k & 1U) == 0) continue;
    ++chosen;
    if (k >= one.existing.size()) {
      cost += one.task.candidates[k - one.existing.size()].cost;
      continue;
    }
    if (std::isnan(one.existing[k].capacity)) return false;
    ++enlarged;
    cost += one.task.enlargement_cost;
  }
  if (one.task.most_enlarged && enlarged > *one.task.most_enlarged) return false;
  if (one.task.budget) return cost <= *one.task.budget;
  return !one.task.count || chosen <= *one.task.count;
}

double cost_of(const Case& one, unsigned mask) {
  double cost = 0.0;
  for (std::size_t k = 0; k < one.existing.size() + one.task.candidates.size(); ++k)
    if ((mask >> k & 1U) != 0)
      cost += k < one.existing.size() ? one.task.enlargement_cost
                                      : one.task.candidates[k - one.existing.size()].cost;
  return cost;
}

/// What each choice of what is built and enlarged serves at most; nothing where it may not be chosen.
std::vector<std::optional<double>> served_by_choice(const Case& one) {
  TravelFields fields(one.city, one_metre_per_second());
  const ReachTest test(one.city, fields, one.city.groups.front(), one.service);
  const CellDemand demand = scored_demand(one.city, one.city.groups.front(), 1.0);
  std::vector<double> people(demand.size());
  for (std::size_t cell = 0; cell < people.size(); ++cell) people[cell] = demand[cell];
  std::vector<std::vector<bool>> reach;
  const auto add = [&](CellIndex cell) {
    const SourceIndex source = cell;
    const Raster<std::uint8_t> covered = test.covered({&source, 1}, World::real);
    reach.emplace_back(people.size());
    for (std::size_t k = 0; k < people.size(); ++k) reach.back()[k] = covered[k] != 0;
  };
  for (const Site& site : one.existing) add(site.cell);
  for (const Candidate& candidate : one.task.candidates) add(candidate.cell);
  std::vector<std::optional<double>> served(std::size_t{1} << reach.size());
  for (unsigned mask = 0; mask < served.size(); ++mask) {
    if (!may_choose(one, mask)) continue;
    tests::OpenSites open;
    for (std::size_t k = 0; k < reach.size(); ++k) {
      const bool is_chosen = (mask >> k & 1U) != 0;
      double room = one.task.capacity_of_new;
      if (k < one.existing.size()) {
        room = std::isnan(one.existing[k].capacity) ? infinite : one.existing[k].capacity;
        if (is_chosen) room += one.task.enlarge_by;
      } else if (!is_chosen) {
        continue;
      }
      open.reaches.push_back(reach[k]);
      open.room.push_back(room);
    }
    served[mask] = tests::served_by_least_cut(open, people);
  }
  return served;
}

/// The most served, over what is built and enlarged.
double by_counting(const Case& one) {
  double best = 0.0;
  for (const std::optional<double>& served : served_by_choice(one))
    best = std::max(best, served.value_or(0.0));
  return best;
}

}  // namespace

TEST_CASE("plans that enlarge facilities serve the most of all choices of what is built and enlarged") {
  int enlargements = 0;
  int compared = 0;
  for (const bool by_budget : {false, true})
    for (unsigned seed = 0; seed < 80; ++seed) {
      const Case one = random_case(seed, by_budget);
      if (one.task.candidates.empty()) continue;
      // Nothing that the money is enough for is a plan that cannot be made.
      bool affords_any = false;
      for (std::size_t k = 0; k < one.existing.size() + one.task.candidates.size(); ++k)
        affords_any = affords_any || may_choose(one, 1U << k);
      if (!affords_any) continue;
      CAPTURE(seed, by_budget);
      StudyResult result;
      result.services = {one.service};
      result.sites = one.existing;
      TravelFields fields(one.city, one_metre_per_second());
      plan_sites(one.city, fields, {&one.service, 1}, one.task, result);
      const ProofRow& proof = result.proof.back();
      CHECK(proof.status == "optimal");
      CHECK(proof.objective == Approx(by_counting(one)).margin(1e-9));
      ++compared;
      double cost = 0.0;
      double served = 0.0;
      int enlarged = 0;
      std::vector<int> priorities;
      for (const PlanRow& row : result.plan) {
        cost += row.cost;
        served += row.people_assigned;
        if (row.priority > 0) priorities.push_back(row.priority);
        CHECK((row.priority > 0) == (row.action != "keep"));
        if (!std::isnan(row.capacity)) CHECK(row.people_assigned <= row.capacity * (1.0 + 1e-12));
        if (row.action != "enlarge") continue;
        ++enlarged;
        const auto site = std::find_if(result.sites.begin(), result.sites.end(),
                                       [&](const Site& of) { return of.id == row.site_id; });
        CHECK(site->enlarged_by == one.task.enlarge_by);
        CHECK(row.capacity == site->capacity + one.task.enlarge_by);
        CHECK(row.existing);
      }
      enlargements += enlarged;
      CHECK(served == Approx(proof.objective).margin(1e-9));
      CHECK(enlarged == std::count_if(result.sites.begin(), result.sites.end(),
                                      [](const Site& s) { return s.enlarged_by > 0.0; }));
      if (one.task.budget)
        CHECK(cost <= *one.task.budget + 1e-9);
      else
        CHECK(priorities.size() <= static_cast<std::size_t>(*one.task.count));
      std::sort(priorities.begin(), priorities.end());
      for (std::size_t k = 0; k < priorities.size(); ++k) CHECK(priorities[k] == static_cast<int>(k) + 1);
      // More room shows after the plan only.
      assess(one.city, fields, one.service, "before", result);
      assess(one.city, fields, one.service, "after", result);
      for (const LoadRow& row : result.load)
        for (const Site& site : result.sites)
          if (site.id == row.site && !std::isnan(site.capacity))
            CHECK(row.capacity == site.capacity + (row.state == "after" ? site.enlarged_by : 0.0));
    }
  CHECK(compared > 100);
  CHECK(enlargements > 30);
}

TEST_CASE("the cheapest sites and enlargements that serve a share are the cheapest of all choices") {
  int found = 0;
  int impossible = 0;
  for (unsigned seed = 0; seed < 160; ++seed) {
    Case one = random_case(seed + 500, true);
    one.task.problem = "require";
    one.task.budget.reset();
    one.task.share = 0.1 + 0.1 * (seed % 8);
    CAPTURE(seed);
    double people = 0.0;
    const CellDemand demand = scored_demand(one.city, one.city.groups.front(), 1.0);
    for (std::size_t cell = 0; cell < demand.size(); ++cell) people += demand[cell];
    if (people <= 0.0) continue;
    std::optional<double> cheapest;
    const std::vector<std::optional<double>> served = served_by_choice(one);
    for (unsigned mask = 0; mask < served.size(); ++mask)
      if (served[mask] && *served[mask] >= (one.task.share - 1e-9) * people)
        cheapest = std::min(cheapest.value_or(infinite), cost_of(one, mask));
    StudyResult result;
    result.services = {one.service};
    result.sites = one.existing;
    TravelFields fields(one.city, one_metre_per_second());
    if (!cheapest) {
      ++impossible;
      CHECK_THROWS_AS(plan_sites(one.city, fields, {&one.service, 1}, one.task, result), InfeasiblePlan);
      CHECK_THAT(result.proof.back().words.en, ContainsSubstring("are required"));
      continue;
    }
    ++found;
    plan_sites(one.city, fields, {&one.service, 1}, one.task, result);
    const ProofRow& proof = result.proof.back();
    CHECK(proof.status == "optimal");
    CHECK(proof.objective == Approx(*cheapest).margin(1e-9));
    CHECK(proof.bound <= *cheapest * (1.0 + 1e-12));
    double cost = 0.0;
    double given = 0.0;
    for (const PlanRow& row : result.plan) {
      cost += row.cost;
      given += row.people_assigned;
    }
    CHECK(cost == Approx(proof.objective).margin(1e-9));
    CHECK(given >= (one.task.share - 1e-8) * people);
  }
  CHECK(found > 20);
  CHECK(impossible > 10);
}

TEST_CASE("a facility is enlarged once, and only enlarging is a plan where nothing can be built") {
  worlds::WorldMap map;
  map.ground = "....................";
  map.people = "9999.............999";
  map.facilities = "A..................B";
  const City city = worlds::world_from_map(map);
  const Service service = clinic(350.0);
  StudyResult result;
  result.services = {service};
  result.sites = worlds::sites_of_ledger(city);
  REQUIRE(result.sites.size() == 2);
  for (Site& site : result.sites) site.capacity = 10.0;
  SitingTask task;
  task.budget = 1.0;
  task.assignment = Assignment::split;
  task.capacity_of_new = 5.0;
  task.enlarge_by = 20.0;
  task.enlargement_cost = 1.0;
  TravelFields fields(city, one_metre_per_second());
  plan_sites(city, fields, {&service, 1}, task, result);
  CHECK(result.proof.back().objective == 40.0);
  CHECK(result.sites[0].enlarged_by == 20.0);
  CHECK(result.sites[1].enlarged_by == 0.0);
  CHECK_THAT(result.proof.back().words.en, ContainsSubstring("enlargements of existing ones by 20 people"));
  // The next plan takes the other one, whose people are fewer.
  task.budget = 2.0;
  plan_sites(city, fields, {&service, 1}, task, result);
  CHECK(result.proof.back().objective == 30.0 + 27.0);
  CHECK(result.sites[1].enlarged_by == 20.0);
  // And then there is nothing left.
  CHECK_THROWS_AS(plan_sites(city, fields, {&service, 1}, task, result), InfeasiblePlan);
}

TEST_CASE("sites of a travel matrix are enlarged as those of a city are") {
  TravelMatrix matrix;
  matrix.demand = {{"a", 30.0}, {"b", 20.0}};
  CandidateSite stands;
  stands.id = "old";
  stands.existing = true;
  CandidateSite fresh;
  fresh.id = "new";
  fresh.cost = 2.0;
  matrix.sites = {stands, fresh};
  matrix.entries = {{0, 0, 60.0}, {1, 1, 60.0}};
  Service service;
  service.id = "clinic";
  service.reach_s = 120.0;
  service.capacity = 12.0;
  SitingTask task;
  task.assignment = Assignment::split;
  task.budget = 2.0;
  task.enlarge_by = 10.0;
  task.enlargement_cost = 1.0;
  StudyResult result;
  plan_sites(matrix, service, task, result);
  // A new site for 2 serves 12, an enlargement for 1 ten.
  CHECK(result.proof.back().objective == 24.0);
  task.budget = 1.5;
  StudyResult enlarged;
  plan_sites(matrix, service, task, enlarged);
  CHECK(enlarged.proof.back().objective == 22.0);
  REQUIRE(enlarged.plan.size() == 1);
  CHECK(enlarged.plan[0].action == "enlarge");
  CHECK(enlarged.plan[0].capacity == 22.0);
  CHECK(enlarged.plan[0].people_assigned == 22.0);
  CHECK(enlarged.sites[0].enlarged_by == 10.0);
  task.budget = 3.0;
  plan_sites(matrix, service, task, enlarged);
  CHECK(enlarged.proof.back().objective == 34.0);
}
