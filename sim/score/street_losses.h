// Whom the closing of each of several streets costs a service, or a longer way to it.
#pragma once

#include <span>
#include <vector>

#include "geometry/street_closing.h"
#include "sim/score/cell_demand.h"
#include "sim/score/reach_test.h"

namespace quarterhour {

/// Demand that one closing costs one group.
struct StreetLoss {
  /// No longer covered.
  double lost = 0.0;
  /// Covered still, by a longer way; and the sum of demand times what is longer, in the unit of the test's costs. NaN
  /// where not the nearest facility alone decides.
  double farther = 0.0;
  double extra = 0.0;
};

/// One for each of `closings`, which are closed in turn. `closings`: by a StreetCloser over the joined streets of the test's
/// fields. Sums run over cells in rising order.
[[nodiscard]] std::vector<StreetLoss> street_losses(const City& city, const ReachTest& test,
                                                    std::span<const SourceIndex> facilities,
                                                    std::span<const ClosedStreets> closings,
                                                    const CellDemand& demand);

}  // namespace quarterhour
