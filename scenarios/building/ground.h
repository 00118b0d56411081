// The bare ground of a study: height, openness, speed, friction, barriers.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scenarios/building/street_lines.h"
#include "scenarios/building/study_grid.h"
#include "sim/city.h"

namespace quarterhour {

struct Ground {
  Surface surface;
  Raster<std::int32_t> land_class;
  std::vector<DrawnLayer> drawn;
  /// Those of the scenario's `barriers`.
  std::vector<Polyline> barriers;
};

/// Barriers that the source of the streets holds beside its streets; refers to them.
struct StreetBarriers {
  std::span<const BarrierLine> lines;
  std::span<const BarrierArea> areas;
};

/// Throws InputError where the file says that its heights are in feet.
void require_heights_in_metres(const SourceSpec& source, const RasterFile& elevation);

/// Reads every source of the ground. Faults go into `build`; nothing when there were any. `streets` may be nullptr.
[[nodiscard]] std::optional<Ground> build_ground(CityBuild& build, const StudyGrid& study,
                                                 const RasterFile* elevation, const StreetBarriers* streets);

}  // namespace quarterhour
