// Opening a raster for a city: its files count as inputs, and a band taken by default is told.
#pragma once

#include "scenarios/building/city_build.h"
#include "scenarios/readers/raster_reader.h"

namespace quarterhour {

/// Adds the raster's files to the inputs and notes that its first band was read where it has several and the
/// scenario names none.
void note_raster(CityBuild& build, const SourceSpec& source, const RasterFile& raster);

/// Opens it, with that. Throws InputError as RasterFile does.
[[nodiscard]] RasterFile opened_raster(CityBuild& build, const SourceSpec& source);

}  // namespace quarterhour
