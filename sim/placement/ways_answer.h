// What a solver of ways found, whichever it was. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/placement/siting.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// A solver's answer, whichever solver it was; objective and bound in the problem's costs: a mean or a longest way.
struct WaysAnswer {
  std::vector<std::uint32_t> chosen;
  double objective = 0.0;
  double bound = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  bool found = false;
  /// As of MedianPlan.
  std::vector<double> price{};
  /// As of MedianPlan.
  std::string reason{};
};

/// All demand of a problem.
[[nodiscard]] double sum_of(const std::vector<double>& demand);

/// The objective of a choice whose ways are known: the mean of the demand for `median`, else the longest; +infinity where some demand is
/// out of reach.
[[nodiscard]] double objective_of(const SitingTask& task, const WaysProblem& problem,
                                  std::span<const double> ways);

/// |objective - bound| over the objective.
[[nodiscard]] double gap_of(const WaysAnswer& answer);

/// Of a minute in seconds, or of a metre.
[[nodiscard]] inline double unit_of(bool in_metres) { return in_metres ? 1.0 : 60.0; }

/// Tells objective and bound in another unit: so many of the problem's costs.
[[nodiscard]] CoverStop told_in(CoverStop stop, double unit);

/// Solves `median` or `center` on known ways. `unit`: of the objective that is told on the way, in the problem's costs.
[[nodiscard]] WaysAnswer solve_known_ways(const SitingTask& task, const CoverStop& stop,
                                          const WaysProblem& problem, double unit);

}  // namespace quarterhour
