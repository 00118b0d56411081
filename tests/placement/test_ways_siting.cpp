// p-median and p-centre plans of cities: against every choice tried out on times found one candidate at a time.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <random>

#include "sim/errors.h"
#include "sim/placement/capacitated.h"
#include "sim/placement/median.h"
#include "sim/placement/siting.h"
#include "sim/sharing.h"
#include "sim/sites.h"
#include "tests/placement/small_ways.h"
#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using namespace quarterhour::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using worlds::WorldMap;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TravelSettings hill_walk() {
  TravelSettings settings;
  settings.pace.function = PaceFunction::tobler;
  settings.pace.speed_kmh = 4.0;
  return settings;
}

Service clinic(double reach_s) {
  Service service;
  service.id = "clinic";
  service.demand = {{"people", 1.0}, {"elderly", 2.0}};
  service.reach_s = reach_s;
  return service;
}

/// Eight rows and nine columns of hills and water, two groups of different speeds, some clinics, two districts.
City drawn_town(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  WorldMap map;
  std::string elderly;
  const std::uint64_t wet = random() % 3 == 0 ? 3 : 7;
  for (int row = 0; row < 8; ++row) {
    for (int col = 0; col < 9; ++col) {
      const bool water = random() % wet == 0;
      map.ground += water ? '~' : '.';
      map.heights += static_cast<char>('0' + random() % 4);
      map.people += water || random() % 3 == 0 ? '.' : static_cast<char>('1' + random() % 9);
      elderly += water || random() % 4 != 0 ? '.' : static_cast<char>('1' + random() % 9);
      map.districts += col < 4 ? 'a' : 'b';
    }
    for (std::string* part : {&map.ground, &map.heights, &map.people, &elderly, &map.districts})
      *part += '\n';
  }
  map.groups = {{"elderly", elderly, 2.0}};
  if (random() % 2 == 0) {
    map.facilities = map.ground;
    for (char& cell : map.facilities) cell = cell == '\n' ? '\n' : '.';
    map.facilities[map.ground.find('.', random() % 60)] = 'A';
  }
  return worlds::world_from_map(map);
}

/// Forty rows and columns of hills with few people here and many there, and two clinics or none.
City wide_town(std::uint64_t seed, bool stands) {
  constexpr int side = 40;
  std::mt19937_64 random(seed);
  WorldMap map;
  std::string elderly;
  for (int row = 0; row < side; ++row) {
    for (int col = 0; col < side; ++col) {
      map.ground += random() % 12 == 0 ? '~' : '.';
      map.heights += static_cast<char>('0' + (row / 3 + col / 4) % 5);
      const bool dense = row < side / 2 || random() % 5 == 0;
      map.people += map.ground.back() == '.' && dense ? static_cast<char>('1' + random() % 9) : '.';
      elderly += map.ground.back() == '.' && random() % 6 == 0 ? '2' : '.';
      map.districts += col < side / 2 ? 'a' : 'b';
    }
    for (std::string* part : {&map.ground, &map.heights, &map.people, &elderly, &map.districts})
      *part += '\n';
  }
  map.groups = {{"elderly", elderly, 2.0}};
  if (stands) {
    map.facilities = map.ground;
    for (char& cell : map.facilities) cell = cell == '\n' ? '\n' : '.';
    for (const std::size_t from : {std::size_t{50}, std::size_t{900}})
      map.facilities[map.ground.find('.', from)] = static_cast<char>('A' + (from > 100 ? 1 : 0));
  }
  return worlds::world_from_map(map);
}

struct Drawn {
  City city;
  Service service;
  SitingTask task;
};

Drawn drawn(std::uint64_t seed) {
  std::mt19937_64 random(seed + 1000);
  Drawn world{drawn_town(seed), clinic(60.0 + static_cast<double>(random() % 600)), {}};
  if (random() % 3 == 0) {
    world.service.reach_s.reset();
    world.service.reach_m = 100.0 + static_cast<double>(random() % 500);
    world.service.reach_by = ReachBy::metres;
  }
  world.service.shared_across_districts = random() % 4 != 0;
  world.task.count = 1 + static_cast<int>(random() % 3);
  world.task.stop.gap = 0.0;
  world.task.exclude_unreachable = random() % 2 == 0;
  for (const Candidate& cell : admissible_cells(world.city, {}))
    if (random() % 5 == 0 && world.task.candidates.size() < 11) world.task.candidates.push_back(cell);
  return world;
}

/// The same question with each way found by a search of its own.
WaysProblem problem_of(const Drawn& world) {
  TravelFields fields(world.city, hill_walk());
  WaysProblem problem;
  problem.count = world.task.count;
  problem.candidates = world.task.candidates.size();
  const Quantity quantity = world.service.reach_by == ReachBy::metres ? Quantity::metres : Quantity::seconds;
  const auto districts = binding_districts(world.city, world.service);
  for (const GroupDemand& demand : world.service.demand) {
    const PeopleGroup& group = demand.group == "people" ? world.city.groups[0] : world.city.groups[1];
    const TravelField& field = fields.field(fields.rule_for(group, world.service, quantity));
    const auto ways_of = [&](CellIndex cell) {
      const SourceIndex source = cell;
      const NearestTimes times = field.nearest({&source, 1}, infinity);
      std::vector<double> ways(times.cost.size());
      for (std::size_t c = 0; c < ways.size(); ++c)
        ways[c] = same_district(districts, static_cast<CellIndex>(c), cell)
                      ? static_cast<double>(times.cost[c])
                      : infinity;
      return ways;
    };
    std::vector<std::vector<double>> to_candidate;
    for (const Candidate& candidate : world.task.candidates) to_candidate.push_back(ways_of(candidate.cell));
    std::vector<double> standing(world.city.grid().cell_count(), infinity);
    for (const Facility& facility : world.city.ledger) {
      const std::vector<double> ways = ways_of(*facility.cell);
      for (std::size_t c = 0; c < ways.size(); ++c) standing[c] = std::min(standing[c], ways[c]);
    }
    for (std::size_t c = 0; c < standing.size(); ++c) {
      problem.demand.push_back(group.people[c] * demand.rate);
      problem.standing.push_back(standing[c]);
      for (std::uint32_t k = 0; k < to_candidate.size(); ++k) {
        if (std::isinf(to_candidate[k][c])) continue;
        problem.ways.candidate.push_back(k);
        problem.ways.cost.push_back(to_candidate[k][c]);
      }
      problem.ways.first.push_back(problem.ways.cost.size());
    }
  }
  return problem;
}

/// The result of the plan, and whether there is one.
std::pair<StudyResult, bool> planned(const Drawn& world, const ReachGathering& gathering) {
  TravelFields fields(world.city, hill_walk());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(world.city);
  try {
    plan_sites(world.city, fields, {&world.service, 1}, world.task, result, gathering);
  } catch (const InfeasiblePlan&) {
    return {std::move(result), false};
  }
  return {std::move(result), true};
}

/// Takes out whom nothing reaches; returns whether there were any.
bool exclude_lost(WaysProblem& problem) {
  bool any = false;
  for (const std::uint32_t i : unreachable_points(problem)) {
    problem.demand[i] = 0.0;
    any = true;
  }
  return any;
}

/// Which of the task's candidates a plan chose.
std::vector<std::uint32_t> chosen_by(const Drawn& world, const StudyResult& result) {
  std::vector<std::uint32_t> chosen;
  for (const PlanRow& row : result.plan) {
    if (row.existing) continue;
    for (std::uint32_t k = 0; k < world.task.candidates.size(); ++k) {
      const CellPosition at = world.city.grid().position(world.task.candidates[k].cell);
      if (at.row == row.row && at.col == row.col) chosen.push_back(k);
    }
  }
  return chosen;
}

/// A budget with prices, minima and maxima of two halves of the town, a spacing: some of these. Candidates too near what stands leave.
void add_limits(Drawn& world, std::mt19937_64& random) {
  if (random() % 2 == 0) {
    world.task.count.reset();
    world.task.budget = 1.0 + static_cast<double>(random() % 9);
    for (Candidate& candidate : world.task.candidates)
      candidate.cost = 1.0 + static_cast<double>(random() % 4);
  }
  const std::uint64_t kind = random() % 4;
  if (kind == 0 || kind == 1) {
    UnitSet halves;
    halves.kind = "district";
    halves.units = {{"west", {}, {}}, {"east", {}, {}}};
    const Grid& grid = world.city.grid();
    halves.unit_of_cell = Raster<std::int32_t>(grid.rows(), grid.cols());
    for (CellIndex cell = 0; cell < grid.cell_count(); ++cell)
      halves.unit_of_cell[cell] = grid.position(cell).col < grid.cols() / 2 ? 0 : 1;
    world.city.unit_sets.push_back(std::move(halves));
    world.task.unit_kind = "district";
    if (random() % 2 == 0) world.task.min_per_unit = 1;
    world.task.max_per_unit = 1 + static_cast<int>(random() % 2);
  }
  if (kind == 1 || kind == 2) {
    world.task.spacing_m = 100.0 * static_cast<double>(1 + random() % 4);
    const Grid& grid = world.city.grid();
    std::erase_if(world.task.candidates, [&](const Candidate& candidate) {
      return std::any_of(world.city.ledger.begin(), world.city.ledger.end(), [&](const Facility& facility) {
        const PointM a = grid.centre(candidate.cell);
        const PointM b = grid.centre(*facility.cell);
        return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m) < *world.task.spacing_m;
      });
    });
  }
}

/// The same limits in the question.
void set_limits(const Drawn& world, WaysProblem& problem) {
  problem.count = world.task.count;
  problem.budget = world.task.budget;
  const Grid& grid = world.city.grid();
  if (problem.budget)
    for (const Candidate& candidate : world.task.candidates) problem.cost.push_back(candidate.cost);
  if (world.task.max_per_unit) {
    const UnitSet& halves = world.city.unit_sets.back();
    std::vector<int> existing(2, 0);
    for (const Facility& facility : world.city.ledger)
      ++existing[static_cast<std::size_t>(halves.unit_of_cell[*facility.cell])];
    for (const int known : existing) {
      const int least = std::max(0, world.task.min_per_unit.value_or(0) - known);
      problem.rules.least.push_back(least);
      problem.rules.most.push_back(std::max(least, *world.task.max_per_unit - known));
    }
    for (const Candidate& candidate : world.task.candidates)
      problem.rules.unit.push_back(halves.unit_of_cell[candidate.cell]);
  }
  if (!world.task.spacing_m) return;
  problem.rules.spacing_m = *world.task.spacing_m;
  for (const Candidate& candidate : world.task.candidates)
    problem.rules.location.push_back(grid.centre(candidate.cell));
}

double people_of(const WaysProblem& problem) {
  double people = 0.0;
  for (const double demand : problem.demand) people += demand;
  return people;
}

}  // namespace

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
      const double wanted = (std::string(kind) == "median" ? best.median / people : best.center) / unit;
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
      // 40 bits of the dearest sum, a unit for each of 144 points.
      const double rounding = wanted * 1e-9 + 1e-6;
      CHECK_THAT(proof.objective, WithinAbs(wanted, rounding));
      CHECK(proof.bound <= wanted * (1.0 + 1e-12));
      CHECK_THAT(proof.bound, WithinAbs(wanted, rounding));
      CHECK(proof.status == "optimal");
      CHECK(result.notes.size() == (has_lost ? 1 : 0));
      // The sites of the plan have that objective.
      const BestChoices value = value_of(problem, chosen_by(world, result));
      CHECK_THAT((std::string(kind) == "median" ? value.median / people : value.center) / unit,
                 WithinAbs(wanted, rounding));

      // With little room for ways the bound still holds, and so does what the plan says of itself.
      const auto [narrow, narrow_found] = planned(world, {16, 100, 60});
      if (!narrow_found) continue;
      CHECK(narrow.proof.front().bound <= wanted * (1.0 + 1e-12));
      CHECK(narrow.proof.front().objective >= wanted - rounding);
    }
  }
  CHECK(with_plan > 60);
  CHECK(without > 20);
}

TEST_CASE("Plans by ways on drawn towns within budgets and under rules equal every choice tried out") {
  int with_plan = 0;
  int without = 0;
  int limited_by_rules = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Drawn world = drawn(seed);
    world.task.exclude_unreachable = true;
    std::mt19937_64 random(seed * 77 + 1);
    add_limits(world, random);
    if (world.task.candidates.empty()) continue;
    WaysProblem problem = problem_of(world);
    set_limits(world, problem);
    static_cast<void>(exclude_lost(problem));
    const double people = people_of(problem);
    if (!(people > 0.0)) continue;
    const BestChoices best = best_by_trying_all(problem);
    WaysProblem unruled = problem;
    unruled.rules = {};
    if (best.median > best_by_trying_all(unruled).median) ++limited_by_rules;
    const double unit = world.service.reach_by == ReachBy::metres ? 1.0 : 60.0;
    const bool can_buy =
        !problem.budget || *std::min_element(problem.cost.begin(), problem.cost.end()) <= *problem.budget;
    for (const char* const kind : {"median", "center"}) {
      CAPTURE(kind);
      world.task.problem = kind;
      const double wanted = (std::string(kind) == "median" ? best.median / people : best.center) / unit;
      const auto [result, found] = planned(world, {});
      const ProofRow& proof = result.proof.front();
      if (std::isinf(wanted) || !can_buy) {
        CHECK_FALSE(found);
        CHECK(proof.status == "infeasible");
        ++without;
        continue;
      }
      ++with_plan;
      REQUIRE(found);
      const double rounding = wanted * 1e-9 + 1e-6;
      CHECK_THAT(proof.objective, WithinAbs(wanted, rounding));
      CHECK_THAT(proof.bound, WithinAbs(wanted, rounding));
      CHECK(proof.bound <= wanted * (1.0 + 1e-12));
      CHECK(proof.status == "optimal");
      CHECK(is_allowed(problem, chosen_by(world, result)));
      const auto [narrow, narrow_found] = planned(world, {16, 100, 60});
      if (!narrow_found) continue;
      CHECK(narrow.proof.front().bound <= wanted * (1.0 + 1e-12));
      CHECK(narrow.proof.front().objective >= wanted - rounding);
      CHECK(is_allowed(problem, chosen_by(world, narrow)));
    }
  }
  CHECK(with_plan > 80);
  CHECK(without > 20);
  CHECK(limited_by_rules > 15);
}

TEST_CASE(
    "A wide town's ways are found as far as they matter: the plan and the bound are those of all ways") {
  for (const bool stands : {false, true})
    for (const bool is_shared : {true, false})
      for (const Direction direction : {Direction::to, Direction::round_trip}) {
        Drawn world{wide_town(7, stands), clinic(120.0), {}};
        world.service.shared_across_districts = is_shared;
        world.service.direction = direction;
        world.task.problem = "median";
        world.task.count = 5;
        world.task.stop.gap = 0.001;
        world.task.exclude_unreachable = true;
        for (const Candidate& cell : admissible_cells(world.city, {}))
          if (cell.cell % 5 == 0) world.task.candidates.push_back(cell);
        CAPTURE(stands, is_shared, static_cast<int>(direction));
        WaysProblem problem = problem_of(world);
        static_cast<void>(exclude_lost(problem));
        CoverStop stop;
        stop.gap = 1e-6;
        const MedianPlan all = solve_median(problem, stop);
        const double unit = 60.0 * people_of(problem);
        // Everything held; and so little that candidates must be thinned out and longer ways left out.
        for (const std::size_t most_ways : {std::size_t{30'000'000}, std::size_t{70'000}}) {
          CAPTURE(most_ways);
          const auto [result, found] = planned(world, {64, 1'000'000, most_ways});
          REQUIRE(found);
          const ProofRow& proof = result.proof.front();
          CHECK(proof.bound <= all.objective / unit * (1.0 + 1e-9));
          CHECK(proof.objective >= all.bound / unit * (1.0 - 1e-9));
          CHECK(proof.gap <= (most_ways > 1'000'000 ? 0.001 : 0.005));
          CHECK_THAT(value_of(problem, chosen_by(world, result)).median / unit,
                     WithinAbs(proof.objective, 1e-6 * proof.objective));
        }
      }
}

TEST_CASE(
    "Under capacities plans on drawn towns give every place whole to a site with room, at the solver's "
    "optimum") {
  int with_plan = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Drawn world = drawn(seed);
    if (world.task.candidates.empty()) continue;
    world.task.problem = "median";
    world.task.assignment = Assignment::whole;
    world.task.exclude_unreachable = true;
    WaysProblem problem = problem_of(world);
    const double all = people_of(problem);
    world.task.capacity_of_new = 0.6 * all;
    for (Facility& facility : world.city.ledger) facility.capacity = 0.3 * all;
    // The same with what stands as candidates of its own.
    CapacitatedProblem whole;
    whole.ways = problem;
    whole.ways.standing.clear();
    whole.ways.ways = {};
    const bool stands = !world.city.ledger.empty();
    for (std::size_t i = 0; i < problem.demand.size(); ++i) {
      for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
        whole.ways.ways.candidate.push_back(problem.ways.candidate[w]);
        whole.ways.ways.cost.push_back(problem.ways.cost[w]);
      }
      if (stands && std::isfinite(problem.standing[i])) {
        whole.ways.ways.candidate.push_back(static_cast<std::uint32_t>(problem.candidates));
        whole.ways.ways.cost.push_back(problem.standing[i]);
      }
      whole.ways.ways.first.push_back(whole.ways.ways.cost.size());
    }
    whole.capacity.assign(problem.candidates, world.task.capacity_of_new);
    whole.stands.assign(problem.candidates, 0);
    if (stands) {
      ++whole.ways.candidates;
      whole.capacity.push_back(0.3 * all);
      whole.stands.push_back(1);
    }
    exclude_lost(whole.ways);
    CoverStop stop;
    stop.gap = 0.0;
    stop.work = 3'000'000;
    world.task.stop.work = stop.work;
    const CapacitatedPlan wanted = solve_capacitated_median(whole, stop);
    const auto [result, found] = planned(world, {});
    CHECK(found == wanted.found);
    if (!found) continue;
    ++with_plan;
    const double unit = world.service.reach_by == ReachBy::metres ? 1.0 : 60.0;
    const double people = people_of(whole.ways);
    CHECK_THAT(result.proof.front().objective,
               WithinAbs(wanted.objective / people / unit, 1e-9 * wanted.objective));
    double assigned = 0.0;
    for (const PlanRow& row : result.plan) {
      CHECK(row.people_assigned <= (row.existing ? 0.3 : 0.6) * all * (1.0 + 1e-9));
      assigned += row.people_assigned;
    }
    CHECK_THAT(assigned, WithinAbs(people, 1e-9 * people));
  }
  CHECK(with_plan > 15);
}

TEST_CASE("Who can reach nothing is counted in words, or left out on request") {
  WorldMap map;
  map.ground = "....~..";
  map.people = "3..4.5.";
  const City city = worlds::world_from_map(map);
  TravelFields fields(city, hill_walk());
  Service service = clinic(180.0);
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
