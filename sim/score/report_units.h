// The units that scores are given for: the city, and each district, cluster, … with its scored cells.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/city.h"

namespace quarterhour {

struct ReportUnit {
  /// "city", "district", …
  std::string kind;
  /// Id of the unit; "city" for the whole, "(none)" for scored cells that no unit of the kind holds.
  std::string id;
  /// Scored cells, rising.
  std::vector<CellIndex> cells;
};

/// The city first, then every kind's units in their order; "(none)" last, where people of `groups` live
/// there.
[[nodiscard]] std::vector<ReportUnit> report_units(const City& city,
                                                   std::span<const PeopleGroup* const> groups);

}  // namespace quarterhour
