// [city]: the sources that make the place, and the grid that they are brought to.
#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule cell_rule{.unit = "metres", .least = 0.1, .most = 100000, .example = "100"};
constexpr NumberRule buffer_rule{.unit = "metres", .least = 0, .most = 1e6, .example = "2000"};
constexpr NumberRule factor_rule{.unit = {}, .least = 0, .most = 100, .above_least = true, .example = "0.5"};

/// Keys that only a study on a grid has a use for.
constexpr std::array grid_keys = {"elevation",  "area",     "districts",  "clusters", "friction",
                                  "land_class", "barriers", "streets",    "grid",     "cell_m",
                                  "crs",        "buffer_m", "on_barrier", "groups"};

void read_factors(TableReader& table, LandClassSpec& land_class) {
  auto factors = table.table("factors");
  if (!factors) return;
  for (const std::string& name : factors->keys()) {
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const auto factor = factors->number(name, factor_rule);
    if (error != std::errc() || end != name.data() + name.size()) {
      factors->fault(name, "a land class must be a whole number", "Write for example \"3\" = 0.5");
    } else if (factor) {
      land_class.factors[number] = *factor;
    }
  }
}

void read_closed(TableReader& table, LandClassSpec& land_class) {
  const TomlValue* closed = table.value("closed");
  if (closed == nullptr) return;
  const auto is_class = [](const TomlValue& item) {
    return item.kind == TomlValue::Kind::integer && item.integer >= INT32_MIN && item.integer <= INT32_MAX;
  };
  if (closed->kind != TomlValue::Kind::array ||
      !std::all_of(closed->items.begin(), closed->items.end(), is_class)) {
    table.fault("closed", "must be a list of land classes, whole numbers", "Write for example closed = [6]");
    return;
  }
  for (const TomlValue& item : closed->items) {
    const int number = static_cast<int>(item.integer);
    if (land_class.factors.contains(number)) {
      table.fault("closed", "class " + std::to_string(number) + " is closed and has a speed factor",
                  "Keep it in one of the two");
    }
    land_class.closed.push_back(number);
  }
}

std::optional<LandClassSpec> read_land_class(TableReader& city, const SourceDefaults& defaults) {
  LandClassSpec land_class;
  const TomlValue* found = city.value("land_class");
  if (found == nullptr) return std::nullopt;
  std::optional<SourceSpec> source;
  if (found->kind == TomlValue::Kind::table) {
    auto table = city.table("land_class");
    read_factors(*table, land_class);
    read_closed(*table, land_class);
    source = read_source_table(*table, raster_rule(), defaults);
  } else {
    source = read_source(city, "land_class", raster_rule(), defaults);
  }
  if (!source) return std::nullopt;
  land_class.source = std::move(*source);
  return land_class;
}

void read_grid(TableReader& city, CitySpec& spec, ScenarioReading& reading) {
  if (auto crs = city.text("crs")) spec.crs = std::move(*crs);
  spec.crs_place = city.place_of("crs");
  const auto cell_m = city.number("cell_m", cell_rule);
  spec.cell_m = cell_m.value_or(spec.cell_m);
  spec.grid_of_elevation = city.choice("grid", {"elevation"}, "grid").has_value();
  if (spec.grid_of_elevation) {
    const std::string why =
        "grid = \"elevation\" takes that raster's own cells and coordinates, so this says it twice";
    city.refuse("cell_m", why, "Remove this key or grid");
    city.refuse("crs", why, "Remove this key or grid");
    if (!city.has("elevation"))
      city.fault("grid", "there is no city.elevation to take the cells of", "Add elevation");
  } else if (!reading.has_matrix && !reading.has_city_file && !city.has("cell_m")) {
    reading.note("city.cell_m is not given: cells of 100 m.");
  }
  spec.buffer_m = city.number("buffer_m", buffer_rule);
  if (const auto on_barrier = city.choice("on_barrier", {"move", "keep", "drop"}, "action")) {
    spec.on_barrier = *on_barrier == "move"   ? OnBarrier::move
                      : *on_barrier == "keep" ? OnBarrier::keep
                                              : OnBarrier::drop;
  }
}

void refuse_later_keys(TableReader& city) {
  city.refuse("households", "households are not read by this version", "Remove the key");
  city.refuse("jobs", "jobs are not read by this version", "Remove the key");
}

void refuse_beside_city_file(TableReader& city) {
  for (const std::string& key : city.keys()) {
    if (key == "file" || key == "households" || key == "jobs") continue;
    city.refuse(key, "city.file holds the whole city, so no other source or grid key may stand beside it",
                "Remove this key, or remove file");
  }
}

/// Keys that say where people are, which a matrix does not ask.
void refuse_keys_of_places(TableReader& city, const SourceSpec& population) {
  const auto& columns = population.columns;
  if (columns.contains("join")) {
    city.fault("population", "with travel.matrix the people need no place, so a join has no effect",
               "Name the table of the counts itself: file = \"" + columns.at("join_written") + "\"");
  } else if (columns.contains("datum")) {
    city.fault("population", "with travel.matrix the people need no place, so a datum has no effect",
               "Remove datum");
  }
}

}  // namespace

void read_city_section(TableReader& root, ScenarioReading& reading) {
  CitySpec& spec = reading.scenario.city;
  root.require("city", "the section [city]", "Add [city] with at least population = \"…\"");
  auto section = root.table("city");
  if (!section) return;
  TableReader& city = *section;
  spec.place = city.place();
  refuse_later_keys(city);
  if (reading.has_city_file) {
    if (reading.has_matrix) {
      city.fault("file", "a study with travel.matrix has no grid, so a city file has no effect",
                 "Remove the key, or remove travel.matrix");
    }
    spec.file = read_source(city, "file", raster_rule(), reading.defaults);
    refuse_beside_city_file(city);
    city.finish();
    return;
  }
  if (const auto encoding = city.choice("encoding", encoding_names(), "encoding")) {
    reading.defaults.encoding = *encoding;
  }
  if (reading.has_matrix) {
    for (const char* key : grid_keys) {
      city.refuse(key, "a study with travel.matrix has no grid, so this key has no effect",
                  "Remove the key, or remove travel.matrix");
    }
  } else {
    spec.elevation = read_source(city, "elevation", raster_rule(), reading.defaults);
    spec.area = read_source(city, "area", polygon_rule(), reading.defaults);
    spec.districts = read_source(city, "districts", polygon_rule(), reading.defaults);
    spec.clusters = read_source(city, "clusters", polygon_rule(), reading.defaults);
    spec.friction = read_source(city, "friction", raster_rule(), reading.defaults);
    spec.barriers = read_sources(city, "barriers", line_rule(), reading.defaults);
    read_streets_section(city, reading);
    spec.land_class = read_land_class(city, reading.defaults);
    read_grid(city, spec, reading);
    read_city_groups(city, reading);
  }
  city.require("population", "the source of the population",
               "Add population = \"…\", a raster or points with a count");
  spec.population = read_source(city, "population", count_rule(), reading.defaults);
  if (reading.has_matrix && spec.population) refuse_keys_of_places(city, *spec.population);
  if (reading.has_matrix) {
    city.refuse("facilities", "existing facilities beside travel.matrix are not read by this version",
                "Remove the key; the sites are those of [[place]] candidates");
  } else {
    spec.facilities = read_sources(city, "facilities", ledger_rule(), reading.defaults);
  }
  city.value("file");
  city.finish();
}

}  // namespace quarterhour
