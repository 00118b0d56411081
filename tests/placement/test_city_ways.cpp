// Cities' plans by ways: within budgets and under rules against every choice tried out, and of wide towns against all ways.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "sim/placement/median.h"
#include "tests/placement/drawn_towns.h"

using namespace quarterhour;
using namespace quarterhour::tests;
using Catch::Matchers::WithinAbs;

namespace {

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

}  // namespace

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
    const bool can_buy =
        !problem.budget || *std::min_element(problem.cost.begin(), problem.cost.end()) <= *problem.budget;
    for (const char* const kind : {"median", "center"}) {
      CAPTURE(kind);
      world.task.problem = kind;
      const double wanted = wanted_of(kind, best, people, world.service);
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
      check_proved(proof, wanted);
      CHECK(is_allowed(problem, chosen_by(world, result)));
      const auto [narrow, narrow_found] = planned(world, {16, 100, 60});
      if (!narrow_found) continue;
      CHECK(narrow.proof.front().bound <= wanted * (1.0 + 1e-12));
      CHECK(narrow.proof.front().objective >= wanted - rounding_of(wanted));
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
        Drawn world{wide_town(7, stands), two_group_clinic(120.0), {}};
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
