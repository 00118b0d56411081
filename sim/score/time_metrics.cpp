#include <tbb/parallel_for.h>

#include "sim/score/metrics.h"
#include "sim/score/unit_distributions.h"

namespace quarterhour {

namespace {

constexpr double seconds_per_minute = 60.0;

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

/// Adds numbers of one distribution to every unit.
template <class AddOfUnit>
void add_of_distributions(std::span<const WeightedAccess> groups, const ReportUnits& units,
                          const ValueOfCell& value_of, MetricsOfUnits& metrics, const AddOfUnit& add) {
  const std::vector<WeightedDistribution> distributions = unit_distributions(groups, units, value_of);
  tbb::parallel_for(std::size_t{0}, metrics.size(),
                    [&](std::size_t k) { add(distributions[k], metrics[k]); });
}

}  // namespace

void add_time_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                      MetricsOfUnits& metrics) {
  using Numbers = std::vector<Metric>;
  add_of_distributions(
      groups, units, minutes_at, metrics, [](const WeightedDistribution& minutes, Numbers& numbers) {
        numbers.push_back({"mean_minutes", minutes.finite_mean(), "min"});
        numbers.push_back({"gini_minutes", minutes.finite_gini(), "1"});
        numbers.push_back(
            {"unreached_share", ratio(minutes.weight() - minutes.finite_weight(), minutes.weight()), "1"});
        numbers.push_back({"median_minutes", minutes.quantile(0.5), "min"});
        numbers.push_back({"p90_minutes", minutes.quantile(0.9), "min"});
      });
  if (!groups.front().access->choices.second_s.empty()) {
    const auto add_median = [&](const char* name, SparseRaster<float> Choices::* seconds) {
      add_of_distributions(
          groups, units,
          [seconds](const GroupAccess& access, CellIndex cell) {
            return static_cast<double>((access.choices.*seconds)[cell]) / seconds_per_minute;
          },
          metrics,
          [name](const WeightedDistribution& minutes, Numbers& numbers) {
            numbers.push_back({name, minutes.quantile(0.5), "min"});
          });
    };
    add_median("median_minutes_to_second", &Choices::second_s);
    add_median("median_minutes_to_third", &Choices::third_s);
  }
  add_of_distributions(
      groups, units,
      [](const GroupAccess& access, CellIndex cell) {
        return static_cast<double>(access.layer.metres[cell]);
      },
      metrics,
      [](const WeightedDistribution& metres, Numbers& numbers) {
        numbers.push_back({"mean_metres", metres.finite_mean(), "m"});
      });
  tbb::parallel_for(std::size_t{0}, metrics.size(),
                    [&](std::size_t k) { add_choice_metrics(groups, units.list()[k], metrics[k]); });
}

}  // namespace quarterhour
