#include "sim/placement/unit_limits.h"

#include <algorithm>

namespace quarterhour {

namespace {

constexpr std::uint64_t work_of_one = 300'000;
/// Outward, for sums of shares.
constexpr double rounding = 1e-9;

}  // namespace

UnitLimits::UnitLimits(const FairProblem& problem, std::span<const double> demand_of_unit)
    : problem_(problem),
      demand_(demand_of_unit.begin(), demand_of_unit.end()),
      units_(demand_of_unit.size()) {
  // Beyond twice its fair part of all sites no unit gets any; the more sites, the less whole numbers matter.
  constexpr double most_useful = 12.0;
  const double cheapest =
      problem.cost.empty() ? 1.0 : *std::min_element(problem.cost.begin(), problem.cost.end());
  const double sites = (problem.budget ? *problem.budget : *problem.count) / cheapest;
  const auto units = static_cast<double>(std::max<std::size_t>(1, units_.size()));
  most_sites_ = static_cast<std::size_t>(std::min(most_useful, 1.0 + 2.0 * sites / units));
}

void UnitLimits::prepare(std::size_t number) {
  Unit& unit = units_[number];
  unit.is_ready = true;
  std::vector<std::uint8_t> standing(problem_.demand.size(), 0);
  for (const IndexRun run : problem_.covered_already)
    std::fill(standing.begin() + run.begin, standing.begin() + run.end, std::uint8_t{1});
  // New number of each of its points, and prefix sums of what is open.
  constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> own(problem_.demand.size(), none);
  std::vector<double> open(problem_.demand.size() + 1, 0.0);
  for (std::uint32_t i = 0; i < own.size(); ++i) {
    open[i + 1] = open[i];
    if (problem_.demand_unit[i] != static_cast<std::int32_t>(number) || !(problem_.demand[i] > 0.0)) continue;
    own[i] = static_cast<std::uint32_t>(unit.alone.demand.size());
    unit.alone.demand.push_back(problem_.demand[i]);
    if (standing[i] != 0)
      unit.alone.covered_already.push_back({own[i], own[i] + 1});
    else
      open[i + 1] += problem_.demand[i];
  }
  IndexRuns& reach = unit.alone.reach;
  for (std::uint32_t k = 0; k < problem_.reach.set_count(); ++k) {
    double covered = 0.0;
    for (const IndexRun run : problem_.reach.set(k)) covered += open[run.end] - open[run.begin];
    if (!(covered > 0.0)) continue;
    unit.candidate.push_back(k);
    unit.share.push_back(covered / demand_[number] + rounding);
    for (const IndexRun run : problem_.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        if (own[i] == none) continue;
        if (reach.runs.size() > reach.first.back() && reach.runs.back().end == own[i])
          ++reach.runs.back().end;
        else
          reach.runs.push_back({own[i], own[i] + 1});
      }
    reach.first.push_back(reach.runs.size());
  }
}

double UnitLimits::limit(Unit& unit, std::size_t sites, std::uint64_t& work) {
  const auto number = static_cast<std::size_t>(&unit - units_.data());
  while (unit.limit.size() <= sites) {
    unit.alone.count = static_cast<int>(unit.limit.size());
    CoverStop stop;
    stop.gap = 1e-4;
    stop.work = work_of_one;
    const CoverPlan plan = solve_cover(unit.alone, stop);
    work += plan.work;
    unit.limit.push_back(plan.bound / demand_[number] + rounding);
  }
  return unit.limit[sites];
}

std::optional<RequireFact> UnitLimits::fact(std::size_t number, double asked,
                                            std::span<const std::pair<std::uint32_t, double>> more,
                                            std::uint64_t& work) {
  Unit& unit = units_[number];
  if (!(demand_[number] > 0.0)) return std::nullopt;
  if (!unit.is_ready) prepare(number);
  const double wanted = asked - rounding;
  std::size_t sites = 0;
  double each = wanted - limit(unit, 0, work);
  if (!(each > 2.0 * rounding)) return std::nullopt;
  while (sites < most_sites_) {
    const double left = wanted - limit(unit, sites + 1, work);
    if (!(left > 2.0 * rounding)) break;
    ++sites;
    each = left;
    for (std::size_t b = 0; b < sites; ++b)
      each = std::min(each, (wanted - unit.limit[b]) / static_cast<double>(sites + 1 - b));
  }
  RequireFact fact;
  const double all = static_cast<double>(sites + 1);
  for (std::size_t k = 0; k < unit.candidate.size(); ++k) {
    fact.candidate.push_back(unit.candidate[k]);
    fact.weight.push_back(std::min(1.0, unit.share[k] / each) / all * (1.0 + rounding));
  }
  for (const auto& [candidate, share] : more) {
    fact.candidate.push_back(candidate);
    fact.weight.push_back((share + rounding) / each / all * (1.0 + rounding));
  }
  return fact;
}

}  // namespace quarterhour
