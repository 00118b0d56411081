// Small capacitated problems, and their answers by trying every choice of sites: points whole by trying every assignment, points shared out
// by a minimum-cost flow over points and sites.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "sim/placement/capacitated.h"
#include "tests/placement/small_ways.h"

namespace quarterhour::tests {

inline double load_at(const CapacitatedProblem& problem, std::size_t i) {
  return problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
}

inline bool stands(const CapacitatedProblem& problem, std::size_t k) {
  return !problem.stands.empty() && problem.stands[k] != 0;
}

inline double way_between(const CapacitatedProblem& problem, std::size_t i, std::size_t k) {
  const WaysToSites& ways = problem.ways.ways;
  for (std::size_t w = ways.first[i]; w < ways.first[i + 1]; ++w)
    if (ways.candidate[w] == k) return ways.cost[w];
  return std::numeric_limits<double>::infinity();
}

/// What serving everybody costs at least when no point is shared out; +infinity: it cannot be.
inline double cost_of_whole(const CapacitatedProblem& problem, const std::vector<std::uint32_t>& open,
                            std::vector<double>& room, std::size_t i) {
  if (i == problem.ways.demand.size()) return 0.0;
  const double load = load_at(problem, i);
  if (problem.ways.demand[i] == 0.0 && load == 0.0) return cost_of_whole(problem, open, room, i + 1);
  double best = std::numeric_limits<double>::infinity();
  for (const std::uint32_t k : open) {
    const double way = way_between(problem, i, k);
    if (std::isinf(way) || load > room[k] + 1e-9 * problem.capacity[k]) continue;
    room[k] -= load;
    best = std::min(best, way * problem.ways.demand[i] + cost_of_whole(problem, open, room, i + 1));
    room[k] += load;
  }
  return best;
}

/// The same when points are shared out: paths from points to sites with room, the cheapest first (Bellman & Ford), on the graph of both.
inline double cost_of_shared(const CapacitatedProblem& problem, const std::vector<std::uint32_t>& open,
                             std::vector<double> room) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t points = problem.ways.demand.size();
  std::vector<std::vector<double>> flow(points, std::vector<double>(room.size(), 0.0));
  double total = 0.0;
  for (std::size_t i = 0; i < points; ++i) {
    double left = load_at(problem, i);
    if (left == 0.0 && problem.ways.demand[i] > 0.0) {
      double least = infinity;
      for (const std::uint32_t k : open) least = std::min(least, way_between(problem, i, k));
      total += least * problem.ways.demand[i];
    }
    const auto unit = [&](std::size_t point, std::size_t k) {
      return way_between(problem, point, k) * problem.ways.demand[point] / load_at(problem, point);
    };
    while (left > 1e-12) {
      // From this point: costs of points and sites in the graph of what can still move.
      std::vector<double> to_point(points, infinity);
      std::vector<double> to_site(room.size(), infinity);
      std::vector<std::size_t> site_before(points, 0);
      std::vector<std::size_t> point_before(room.size(), 0);
      to_point[i] = 0.0;
      for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t point = 0; point < points; ++point) {
          if (std::isinf(to_point[point])) continue;
          for (const std::uint32_t k : open) {
            if (std::isinf(way_between(problem, point, k))) continue;
            const double cost = to_point[point] + unit(point, k);
            if (cost >= to_site[k] - 1e-11) continue;
            to_site[k] = cost;
            point_before[k] = point;
            changed = true;
          }
        }
        for (const std::uint32_t k : open) {
          if (std::isinf(to_site[k])) continue;
          for (std::size_t point = 0; point < points; ++point) {
            if (point == i || flow[point][k] <= 1e-12) continue;
            const double cost = to_site[k] - unit(point, k);
            if (cost >= to_point[point] - 1e-11) continue;
            to_point[point] = cost;
            site_before[point] = k;
            changed = true;
          }
        }
      }
      double least = infinity;
      std::size_t end = 0;
      for (const std::uint32_t k : open) {
        if (room[k] <= 1e-12 || to_site[k] >= least) continue;
        least = to_site[k];
        end = k;
      }
      if (std::isinf(least)) return infinity;
      double amount = std::min(left, room[end]);
      for (std::size_t k = end; point_before[k] != i; k = site_before[point_before[k]])
        amount = std::min(amount, flow[point_before[k]][site_before[point_before[k]]]);
      room[end] -= amount;
      for (std::size_t k = end;; k = site_before[point_before[k]]) {
        flow[point_before[k]][k] += amount;
        if (point_before[k] == i) break;
        flow[point_before[k]][site_before[point_before[k]]] -= amount;
      }
      total += least * amount;
      left -= amount;
    }
  }
  return total;
}

/// The lowest sum of all ways with these new sites; +infinity: not everybody can be served.
inline double cost_with(const CapacitatedProblem& problem, const std::vector<std::uint32_t>& chosen) {
  std::vector<std::uint32_t> open = chosen;
  for (std::uint32_t k = 0; k < problem.ways.candidates; ++k)
    if (stands(problem, k)) open.push_back(k);
  std::vector<double> room = problem.capacity;
  return problem.splits ? cost_of_shared(problem, open, room) : cost_of_whole(problem, open, room, 0);
}

/// Calls visit(chosen) for every choice of new sites that the limits allow.
template <class Visit>
void for_each_choice(const CapacitatedProblem& problem, Visit visit) {
  for (std::uint32_t mask = 0; mask < (1U << problem.ways.candidates); ++mask) {
    std::vector<std::uint32_t> chosen;
    bool is_new = true;
    for (std::uint32_t k = 0; k < problem.ways.candidates; ++k) {
      if ((mask >> k & 1U) == 0) continue;
      chosen.push_back(k);
      is_new = is_new && !stands(problem, k);
    }
    if (is_new && is_allowed(problem.ways, chosen)) visit(chosen);
  }
}

inline double best_by_trying_all(const CapacitatedProblem& problem) {
  double best = std::numeric_limits<double>::infinity();
  for_each_choice(problem, [&](const std::vector<std::uint32_t>& chosen) {
    best = std::min(best, cost_with(problem, chosen));
  });
  return best;
}

/// The longest way of anybody that some choice of sites keeps to; +infinity: none serves everybody.
inline double longest_by_trying_all(const CapacitatedProblem& problem) {
  double best = std::numeric_limits<double>::infinity();
  std::vector<double> limits{0.0};
  limits.insert(limits.end(), problem.ways.ways.cost.begin(), problem.ways.ways.cost.end());
  std::sort(limits.begin(), limits.end());
  for (const double limit : limits) {
    if (std::isfinite(best)) break;
    CapacitatedProblem part = problem;
    part.ways.ways = {};
    for (std::size_t i = 0; i < problem.ways.demand.size(); ++i) {
      for (std::uint32_t k = 0; k < problem.ways.candidates; ++k) {
        if (!(way_between(problem, i, k) <= limit)) continue;
        part.ways.ways.candidate.push_back(k);
        part.ways.ways.cost.push_back(way_between(problem, i, k));
      }
      part.ways.ways.first.push_back(part.ways.ways.cost.size());
    }
    if (std::isfinite(best_by_trying_all(part))) best = limit;
  }
  return best;
}

/// Up to six points and five candidates, tight capacities, whole and broken numbers, missing ways, sites that stand; with budgets and rules
/// where `limited`.
inline CapacitatedProblem random_capacitated(std::uint64_t seed, bool splits, bool limited) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const bool whole = below(2) == 0;
  const auto amount = [&](std::uint64_t most) {
    return whole ? static_cast<double>(below(most)) : static_cast<double>(below(most * 1000)) / 990.0;
  };
  std::vector<std::vector<double>> costs(1 + below(6), std::vector<double>(1 + below(5)));
  const bool has_gaps = below(3) == 0;
  for (auto& row : costs) {
    row.resize(costs.front().size());
    for (double& cost : row) cost = has_gaps && below(4) == 0 ? -1.0 : amount(20);
  }
  CapacitatedProblem problem;
  problem.splits = splits;
  problem.ways = problem_of(costs, static_cast<int>(1 + below(3)));
  for (double& demand : problem.ways.demand) demand = amount(5);
  if (below(2) == 0)
    for (std::size_t i = 0; i < costs.size(); ++i) problem.load.push_back(amount(8));
  for (std::size_t k = 0; k < problem.ways.candidates; ++k) {
    problem.capacity.push_back(below(6) == 0 ? infinity : 3.0 + amount(14));
    problem.stands.push_back(below(4) == 0 ? 1 : 0);
  }
  if (!limited) return problem;
  const std::uint64_t kind = below(3);
  if (kind != 1) {
    for (std::size_t k = 0; k < problem.ways.candidates; ++k)
      problem.ways.cost.push_back(whole ? static_cast<double>(1 + below(5))
                                        : 0.1 * static_cast<double>(1 + below(60)));
    problem.ways.count.reset();
    problem.ways.budget = static_cast<double>(1 + below(12));
  }
  if (kind != 0) {
    problem.ways.rules = random_rules(seed, static_cast<std::uint32_t>(problem.ways.candidates));
    SiteRules& rules = problem.ways.rules;
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < problem.ways.candidates; ++k) {
      if (problem.stands[k] == 0) continue;
      if (!rules.unit.empty()) rules.unit[k] = -1;
      if (!rules.location.empty()) rules.location[k] = {nowhere, nowhere};
    }
  }
  return problem;
}

}  // namespace quarterhour::tests
