// Sites and planned links in one plan, against every choice of both.
#include <bit>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <optional>

#include "geometry/planned_links.h"
#include "sim/errors.h"
#include "sim/placement/link_choice.h"
#include "sim/placement/siting.h"
#include "sim/score/group_access.h"
#include "sim/score/link_gains.h"
#include "sim/score/reach_test.h"
#include "tests/geometry/street_samples.h"
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
  TravelSettings settings;
};

/// One facility, so that many live far from any.
std::vector<Site> one_site(const City& city) {
  std::vector<Site> sites = worlds::sites_of_ledger(city);
  if (sites.size() > 1) sites.resize(1);
  return sites;
}

/// Three links between random places of a random net, four candidates, prices of halves.
Case random_case(unsigned seed, const std::string& problem) {
  const auto random = [seed](std::uint64_t k) { return samples::uniform(seed + 7000, k); };
  Case one{worlds::world_from_map(random_world(seed)),
           clinic(600.0 + 900.0 * random(0)),
           {},
           one_metre_per_second()};
  City& city = one.city;
  city.streets = samples::random_streets(city.surface, 5, 6, seed + 100);
  // A net in pieces, so that links matter.
  for (std::size_t k = 0; k < city.streets.edges.size(); ++k)
    if (random(100 + k) < 0.45)
      city.streets.edges[k].modes_forward = city.streets.edges[k].modes_backward = 0;
  const Grid& grid = city.grid();
  for (int k = 0; k < 3; ++k) {
    const auto point = [&](std::uint64_t n) {
      return PointM{grid.west_m() + random(n) * (grid.east_m() - grid.west_m()),
                    grid.south_m() + random(n + 1) * (grid.north_m() - grid.south_m())};
    };
    PlannedLink link;
    const auto first = static_cast<std::uint64_t>(10 * k + 10);
    link.line = {point(first), point(first + 2)};
    link.modes_forward = link.modes_backward = mode_bit(TravelMode::walk);
    // Random places may be one and the same place of a street.
    if (std::hypot(link.line[0].x_m - link.line[1].x_m, link.line[0].y_m - link.line[1].y_m) < 200.0)
      continue;
    if (!std::isfinite(add_link(city.streets, link, static_cast<int>(city.links.size()), 90.0).last_m))
      continue;
    const double cost = 0.25 + 0.25 * std::floor(2.0 * random(first + 4));
    city.links.push_back({"link" + std::to_string(k), {}, Structure::bridge, cost, 1.0, link.line});
    one.task.links.push_back(static_cast<int>(city.links.size()) - 1);
  }
  one.settings.off_street = OffStreet::to_street;
  one.settings.streets.off_street_factor = 1.0;
  one.task.problem = problem;
  if (problem == "cover")
    one.task.budget = 0.5 + 0.5 * std::floor(5.0 * random(1));
  else
    one.task.share = 0.6 + 0.4 * random(1);
  one.task.stop.gap = 0.0;
  std::vector<Candidate> all = admissible_cells(city, {});
  for (std::size_t k = 0; k < 3 && !all.empty(); ++k) {
    const auto at = static_cast<std::size_t>(random(60 + k) * static_cast<double>(all.size()));
    Candidate candidate = all[at];
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
    candidate.cost = 1.5 + 0.5 * std::floor(3.0 * random(70 + k));
    one.task.candidates.push_back(candidate);
  }
  return one;
}

struct Best {
  std::optional<double> value;
  double demand = 0.0;
};

/// Every set of links and of candidates.
Best by_counting(const Case& one) {
  Best best;
  const CellDemand demand = scored_demand(one.city, one.city.groups.front(), 1.0);
  for (std::size_t cell = 0; cell < demand.size(); ++cell) best.demand += demand[cell];
  for (std::uint64_t links = 0; links < (1U << one.city.links.size()); ++links) {
    double link_cost = 0.0;
    for (std::size_t k = 0; k < one.city.links.size(); ++k)
      if ((links >> k & 1U) != 0) link_cost += one.city.links[k].cost;
    TravelFields fields(one.city, one.settings);
    fields.open_links(links);
    const ReachTest test(one.city, fields, one.city.groups.front(), one.service);
    std::vector<SourceIndex> standing;
    for (const Site& site : one_site(one.city)) standing.push_back(fields.source_of(site));
    const Raster<std::uint8_t> by_standing = test.covered(standing, World::real);
    std::vector<Raster<std::uint8_t>> by_candidate;
    for (const Candidate& candidate : one.task.candidates) {
      const SourceIndex source = candidate.cell;
      by_candidate.push_back(test.covered({&source, 1}, World::real));
    }
    for (unsigned sites = 0; sites < (1U << one.task.candidates.size()); ++sites) {
      double cost = link_cost;
      for (std::size_t k = 0; k < by_candidate.size(); ++k)
        if ((sites >> k & 1U) != 0) cost += one.task.candidates[k].cost;
      double covered = 0.0;
      for (std::size_t cell = 0; cell < demand.size(); ++cell) {
        bool reached = by_standing[cell] != 0;
        for (std::size_t k = 0; k < by_candidate.size(); ++k)
          reached = reached || ((sites >> k & 1U) != 0 && by_candidate[k][cell] != 0);
        if (reached) covered += demand[cell];
      }
      if (one.task.problem == "cover") {
        if (cost <= *one.task.budget && (!best.value || covered > *best.value)) best.value = covered;
      } else if (covered >= one.task.share * best.demand - 1e-9 * best.demand &&
                 (!best.value || cost < *best.value)) {
        best.value = cost;
      }
    }
  }
  return best;
}

}  // namespace

TEST_CASE("plans of sites and links are the best of all choices of both, and say what they build") {
  int compared = 0;
  int with_links = 0;
  int infeasible = 0;
  for (const std::string problem : {"cover", "require"})
    for (unsigned seed = 0; seed < 200; ++seed) {
      const Case one = random_case(seed, problem);
      if (one.task.links.empty()) continue;
      const Best best = by_counting(one);
      StudyResult result;
      result.services = {one.service};
      result.sites = one_site(one.city);
      list_links(one.city, result);
      TravelFields fields(one.city, one.settings);
      CAPTURE(seed, problem);
      try {
        plan_sites(one.city, fields, {&one.service, 1}, one.task, result);
      } catch (const InfeasiblePlan&) {
        CHECK(!best.value);
        ++infeasible;
        continue;
      }
      REQUIRE(best.value);
      const ProofRow& proof = result.proof.back();
      CHECK(proof.objective == Approx(*best.value).margin(1e-9));
      CHECK(proof.bound == Approx(*best.value).margin(1e-9));
      CHECK(proof.status == "optimal");
      double spent = 0.0;
      std::uint64_t built = 0;
      for (std::size_t k = 0; k < result.links.size(); ++k)
        if (!result.links[k].plan.empty()) {
          CHECK(result.links[k].plan == "clinic");
          CHECK(proof.words.en.find(result.links[k].id) != std::string::npos);
          spent += result.links[k].cost;
          built |= std::uint64_t{1} << k;
        }
      CHECK(fields.open_links() == built);
      for (const PlanRow& row : result.plan)
        if (!row.existing) spent += row.cost;
      if (problem == "cover")
        CHECK(spent <= *one.task.budget);
      else
        CHECK(spent == Approx(proof.objective));
      ++compared;
      if (built != 0) ++with_links;
    }
  CHECK(compared > 60);
  CHECK(with_links > 30);
  CHECK(infeasible > 0);
}

TEST_CASE("a link that is worth nothing is not built, and of equally good sets a cheaper one is taken") {
  LinkQuestion question;
  question.cost = {1.0, 0.5, 2.0};
  question.candidates = {2, 0, 1};
  question.budget = 3.5;
  question.stop.gap = 0.0;
  // Link 0 brings 5 and link 2 the same; link 1 nothing; both together no more.
  question.solve = [](std::uint64_t open, std::optional<double>, const CoverStop&) {
    const double value = (open & 5U) != 0 ? 5.0 : 0.0;
    return LinkOutcome{true, value, value, PlanStatus::optimal, 1};
  };
  const LinkChoice choice = choose_links(question);
  CHECK(choice.value == 5.0);
  CHECK((choice.built == 1 || choice.built == 4));
  question.solve = [](std::uint64_t, std::optional<double>, const CoverStop&) {
    return LinkOutcome{true, 7.0, 7.0, PlanStatus::optimal, 1};
  };
  CHECK(choose_links(question).built == 0);
}

TEST_CASE("what a link alone brings is what its city covers more") {
  double gained = 0.0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    Case one = random_case(seed, "cover");
    one.service.reach_s = 1200.0;
    StudyResult result;
    result.services = {one.service};
    result.sites = one_site(one.city);
    TravelFields fields(one.city, one.settings);
    add_link_gains(one.city, fields, result);
    REQUIRE(result.link_gains.size() == one.city.links.size());
    const CellDemand demand = scored_demand(one.city, one.city.groups.front(), 1.0);
    const auto covered = [&](std::uint64_t links) {
      TravelFields own(one.city, one.settings);
      own.open_links(links);
      std::vector<SourceIndex> sources;
      for (const Site& site : result.sites) sources.push_back(own.source_of(site));
      const auto cells =
          ReachTest(one.city, own, one.city.groups.front(), one.service).covered(sources, World::real);
      double sum = 0.0;
      for (std::size_t cell = 0; cell < cells.size(); ++cell)
        if (cells[cell] != 0) sum += demand[cell];
      return sum;
    };
    for (std::size_t k = 0; k < one.city.links.size(); ++k) {
      CHECK(result.link_gains[k].link == one.city.links[k].id);
      CHECK(result.link_gains[k].people == covered(std::uint64_t{1} << k) - covered(0));
      gained += result.link_gains[k].people;
    }
  }
  CHECK(gained > 5.0);
}

TEST_CASE("links are chosen by their worth beside what money buys otherwise, and bounds are kept") {
  // Two links of 3 and 2; sites reach 10 for each unit of money. Link 0 adds 40, link 1 adds 15, both together 70.
  LinkQuestion question;
  question.cost = {3.0, 2.0};
  question.candidates = {0, 1};
  question.budget = 5.0;
  question.stop.gap = 0.0;
  const auto worth = [](std::uint64_t open) {
    return open == 3 ? 70.0 : open == 1 ? 40.0 : open == 2 ? 15.0 : 0.0;
  };
  question.solve = [&](std::uint64_t open, std::optional<double> budget, const CoverStop&) {
    const double value = worth(open) + 10.0 * *budget;
    return LinkOutcome{true, value, value, PlanStatus::optimal, 1};
  };
  LinkChoice choice = choose_links(question);
  CHECK(choice.built == 3);
  CHECK(choice.value == 70.0);
  CHECK(choice.bound == 70.0);
  CHECK(choice.cost_of_links == 5.0);
  question.budget = 4.0;
  choice = choose_links(question);
  CHECK(choice.built == 1);
  CHECK(choice.value == 50.0);
  CHECK(choice.status == PlanStatus::optimal);
  // Sites that are not proved best leave a gap.
  question.solve = [&](std::uint64_t open, std::optional<double> budget, const CoverStop&) {
    const double value = worth(open) + 10.0 * *budget;
    return LinkOutcome{true, value, value + 1.0, PlanStatus::work_limit, 1};
  };
  choice = choose_links(question);
  CHECK(choice.value == 50.0);
  CHECK(choice.bound == 51.0);
  CHECK(choice.gap == Approx(0.02));
  CHECK(choice.status == PlanStatus::work_limit);
  // An interruption, however early, leaves a plan and the bound of what was not looked at.
  for (int most = 0; most < 6; ++most) {
    int asked = 0;
    question.stop.interrupted = [&asked, most] { return ++asked > most; };
    std::uint64_t kept = 99;
    question.keep = [&kept](std::uint64_t built, std::optional<double>) { kept = built; };
    choice = choose_links(question);
    REQUIRE(choice.found);
    CHECK(kept == choice.built);
    CHECK(choice.value == worth(choice.built) + 10.0 * (4.0 - choice.cost_of_links));
    CHECK(choice.bound >= 51.0);
    CHECK((choice.status == PlanStatus::interrupted || choice.status == PlanStatus::work_limit));
  }
  // So does a limit of work: a bound and a plan.
  question.stop.interrupted = {};
  question.keep = {};
  question.stop.work = 1;
  choice = choose_links(question);
  CHECK(choice.found);
  CHECK(choice.work == 2);
  CHECK(choice.status == PlanStatus::work_limit);
}
