#include <tbb/parallel_for.h>

#include "sim/score/metrics.h"
#include "sim/score/unit_distributions.h"

namespace quarterhour {

namespace {

void add_distribution(std::span<const WeightedAccess> groups, const ReportUnits& units,
                      SparseRaster<double> SupplyAccess::* supply, const std::string& method,
                      MetricsOfUnits& metrics) {
  const std::vector<WeightedDistribution> distributions = unit_distributions(
      groups, units,
      [supply](const GroupAccess& access, CellIndex cell) { return (access.supply.*supply)[cell]; });
  tbb::parallel_for(std::size_t{0}, metrics.size(), [&](std::size_t k) {
    const WeightedDistribution& distribution = distributions[k];
    metrics[k].push_back({"mean_supply_" + method, distribution.finite_mean(), "1"});
    metrics[k].push_back({"gini_supply_" + method, distribution.finite_gini(), "1"});
    metrics[k].push_back({"palma_supply_" + method, distribution.finite_palma(), "1"});
  });
}

void add_served(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                std::vector<Metric>& metrics) {
  double people = 0.0;
  double served = 0.0;
  double full = 0.0;
  for (const auto& [access, weight] : groups) {
    for (const CellIndex cell : unit.cells) {
      const double share = access->supply.served_share[cell];
      const double here = access->group->people[cell] * weight;
      // Without demand, also for a group that asks for nothing, there is no share.
      if (!(here > 0.0) || !(share >= 0.0)) continue;
      people += here;
      served += here * share;
      if (access->layer.covered[cell] != 0) full += here * (1.0 - share);
    }
  }
  metrics.push_back({"served", served, "people"});
  metrics.push_back({"served_share", ratio(served, people), "1"});
  metrics.push_back({std::string("reason_") + name_of(Reason::capacity) + "_people", full, "people"});
}

}  // namespace

void add_supply_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                        MetricsOfUnits& metrics) {
  const SupplyAccess& known = groups.front().access->supply;
  if (known.served_share.empty()) return;
  tbb::parallel_for(std::size_t{0}, metrics.size(),
                    [&](std::size_t k) { add_served(groups, units.list()[k], metrics[k]); });
  if (known.by_2sfca.empty()) return;
  add_distribution(groups, units, &SupplyAccess::by_2sfca, "2sfca", metrics);
  add_distribution(groups, units, &SupplyAccess::by_e2sfca, "e2sfca", metrics);
}

}  // namespace quarterhour
