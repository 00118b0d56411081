#include "scenarios/building/opened_raster.h"

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

void note_raster(CityBuild& build, const SourceSpec& source, const RasterFile& raster) {
  build.used(source, raster.files());
  if (raster.band_count() > 1 && mapped(source, "band").empty()) {
    build.note(shown_name(source) + " has " + std::to_string(raster.band_count()) +
               " bands; the first was read. Give `band` to say so yourself.");
  }
}

RasterFile opened_raster(CityBuild& build, const SourceSpec& source) {
  RasterFile raster(source);
  note_raster(build, source, raster);
  return raster;
}

}  // namespace quarterhour
