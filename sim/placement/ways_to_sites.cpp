#include "sim/placement/ways_to_sites.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/placement/ruled_sites.h"

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
  if (problem.count.has_value() == problem.budget.has_value()) refuse("give either a count or a budget");
  if (problem.count && *problem.count < 0) refuse("the number of sites is negative");
  if (problem.budget && !(*problem.budget >= 0.0 && std::isfinite(*problem.budget)))
    refuse("the budget must be finite and not negative");
  if (!problem.cost.empty() && problem.cost.size() != problem.candidates)
    refuse("there must be one cost for each candidate");
  for (const double cost : problem.cost)
    if (!(cost > 0.0) || !std::isfinite(cost)) refuse("costs of sites must be finite and positive");
  check_rules(problem.rules, problem.candidates);
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

void restrict_limits(const WaysProblem& problem, std::span<const std::uint32_t> kept, WaysProblem& part) {
  part.count = problem.count;
  part.budget = problem.budget;
  part.rules = {};
  part.rules.least = problem.rules.least;
  part.rules.most = problem.rules.most;
  part.rules.spacing_m = problem.rules.spacing_m;
  part.cost.clear();
  for (const std::uint32_t k : kept) {
    if (!problem.cost.empty()) part.cost.push_back(problem.cost[k]);
    if (!problem.rules.unit.empty()) part.rules.unit.push_back(problem.rules.unit[k]);
    if (!problem.rules.location.empty()) part.rules.location.push_back(problem.rules.location[k]);
  }
}

std::vector<std::uint32_t> with_minima(const SiteRules& rules, std::vector<std::uint32_t> chosen,
                                       std::vector<std::uint32_t> ordered) {
  if (rules.unit.empty()) return ordered;
  std::vector<int> missing = rules.least;
  const auto fills = [&](std::uint32_t k) {
    const std::int32_t unit = rules.unit[k];
    return unit >= 0 && missing[static_cast<std::size_t>(unit)]-- > 0;
  };
  for (const std::uint32_t k : ordered) static_cast<void>(fills(k));
  std::sort(chosen.begin(), chosen.end());
  const std::vector<std::uint32_t> worth_something = ordered;
  for (const std::uint32_t k : chosen)
    if (std::find(worth_something.begin(), worth_something.end(), k) == worth_something.end() && fills(k))
      ordered.push_back(k);
  return ordered;
}

std::string limits_broken(const WaysProblem& problem, const CoverStop& stop) {
  if (!problem.is_limited()) return {};
  // Covering nobody: what is left of the problem is its limits.
  CoverProblem nobody;
  nobody.reach.first.assign(problem.candidates + 1, 0);
  nobody.count = problem.count;
  nobody.cost = problem.budget ? problem.cost : std::vector<double>();
  nobody.budget = problem.budget;
  nobody.rules = problem.rules;
  CoverStop any_plan = stop;
  any_plan.gap = 1.0;
  any_plan.progress = nullptr;
  const CoverPlan plan = solve_cover(nobody, any_plan);
  return plan.status == PlanStatus::infeasible ? plan.reason : std::string();
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

std::vector<std::uint32_t> with_lowest_candidates(
    const IndexRuns& reach, const std::vector<std::uint8_t>& counts, std::vector<std::uint32_t> chosen,
    const std::function<bool(std::uint32_t, std::uint32_t, std::span<const std::uint32_t>)>& may_replace) {
  std::vector<std::uint32_t> times(counts.size(), 0);
  const auto add = [&](std::uint32_t candidate, std::uint32_t change) {
    for (const IndexRun run : reach.set(candidate))
      for (std::uint32_t i = run.begin; i < run.end; ++i) times[i] += change;
  };
  for (const std::uint32_t k : chosen) add(k, 1);
  std::sort(chosen.begin(), chosen.end());
  for (bool moved = true; moved;) {
    moved = false;
    for (std::uint32_t& site : chosen) {
      // Points that count and that this one alone reaches.
      std::size_t alone = 0;
      for (const IndexRun run : reach.set(site))
        for (std::uint32_t i = run.begin; i < run.end; ++i) alone += counts[i] != 0 && times[i] == 1 ? 1 : 0;
      const auto reaches_them = [&](std::uint32_t other) {
        std::size_t found = 0;
        std::size_t at = 0;
        const auto own = reach.set(site);
        for (const IndexRun run : reach.set(other)) {
          while (at < own.size() && own[at].end <= run.begin) ++at;
          for (std::size_t o = at; o < own.size() && own[o].begin < run.end; ++o)
            for (std::uint32_t i = std::max(run.begin, own[o].begin); i < std::min(run.end, own[o].end); ++i)
              found += counts[i] != 0 && times[i] == 1 ? 1 : 0;
        }
        return found == alone;
      };
      for (std::uint32_t other = 0; other < site; ++other) {
        if (std::find(chosen.begin(), chosen.end(), other) != chosen.end() || !reaches_them(other)) continue;
        if (may_replace && !may_replace(other, site, chosen)) continue;
        add(site, static_cast<std::uint32_t>(-1));
        add(other, 1);
        site = other;
        moved = true;
        break;
      }
    }
  }
  return chosen;
}

std::vector<std::uint32_t> by_demand_added(const IndexRuns& reach, std::vector<double> demand,
                                           std::vector<std::uint32_t> chosen) {
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::uint32_t> ordered;
  while (true) {
    double most = 0.0;
    auto best = chosen.end();
    for (auto site = chosen.begin(); site != chosen.end(); ++site) {
      double added = 0.0;
      for (const IndexRun run : reach.set(*site))
        for (std::uint32_t i = run.begin; i < run.end; ++i) added += demand[i];
      if (added <= most) continue;
      most = added;
      best = site;
    }
    if (best == chosen.end()) return ordered;
    for (const IndexRun run : reach.set(*best))
      std::fill(demand.begin() + run.begin, demand.begin() + run.end, 0.0);
    ordered.push_back(*best);
    chosen.erase(best);
  }
}

IndexRuns reach_within(const WaysProblem& problem, double limit) {
  std::vector<std::vector<IndexRun>> runs(problem.candidates);
  for (std::uint32_t i = 0; i < problem.demand.size(); ++i) {
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
      if (problem.ways.cost[w] > limit) continue;
      std::vector<IndexRun>& own = runs[problem.ways.candidate[w]];
      if (!own.empty() && own.back().end == i)
        ++own.back().end;
      else
        own.push_back({i, i + 1});
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
