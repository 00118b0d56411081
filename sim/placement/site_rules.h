// What a choice of new sites must keep to besides its price: units that want some or stand no more, and room between
// sites (model.md §6).
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

struct SiteRules {
  /// Unit of each candidate, 0 … least.size() - 1, or -1 for none; empty without units.
  std::vector<std::int32_t> unit;
  /// Fewest and most new sites of each unit, 0 <= least <= most; both of one length, empty without units.
  std::vector<int> least;
  std::vector<int> most;
  /// Where each candidate stands; needed with a spacing. Both coordinates NaN: it keeps no distance.
  std::vector<PointM> location;
  /// Smallest straight distance between two new sites, metres; 0: none. Two candidates exactly that far apart may both
  /// be chosen.
  double spacing_m = 0.0;

  [[nodiscard]] bool any() const { return !unit.empty() || spacing_m > 0.0; }
};

}  // namespace quarterhour
