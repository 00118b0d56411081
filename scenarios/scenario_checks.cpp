// What one section of a scenario asks of another.
#include <algorithm>
#include <string>
#include <utility>

#include "scenarios/nearest_key.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

std::vector<std::string> group_ids(const Scenario& scenario) {
  std::vector<std::string> ids = {"people"};
  for (const GroupSpec& group : scenario.city.groups) ids.push_back(group.id);
  return ids;
}

/// The groups of a city file are known only when it is opened.
void check_demand_groups(TableReader& root, const ScenarioReading& reading) {
  if (reading.has_city_file) return;
  const std::vector<std::string> known = group_ids(reading.scenario);
  for (TableReader& service : root.tables("service")) {
    const TomlValue* value = service.value("demand");
    if (value == nullptr || value->kind != TomlValue::Kind::table) continue;
    TableReader demand = *service.table("demand");
    for (const std::string& group : demand.keys()) {
      if (std::find(known.begin(), known.end(), group) != known.end()) continue;
      if (reading.declared_groups.contains(group)) continue;
      demand.fault(
          group,
          reading.has_matrix ? "a study with travel.matrix has only the group people"
                             : "there is no such group of people",
          suggestion(group, known, "group") +
              (reading.has_matrix ? "" : "; other groups are made with [city.groups." + group + "]"));
    }
  }
}

/// A facility column `gives` must name a service.
void check_ledger_services(const ScenarioReading& reading, FaultList& faults) {
  const std::vector<std::string> ids = service_ids(reading.scenario);
  for (const SourceSpec& source : reading.scenario.city.facilities) {
    const auto gives = source.columns.find("gives");
    if (gives == source.columns.end()) continue;
    const KeyPlace place{source.place.line, source.place.key + ".gives"};
    if (source.columns.contains("service")) {
      faults.add(place, "\"" + gives->second + "\"",
                 "the service is named by a column (service) or once for all lines (gives), not by both",
                 "Remove service or gives");
    } else if (std::find(ids.begin(), ids.end(), gives->second) == ids.end()) {
      faults.add(place, "\"" + gives->second + "\"", "there is no such service",
                 suggestion(gives->second, ids, "service"));
    }
  }
}

void check_search_limit(TableReader& root, const ScenarioReading& reading) {
  const auto& limit_s = reading.scenario.travel.limit_s;
  if (!limit_s) return;
  for (const Service& service : reading.scenario.services) {
    if (!service.reach_s || *service.reach_s <= *limit_s) continue;
    TableReader travel = *root.table("travel");
    travel.fault("limit_min",
                 "the search ends before the reach of service " + service.id + ", " +
                     shortest(*service.reach_s / 60.0) + " minutes, so people in reach would not be found",
                 "Write limit_min = " + shortest(*service.reach_s / 60.0) + " or more, or remove the key");
    return;
  }
}

void check_matrix_reach(TableReader& root, const ScenarioReading& reading) {
  if (!reading.scenario.matrix) return;
  const bool in_metres = reading.scenario.matrix->quantity == Quantity::metres;
  const ReachBy right = in_metres ? ReachBy::metres : ReachBy::minutes;
  std::vector<TableReader> tables = root.tables("service");
  for (std::size_t i = 0; i < reading.scenario.services.size() && i < tables.size(); ++i) {
    const Service& service = reading.scenario.services[i];
    if (service.reach_by == right || (!service.reach_s && !service.reach_m)) continue;
    const char* key = tables[i].has("reach_by") ? "reach_by" : in_metres ? "reach_min" : "reach_m";
    tables[i].fault(key, std::string("travel.matrix holds ") + (in_metres ? "metres" : "minutes") + " only",
                    in_metres ? "Use reach_m alone" : "Use reach_min alone");
  }
}

/// Settings that would change nothing are refused: somebody believes that they do.
void check_effects(TableReader& root, const ScenarioReading& reading) {
  if (reading.has_city_file || reading.has_matrix || !root.has("city")) return;
  const Scenario& scenario = reading.scenario;
  auto city = root.table("city");
  if (!city) return;
  if (!city->has("friction")) {
    if (auto travel = root.table("travel")) {
      travel->refuse("friction_weight", "there is no city.friction that it would weigh",
                     "Remove this key, or name the friction raster");
    }
  }
  if (!city->has("elevation")) {
    for (TableReader& place : root.tables("place")) {
      const TomlValue* value = place.value("candidates");
      const bool is_rule =
          value != nullptr && value->kind == TomlValue::Kind::table && value->find("file") == nullptr;
      if (!is_rule) continue;
      place.table("candidates")
          ->refuse("max_slope", "there is no city.elevation, so the ground is flat",
                   "Remove this key, or name the elevation raster");
    }
  }
  if (!scenario.travel.pace.explicit_langmuir) return;
  for (const GroupSpec& group : scenario.city.groups) {
    if (!group.speed_kmh) continue;
    city->table("groups")->table(group.id)->fault(
        "speed_kmh", "with travel.langmuir the coefficients alone give everybody's speed", "Remove this key");
  }
}

void check_something_to_do(TableReader& root, const ScenarioReading& reading) {
  if (reading.has_city_file || root.has("place")) return;
  if (reading.has_matrix) {
    root.require("place", "with travel.matrix, a [[place]]",
                 "Add [[place]] with candidates = { file = \"…\" }");
    return;
  }
  auto city = root.table("city");
  if (!city || city->has("facilities")) return;
  root.faults().add(city->place(), "", "there are no facilities to assess and no [[place]] that plans any",
                    "Add facilities = [\"…\"] here, or a [[place]] section");
}

}  // namespace

void check_across_sections(TableReader& root, const ScenarioReading& reading) {
  const TomlValue* city = root.value("city");
  const bool has_city = city != nullptr && city->kind == TomlValue::Kind::table;
  check_demand_groups(root, reading);
  check_ledger_services(reading, root.faults());
  check_search_limit(root, reading);
  check_matrix_reach(root, reading);
  if (!has_city) return;
  check_effects(root, reading);
  check_something_to_do(root, reading);
}

}  // namespace quarterhour
