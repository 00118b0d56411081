// Nesting of levels: how far candidates are from the centres of the level above. Internal to placement.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/placement/siting.h"

namespace quarterhour {

/// The level above `id` as nesting takes it: the nearest by rank that hosts something; nullptr: none, or `id` is not known.
[[nodiscard]] const Level* level_above(const StudyResult& result, const std::string& id);

struct UpperCentres {
  /// The level above; empty: none hosts anything.
  std::string level;
  /// Positions in the result's sites, rising; one for each place.
  std::vector<std::size_t> sites;
  /// For each cell asked for: which of `sites` is the nearest on foot within the limit, -1 none, and its seconds.
  std::vector<std::int32_t> nearest;
  std::vector<double> seconds;
};

/// Walks from `cells` to the nearest centre of the level above that of the task, at the pace of everybody, up to `nest_s`
/// within the rounding bound. Nothing when the task does not ask for nesting.
[[nodiscard]] std::optional<UpperCentres> upper_centres(const City& city, TravelFields& fields,
                                                        std::span<const Service> bundle,
                                                        const SitingTask& task, const StudyResult& result,
                                                        std::span<const CellIndex> cells);

}  // namespace quarterhour
