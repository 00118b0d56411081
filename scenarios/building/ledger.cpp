#include "scenarios/building/ledger.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "scenarios/building/outlines.h"
#include "scenarios/building/table_points.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

using Column = std::optional<std::size_t>;

struct LedgerColumns {
  Column id, name, name_zh, service, level, capacity, opened, closed, owner, district, count;
  /// The one service of every row; empty: in a column.
  std::string gives;
};

bool is_service(const Scenario& scenario, const std::string& id) {
  return std::any_of(scenario.services.begin(), scenario.services.end(),
                     [&](const Service& service) { return service.id == id; });
}

void find_service_column(CityBuild& build, const SourceSpec& source, const Table& table,
                         LedgerColumns& columns) {
  columns.gives = mapped(source, "gives");
  if (!columns.gives.empty()) return;
  const std::string written = mapped(source, "service");
  if (!written.empty() && !column_named(table, written) && is_service(build.scenario(), written)) {
    columns.gives = written;
    build.note(table.file + ": every row gives the service " + written + ".");
    return;
  }
  columns.service = find_column(source, table, "service", {"service"});
  if (columns.service) return;
  if (build.scenario().services.size() == 1) {
    columns.gives = build.scenario().services.front().id;
    build.note(table.file + " has no column for the service; every row gives the only one, " + columns.gives +
               ".");
    return;
  }
  throw InputError(source_fault(source,
                                table.file +
                                    " does not say which service its facilities give; it has the columns " +
                                    listed_columns(table),
                                "Add service = \"…\" (a column) or gives = \"…\" (the id of a service)"));
}

LedgerColumns find_columns(CityBuild& build, const SourceSpec& source, const Table& table) {
  LedgerColumns columns;
  std::vector<InputFault> faults;
  const auto attempt = [&](auto&& find) {
    try {
      find();
    } catch (const InputError& error) {
      faults.insert(faults.end(), error.faults().begin(), error.faults().end());
    }
  };
  attempt([&] { columns.id = find_column(source, table, "id", {"id"}); });
  attempt([&] { columns.name = find_column(source, table, "name", {"name", "名称"}); });
  attempt([&] { columns.name_zh = find_column(source, table, "name_zh", {"name_zh", "name:zh"}); });
  attempt([&] { find_service_column(build, source, table, columns); });
  attempt([&] { columns.level = find_column(source, table, "level", {"level"}); });
  attempt([&] { columns.capacity = find_column(source, table, "capacity", {"capacity"}); });
  attempt([&] { columns.opened = find_column(source, table, "opened", {"opened"}); });
  attempt([&] { columns.closed = find_column(source, table, "closed", {"closed"}); });
  attempt([&] { columns.owner = find_column(source, table, "owner", {"owner"}); });
  attempt([&] { columns.district = find_column(source, table, "district", {"district"}); });
  attempt([&] { columns.count = find_column(source, table, "count", {}); });
  if (!faults.empty()) throw InputError(faults);
  return columns;
}

std::string text_at(const TableRow& row, Column column) {
  return column ? row.cells[*column] : std::string();
}

/// A year such as 2024, or nothing where the cell is blank.
std::optional<int> year_at(const Table& table, const TableRow& row, Column column) {
  if (!column) return std::nullopt;
  const auto value = number_in(table, row, *column);
  if (!value) return std::nullopt;
  if (*value != std::floor(*value) || *value < 1000.0 || *value > 9999.0) {
    throw InputError(cell_fault(table, row, table.columns[*column], row.cells[*column], "is no year",
                                "Write a year such as 2024"));
  }
  return static_cast<int>(*value);
}

std::optional<double> capacity_at(const Table& table, const TableRow& row, Column column) {
  if (!column) return std::nullopt;
  const auto value = number_in(table, row, *column);
  if (value && *value < 0.0) {
    throw InputError(cell_fault(table, row, table.columns[*column], row.cells[*column],
                                "a capacity is negative",
                                "Give the people that it can serve, or leave it blank"));
  }
  return value;
}

Facility facility_of(const Table& table, const TableRow& row, const LedgerColumns& columns) {
  Facility facility;
  facility.id = text_at(row, columns.id);
  facility.name = {text_at(row, columns.name), text_at(row, columns.name_zh)};
  facility.service = columns.gives.empty() ? text_at(row, columns.service) : columns.gives;
  if (facility.service.empty()) {
    throw InputError(
        cell_fault(table, row, table.columns[*columns.service], "", "a facility has no service", "Name one"));
  }
  facility.level = text_at(row, columns.level);
  facility.capacity = capacity_at(table, row, columns.capacity);
  facility.opened_year = year_at(table, row, columns.opened);
  facility.closed_year = year_at(table, row, columns.closed);
  facility.owner = text_at(row, columns.owner);
  facility.district = text_at(row, columns.district);
  facility.source = table.file + ", " + row_name(row);
  return facility;
}

/// Lines and areas are reached along their edge, several points at each of them.
void take_shape(const Table& table, const TableRow& row, const CoordinateChange& change, Facility& facility) {
  if (row.shape.kind == Shape::Kind::none) return;
  if (row.shape.kind == Shape::Kind::points) {
    if (row.shape.parts.front().points.size() < 2) return;
    for (auto& part : lines_of(placed_shape(table, row, change)))
      facility.entrances.insert(facility.entrances.end(), part.begin(), part.end());
    return;
  }
  facility.outline = lines_of(placed_shape(table, row, change));
}

}  // namespace

std::vector<Facility> read_ledger(CityBuild& build, const SourceSpec& source,
                                  const CoordinateSystem& city_crs) {
  const Table table = read_table(source);
  build.used(source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  const LedgerColumns columns = find_columns(build, source, table);
  const TablePoints found = points_of(source, table, city_crs);
  for (const std::string& note : found.notes) build.note(note);
  const CoordinateChange change(found.crs, city_crs);
  const bool by_columns = placed_by_columns(source, table);

  std::vector<Facility> facilities;
  std::vector<InputFault> faults;
  std::size_t left_out = 0;
  std::size_t without_id = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const TableRow& row = table.rows[i];
    try {
      if (columns.count && number_in(table, row, *columns.count).value_or(0.0) == 0.0) {
        ++left_out;
        continue;
      }
      Facility facility = facility_of(table, row, columns);
      if (!found.points[i]) {
        throw InputError(cell_fault(table, row, "", "", "a facility has no coordinates",
                                    "Complete them, or leave the row out with `where`"));
      }
      facility.location = change.apply(*found.points[i]);
      if (!std::isfinite(facility.location.x_m)) {
        throw InputError(cell_fault(table, row, "", "", "a facility has no place in the city's coordinates",
                                    "Check its coordinates and `crs`"));
      }
      if (!by_columns) take_shape(table, row, change, facility);
      if (facility.id.empty()) {
        ++without_id;
        facility.id =
            source.path.stem().string() + "-" + std::to_string(row.line > 0 ? row.line : row.feature);
      }
      facilities.push_back(std::move(facility));
    } catch (const InputError& error) {
      faults.insert(faults.end(), error.faults().begin(), error.faults().end());
      if (faults.size() >= 20) break;
    }
  }
  if (!faults.empty()) throw InputError(faults);
  if (left_out > 0)
    build.note(table.file + ": " + std::to_string(left_out) + " rows without a count were left out.");
  if (without_id > 0) {
    build.note(table.file + ": " + std::to_string(without_id) +
               " facilities have no id and are called by the file and their line.");
  }
  return facilities;
}

std::vector<InputFault> repeated_ids(const std::vector<Facility>& ledger) {
  std::map<std::pair<std::string, std::string>, const Facility*> first;
  std::vector<InputFault> faults;
  for (const Facility& facility : ledger) {
    const auto [known, is_new] = first.emplace(std::pair(facility.id, facility.service), &facility);
    if (is_new) continue;
    faults.push_back({facility.source.substr(0, facility.source.rfind(", ")), 0, "id", facility.id,
                      "two facilities of the service " + facility.service +
                          " have this id: " + known->second->source + " and " + facility.source,
                      "Give each its own"});
  }
  return faults;
}

void place_facilities(CityBuild& build, const SourceSpec& source, const Grid& grid,
                      const NearestGround& ground, std::vector<Facility>& facilities,
                      std::vector<MovedRow>& moved) {
  std::size_t beyond = 0;
  std::vector<InputFault> faults;
  for (Facility& facility : facilities) {
    MovedRow row{"facility",        facility.id, "outside", facility.location,
                 facility.location, 0.0,         0.0,       "outside the study's grid"};
    const auto at = grid.cell_containing(facility.location);
    if (!at) {
      ++beyond;
      moved.push_back(std::move(row));
      continue;
    }
    const CellIndex cell = grid.index(*at);
    if (ground.is_open(cell)) {
      facility.cell = cell;
      continue;
    }
    const auto found = ground.from(cell);
    if (!found) {
      faults.push_back(
          source_fault(source,
                       "facility " + facility.id + " (" + facility.source +
                           ") stands where nobody can stand, and there is no open ground within 500 m",
                       "Correct its coordinates, or what closes the ground there"));
      continue;
    }
    facility.cell = found->cell;
    row.action = "moved";
    row.to = grid.centre(found->cell);
    row.distance_m = std::hypot(row.to.x_m - row.from.x_m, row.to.y_m - row.from.y_m);
    row.reason = "nobody can stand there";
    moved.push_back(std::move(row));
  }
  if (beyond > 0 && beyond == facilities.size()) {
    faults.push_back(source_fault(
        source,
        "none of its " + std::to_string(beyond) + " facilities lies on the city's grid: they do not overlap",
        "Check that it is of the same place, its coordinate system, and whether longitude and latitude are "
        "swapped"));
  }
  if (!faults.empty()) throw InputError(faults);
  if (beyond > 0) {
    build.note(shown_name(source) + ": " + std::to_string(beyond) + " of " +
               std::to_string(facilities.size()) +
               " facilities lie outside the study's grid and serve nobody in it.");
  }
}

}  // namespace quarterhour
