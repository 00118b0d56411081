// How a value is spread over the people of each unit.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sim/score/metrics.h"
#include "sim/score/weighted_distribution.h"

namespace quarterhour {

/// The value of people of a group in a cell; +infinity: they have none. Called from several threads at the same time.
using ValueOfCell = std::function<double(const GroupAccess& access, CellIndex cell)>;

/// One distribution for each unit of ReportUnits::list. All people are sorted once, and each unit takes its own in that order.
[[nodiscard]] std::vector<WeightedDistribution> unit_distributions(std::span<const WeightedAccess> groups,
                                                                   const ReportUnits& units,
                                                                   const ValueOfCell& value_of);

}  // namespace quarterhour
