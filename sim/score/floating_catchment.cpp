#include "sim/score/floating_catchment.h"

#include "sim/compensated_sum.h"

namespace quarterhour {

namespace {

double weight_of(double cost, std::span<const double> weights, std::span<const double> part_ends) {
  std::size_t part = 0;
  // What reach let in stands in the last part at the latest.
  while (part + 1 < weights.size() && cost > part_ends[part]) ++part;
  return weights[part];
}

}  // namespace

std::vector<SparseRaster<double>> floating_catchment_supply(std::span<const AskingGroup> groups,
                                                            std::span<const double> capacity,
                                                            std::span<const double> weights) {
  std::vector<SparseRaster<double>> supply;
  for (const AskingGroup& group : groups) supply.emplace_back(group.demand.rows(), group.demand.cols());
  for (std::size_t facility = 0; facility < capacity.size(); ++facility) {
    CompensatedSum demand;
    for (const AskingGroup& group : groups)
      for (std::size_t k = group.reach.first[facility]; k < group.reach.first[facility + 1]; ++k)
        demand.add(weight_of(static_cast<double>(group.reach.cost[k]), weights, group.part_ends) *
                   group.demand[group.reach.cell[k]]);
    if (!(demand.value() > 0.0)) continue;
    const double per_person = capacity[facility] / demand.value();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const AskingGroup& group = groups[g];
      for (std::size_t k = group.reach.first[facility]; k < group.reach.first[facility + 1]; ++k)
        supply[g].at(group.reach.cell[k]) +=
            weight_of(static_cast<double>(group.reach.cost[k]), weights, group.part_ends) * per_person;
    }
  }
  return supply;
}

}  // namespace quarterhour
