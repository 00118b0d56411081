// The rasters of one group's access to one service, as the result file shows them.
#pragma once

#include <string>

#include "output/file_writer.h"
#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour {

/// A shown pair of minutes and metres that tells the same as the coverage test.
struct ShownAccess {
  float minutes = 0.0F;
  float metres = 0.0F;
};

/// Seconds and metres as a file shows them: NaN where unreached (+infinity). The engine's test allows for the
/// rounding of a path's sum and a float's last bit moves in the division by 60, so a covered cell is shown at
/// most at the limit and an uncovered cell above it, in the quantity that decided (`reach_by`).
[[nodiscard]] ShownAccess shown_access(double seconds, float metres, bool covered, const AccessLayer& layer,
                                       ReachBy reach_by);

/// Writes /access/<service>/<group>/<state>. Cells outside the study, and impassable cells where nobody of the
/// group lives, hold no data in every raster. `seconds` is written only when asked for.
void write_access(FileWriter& file, const AccessLayer& layer, const City& city, ReachBy reach_by,
                  bool with_seconds);

/// Writes what one completeness layer holds below /completeness/<group>/<state>.
void write_completeness(FileWriter& file, const CompletenessLayer& layer, const City& city);

}  // namespace quarterhour
