// Small p-median and p-centre problems, their answers by trying every choice, and the published graphs.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/placement/ways_to_sites.h"
#include "tests/placement/small_rules.h"

namespace quarterhour::tests {

/// A problem from a matrix: costs[point][candidate], negative where there is no way.
inline WaysProblem problem_of(const std::vector<std::vector<double>>& costs, int count) {
  WaysProblem problem;
  problem.count = count;
  problem.candidates = costs.empty() ? 0 : costs.front().size();
  problem.demand.assign(costs.size(), 1.0);
  for (const std::vector<double>& row : costs) {
    for (std::uint32_t k = 0; k < row.size(); ++k) {
      if (row[k] < 0.0) continue;
      problem.ways.candidate.push_back(k);
      problem.ways.cost.push_back(row[k]);
    }
    problem.ways.first.push_back(problem.ways.cost.size());
  }
  return problem;
}

struct BestChoices {
  /// +infinity: with so few sites somebody is always out of reach.
  double median = std::numeric_limits<double>::infinity();
  double center = std::numeric_limits<double>::infinity();
};

/// The sum over points with demand of weight times way, and the longest way.
inline BestChoices value_of(const WaysProblem& problem, const std::vector<std::uint32_t>& chosen) {
  BestChoices value{0.0, 0.0};
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    if (problem.demand[i] == 0.0) continue;
    double nearest = problem.standing.empty() ? std::numeric_limits<double>::infinity() : problem.standing[i];
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
      if (std::find(chosen.begin(), chosen.end(), problem.ways.candidate[w]) != chosen.end())
        nearest = std::min(nearest, problem.ways.cost[w]);
    value.median += problem.demand[i] * nearest;
    value.center = std::max(value.center, nearest);
  }
  return value;
}

/// Whether a choice keeps to count or budget, and to the rules.
inline bool is_allowed(const WaysProblem& problem, const std::vector<std::uint32_t>& chosen) {
  if (!keeps(problem.rules, chosen)) return false;
  if (problem.count) return chosen.size() <= static_cast<std::size_t>(*problem.count);
  double cost = 0.0;
  for (const std::uint32_t k : chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
  return cost <= *problem.budget * (1.0 + 1e-12);
}

inline BestChoices best_by_trying_all(const WaysProblem& problem) {
  BestChoices best;
  for (std::uint32_t mask = 0; mask < (1U << problem.candidates); ++mask) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t k = 0; k < problem.candidates; ++k)
      if ((mask >> k & 1U) != 0) chosen.push_back(k);
    if (!is_allowed(problem, chosen)) continue;
    const BestChoices value = value_of(problem, chosen);
    best.median = std::min(best.median, value.median);
    best.center = std::min(best.center, value.center);
  }
  return best;
}

/// Up to 11 candidates and 30 points; whole or broken costs and weights, equal ones among them, missing ways, points without
/// demand, facilities that stay.
inline WaysProblem random_ways(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const bool whole = below(2) == 0;
  const bool has_gaps = below(2) == 0;
  std::vector<std::vector<double>> costs(1 + below(30), std::vector<double>(1 + below(11)));
  for (auto& row : costs) {
    row.resize(costs.front().size());
    for (double& cost : row) {
      cost = whole ? static_cast<double>(below(12)) : static_cast<double>(below(1'000'000)) / 7e4;
      if (has_gaps && below(3) == 0) cost = -1.0;
    }
  }
  WaysProblem problem = problem_of(costs, static_cast<int>(below(5)));
  for (double& demand : problem.demand) {
    demand = whole ? static_cast<double>(below(4)) : static_cast<double>(below(1000)) / 3.0;
    if (below(8) == 0) demand = 0.0;
  }
  if (below(2) == 0)
    for (std::size_t i = 0; i < costs.size(); ++i)
      problem.standing.push_back(below(3) == 0 ? std::numeric_limits<double>::infinity()
                                               : static_cast<double>(below(15)));
  return problem;
}

/// The same within a budget or under rules, or both.
inline WaysProblem random_limited_ways(std::uint64_t seed) {
  WaysProblem problem = random_ways(seed);
  std::mt19937_64 random(seed * 6151 + 7);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const std::uint64_t kind = below(3);
  if (kind != 1) {
    const bool whole = below(2) == 0;
    for (std::size_t k = 0; k < problem.candidates; ++k)
      problem.cost.push_back(whole ? static_cast<double>(1 + below(5))
                                   : 0.1 * static_cast<double>(1 + below(60)));
    problem.count.reset();
    problem.budget = static_cast<double>(1 + below(14));
  }
  if (kind != 0) problem.rules = random_rules(seed, static_cast<std::uint32_t>(problem.candidates));
  return problem;
}

/// One of Beasley's graphs: `n edges p`, then the edges. Where an edge is listed twice the last one counts.
inline WaysProblem beasley_graph(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t n = 0;
  std::size_t edges = 0;
  int count = 0;
  if (!(in >> n >> edges >> count)) throw std::runtime_error("cannot read " + file.string());
  std::vector<std::vector<double>> costs(n, std::vector<double>(n, 1e9));
  for (std::size_t i = 0; i < n; ++i) costs[i][i] = 0.0;
  std::size_t a = 0;
  std::size_t b = 0;
  for (double cost = 0.0; in >> a >> b >> cost;) costs[a - 1][b - 1] = costs[b - 1][a - 1] = cost;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) costs[i][j] = std::min(costs[i][j], costs[i][k] + costs[k][j]);
  return problem_of(costs, count);
}

/// The number that follows "pmed7" in a list of optima.
inline double published(const std::filesystem::path& list, const std::string& instance) {
  std::ifstream in(list);
  for (std::string word; in >> word;) {
    double value = 0.0;
    if (word == instance && in >> value) return value;
  }
  throw std::runtime_error(instance + " is not in " + list.string());
}

}  // namespace quarterhour::tests
