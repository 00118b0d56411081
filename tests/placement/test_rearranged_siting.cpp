// Plans that move or close existing facilities, against every choice of what stays and what is built.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/errors.h"
#include "sim/placement/siting.h"
#include "sim/score/group_access.h"
#include "sim/score/reach_test.h"
#include "tests/geometry/ground_samples.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using Catch::Approx;

namespace {

struct Case {
  City city;
  Service service;
  SitingTask task;
};

Case random_case(unsigned seed, bool by_budget) {
  const auto random = [seed](std::uint64_t k) { return samples::uniform(seed + 9000, k); };
  Case one{worlds::world_from_map(random_world(seed)), clinic(120.0 + 150.0 * random(0)), {}};
  one.task.stop.gap = 0.0;
  if (by_budget) {
    one.task.budget = 0.5 * std::floor(7.0 * random(1));
    one.task.closing_brings = 0.5 + 0.5 * std::floor(2.0 * random(2));
  } else {
    one.task.count = static_cast<int>(3.0 * random(1));
    one.task.most_moved = 1 + static_cast<int>(3.0 * random(2));
  }
  std::vector<Candidate> all = admissible_cells(one.city, {});
  for (std::uint64_t k = 0; k < 6 && !all.empty(); ++k) {
    const auto at = static_cast<std::size_t>(random(60 + k) * static_cast<double>(all.size()));
    Candidate candidate = all[at];
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
    if (by_budget) candidate.cost = 1.0 + 0.5 * std::floor(3.0 * random(70 + k));
    one.task.candidates.push_back(candidate);
  }
  return one;
}

/// The most covered, over what stays and what is built.
double by_counting(const Case& one) {
  TravelFields fields(one.city, one_metre_per_second());
  const ReachTest test(one.city, fields, one.city.groups.front(), one.service);
  const CellDemand demand = scored_demand(one.city, one.city.groups.front(), 1.0);
  std::vector<Raster<std::uint8_t>> reach;
  const auto add = [&](CellIndex cell) {
    const SourceIndex source = cell;
    reach.push_back(test.covered({&source, 1}, World::real));
  };
  const std::vector<Site> existing = worlds::sites_of_ledger(one.city);
  for (const Site& site : existing) add(site.cell);
  for (const Candidate& candidate : one.task.candidates) add(candidate.cell);
  double best = 0.0;
  for (unsigned mask = 0; mask < (1U << reach.size()); ++mask) {
    int closed = 0;
    int built = 0;
    double cost = 0.0;
    for (std::size_t k = 0; k < reach.size(); ++k) {
      const bool there = (mask >> k & 1U) != 0;
      if (k < existing.size()) {
        closed += there ? 0 : 1;
      } else if (there) {
        ++built;
        cost += one.task.candidates[k - existing.size()].cost;
      }
    }
    const bool allowed = one.task.budget ? cost <= *one.task.budget + closed * one.task.closing_brings
                                         : closed <= one.task.most_moved && built <= *one.task.count + closed;
    if (!allowed) continue;
    double covered = 0.0;
    for (std::size_t cell = 0; cell < demand.size(); ++cell)
      for (std::size_t k = 0; k < reach.size(); ++k)
        if ((mask >> k & 1U) != 0 && reach[k][cell] != 0) {
          covered += demand[cell];
          break;
        }
    best = std::max(best, covered);
  }
  return best;
}

}  // namespace

TEST_CASE("plans that move or close facilities are the best of all choices of what stays and what is built") {
  int closings = 0;
  int compared = 0;
  for (const bool by_budget : {false, true})
    for (unsigned seed = 0; seed < 80; ++seed) {
      const Case one = random_case(seed, by_budget);
      if (one.task.candidates.empty()) continue;
      StudyResult result;
      result.services = {one.service};
      result.sites = worlds::sites_of_ledger(one.city);
      const std::size_t existing = result.sites.size();
      TravelFields fields(one.city, one_metre_per_second());
      CAPTURE(seed, by_budget);
      plan_sites(one.city, fields, {&one.service, 1}, one.task, result);
      const ProofRow& proof = result.proof.back();
      CHECK(proof.status == "optimal");
      CHECK(proof.objective == Approx(by_counting(one)).margin(1e-9));
      ++compared;
      int closed = 0;
      int built = 0;
      double cost = 0.0;
      for (const PlanRow& row : result.plan) {
        if (!row.existing) {
          ++built;
          cost += row.cost;
        }
        if (row.action == (by_budget ? "close" : "move")) {
          ++closed;
          CHECK(row.people_covered == 0.0);
        }
      }
      CHECK(closed ==
            std::count_if(result.sites.begin(), result.sites.end(), [](const Site& s) { return s.closed; }));
      CHECK(result.plan.size() == existing + static_cast<std::size_t>(built));
      if (by_budget)
        CHECK(cost <= *one.task.budget + closed * one.task.closing_brings + 1e-9);
      else
        CHECK((closed <= one.task.most_moved && built <= *one.task.count + closed));
      closings += closed;
      // What the plan covers is what its sites cover when they are scored.
      assess(one.city, fields, one.service, "before", result);
      assess(one.city, fields, one.service, "after", result);
      CHECK(score(result, "covered", {.state = "after"}) == Approx(proof.objective).margin(1e-9));
    }
  CHECK(compared > 120);
  CHECK(closings > 20);
}

TEST_CASE("a facility that gives another service closes for both, and one of an earlier plan stays") {
  worlds::WorldMap map;
  map.ground = "....................";
  map.people = "9.................9.";
  map.facilities = "..........A.........";
  const City city = worlds::world_from_map(map);
  Service hospital = clinic(150.0);
  hospital.counts_for = {"post"};
  Service post = clinic(150.0);
  post.id = "post";
  StudyResult result;
  result.services = {hospital, post};
  for (Site site : worlds::sites_of_ledger(city)) {
    site.service = "clinic";
    Site counted = site;
    counted.service = "post";
    counted.counts_as = "clinic";
    result.sites.push_back(site);
    result.sites.push_back(counted);
  }
  REQUIRE(result.sites.size() == 2);
  SitingTask task;
  task.count = 1;
  task.most_moved = 1;
  task.candidates = admissible_cells(city, {});
  TravelFields fields(city, one_metre_per_second());
  plan_sites(city, fields, {&hospital, 1}, task, result);
  CHECK(result.proof.back().objective == 18.0);
  CHECK(result.sites[0].closed);
  CHECK(result.sites[1].closed);
  CHECK(result.sites[1].counts_as == "clinic");
  // Two new ones give both services; none of them may be moved by the next plan.
  CHECK(result.sites.size() == 6);
  plan_sites(city, fields, {&hospital, 1}, task, result);
  CHECK(std::count_if(result.sites.begin(), result.sites.end(), [](const Site& s) { return s.closed; }) == 2);
  CHECK(result.proof.back().words.en.find("with at most 1 existing one moved") != std::string::npos);
}
