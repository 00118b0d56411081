// Small drawn towns of hills, water, two groups of people and some clinics, and plans by ways for them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sim/errors.h"
#include "sim/placement/siting.h"
#include "sim/sharing.h"
#include "sim/sites.h"
#include "tests/placement/small_ways.h"
#include "tests/worlds/ascii_world.h"

namespace quarterhour::tests {

using worlds::WorldMap;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline TravelSettings hill_walk() {
  TravelSettings settings;
  settings.pace.function = PaceFunction::tobler;
  settings.pace.speed_kmh = 4.0;
  return settings;
}

inline Service two_group_clinic(double reach_s) {
  Service service;
  service.id = "clinic";
  service.demand = {{"people", 1.0}, {"elderly", 2.0}};
  service.reach_s = reach_s;
  return service;
}

/// Eight rows and nine columns of hills and water, two groups of different speeds, some clinics, two districts.
inline City drawn_town(std::uint64_t seed) {
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

struct Drawn {
  City city;
  Service service;
  SitingTask task;
};

inline Drawn drawn(std::uint64_t seed) {
  std::mt19937_64 random(seed + 1000);
  Drawn world{drawn_town(seed), two_group_clinic(60.0 + static_cast<double>(random() % 600)), {}};
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
inline WaysProblem problem_of(const Drawn& world) {
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
inline std::pair<StudyResult, bool> planned(const Drawn& world, const ReachGathering& gathering) {
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
inline bool exclude_lost(WaysProblem& problem) {
  bool any = false;
  for (const std::uint32_t i : unreachable_points(problem)) {
    problem.demand[i] = 0.0;
    any = true;
  }
  return any;
}

/// Which of the task's candidates a plan chose.
inline std::vector<std::uint32_t> chosen_by(const Drawn& world, const StudyResult& result) {
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

inline double people_of(const WaysProblem& problem) {
  double people = 0.0;
  for (const double demand : problem.demand) people += demand;
  return people;
}

/// The best mean way of so many people, or the best longest way, in minutes or metres as the service is reached.
inline double wanted_of(const std::string& problem, const BestChoices& best, double people,
                        const Service& service) {
  return (problem == "median" ? best.median / people : best.center) /
         (service.reach_by == ReachBy::metres ? 1.0 : 60.0);
}

/// Costs are scaled to 40 bits of the dearest sum and rounded down, a unit for each of 144 points.
inline double rounding_of(double wanted) { return wanted * 1e-9 + 1e-6; }

/// Whether the row tells the optimum, proved.
inline void check_proved(const ProofRow& proof, double wanted) {
  using Catch::Matchers::WithinAbs;
  CHECK_THAT(proof.objective, WithinAbs(wanted, rounding_of(wanted)));
  CHECK_THAT(proof.bound, WithinAbs(wanted, rounding_of(wanted)));
  CHECK(proof.bound <= wanted * (1.0 + 1e-12));
  CHECK(proof.status == "optimal");
}

}  // namespace quarterhour::tests
