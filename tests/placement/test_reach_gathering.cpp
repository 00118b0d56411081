// Demand points and who reaches them, gathered batch by batch.
#include <algorithm>
#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "sim/placement/siting_problem.h"
#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using worlds::WorldMap;

namespace {

Service service_of(const std::string& id, double reach_s) {
  Service service;
  service.id = id;
  service.level = "circle15";
  service.demand = {{"people", 1.0}, {"elderly", 2.0}};
  service.reach_s = reach_s;
  return service;
}

TravelSettings flat_walk() {
  TravelSettings settings;
  settings.pace.function = PaceFunction::flat;
  settings.pace.speed_kmh = 4.0;
  return settings;
}

/// Twelve by sixteen cells with water, two groups that walk at different speeds and two clinics.
City town() {
  WorldMap map;
  std::mt19937_64 random(2);
  std::string elderly;
  for (int row = 0; row < 12; ++row) {
    for (int col = 0; col < 16; ++col) {
      const bool water = random() % 6 == 0;
      map.ground += water ? '~' : '.';
      map.people += water || random() % 3 == 0 ? '.' : static_cast<char>('1' + random() % 9);
      elderly += water || random() % 4 != 0 ? '.' : static_cast<char>('1' + random() % 9);
    }
    for (std::string* part : {&map.ground, &map.people, &elderly}) *part += '\n';
  }
  map.groups = {{"elderly", elderly, 2.0}};
  map.facilities = map.ground;
  for (char& cell : map.facilities) cell = cell == '\n' ? '\n' : '.';
  map.facilities[map.ground.find('.', 40)] = 'A';
  map.facilities[map.ground.find('.', 120)] = 'B';
  return worlds::world_from_map(map);
}

SitingProblem problem_of(const City& city, std::span<const Service> bundle, const SitingTask& task,
                         const ReachGathering& gathering) {
  TravelFields fields(city, flat_walk());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(city);
  return siting_problem(city, fields, bundle, task, result, gathering);
}

SitingTask sites(const City& city, int count) {
  SitingTask task;
  task.count = count;
  task.candidates = admissible_cells(city, {});
  return task;
}

CoverProblem cover_of(const SitingProblem& siting, int count) {
  CoverProblem problem;
  problem.demand = siting.demand;
  problem.reach = siting.reach;
  problem.covered_already = siting.points.covered_points();
  problem.left_out = siting.left_out;
  problem.count = count;
  return problem;
}

}  // namespace

TEST_CASE("demand points are numbered as marking every place by hand does") {
  std::mt19937_64 random(5);
  for (const std::size_t places : {1U, 63U, 64U, 65U, 300U}) {
    CAPTURE(places);
    DemandPoints points(places);
    std::vector<int> carrying(places, 0);
    std::vector<int> covered(places, 0);
    for (std::size_t i = 0; i < places; ++i)
      if (random() % 2 == 0) {
        carrying[i] = 1;
        points.carries_demand(i);
      }
    for (int k = 0; k < 4; ++k) {
      const auto begin = static_cast<std::uint32_t>(random() % places);
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(places, begin + 1 + random() % 20));
      points.is_covered({begin, end});
      std::fill(covered.begin() + begin, covered.begin() + end, 1);
    }
    points.number();
    std::vector<std::size_t> place_of;
    for (const int part : {0, 1})
      for (std::size_t i = 0; i < places; ++i)
        if (carrying[i] != 0 && covered[i] == part) place_of.push_back(i);
    std::vector<std::size_t> visited;
    points.for_each([&](std::size_t place) { visited.push_back(place); });
    CHECK(visited == place_of);
    CHECK(points.count() == place_of.size());
    for (std::uint32_t begin = 0; begin < places; begin += 7) {
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(places, begin + 5));
      const std::vector<IndexRun> run = {{begin, end}};
      std::vector<IndexRun> numbers;
      points.add_open(run, 0, numbers);
      points.add_covered(run, 0, numbers);
      std::vector<std::size_t> reached;
      for (const IndexRun part : numbers)
        for (std::uint32_t i = part.begin; i < part.end; ++i) reached.push_back(place_of[i]);
      std::sort(reached.begin(), reached.end());
      std::vector<std::size_t> expected;
      for (std::size_t i = begin; i < end; ++i)
        if (carrying[i] != 0) expected.push_back(i);
      CHECK(reached == expected);
    }
  }
}

TEST_CASE("runs parted only by places that carry nothing become one") {
  DemandPoints points(100);
  for (const std::size_t place : {3U, 4U, 9U, 10U}) points.carries_demand(place);
  points.number();
  std::vector<IndexRun> runs;
  const std::vector<IndexRun> places = {{0, 5}, {6, 8}, {9, 20}};
  points.add_open(places, 0, runs);
  CHECK(runs == std::vector<IndexRun>{{0, 4}});
}

TEST_CASE("the batch in which reach is gathered changes nothing") {
  const City city = town();
  const std::array<Service, 2> bundle = {service_of("clinic", 270.0), service_of("library", 180.0)};
  const SitingTask task = sites(city, 4);
  const SitingProblem whole = problem_of(city, bundle, task, {});
  REQUIRE(whole.reach.set_count() == task.candidates.size());
  REQUIRE(whole.points.open_count() > 50);
  REQUIRE(whole.points.count() > whole.points.open_count());
  for (const std::size_t batch : {1U, 7U, 64U}) {
    CAPTURE(batch);
    const SitingProblem in_batches = problem_of(city, bundle, task, {.batch = batch});
    CHECK(in_batches.reach.first == whole.reach.first);
    CHECK(in_batches.reach.runs == whole.reach.runs);
    CHECK(in_batches.demand == whole.demand);
    CHECK(in_batches.standing_reach.runs == whole.standing_reach.runs);
    CHECK(in_batches.left_out == 0.0);
  }
}

TEST_CASE("a candidate's open and covered points are the cells with demand that it reaches") {
  const City city = town();
  const Service service = service_of("clinic", 270.0);
  const SitingTask task = sites(city, 4);
  TravelFields fields(city, flat_walk());
  const SitingProblem siting = problem_of(city, {&service, 1}, task, {});
  const std::vector<ReachLayer> layers = reach_layers(city, fields, service);
  REQUIRE(layers.size() == 2);
  std::vector<SourceIndex> cells;
  std::vector<std::uint32_t> all;
  for (std::uint32_t k = 0; k < task.candidates.size(); ++k) {
    cells.push_back(task.candidates[k].cell);
    all.push_back(k);
  }
  const IndexRuns by_place = covered_by(city, fields, service, layers, cells);
  const IndexRuns whole = whole_reach(city, fields, siting, all);
  const std::size_t cell_count = city.grid().cell_count();
  std::vector<double> open_demand(siting.demand.size(), 0.0);
  std::copy_n(siting.demand.begin(), siting.points.open_count(), open_demand.begin());
  const auto sum = [](std::span<const IndexRun> runs, const auto& demand_at) {
    double total = 0.0;
    for (const IndexRun run : runs)
      for (std::uint32_t i = run.begin; i < run.end; ++i) total += demand_at(i);
    return total;
  };
  for (const std::uint32_t k : all) {
    const double expected = sum(by_place.set(k), [&](std::uint32_t place) {
      return layers[place / cell_count].demand[place % cell_count];
    });
    CHECK(sum(whole.set(k), [&](std::uint32_t i) { return siting.demand[i]; }) == expected);
    CHECK(sum(siting.reach.set(k), [&](std::uint32_t i) { return siting.demand[i]; }) ==
          sum(whole.set(k), [&](std::uint32_t i) { return open_demand[i]; }));
  }
}

TEST_CASE("where not all reach may be held the lightest lose theirs, and the bound still holds for them") {
  const City city = town();
  const Service service = service_of("clinic", 270.0);
  for (const int count : {2, 6}) {
    CAPTURE(count);
    const SitingTask task = sites(city, count);
    const SitingProblem whole = problem_of(city, {&service, 1}, task, {});
    const CoverPlan best = solve_cover(cover_of(whole, count), {});
    REQUIRE(best.status == PlanStatus::optimal);
    const std::size_t most_runs = whole.reach.runs.size() / 3;
    const SitingProblem less = problem_of(city, {&service, 1}, task, {.batch = 16, .most_runs = most_runs});
    CHECK(less.reach.runs.size() <= most_runs);
    REQUIRE(less.reach.set_count() == task.candidates.size());
    REQUIRE(less.left_out > 0.0);
    std::size_t held = 0;
    for (std::size_t k = 0; k < task.candidates.size(); ++k) {
      double weight = 0.0;
      for (const IndexRun run : whole.reach.set(k))
        for (std::uint32_t i = run.begin; i < run.end; ++i) weight += whole.demand[i];
      const auto mine = less.reach.set(k);
      const auto all = whole.reach.set(k);
      if (mine.empty()) {
        CHECK(weight <= less.left_out);
      } else {
        ++held;
        CHECK(std::equal(mine.begin(), mine.end(), all.begin(), all.end()));
      }
    }
    CHECK(held > 0);
    const CoverPlan plan = solve_cover(cover_of(less, count), {});
    CHECK(plan.bound >= best.objective);
    CHECK(plan.objective <= best.objective);
  }
}

TEST_CASE("under rules, a budget or a share no candidate loses its reach") {
  const City city = town();
  const Service service = service_of("clinic", 270.0);
  const auto left_out = [&](const SitingTask& task) {
    return problem_of(city, {&service, 1}, task, {.batch = 16, .most_runs = 50}).left_out;
  };
  SitingTask task = sites(city, 3);
  CHECK(left_out(task) > 0.0);
  task.spacing_m = 300.0;
  CHECK(left_out(task) == 0.0);
  task.spacing_m.reset();
  task.problem = "require";
  CHECK(left_out(task) == 0.0);
  task.problem = "cover";
  task.count.reset();
  task.budget = 3.0;
  CHECK(left_out(task) == 0.0);
}

TEST_CASE("a plan that asks for sites among those left out is made again with all") {
  const City city = town();
  const Service service = service_of("clinic", 180.0);
  const auto plan_with = [&](int count, const ReachGathering& gathering) {
    TravelFields fields(city, flat_walk());
    StudyResult result;
    result.sites = worlds::sites_of_ledger(city);
    plan_sites(city, fields, {&service, 1}, sites(city, count), result, gathering);
    return result;
  };
  const auto same_plan = [](const StudyResult& a, const StudyResult& b) {
    return std::equal(a.plan.begin(), a.plan.end(), b.plan.begin(), b.plan.end(),
                      [](const PlanRow& x, const PlanRow& y) {
                        return x.row == y.row && x.col == y.col && x.people_covered == y.people_covered;
                      });
  };
  const ReachGathering little{16, 100};
  SitingProblem siting = problem_of(city, {&service, 1}, sites(city, 12), little);
  REQUIRE(siting.left_out > 0.0);
  // Without the second try a dozen sites, the last of which add few, would all be of the heaviest.
  const CoverPlan of_little = solve_cover(cover_of(siting, 12), {});
  const StudyResult all = plan_with(12, {});
  CHECK(of_little.objective < all.proof[0].objective);
  const StudyResult again = plan_with(12, little);
  CHECK(again.proof[0].objective == all.proof[0].objective);
  CHECK(again.proof[0].bound == all.proof[0].bound);
  CHECK(same_plan(again, all));
}
