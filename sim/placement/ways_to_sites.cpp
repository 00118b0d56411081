#include "sim/placement/ways_to_sites.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace quarterhour {

double WaysProblem::to_standing(std::size_t i) const {
  return standing.empty() ? std::numeric_limits<double>::infinity() : standing[i];
}

void check_ways(const WaysProblem& problem) {
  const std::size_t points = problem.demand.size();
  const WaysToSites& ways = problem.ways;
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  for (const double demand : problem.demand)
    if (!(demand >= 0.0) || !std::isfinite(demand)) refuse("demand must be finite and not negative");
  if (problem.count < 0) refuse("the number of sites is negative");
  if (ways.first.empty() || ways.point_count() != points || ways.candidate.size() != ways.cost.size() ||
      ways.first.front() != 0 || ways.first.back() != ways.cost.size() ||
      !std::is_sorted(ways.first.begin(), ways.first.end()))
    refuse("the ways do not belong to the demand points");
  if (!problem.standing.empty() && problem.standing.size() != points)
    refuse("the ways to what stands do not belong to the demand points");
  for (const double cost : ways.cost)
    if (!(cost >= 0.0) || !std::isfinite(cost)) refuse("the cost of a way must be finite and not negative");
  for (const double cost : problem.standing)
    if (!(cost >= 0.0)) refuse("the cost of a way must not be negative");
  std::vector<std::size_t> seen(problem.candidates, points);
  for (std::size_t i = 0; i < points; ++i) {
    for (std::size_t w = ways.first[i]; w < ways.first[i + 1]; ++w) {
      if (ways.candidate[w] >= problem.candidates) refuse("a way leads to no candidate");
      if (seen[ways.candidate[w]] == i) refuse("two ways lead from a point to the same candidate");
      seen[ways.candidate[w]] = i;
    }
  }
}

std::vector<std::uint32_t> unreachable_points(const WaysProblem& problem) {
  std::vector<std::uint32_t> points;
  for (std::uint32_t i = 0; i < problem.demand.size(); ++i) {
    const bool has_way = problem.ways.first[i] < problem.ways.first[i + 1];
    if (problem.demand[i] > 0.0 && !has_way && !std::isfinite(problem.to_standing(i))) points.push_back(i);
  }
  return points;
}

std::vector<double> nearest_costs(const WaysProblem& problem, const std::vector<std::uint32_t>& chosen) {
  std::vector<std::uint8_t> is_chosen(problem.candidates, 0);
  for (const std::uint32_t k : chosen) is_chosen[k] = 1;
  std::vector<double> nearest(problem.demand.size());
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    nearest[i] = problem.to_standing(i);
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
      if (is_chosen[problem.ways.candidate[w]] != 0) nearest[i] = std::min(nearest[i], problem.ways.cost[w]);
  }
  return nearest;
}

IndexRuns reach_within(const WaysProblem& problem, const std::vector<std::uint32_t>& points, double limit) {
  std::vector<std::vector<IndexRun>> runs(problem.candidates);
  for (std::uint32_t place = 0; place < points.size(); ++place) {
    const std::uint32_t i = points[place];
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
      if (problem.ways.cost[w] > limit) continue;
      std::vector<IndexRun>& own = runs[problem.ways.candidate[w]];
      if (!own.empty() && own.back().end == place)
        ++own.back().end;
      else
        own.push_back({place, place + 1});
    }
  }
  IndexRuns reach;
  for (const std::vector<IndexRun>& own : runs) {
    reach.runs.insert(reach.runs.end(), own.begin(), own.end());
    reach.first.push_back(reach.runs.size());
  }
  return reach;
}

}  // namespace quarterhour
