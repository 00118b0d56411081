// Small covering problems and their answers by trying every choice.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour::tests {

/// Adds a candidate that covers the given points (rising).
inline void add_candidate(CoverProblem& problem, const std::vector<std::uint32_t>& points) {
  auto& [first, runs] = problem.reach;
  for (const std::uint32_t point : points) {
    if (runs.size() > first.back() && runs.back().end == point)
      ++runs.back().end;
    else
      runs.push_back({point, point + 1});
  }
  first.push_back(runs.size());
}

/// Demand covered by `chosen` and what was covered already, each point once.
inline double covered_demand(const CoverProblem& problem, const std::vector<std::uint32_t>& chosen) {
  std::vector<bool> covered(problem.demand.size(), false);
  const auto cover = [&](IndexRun run) {
    for (std::uint32_t i = run.begin; i < run.end; ++i) covered[i] = true;
  };
  for (const IndexRun run : problem.covered_already) cover(run);
  for (const std::uint32_t k : chosen)
    for (const IndexRun run : problem.reach.set(k)) cover(run);
  double sum = 0.0;
  for (std::size_t i = 0; i < covered.size(); ++i)
    if (covered[i]) sum += problem.demand[i];
  return sum;
}

/// The most that any affordable choice covers.
inline double best_by_trying_all(const CoverProblem& problem) {
  const std::size_t candidates = problem.reach.set_count();
  double best = 0.0;
  for (std::uint32_t mask = 0; mask < (1U << candidates); ++mask) {
    std::vector<std::uint32_t> chosen;
    double cost = 0.0;
    for (std::uint32_t k = 0; k < candidates; ++k)
      if ((mask >> k & 1U) != 0) {
        chosen.push_back(k);
        cost += problem.cost.empty() ? 1.0 : problem.cost[k];
      }
    const bool affordable =
        problem.count ? static_cast<int>(chosen.size()) <= *problem.count : cost <= *problem.budget;
    if (affordable) best = std::max(best, covered_demand(problem, chosen));
  }
  return best;
}

/// A random world of up to 12 candidates and 40 points; whole or broken demand, some of it zero or covered already.
inline CoverProblem random_world(std::uint64_t seed, bool by_budget) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  CoverProblem problem;
  const std::uint32_t points = 5 + below(36);
  const bool whole = below(2) == 0;
  for (std::uint32_t i = 0; i < points; ++i) {
    const double people = below(6) == 0 ? 0.0 : 1.0 + below(500);
    problem.demand.push_back(whole ? people : people / 7.0);
  }
  const std::uint32_t candidates = 3 + below(10);
  for (std::uint32_t k = 0; k < candidates; ++k) {
    std::vector<std::uint32_t> covered;
    const std::uint32_t share = 2 + below(6);
    for (std::uint32_t i = 0; i < points; ++i)
      if (below(share) == 0) covered.push_back(i);
    add_candidate(problem, covered);
  }
  if (below(2) == 0) {
    const std::uint32_t begin = below(points);
    problem.covered_already.push_back({begin, std::min(points, begin + 1 + below(6))});
    problem.covered_already.push_back({0, 1 + below(3)});
  }
  if (by_budget) {
    double total = 0.0;
    for (std::uint32_t k = 0; k < candidates; ++k) {
      problem.cost.push_back(1.0 + 0.25 * below(20));
      total += problem.cost.back();
    }
    const double cheapest = *std::min_element(problem.cost.begin(), problem.cost.end());
    problem.budget = std::max(cheapest, total * (0.1 + 0.1 * below(6)));
  } else {
    problem.count = static_cast<int>(1 + below(5));
  }
  return problem;
}

}  // namespace quarterhour::tests
