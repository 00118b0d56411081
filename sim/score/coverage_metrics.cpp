#include <tbb/parallel_for.h>

#include <array>
#include <limits>

#include "sim/score/metrics.h"

namespace quarterhour {

namespace {

using Question = CoverageCells::Question;

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

CoveredPeople count(std::span<const WeightedAccess> groups, const ReportUnit& unit) {
  CoveredPeople sums;
  for (const auto& [access, weight] : groups) {
    const CoverageCells& coverage = access->coverage;
    for (const CellIndex cell : unit.cells) {
      const double people = access->group->people[cell] * weight;
      if (!(people > 0.0)) continue;
      const bool lower = coverage.yes(Question::at_lower_speed, cell);
      const bool higher = coverage.yes(Question::at_higher_speed, cell);
      sums.people += people;
      if (access->layer.covered[cell] != 0) sums.covered += people;
      if (coverage.yes(Question::by_minutes, cell)) sums.by_minutes += people;
      if (coverage.yes(Question::by_metres, cell)) sums.by_metres += people;
      if (lower) sums.at_lower_speed += people;
      if (higher) sums.at_higher_speed += people;
      if (coverage.yes(Question::on_bare_surface, cell)) sums.on_bare_surface += people;
      if (higher && !lower) sums.near_limit += people;
      sums.by_reason[access->layer.reason[cell]] += people;
    }
  }
  return sums;
}

void add_metrics(const CoveredPeople& sums, const GroupAccess& access, std::vector<Metric>& metrics) {
  const CoverageCells& coverage = access.coverage;
  metrics.push_back({"people", sums.people, "people"});
  metrics.push_back({"covered", sums.covered, "people"});
  metrics.push_back({"covered_share", ratio(sums.covered, sums.people), "1"});
  if (coverage.asked(Question::by_minutes))
    metrics.push_back({"covered_share_minutes", ratio(sums.by_minutes, sums.people), "1"});
  if (coverage.asked(Question::by_metres))
    metrics.push_back({"covered_share_metres", ratio(sums.by_metres, sums.people), "1"});
  if (coverage.tested_by_minutes) {
    metrics.push_back({"sure_low", ratio(sums.at_lower_speed, sums.people), "1"});
    metrics.push_back({"sure_high", ratio(sums.at_higher_speed, sums.people), "1"});
  }
  if (coverage.asked(Question::on_bare_surface)) {
    metrics.push_back({"on_surface_people", sums.on_bare_surface, "people"});
    metrics.push_back({"on_surface_share", ratio(sums.on_bare_surface, sums.people), "1"});
  }
  metrics.push_back({"near_limit_people", sums.near_limit, "people"});
  for (const Reason reason : {Reason::no_facility, Reason::climb, Reason::barrier, Reason::detour})
    metrics.push_back({std::string("reason_") + name_of(reason) + "_people",
                       sums.by_reason[static_cast<std::size_t>(reason)], "people"});
  if (access.bound_to_district)
    metrics.push_back({std::string("reason_") + name_of(Reason::border) + "_people",
                       sums.by_reason[static_cast<std::size_t>(Reason::border)], "people"});
}

}  // namespace

double ratio(double numerator, double denominator) {
  return denominator != 0.0 ? numerator / denominator : std::numeric_limits<double>::quiet_NaN();
}

void add_coverage_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                          MetricsOfUnits& metrics) {
  tbb::parallel_for(std::size_t{0}, metrics.size(), [&](std::size_t k) {
    add_metrics(count(groups, units.list()[k]), *groups.front().access, metrics[k]);
  });
}

}  // namespace quarterhour
