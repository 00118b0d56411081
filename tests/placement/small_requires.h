// Small covering requirements and their answers by trying every choice.
#pragma once

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include "sim/placement/require.h"
#include "tests/placement/small_covers.h"
#include "tests/placement/small_rules.h"

namespace quarterhour::tests {

/// Demand of one unit (-1: of all), and what of it `chosen` and the facilities that stay cover.
struct UnitCoverage {
  double all = 0.0;
  double covered = 0.0;
};
inline UnitCoverage coverage_of(const RequireProblem& problem, std::int32_t unit,
                                const std::vector<std::uint32_t>& chosen) {
  std::vector<bool> covered(problem.demand.size(), false);
  const auto cover = [&](IndexRun run) {
    for (std::uint32_t i = run.begin; i < run.end; ++i) covered[i] = true;
  };
  for (const IndexRun run : problem.covered_already) cover(run);
  for (const std::uint32_t k : chosen)
    for (const IndexRun run : problem.reach.set(k)) cover(run);
  UnitCoverage result;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (unit >= 0 && problem.demand_unit[i] != unit) continue;
    result.all += problem.demand[i];
    if (covered[i]) result.covered += problem.demand[i];
  }
  return result;
}

/// Whether the shares are met, by the definition.
inline bool meets_shares(const RequireProblem& problem, const std::vector<std::uint32_t>& chosen) {
  const auto met = [&](std::int32_t unit, double share) {
    const UnitCoverage of = coverage_of(problem, unit, chosen);
    return of.covered >= share * of.all - 1e-9 * of.all;
  };
  if (!met(-1, problem.share)) return false;
  for (std::size_t u = 0; u < problem.share_of_unit.size(); ++u)
    if (!met(static_cast<std::int32_t>(u), problem.share_of_unit[u])) return false;
  return true;
}

inline double cost_of(const RequireProblem& problem, const std::vector<std::uint32_t>& chosen) {
  double sum = 0.0;
  for (const std::uint32_t k : chosen) sum += problem.cost.empty() ? 1.0 : problem.cost[k];
  return sum;
}

/// The lowest cost of any choice that meets shares and rules; nothing when there is none.
inline std::optional<double> cheapest_by_trying_all(const RequireProblem& problem) {
  const std::size_t candidates = problem.reach.set_count();
  std::optional<double> best;
  for (std::uint32_t mask = 0; mask < (1U << candidates); ++mask) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t k = 0; k < candidates; ++k)
      if ((mask >> k & 1U) != 0) chosen.push_back(k);
    const double cost = cost_of(problem, chosen);
    if ((best && cost >= *best) || !keeps(problem.rules, chosen) || !meets_shares(problem, chosen)) continue;
    best = cost;
  }
  return best;
}

/// A random requirement of up to 12 candidates and 40 points: full or partial, with or without shares by unit, costs and
/// rules, by the bits of the seed.
inline RequireProblem random_requirement(std::uint64_t seed) {
  const CoverProblem world = random_world(seed, false);
  std::mt19937_64 random(seed * 104729 + 7);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  RequireProblem problem;
  problem.demand = world.demand;
  problem.reach = world.reach;
  problem.covered_already = world.covered_already;
  const auto candidates = static_cast<std::uint32_t>(problem.reach.set_count());
  const auto share = [&] { return below(5) == 0 ? 1.0 : 0.1 * below(11); };
  problem.share = seed % 2 == 0 ? 1.0 : share();
  if ((seed >> 1) % 2 == 0) {
    const std::uint32_t units = 1 + below(4);
    for (std::uint32_t u = 0; u < units; ++u) problem.share_of_unit.push_back(share());
    for (std::size_t i = 0; i < problem.demand.size(); ++i)
      problem.demand_unit.push_back(static_cast<std::int32_t>(below(units + 1)) - 1);
  }
  const std::uint32_t kind = (seed >> 2) % 4;
  for (std::uint32_t k = 0; k < candidates && kind > 0; ++k)
    problem.cost.push_back(kind == 1   ? 1.0 + 0.25 * below(20)
                           : kind == 2 ? 0.1 * (1 + below(30))
                                       : 1.0 + below(1000) / 7.0);
  if ((seed >> 4) % 2 == 0) problem.rules = random_rules(seed, candidates);
  return problem;
}

}  // namespace quarterhour::tests
