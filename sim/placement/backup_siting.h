// Backup coverage from a task: what each point still needs. Internal to placement.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/backup_cover.h"

namespace quarterhour {

/// Sites that each of `points` still needs so that `times` reach it; `standing`: the points that each facility reaches which stays.
[[nodiscard]] std::vector<std::uint16_t> needs_beside(const IndexRuns& standing, std::size_t points,
                                                      int times);

}  // namespace quarterhour
