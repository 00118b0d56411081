// city.streets: a file of OpenStreetMap, or a layer of lines with its columns.
#include <algorithm>
#include <string_view>
#include <utility>

#include "scenarios/nearest_key.h"
#include "scenarios/readers/osm_file_name.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

/// Keys that a file of OpenStreetMap has no use for: its tags say it.
void refuse_keys_of_layers(TableReader& table) {
  std::vector<std::string> keys = {"layer", "where", "crs", "datum", "encoding"};
  for (const std::string_view column : street_rule().columns) keys.emplace_back(column);
  for (const std::string& key : keys)
    table.refuse(key, "a file of OpenStreetMap says this itself, so the key has no effect",
                 "Remove this key");
}

std::vector<std::string> read_leave_out(TableReader& table, const StreetTable& streets) {
  std::vector<std::string> known = streets.class_names();
  for (int i = 0; i < structure_count; ++i) {
    const std::string name = name_of(static_cast<Structure>(i));
    if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
  }
  return table.choices("leave_out", known, "class or structure").value_or(std::vector<std::string>{});
}

/// Unlike other lists this one may be empty: no barriers.
std::optional<std::vector<std::string>> read_barrier_kinds(TableReader& table, const StreetTable& streets,
                                                           bool is_osm) {
  const TomlValue* found = table.value("barriers");
  if (found == nullptr) return std::nullopt;
  if (found->kind == TomlValue::Kind::array && found->items.empty()) return std::vector<std::string>{};
  // A layer of streets holds no other barrier.
  return table.choices("barriers", is_osm ? streets.barrier_names() : std::vector<std::string>{"motorway"},
                       is_osm ? "kind of barrier" : "kind of barrier in a layer of streets");
}

}  // namespace

void read_streets_section(TableReader& city, ScenarioReading& reading) {
  const TomlValue* found = city.value("streets");
  if (found == nullptr) return;
  StreetsSpec spec;
  spec.table = street_table();
  std::optional<SourceSpec> source;
  if (found->kind == TomlValue::Kind::table) {
    auto table = city.table("streets");
    const TomlValue* file = found->find("file");
    const bool is_osm = file != nullptr && is_osm_file(file->text);
    spec.leave_out = read_leave_out(*table, spec.table);
    spec.barriers = read_barrier_kinds(*table, spec.table, is_osm);
    if (is_osm) refuse_keys_of_layers(*table);
    source = read_source_table(*table, street_rule(), reading.defaults);
  } else {
    source = read_source(city, "streets", street_rule(), reading.defaults);
  }
  if (!source) return;
  spec.source = std::move(*source);
  reading.scenario.city.streets = std::move(spec);
}

}  // namespace quarterhour
