// Valleys cut by running water.
#pragma once

#include <cstdint>

#include "geometry/raster.h"

namespace quarterhour::shancheng {

struct ErosionSettings {
  double cell_m = 50.0;
  int steps = 0;
  /// K Δt of the stream power law, per step.
  double incision = 0.0;
  /// Share of the difference to the mean of the four neighbours that creeps away, per step; below 0.5.
  double creep = 0.0;
  /// Hollows deeper than this keep their water: it sinks into the limestone, and no gorge is cut to let it out.
  double karst_depth_m = 0.0;
};

/// Lowers `elevation_m` by the stream power law dh/dt = -K A^0.5 S, solved implicitly down the drainage tree
/// (Braun and Willett 2013, equation 22). Cells where `fixed` is not 0 keep their height and take the water,
/// as does the rim. Closed hollows are filled to their outlet first (Barnes, Lehman and Mulla 2014).
void erode(Raster<double>& elevation_m, const Raster<std::uint8_t>& fixed, const ErosionSettings& settings);

}  // namespace quarterhour::shancheng
