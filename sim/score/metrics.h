// The numbers of each unit: who is covered, how the circle misleads, how long people walk (model.md §7).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/score/group_access.h"
#include "sim/score/report_units.h"

namespace quarterhour {

/// A number with its name in /scores and its unit of measure: "people", "1" (a share or coefficient), "km2",
/// "min", "m", "facilities". NaN: undefined (0 / 0), or, for a quantile, unreached.
struct Metric {
  std::string name;
  double value = 0.0;
  std::string unit_of_measure;
};

/// The numbers of each unit of ReportUnits::list. Every function below adds its own to all of them; units are done at the
/// same time, and each sum runs over a unit's cells in rising order, so that it is the same for any number of threads.
using MetricsOfUnits = std::vector<std::vector<Metric>>;

/// One group's part in a number: each of its people counts `weight` times.
struct WeightedAccess {
  const GroupAccess* access = nullptr;
  double weight = 1.0;
};

/// People, coverage by the service's own test and by each limit alone, coverage at ±10 % speed, coverage over the bare
/// ground where the city has streets, reasons.
void add_coverage_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                          MetricsOfUnits& metrics);

/// The circle against the truth, in people: shares, missed, reached beyond it, overstatement on the real and
/// on the flat ground.
void add_circle_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                        MetricsOfUnits& metrics);

/// The same in area, of one group. Every scored cell counts, also ground that nobody can stand on: the circle
/// on the map covers the river too.
void add_area_metrics(const GroupAccess& access, const ReportUnits& units, MetricsOfUnits& metrics);

/// Minutes and metres to the nearest facility, minutes to the second and third, choice.
void add_time_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                      MetricsOfUnits& metrics);

/// People served after capacity and people in reach of full facilities (a cell's people split by its served share), and
/// how supply for each person is spread over everybody: mean, Gini, Palma. Nothing where capacities are not known; no
/// spread where one is unknown.
void add_supply_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                        MetricsOfUnits& metrics);

/// numerator / denominator, NaN when the denominator is 0.
[[nodiscard]] double ratio(double numerator, double denominator);

}  // namespace quarterhour
