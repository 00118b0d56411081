#include <array>
#include <limits>

#include "sim/score/metrics.h"

namespace quarterhour {

namespace {

struct CoveredPeople {
  double people = 0.0;
  double covered = 0.0;
  double by_minutes = 0.0;
  double by_metres = 0.0;
  double at_lower_speed = 0.0;
  double at_higher_speed = 0.0;
  double near_limit = 0.0;
  double on_bare_surface = 0.0;
  std::array<double, 8> by_reason{};
};

bool holds(const Raster<std::uint8_t>& answers, CellIndex cell) {
  return !answers.empty() && answers[cell] != 0;
}

CoveredPeople count(std::span<const WeightedAccess> groups, const ReportUnit& unit) {
  CoveredPeople sums;
  for (const auto& [access, weight] : groups) {
    const CoverageCells& coverage = access->coverage;
    for (const CellIndex cell : unit.cells) {
      const double people = access->group->people[cell] * weight;
      if (!(people > 0.0)) continue;
      const bool lower = holds(coverage.at_lower_speed, cell);
      const bool higher = holds(coverage.at_higher_speed, cell);
      sums.people += people;
      if (holds(access->layer.covered, cell)) sums.covered += people;
      if (holds(coverage.by_minutes, cell)) sums.by_minutes += people;
      if (holds(coverage.by_metres, cell)) sums.by_metres += people;
      if (lower) sums.at_lower_speed += people;
      if (higher) sums.at_higher_speed += people;
      if (holds(coverage.on_bare_surface, cell)) sums.on_bare_surface += people;
      if (higher && !lower) sums.near_limit += people;
      sums.by_reason[access->layer.reason[cell]] += people;
    }
  }
  return sums;
}

}  // namespace

double ratio(double numerator, double denominator) {
  return denominator != 0.0 ? numerator / denominator : std::numeric_limits<double>::quiet_NaN();
}

void add_coverage_metrics(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                          std::vector<Metric>& metrics) {
  const CoveredPeople sums = count(groups, unit);
  const CoverageCells& coverage = groups.front().access->coverage;
  metrics.push_back({"people", sums.people, "people"});
  metrics.push_back({"covered", sums.covered, "people"});
  metrics.push_back({"covered_share", ratio(sums.covered, sums.people), "1"});
  if (!coverage.by_minutes.empty())
    metrics.push_back({"covered_share_minutes", ratio(sums.by_minutes, sums.people), "1"});
  if (!coverage.by_metres.empty())
    metrics.push_back({"covered_share_metres", ratio(sums.by_metres, sums.people), "1"});
  if (coverage.tested_by_minutes) {
    metrics.push_back({"sure_low", ratio(sums.at_lower_speed, sums.people), "1"});
    metrics.push_back({"sure_high", ratio(sums.at_higher_speed, sums.people), "1"});
  }
  if (!coverage.on_bare_surface.empty()) {
    metrics.push_back({"on_surface_people", sums.on_bare_surface, "people"});
    metrics.push_back({"on_surface_share", ratio(sums.on_bare_surface, sums.people), "1"});
  }
  metrics.push_back({"near_limit_people", sums.near_limit, "people"});
  for (const Reason reason : {Reason::no_facility, Reason::climb, Reason::barrier, Reason::detour})
    metrics.push_back({std::string("reason_") + name_of(reason) + "_people",
                       sums.by_reason[static_cast<std::size_t>(reason)], "people"});
  if (groups.front().access->bound_to_district)
    metrics.push_back({std::string("reason_") + name_of(Reason::border) + "_people",
                       sums.by_reason[static_cast<std::size_t>(Reason::border)], "people"});
}

}  // namespace quarterhour
