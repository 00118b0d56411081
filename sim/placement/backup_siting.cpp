#include "sim/placement/backup_siting.h"

#include <utility>

namespace quarterhour {

std::vector<std::uint16_t> needs_beside(const IndexRuns& standing, std::size_t points, int times) {
  std::vector<std::uint16_t> need(points, static_cast<std::uint16_t>(times));
  for (const IndexRun run : standing.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      if (need[i] > 0) --need[i];
  return need;
}

CoverPlan as_cover_plan(BackupCoverPlan plan) {
  CoverPlan cover;
  cover.chosen = std::move(plan.chosen);
  cover.objective = plan.objective;
  cover.bound = plan.bound;
  cover.gap = plan.gap;
  cover.status = plan.status;
  cover.work = plan.work;
  cover.reason = std::move(plan.reason);
  return cover;
}

}  // namespace quarterhour
