// The bare ground of a study: height, openness, speed, friction, barriers.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/building/study_grid.h"
#include "sim/city.h"

namespace quarterhour {

struct Ground {
  Surface surface;
  Raster<std::int32_t> land_class;
  std::vector<DrawnLayer> drawn;
};

/// Reads every source of the ground. Faults go into `build`; nothing when there were any.
[[nodiscard]] std::optional<Ground> build_ground(CityBuild& build, const StudyGrid& study,
                                                 const RasterFile* elevation);

}  // namespace quarterhour
