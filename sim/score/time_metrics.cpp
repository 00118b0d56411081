#include "sim/score/metrics.h"
#include "sim/score/weighted_distribution.h"

namespace quarterhour {

namespace {

constexpr double seconds_per_minute = 60.0;

/// People of every group with the value that `value_at(access, cell)` gives.
template <class ValueAt>
WeightedDistribution distribution(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                                  ValueAt value_at) {
  std::vector<WeightedValue> values;
  for (const auto& [access, weight] : groups) {
    for (const CellIndex cell : unit.cells) {
      const double people = access->group->people[cell] * weight;
      if (people > 0.0) values.push_back({value_at(*access, cell), people});
    }
  }
  return WeightedDistribution(std::move(values));
}

double minutes_at(const GroupAccess& access, CellIndex cell) {
  const AccessLayer& layer = access.layer;
  const double seconds = layer.seconds_in_double.empty() ? static_cast<double>(layer.seconds[cell])
                                                         : layer.seconds_in_double[cell];
  return seconds / seconds_per_minute;
}

void add_choice_metrics(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                        std::vector<Metric>& metrics) {
  double people = 0.0;
  double choices = 0.0;
  double with_two = 0.0;
  for (const auto& [access, weight] : groups) {
    for (const CellIndex cell : unit.cells) {
      const double here = access->group->people[cell] * weight;
      people += here;
      choices += here * access->layer.choice[cell];
      if (access->layer.choice[cell] >= 2) with_two += here;
    }
  }
  metrics.push_back({"mean_choice", ratio(choices, people), "facilities"});
  metrics.push_back({"choice_at_least_2_share", ratio(with_two, people), "1"});
}

}  // namespace

void add_time_metrics(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                      std::vector<Metric>& metrics) {
  const WeightedDistribution minutes = distribution(groups, unit, minutes_at);
  metrics.push_back({"mean_minutes", minutes.finite_mean(), "min"});
  metrics.push_back({"gini_minutes", minutes.finite_gini(), "1"});
  metrics.push_back(
      {"unreached_share", ratio(minutes.weight() - minutes.finite_weight(), minutes.weight()), "1"});
  metrics.push_back({"median_minutes", minutes.quantile(0.5), "min"});
  metrics.push_back({"p90_minutes", minutes.quantile(0.9), "min"});
  if (!groups.front().access->choices.second_s.empty()) {
    const auto second = distribution(groups, unit, [](const GroupAccess& access, CellIndex cell) {
      return static_cast<double>(access.choices.second_s[cell]) / seconds_per_minute;
    });
    const auto third = distribution(groups, unit, [](const GroupAccess& access, CellIndex cell) {
      return static_cast<double>(access.choices.third_s[cell]) / seconds_per_minute;
    });
    metrics.push_back({"median_minutes_to_second", second.quantile(0.5), "min"});
    metrics.push_back({"median_minutes_to_third", third.quantile(0.5), "min"});
  }
  const auto metres = distribution(groups, unit, [](const GroupAccess& access, CellIndex cell) {
    return static_cast<double>(access.layer.metres[cell]);
  });
  metrics.push_back({"mean_metres", metres.finite_mean(), "m"});
  add_choice_metrics(groups, unit, metrics);
}

}  // namespace quarterhour
