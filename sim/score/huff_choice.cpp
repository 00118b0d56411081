#include "sim/score/huff_choice.h"

#include <algorithm>

#include "sim/compensated_sum.h"

namespace quarterhour {

std::vector<double> demand_by_choice(std::span<const AskingGroup> groups, std::span<const double> size,
                                     int exponent, double least_cost) {
  std::vector<CompensatedSum> chosen(size.size());
  const auto attraction = [&](std::size_t facility, float cost) {
    const double there = std::max(static_cast<double>(cost), least_cost) / least_cost;
    double power = 1.0;
    for (int k = 0; k < exponent; ++k) power *= there;
    return size[facility] / power;
  };
  for (const AskingGroup& group : groups) {
    SparseRaster<double> sum(group.demand.rows(), group.demand.cols(), 0.0);
    const auto for_each_pair = [&](const auto& visit) {
      for (std::size_t k = 0; k < size.size(); ++k)
        for (std::size_t at = group.reach.first[k]; at < group.reach.first[k + 1]; ++at)
          if (group.demand[group.reach.cell[at]] > 0.0)
            visit(k, group.reach.cell[at], attraction(k, group.reach.cost[at]));
    };
    for_each_pair([&](std::size_t, CellIndex cell, double own) { sum.at(cell) += own; });
    for_each_pair([&](std::size_t k, CellIndex cell, double own) {
      chosen[k].add(group.demand[cell] * (own / sum[cell]));
    });
  }
  std::vector<double> demand;
  for (const CompensatedSum& own : chosen) demand.push_back(own.value());
  return demand;
}

}  // namespace quarterhour
