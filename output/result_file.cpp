#include "output/result_file.h"

#include <unistd.h>

#include <array>
#include <ctime>

#include "output/access_rasters.h"
#include "output/city_tables.h"
#include "output/result_tables.h"
#include "output/service_area_tables.h"
#include "output/street_tables.h"
#include "output/virtual_raster.h"
#include "sim/errors.h"

namespace quarterhour {
namespace {

/// What may differ between two runs of one study.
void write_circumstances(FileWriter& file, std::optional<double> seconds_taken) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::array<char, 32> text{};
  if (gmtime_r(&now, &utc) != nullptr &&
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0) {
    file.attribute("/@written_at", std::string(text.data()));
  }
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) == 0) file.attribute("/@host", std::string(host.data()));
  if (seconds_taken) file.attribute("/@seconds_taken", *seconds_taken);
}

std::vector<Note> joined(std::vector<Note> notes, const std::vector<Note>& more) {
  notes.insert(notes.end(), more.begin(), more.end());
  return notes;
}

ReachBy reach_by_of(const StudyResult& result, const AccessLayer& layer) {
  for (const Service& service : result.services) {
    if (service.id == layer.service) return service.reach_by;
  }
  return ReachBy::minutes;
}

/// Everything that has a value per cell, and the lines drawn over it.
void write_on_grid(FileWriter& file, const StudyResult& result, const City& city) {
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
  for (const AccessLayer& layer : result.access) {
    write_access(file, layer, city, reach_by_of(result, layer), result.write_seconds);
  }
  for (const CompletenessLayer& layer : result.completeness) write_completeness(file, layer, city);
  write_service_areas(file, result);
}

}  // namespace

void write_result(const StudyResult& result, const City& city, const std::filesystem::path& path,
                  std::optional<double> seconds_taken) {
  FileWriter file(path, FileFormat::result);
  const Grid& grid = city.grid();
  write_findings(file, result, &city);
  write_account(file, city.balance, city.moved, joined(city.notes, result.notes), city.inputs);
  write_ledger(file, city.ledger, &grid);
  write_street_tables(file, city);
  if (result.write_rasters)
    write_on_grid(file, result, city);
  else
    write_people(file, {});
  write_circumstances(file, seconds_taken);
  file.commit();
  if (result.write_rasters && path.extension() == ".h5") write_virtual_raster(result, city, path);
}

void write_result(const StudyResult& result, const TravelMatrix& matrix, const std::filesystem::path& path,
                  std::optional<double> seconds_taken) {
  FileWriter file(path, FileFormat::result);
  write_findings(file, result, nullptr);
  write_account(file, matrix.balance, {}, joined(matrix.notes, result.notes), matrix.inputs);
  write_ledger(file, {}, nullptr);
  write_people(file, {});
  using D = DemandPoint;
  file.table({"/demand",
              {column("id", matrix.demand, [](const D& point) { return point.id; }),
               column("people", matrix.demand, [](const D& point) { return point.people; })}});
  write_circumstances(file, seconds_taken);
  file.commit();
}

}  // namespace quarterhour
