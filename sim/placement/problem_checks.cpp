#include "sim/placement/problem_checks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace quarterhour {

void check_demand_and_reach(std::span<const double> demand, const IndexRuns& reach,
                            std::span<const IndexRun> covered_already) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  const std::size_t points = demand.size();
  for (const double weight : demand)
    if (!std::isfinite(weight) || weight < 0.0) refuse("demand must be finite and not negative");
  if (reach.first.empty() || reach.first.front() != 0 || reach.first.back() != reach.runs.size() ||
      !std::is_sorted(reach.first.begin(), reach.first.end()))
    refuse("the reach sets are malformed");
  for (std::size_t k = 0; k < reach.set_count(); ++k) {
    std::uint32_t end = 0;
    for (const IndexRun run : reach.set(k)) {
      if (run.begin < end || run.begin >= run.end || run.end > points)
        refuse("runs of a reach set must be disjoint, rising and within the demand");
      end = run.end;
    }
  }
  for (const IndexRun run : covered_already)
    if (run.begin > run.end || run.end > points) refuse("runs covered already must lie within the demand");
}

}  // namespace quarterhour
