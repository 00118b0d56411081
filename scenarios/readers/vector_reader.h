// Layers of vector files (GeoPackage, GeoJSON, Shapefile, …) and spreadsheets, through GDAL.
#pragma once

#include "scenarios/readers/table.h"

namespace quarterhour {

/// Reads a layer, `where` applied. A file of several layers needs `source.layer`. Shapefiles without a stated
/// encoding whose text is not UTF-8 are read as GB18030, with a note. Throws InputError.
[[nodiscard]] Table read_vector_table(const SourceSpec& source);

}  // namespace quarterhour
