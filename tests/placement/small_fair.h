// Small problems of fairness and their answers by trying every choice.
#pragma once

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include "sim/placement/fair.h"
#include "tests/placement/small_covers.h"
#include "tests/placement/small_rules.h"

namespace quarterhour::tests {

/// The shares of the units that have demand under a choice, rising, by the definition.
inline std::vector<double> shares_by_definition(const FairProblem& problem,
                                                const std::vector<std::uint32_t>& chosen) {
  std::vector<bool> covered(problem.demand.size(), false);
  const auto cover = [&](IndexRun run) {
    for (std::uint32_t i = run.begin; i < run.end; ++i) covered[i] = true;
  };
  for (const IndexRun run : problem.covered_already) cover(run);
  for (const std::uint32_t k : chosen)
    for (const IndexRun run : problem.reach.set(k)) cover(run);
  std::vector<double> all(problem.unit_count, 0.0);
  std::vector<double> part(problem.unit_count, 0.0);
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    if (problem.demand_unit[i] < 0) continue;
    const auto unit = static_cast<std::size_t>(problem.demand_unit[i]);
    all[unit] += problem.demand[i];
    if (covered[i]) part[unit] += problem.demand[i];
  }
  std::vector<double> shares;
  for (std::size_t unit = 0; unit < all.size(); ++unit)
    if (all[unit] > 0.0) shares.push_back(part[unit] / all[unit]);
  std::sort(shares.begin(), shares.end());
  return shares;
}

inline bool is_allowed(const FairProblem& problem, const std::vector<std::uint32_t>& chosen) {
  double cost = 0.0;
  for (const std::uint32_t k : chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
  const double most = problem.budget ? *problem.budget : static_cast<double>(*problem.count);
  return cost <= most * (1.0 + 1e-12) && keeps(problem.rules, chosen);
}

/// The lexicographically highest rising shares of any choice; nothing when no choice is allowed. Shares that differ by less than
/// `hair` are the same.
inline std::optional<std::vector<double>> fairest_by_trying_all(const FairProblem& problem, double hair) {
  std::optional<std::vector<double>> best;
  for (std::uint32_t mask = 0; mask < (1U << problem.reach.set_count()); ++mask) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t k = 0; k < problem.reach.set_count(); ++k)
      if ((mask >> k & 1U) != 0) chosen.push_back(k);
    if (!is_allowed(problem, chosen)) continue;
    const std::vector<double> shares = shares_by_definition(problem, chosen);
    bool is_better = !best;
    for (std::size_t u = 0; best && u < shares.size(); ++u)
      if (std::abs(shares[u] - (*best)[u]) > hair) {
        is_better = shares[u] > (*best)[u];
        break;
      }
    if (is_better) best = shares;
  }
  return best;
}

/// A random problem of up to 12 candidates, 40 points and 7 units; by count or budget, with or without rules.
inline FairProblem random_fairness(std::uint64_t seed) {
  const bool by_budget = seed % 3 == 0;
  const CoverProblem world = random_world(seed * 31 + 5, by_budget);
  std::mt19937_64 random(seed * 15485863 + 11);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  FairProblem problem;
  problem.demand = world.demand;
  problem.reach = world.reach;
  problem.covered_already = world.covered_already;
  problem.count = world.count;
  problem.budget = world.budget;
  problem.cost = world.cost;
  problem.unit_count = 1 + below(7);
  for (std::size_t i = 0; i < problem.demand.size(); ++i)
    problem.demand_unit.push_back(static_cast<std::int32_t>(below(problem.unit_count + 1)) - 1);
  if (seed % 4 == 1)
    problem.rules = random_rules(seed, static_cast<std::uint32_t>(problem.reach.set_count()));
  return problem;
}

}  // namespace quarterhour::tests
