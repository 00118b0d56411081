// What each facility serves, as polygons.
#pragma once

#include "sim/result.h"

namespace quarterhour {

/// Parts of the limit that bands of walking time stand for.
inline constexpr int service_area_bands = 3;

/// Adds to `result.service_areas` from `result.access`: for each layer the areas of its facilities in the order of
/// `result.sites`, then covered cells without a nearest facility, then the bands, then all that is covered; what has no
/// cell is left out. Cells without data (sim/data_cells.h) belong to no area. Bands follow the minutes, or metres, as
/// rasters of a result show them. Layers are done at the same time; the answer is the same for any number of threads. Only
/// layers from position `first_layer` on are looked at, and their areas follow those that the result has.
void add_service_areas(const City& city, StudyResult& result, std::size_t first_layer = 0);

}  // namespace quarterhour
