// Why somebody is not served.
#pragma once

#include <cstdint>

#include "sim/result.h"
#include "sim/score/group_access.h"

namespace quarterhour {

/// The answers that a reason is read from; all of one shape, 1 or 0.
struct ReasonEvidence {
  const Raster<std::uint8_t>& covered;
  /// Inside the circle of a facility that the cell may use.
  const Raster<std::uint8_t>& in_circle;
  /// Says whether the cell were covered with every cell at the same height, barriers kept.
  const CoverageCells& coverage;
  /// Covered were there no barriers, heights kept.
  const Raster<std::uint8_t>& covered_without_barriers;
  /// >= 0 where only a facility of another district would cover the cell (Choices::only_across_border); empty where the
  /// service is shared.
  const SparseRaster<std::int32_t>& only_across_border;
};

/// The first that holds, per cell (model.md §7): `none` where `people` is 0, `served` where covered, `border` where a
/// facility of another district would cover the cell were the service shared (nothing has to be built), `no_facility`
/// outside every circle, `climb` where covered on flat ground, `barrier` where covered without
/// barriers, else `detour`.
[[nodiscard]] Raster<std::uint8_t> reasons(const PeopleRaster& people, const ReasonEvidence& evidence);

}  // namespace quarterhour
