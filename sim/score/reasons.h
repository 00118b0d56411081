// Why somebody is not served.
#pragma once

#include <cstdint>

#include "sim/result.h"

namespace quarterhour {

/// The answers that a reason is read from; all of one shape, 1 or 0.
struct ReasonEvidence {
  const Raster<std::uint8_t>& covered;
  const Raster<std::uint8_t>& in_circle;
  /// Covered were every cell at the same height, barriers kept.
  const Raster<std::uint8_t>& covered_on_flat_ground;
  /// Covered were there no barriers, heights kept.
  const Raster<std::uint8_t>& covered_without_barriers;
};

/// The first that holds, per cell (model.md §7): `none` where `people` is 0, `served` where covered,
/// `no_facility` outside every circle, `climb` where covered on flat ground, `barrier` where covered without
/// barriers, else `detour`.
[[nodiscard]] Raster<std::uint8_t> reasons(const Raster<double>& people, const ReasonEvidence& evidence);

}  // namespace quarterhour
