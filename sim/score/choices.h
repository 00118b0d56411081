// How many facilities each cell can choose from, whom each facility reaches, and who is reached from elsewhere only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/score/cell_demand.h"
#include "sim/score/reach_test.h"
#include "sim/sparse_raster.h"

namespace quarterhour {

struct Choices {
  /// Facilities that cover the cell by the service's own test; 65535 stands for that many and more.
  SparseRaster<std::uint16_t> count;
  /// Seconds to the second and the third nearest of them; +infinity where there are fewer. Empty where the
  /// service has no test by minutes.
  SparseRaster<float> second_s;
  SparseRaster<float> third_s;
  /// For each facility the demand that it covers, and the demand that it alone covers.
  std::vector<double> demand_in_reach;
  std::vector<double> demand_alone;
  /// Position of the nearest facility that would cover the cell from another district, where none of its own district
  /// covers it, whether or not the service is shared; -1 elsewhere. Empty where the city has no districts.
  SparseRaster<std::int32_t> only_across_border;
  /// The catchments that all this was read from, cut to who may use each facility; empty unless asked for.
  Catchments reach;
};

enum class KeepReach { no, yes };

/// `demand`: of the scored area. Sums run over cells in rising order. A facility counts for the cells that may use it
/// (sim/sharing.h).
[[nodiscard]] Choices count_choices(const ReachTest& test, std::span<const SourceIndex> facilities,
                                    const CellDemand& demand, KeepReach keep = KeepReach::no);

}  // namespace quarterhour
