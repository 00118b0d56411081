// City files: everything of a City, so that what is read equals what was written, bit for bit.
#include <algorithm>
#include <cmath>

#include "output/city_checks.h"
#include "output/city_tables.h"
#include "output/facility_file.h"
#include "output/file_reader.h"
#include "output/raster_chunks.h"
#include "output/result_file.h"
#include "output/street_file.h"
#include "output/table_columns.h"

namespace quarterhour {
namespace {

std::optional<int> year(const Columns& columns, const std::string& name, std::size_t row) {
  const std::optional<double> value = columns.number_if_any(name, row);
  if (!value || !(std::abs(*value) < 1e6)) return std::nullopt;
  return static_cast<int>(*value);
}

std::vector<Facility> read_ledger(const FileReader& file, const Grid& grid) {
  const Columns columns(file, "/ledger");
  std::vector<Facility> ledger(columns.rows());
  for (std::size_t k = 0; k < ledger.size(); ++k) {
    Facility& facility = ledger[k];
    facility.id = columns.text("id", k);
    facility.name = columns.name(k);
    facility.service = columns.text("service", k);
    facility.level = columns.text("level", k);
    facility.location = {columns.number("x", k), columns.number("y", k)};
    facility.capacity = columns.number_if_any("capacity", k);
    facility.opened_year = year(columns, "opened_year", k);
    facility.closed_year = year(columns, "closed_year", k);
    facility.owner = columns.text("owner", k);
    facility.district = columns.text("district", k);
    facility.source = columns.text("source", k);
    const int row = columns.of<std::int32_t>("row")[k];
    const int col = columns.of<std::int32_t>("col")[k];
    if (grid.contains(row, col)) facility.cell = grid.index(row, col);
  }
  return ledger;
}

/// Read by bands: nowhere is every cell held.
PeopleRaster read_people(const FileReader& file, const std::string& path, const Grid& grid) {
  PeopleRaster people(grid);
  const auto cols = static_cast<std::size_t>(grid.cols());
  std::vector<double> band;
  for (int first = 0; first < grid.rows(); first += raster_chunk) {
    const int rows = std::min(raster_chunk, grid.rows() - first);
    band.resize(static_cast<std::size_t>(rows) * cols);
    file.raster_rows<double>(path, first, band);
    const std::size_t before = grid.index(first, 0);
    for (std::size_t k = 0; k < band.size(); ++k)
      if (band[k] != 0.0) people.at(before + k) = band[k];
  }
  return people;
}

std::vector<PeopleGroup> read_groups(const FileReader& file, const Grid& grid) {
  const Columns columns(file, "/groups");
  std::vector<PeopleGroup> groups(columns.rows());
  for (std::size_t k = 0; k < groups.size(); ++k) {
    groups[k].id = columns.text("id", k);
    groups[k].name = columns.name(k);
    groups[k].speed_kmh = columns.number_if_any("speed_kmh", k);
    groups[k].max_slope = columns.number_if_known("max_slope", k);
    if (columns.has("mode")) {
      const std::uint8_t mode = columns.of<std::uint8_t>("mode")[k];
      if (mode != no_mode && mode >= travel_mode_count) file.fail("a mode is unknown", "/groups/mode");
      if (mode != no_mode) groups[k].mode = static_cast<TravelMode>(mode);
    }
    const std::string path = "/people/" + groups[k].id;
    if (!file.contains(path)) file.fail("the people of a group are missing", path);
    groups[k].people = read_people(file, path, grid);
  }
  return groups;
}

UnitSet read_units(const FileReader& file, const std::string& kind) {
  const std::string path = "/units/" + kind;
  UnitSet set;
  set.kind = kind;
  set.unit_of_cell = file.raster<std::int32_t>(path + "/unit_of_cell");
  const Columns columns(file, path + "/list");
  for (std::size_t k = 0; k < columns.rows(); ++k)
    set.units.push_back({columns.text("id", k), columns.name(k), {}});
  const LineSet outline = file.lines(path + "/outline");
  const std::vector<Polyline> rings = polylines(outline);
  if (outline.feature.size() != rings.size()) file.fail("its rings belong to no unit", path);
  const auto count = static_cast<std::int32_t>(set.units.size());
  for (std::size_t k = 0; k < rings.size(); ++k) {
    if (outline.feature[k] < 0 || outline.feature[k] >= count) file.fail("a ring belongs to no unit", path);
    set.units[static_cast<std::size_t>(outline.feature[k])].rings.push_back(rings[k]);
  }
  for (const std::int32_t unit : set.unit_of_cell.values()) {
    if (unit < -1 || unit >= count) file.fail("a cell belongs to a unit that is not listed", path);
  }
  return set;
}

void read_account(const FileReader& file, City& city) {
  const Columns balance(file, "/balance");
  for (std::size_t k = 0; k < balance.rows(); ++k) {
    city.balance.push_back({balance.text("group", k), balance.number("read", k), balance.number("scored", k),
                            balance.number("buffer", k), balance.number("outside", k),
                            balance.number("dropped", k), balance.number("moved", k),
                            balance.number("kept", k)});
  }
  const Columns moved(file, "/moved");
  for (std::size_t k = 0; k < moved.rows(); ++k) {
    city.moved.push_back({moved.text("what", k), moved.text("id", k), moved.text("action", k),
                          PointM{moved.number("from_x", k), moved.number("from_y", k)},
                          PointM{moved.number("to_x", k), moved.number("to_y", k)}, moved.number("people", k),
                          moved.number("distance_m", k), moved.text("reason", k)});
  }
  const Columns notes(file, "/notes");
  for (std::size_t k = 0; k < notes.rows(); ++k)
    city.notes.push_back({notes.text("severity", k), notes.text("text", k)});
  const Columns inputs(file, "/inputs");
  for (std::size_t k = 0; k < inputs.rows(); ++k) {
    city.inputs.push_back(
        {inputs.text("name", k), inputs.of<std::uint64_t>("bytes")[k], inputs.text("sha256", k)});
  }
}

}  // namespace

void write_city(const City& city, const std::filesystem::path& path) {
  FileWriter file(path, FileFormat::city);
  const Surface& surface = city.surface;
  file.set_grid(city.grid(), city.crs_wkt, city.crs_name);
  file.raster("/ground/elevation", surface.elevation_m);
  file.raster("/ground/passable", surface.passable);
  file.raster("/ground/zone", city.zone);
  file.raster("/ground/land_class", city.land_class);
  file.raster("/ground/speed_factor", surface.speed_factor);
  file.raster("/ground/friction", surface.friction_s_per_m);
  file.raster("/ground/cut_moves", surface.cut_moves);
  file.raster("/ground/passable_without_barriers", surface.passable_without_barriers);
  write_people(file, city.groups);
  write_units(file, city.unit_sets);
  write_drawn(file, city.drawn);
  write_streets(file, city);
  write_ledger(file, city.ledger, &city.grid());
  write_facility_shapes(file, city.ledger, city.grid());
  write_account(file, city.balance, city.moved, city.notes, city.inputs);
  file.commit();
}

City read_city(const std::filesystem::path& path) {
  const FileReader file(path, {FileFormat::city});
  const std::optional<Grid> grid = file.grid();
  if (!grid) file.fail("it has no grid");
  City city{
      .surface = {*grid, file.raster<double>("/ground/elevation"),
                  file.raster<std::uint8_t>("/ground/passable"), file.raster<float>("/ground/speed_factor"),
                  file.raster<double>("/ground/friction"), file.raster<std::uint16_t>("/ground/cut_moves"),
                  file.raster<std::uint8_t>("/ground/passable_without_barriers")},
      .crs_wkt = file.text("/ground@crs_wkt"),
      .crs_name = file.text("/ground@crs_name"),
      .zone = file.raster<std::uint8_t>("/ground/zone"),
      .groups = read_groups(file, *grid),
      .unit_sets = {},
      .ledger = read_ledger(file, *grid),
      .land_class = file.raster<std::int32_t>("/ground/land_class"),
      .drawn = {},
      .balance = {},
      .moved = {},
      .notes = {},
      .inputs = {}};
  if (city.surface.passable.empty()) file.fail("the passable cells are missing", "/ground/passable");
  if (city.zone.empty()) file.fail("the study area is missing", "/ground/zone");
  for (const std::string& kind : file.names_in("/units")) city.unit_sets.push_back(read_units(file, kind));
  for (const std::string& layer : file.names_in("/vectors")) {
    const std::string group = "/vectors/" + layer;
    city.drawn.push_back({layer, polylines(file.lines(group)), file.number(group + "@closed") != 0.0});
  }
  read_streets(file, city);
  read_facility_shapes(file, *grid, city.ledger);
  read_account(file, city);
  check_city(file, city);
  return city;
}

}  // namespace quarterhour
