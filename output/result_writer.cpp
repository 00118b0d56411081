#include "output/result_writer.h"

#include <algorithm>
#include <utility>

#include "output/access_rasters.h"
#include "output/city_tables.h"
#include "output/result_tables.h"
#include "output/service_area_tables.h"
#include "output/street_tables.h"

namespace quarterhour {
namespace {

ReachBy reach_by_of(const std::vector<Service>& services, const AccessLayer& layer) {
  for (const Service& service : services) {
    if (service.id == layer.service) return service.reach_by;
  }
  return ReachBy::minutes;
}

/// Everything of the city that has a value per cell, and the lines drawn over it.
void write_ground(FileWriter& file, const City& city) {
  file.set_grid(city.grid(), city.crs_wkt, city.crs_name);
  if (!city.surface.elevation_m.empty()) {
    file.raster<float>("/ground/elevation", [&city](int row, int first_col, std::span<float> out) {
      const double* heights = city.surface.elevation_m.row(row) + first_col;
      for (std::size_t col = 0; col < out.size(); ++col) out[col] = static_cast<float>(heights[col]);
    });
  }
  file.raster("/ground/passable", city.surface.passable);
  file.raster("/ground/zone", city.zone);
  file.raster("/ground/land_class", city.land_class);
  write_people(file, city.groups);
  write_units(file, city.unit_sets);
  write_drawn(file, city.drawn);
}

}  // namespace

ResultWriter::ResultWriter(std::filesystem::path path, const City& city, const StudyResult& study)
    : city_(city),
      path_(std::move(path)),
      services_(study.services),
      with_rasters_(study.write_rasters),
      with_seconds_(study.write_seconds),
      file_(path_, FileFormat::result) {
  if (with_rasters_)
    write_ground(file_, city);
  else
    write_people(file_, {});
}

void ResultWriter::take(const AccessLayer& layer) {
  if (!with_rasters_) return;
  write_access(file_, layer, city_, reach_by_of(services_, layer), with_seconds_);
  add_bands(layer, bands_);
}

void ResultWriter::take(const CompletenessLayer& layer) {
  if (!with_rasters_) return;
  write_completeness(file_, layer, city_);
  add_bands(layer, bands_);
}

void ResultWriter::finish(const StudyResult& result, std::optional<double> seconds_taken) {
  write_findings(file_, result, &city_);
  write_account(file_, city_.balance, city_.moved, joined_notes(city_.notes, result.notes), city_.inputs);
  write_ledger(file_, city_.ledger, &city_.grid());
  write_street_tables(file_, city_);
  if (with_rasters_) write_service_areas(file_, result);
  write_circumstances(file_, seconds_taken);
  file_.commit();
  if (!with_rasters_ || path_.extension() != ".h5") return;
  add_bands(city_, bands_);
  write_virtual_raster(bands_, city_, path_);
}

}  // namespace quarterhour
