#include "tests/worlds/ascii_world.h"

#include <cctype>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

namespace quarterhour::worlds {

namespace {

using CellReader = std::function<void(std::size_t cell, char letter)>;

[[noreturn]] void refuse(const std::string& map_name, char letter) {
  throw std::invalid_argument("the map of " + map_name + " has an unknown letter '" + letter + "'");
}

void read_cells(const std::string& map_name, const std::string& map, const Grid& grid,
                const CellReader& read) {
  const std::vector<std::string> rows = rows_of(map);
  if (rows.size() != static_cast<std::size_t>(grid.rows()))
    throw std::invalid_argument("the map of " + map_name + " has another number of rows than the ground");
  std::size_t cell = 0;
  for (const std::string& row : rows) {
    if (row.size() != static_cast<std::size_t>(grid.cols()))
      throw std::invalid_argument("the map of " + map_name + " has a row of another length than the ground");
    for (const char letter : row) read(cell++, letter);
  }
}

void read_ground(const WorldMap& map, Surface& surface) {
  surface.passable = Raster<std::uint8_t>(surface.grid, 1);
  surface.passable_without_barriers = Raster<std::uint8_t>(surface.grid, 1);
  surface.speed_factor = Raster<float>(surface.grid, 1.0F);
  bool slow_somewhere = false;
  read_cells("ground", map.ground, surface.grid, [&](std::size_t cell, char letter) {
    if (letter != '.' && letter != ':' && letter != '~' && letter != '?') refuse("ground", letter);
    if (letter == '~' || letter == '?') surface.passable[cell] = 0;
    if (letter == '?') surface.passable_without_barriers[cell] = 0;
    if (letter == ':') surface.speed_factor[cell] = 0.5F;
    slow_somewhere = slow_somewhere || letter == ':';
  });
  if (!slow_somewhere) surface.speed_factor = {};
}

void read_heights(const WorldMap& map, Surface& surface) {
  surface.elevation_m = Raster<double>(surface.grid);
  read_cells("heights", map.heights, surface.grid, [&](std::size_t cell, char letter) {
    double steps = 0.0;
    if (letter >= '0' && letter <= '9')
      steps = letter - '0';
    else if (letter >= 'a' && letter <= 'z')
      steps = 10 + (letter - 'a');
    else if (letter == '?' && surface.passable[cell] == 0)
      steps = std::numeric_limits<double>::quiet_NaN();
    else
      refuse("heights", letter);
    surface.elevation_m[cell] = steps * map.height_step_m;
  });
}

Raster<double> read_people(const std::string& people, double step, const Grid& grid) {
  Raster<double> raster(grid);
  if (people.empty()) return raster;
  read_cells("people", people, grid, [&](std::size_t cell, char letter) {
    if (letter != '.' && (letter < '1' || letter > '9')) refuse("people", letter);
    raster[cell] = letter == '.' ? 0.0 : (letter - '0') * step;
  });
  return raster;
}

std::vector<Facility> read_facilities(const std::string& facilities, const std::map<char, double>& capacities,
                                      const Grid& grid) {
  std::vector<Facility> ledger;
  std::set<char> letters;
  read_cells("facilities", facilities, grid, [&](std::size_t, char letter) {
    if (letter == '.') return;
    if (std::isalpha(static_cast<unsigned char>(letter)) == 0 || !letters.insert(letter).second)
      refuse("facilities", letter);
  });
  for (const char letter : letters) {
    Facility facility;
    facility.id = std::string(1, letter);
    facility.name = {facility.id, {}};
    if (const auto known = capacities.find(letter); known != capacities.end())
      facility.capacity = known->second;
    facility.service = letter <= 'Z' ? "clinic" : "school";
    facility.cell = cell_of(facilities, letter);
    facility.location = grid.centre(*facility.cell);
    ledger.push_back(facility);
  }
  return ledger;
}

UnitSet read_districts(const std::string& districts, const Grid& grid) {
  UnitSet set{"district", {}, Raster<std::int32_t>(grid, -1)};
  std::set<char> letters;
  read_cells("districts", districts, grid, [&](std::size_t, char letter) {
    if (letter != '.') letters.insert(letter);
  });
  for (const char letter : letters) {
    const std::string id(1, letter);
    const auto position = static_cast<std::int32_t>(set.units.size());
    set.units.push_back({id, {id, {}}, {}});
    read_cells("districts", districts, grid, [&](std::size_t cell, char found) {
      if (found == letter) set.unit_of_cell[cell] = position;
    });
  }
  return set;
}

Raster<std::uint8_t> read_zone(const std::string& zone, const Grid& grid) {
  Raster<std::uint8_t> raster(grid, static_cast<std::uint8_t>(Zone::scored));
  if (zone.empty()) return raster;
  read_cells("zone", zone, grid, [&](std::size_t cell, char letter) {
    if (letter != 's' && letter != 'b' && letter != 'o') refuse("zone", letter);
    const Zone found = letter == 's' ? Zone::scored : letter == 'b' ? Zone::buffer : Zone::outside;
    raster[cell] = static_cast<std::uint8_t>(found);
  });
  return raster;
}

Grid grid_of(const WorldMap& map) {
  const std::vector<std::string> rows = rows_of(map.ground);
  if (rows.empty()) throw std::invalid_argument("a world needs a map of its ground");
  return Grid(static_cast<int>(rows.size()), static_cast<int>(rows.front().size()), 0.0,
              static_cast<double>(rows.size()) * map.cell_height_m, map.cell_width_m, map.cell_height_m);
}

}  // namespace

std::vector<std::string> rows_of(const std::string& map) {
  std::vector<std::string> rows(1);
  for (const char letter : map) {
    if (letter == '\n')
      rows.emplace_back();
    else if (std::isspace(static_cast<unsigned char>(letter)) == 0)
      rows.back() += letter;
  }
  std::erase_if(rows, [](const std::string& row) { return row.empty(); });
  return rows;
}

CellIndex cell_of(const std::string& map, char letter) {
  std::optional<CellIndex> found;
  CellIndex cell = 0;
  for (const std::string& row : rows_of(map)) {
    for (const char here : row) {
      if (here == letter && found) throw std::invalid_argument(std::string("several cells carry ") + letter);
      if (here == letter) found = cell;
      ++cell;
    }
  }
  if (!found) throw std::invalid_argument(std::string("no cell carries ") + letter);
  return *found;
}

City world_from_map(const WorldMap& map) {
  const Grid grid = grid_of(map);
  City city{Surface{grid, {}, {}, {}, {}, {}, {}}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  read_ground(map, city.surface);
  if (!map.heights.empty()) read_heights(map, city.surface);
  city.crs_name = "local metres";
  city.zone = read_zone(map.zone, grid);
  city.groups.push_back(
      {"people", {"people", "居民"}, {}, {}, read_people(map.people, map.people_step, grid)});
  for (const GroupMap& group : map.groups)
    city.groups.push_back({group.id,
                           {group.id, {}},
                           group.speed_kmh,
                           group.max_slope,
                           read_people(group.people, map.people_step, grid)});
  if (!map.facilities.empty()) city.ledger = read_facilities(map.facilities, map.capacities, grid);
  if (!map.districts.empty()) city.unit_sets.push_back(read_districts(map.districts, grid));
  return city;
}

std::vector<Site> sites_of_ledger(const City& city) {
  std::vector<Site> sites;
  for (const Facility& facility : city.ledger) {
    if (!facility.cell) continue;
    Site site;
    site.id = facility.id;
    site.name = facility.name;
    site.service = facility.service;
    site.cell = *facility.cell;
    site.location = facility.location;
    if (facility.capacity) site.capacity = *facility.capacity;
    sites.push_back(site);
  }
  return sites;
}

}  // namespace quarterhour::worlds
