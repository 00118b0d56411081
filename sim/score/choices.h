// How many facilities each cell can choose from, and whom each facility reaches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/score/reach_test.h"

namespace quarterhour {

struct Choices {
  /// Facilities that cover the cell by the service's own test; 65535 stands for that many and more.
  Raster<std::uint16_t> count;
  /// Seconds to the second and the third nearest of them; +infinity where there are fewer. Empty where the
  /// service has no test by minutes.
  Raster<float> second_s;
  Raster<float> third_s;
  /// For each facility the demand that it covers, and the demand that it alone covers.
  std::vector<double> demand_in_reach;
  std::vector<double> demand_alone;
};

/// `demand` has the grid's shape. Sums run over cells in rising order.
[[nodiscard]] Choices count_choices(const ReachTest& test, std::span<const CellIndex> facilities,
                                    const Raster<double>& demand);

}  // namespace quarterhour
