// Layers of vector files (GeoPackage, GeoJSON, Shapefile, …) and spreadsheets, through GDAL.
#pragma once

#include "scenarios/readers/table.h"

namespace quarterhour {

/// Reads a layer, `where` applied. A file of several layers needs `source.layer`. Shapefiles without a stated
/// encoding whose text is not UTF-8 are read as GB18030, with a note. In a workbook (.xlsx) a layer is a sheet, its first
/// row names the columns, and rows have the numbers that the sheet shows as `line`. Throws InputError, also for a zipped
/// file that unpacks to more than a table can sensibly hold.
[[nodiscard]] Table read_vector_table(const SourceSpec& source);

}  // namespace quarterhour
