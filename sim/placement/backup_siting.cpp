#include "sim/placement/backup_siting.h"

namespace quarterhour {

std::vector<std::uint16_t> needs_beside(const IndexRuns& standing, std::size_t points, int times) {
  std::vector<std::uint16_t> need(points, static_cast<std::uint16_t>(times));
  for (const IndexRun run : standing.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      if (need[i] > 0) --need[i];
  return need;
}

}  // namespace quarterhour
