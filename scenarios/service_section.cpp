// [[service]]: what is offered, to whom, and how far it may be.
#include <algorithm>
#include <utility>

#include "scenarios/level_numbers.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule rate_rule{.unit = {}, .least = 0, .most = 1e6, .above_least = true, .example = "1.0"};
constexpr NumberRule weight_rule{
    .unit = {}, .least = 0, .most = 1, .above_least = true, .example = "[1.0, 0.68, 0.22]"};

constexpr NumberRule huff_rule{.unit = {}, .least = 1, .most = 10, .example = "2"};

void read_id(TableReader& table, Service& service, const ScenarioReading& reading) {
  table.require("id", "the id of the service", "Add id = \"clinic\" or another short name");
  const auto id = table.text("id");
  if (!id) return;
  if (!is_plain_id(*id)) {
    table.fault("id", "a service's id must be 1 to 64 letters a-z, digits, _ or -",
                "Use a plain id and write the name as name or name_zh");
  }
  service.id = *id;
  const auto& earlier = reading.scenario.services;
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    if (earlier[i].id != *id) continue;
    table.fault("id",
                "service[" + std::to_string(i) + "] in line " +
                    std::to_string(reading.scenario.service_places[i].line) + " has this id already",
                "Give each service an id of its own");
    break;
  }
}

void read_demand(TableReader& table, Service& service) {
  auto demand = table.table("demand");
  if (!demand) {
    if (!table.has("demand")) service.demand = {{"people", 1.0}};
    return;
  }
  for (const std::string& group : demand->keys()) {
    if (const auto rate = demand->number(group, rate_rule)) service.demand.push_back({group, *rate});
  }
  if (demand->keys().empty()) {
    table.fault("demand", "no group needs this service",
                "Write demand = { people = 1.0 }, or remove the key");
  }
}

/// Where a value of the standard stands, for notes: "GB…, level circle15", or the scenario's own [[level]].
std::string level_source(const StandardLevel& level, std::string_view key, const ScenarioReading& reading) {
  if (reading.level_values.contains(level.id + "." + std::string(key))) return "[[level]] " + level.id;
  return reading.scenario.standard + ", level " + level.id;
}

void tell_source(const std::string& text, bool confirmed, ScenarioReading& reading) {
  if (confirmed) {
    reading.note(text + ".");
  } else {
    reading.warn(text + ", which is not confirmed.");
  }
}

/// Completes a reach from the standard's list of services, else from the level, for a study that can use it.
void complete_reach(TableReader& table, Service& service, ScenarioReading& reading) {
  if (reading.has_matrix) return;
  const StandardService* listed = reading.standard.service(service.id, service.level);
  const StandardLevel* level = reading.standard.level(service.level);
  const auto complete = [&](std::string_view key, const std::optional<double>& of_service,
                            const std::optional<double>& of_level) -> std::optional<double> {
    if (table.has(key)) return std::nullopt;
    const std::string text = "service " + service.id + ": " + std::string(key) + " = ";
    if (of_service) {
      tell_source(
          text + shortest(*of_service) + " from " + reading.scenario.standard + ", service " + service.id,
          listed->is_confirmed(key), reading);
      return of_service;
    }
    if (!of_level) return std::nullopt;
    const bool own = reading.level_values.contains(level->id + "." + std::string(key));
    tell_source(text + shortest(*of_level) + " from " + level_source(*level, key, reading),
                own || level->is_confirmed(key), reading);
    return of_level;
  };
  using Value = std::optional<double>;
  if (const auto minutes = complete("reach_min", listed == nullptr ? Value() : listed->reach_min,
                                    level == nullptr ? Value() : level->reach_min))
    service.reach_s = *minutes * 60.0;
  if (const auto metres = complete("reach_m", listed == nullptr ? Value() : listed->reach_m,
                                   level == nullptr ? Value() : level->reach_m))
    service.reach_m = metres;
}

/// Name, level, domain and capacity that the scenario leaves to the standard.
void complete_from_list(TableReader& table, Service& service, ScenarioReading& reading) {
  const StandardService* listed = reading.standard.service(service.id, service.level);
  if (listed == nullptr) return;
  const auto told = [&](const char* key, const std::string& value) {
    tell_source("service " + service.id + ": " + key + " = " + value + " from " + reading.scenario.standard,
                listed->is_confirmed(key), reading);
  };
  if (!table.has("name") && !table.has("name_zh")) service.name = listed->name;
  if (!table.has("domain")) service.domain = listed->domain;
  if (!table.has("level") && !listed->level.empty()) {
    service.level = listed->level;
    told("level", listed->level);
  }
  if (!table.has("capacity") && listed->capacity) {
    service.capacity = listed->capacity;
    told("capacity", shortest(*listed->capacity));
  }
}

/// Which test decides when the scenario does not say: the one whose reach it gives itself, else minutes.
ReachBy default_reach_by(const TableReader& table, const Service& service) {
  if (table.has("reach_min")) return ReachBy::minutes;
  if (table.has("reach_m")) return ReachBy::metres;
  return service.reach_s ? ReachBy::minutes : ReachBy::metres;
}

void check_reach(TableReader& table, const Service& service) {
  const bool needs_minutes = service.reach_by != ReachBy::metres;
  const bool needs_metres = service.reach_by != ReachBy::minutes;
  const std::string name = table.has("reach_by") ? "reach_by" : "reach_min";
  if (needs_minutes && !service.reach_s && !table.has("reach_min")) {
    table.fault(name, "the largest walking time is not given", "Add reach_min = 15");
  }
  if (needs_metres && !service.reach_m && !table.has("reach_m")) {
    table.fault(name, "the largest walking distance is not given", "Add reach_m = 1000");
  }
}

void read_reach(TableReader& table, Service& service, ScenarioReading& reading) {
  if (const auto minutes = table.number("reach_min", reach_minutes_rule)) service.reach_s = *minutes * 60.0;
  service.reach_m = table.number("reach_m", reach_metres_rule);
  const auto reach_by = table.choice("reach_by", {"minutes", "metres", "both"}, "test");
  complete_reach(table, service, reading);
  if (!table.has("reach_min") && !table.has("reach_m") && !service.reach_s && !service.reach_m) {
    table.require("reach_min", "how far the service may be",
                  "Add reach_min = 15 or reach_m = 1000, or a level of a standard that gives one");
    return;
  }
  service.reach_by = default_reach_by(table, service);
  if (reach_by) {
    service.reach_by = *reach_by == "minutes"  ? ReachBy::minutes
                       : *reach_by == "metres" ? ReachBy::metres
                                               : ReachBy::both;
  } else if (table.has("reach_min") && table.has("reach_m")) {
    reading.note("service " + service.id +
                 ": reach_by is not given; reach_min decides who is covered, reach_m is scored beside it.");
  }
  if (!table.has("reach_by") || reach_by) check_reach(table, service);
}

Service read_service(TableReader& table, ScenarioReading& reading) {
  Service service;
  read_id(table, service, reading);
  service.name = {table.text("name").value_or(service.id), table.text("name_zh").value_or("")};
  service.level = table.choice("level", reading.standard.level_ids(), "level").value_or("");
  service.domain = table.text("domain").value_or("");
  service.capacity = table.number("capacity", capacity_rule);
  complete_from_list(table, service, reading);
  read_demand(table, service);
  read_reach(table, service, reading);
  service.direction = read_direction(table).value_or(reading.scenario.travel.direction);
  if (reading.has_matrix)
    table.refuse("mode",
                 "the times or metres of travel.matrix are used as they are, so this key has no effect",
                 "Remove the key, or remove matrix");
  else
    service.mode = read_mode(table, reading.may_have_streets());
  if (const auto shared = table.flag("shared_across_districts")) service.shared_across_districts = *shared;
  if (const auto weights = table.numbers("catchment_weights", weight_rule)) {
    service.catchment_weights = *weights;
    if (!std::is_sorted(weights->rbegin(), weights->rend()))
      table.fault("catchment_weights", "a farther part of the reach weighs more than a nearer one",
                  "Write the weights from the nearest part to the farthest, as [1.0, 0.68, 0.22]");
  }
  if (const auto exponent = table.whole_number("huff_exponent", huff_rule))
    service.huff_exponent = static_cast<int>(*exponent);
  // Other services are not known yet: read_service_sections reads it.
  table.value("counts_for");
  table.refuse("cost", "the cost of a new facility is a key of [[place]]", "Move it to [[place]] cost");
  table.finish();
  return service;
}

/// What a facility counts for besides its own service: services of lower levels.
void read_counts_for(TableReader& table, Service& service, const ScenarioReading& reading) {
  const auto lower = table.choices("counts_for", service_ids(reading.scenario), "service");
  if (!lower) return;
  service.counts_for = *lower;
  const StandardLevel* own = reading.standard.level(service.level);
  for (const Service& other : reading.scenario.services) {
    if (std::find(lower->begin(), lower->end(), other.id) == lower->end()) continue;
    const StandardLevel* level = reading.standard.level(other.level);
    if (other.id == service.id) {
      table.fault("counts_for", "a facility counts for its own service already", "Remove " + service.id);
    } else if (own != nullptr && level != nullptr && level->rank <= own->rank) {
      table.fault("counts_for", other.id + " is of level " + level->id + ", which is not below " + own->id,
                  "Name services of lower levels only");
    }
  }
}

/// What completeness counts, and a note on services that the standard asks for and the scenario lacks.
void list_services(ScenarioReading& reading) {
  Scenario& scenario = reading.scenario;
  scenario.listed_services = listed_services(reading.standard, scenario.services);
  std::vector<std::string> known = service_ids(scenario);
  std::string missing;
  std::size_t missing_count = 0;
  for (const StandardService& listed : reading.standard.services) {
    if (!listed.required || std::find(known.begin(), known.end(), listed.id) != known.end()) continue;
    missing += (missing_count++ == 0 ? "" : ", ") + listed.id;
    known.push_back(listed.id);
  }
  if (missing_count > 0 && !reading.has_matrix)
    reading.note(scenario.standard + " asks for " + std::to_string(missing_count) +
                 " services that the scenario does not have; completeness does not count them: " + missing +
                 ".");
}

/// Values of the levels and services that the scenario uses, from the standard or from the scenario itself.
void collect_standard_values(TableReader& root, ScenarioReading& reading) {
  Scenario& scenario = reading.scenario;
  const auto append = [&](std::vector<StandardValue> rows) {
    scenario.standard_values.insert(scenario.standard_values.end(), rows.begin(), rows.end());
  };
  std::vector<std::string> levels;
  for (const Service& service : scenario.services)
    if (!service.level.empty() && std::find(levels.begin(), levels.end(), service.level) == levels.end())
      levels.push_back(service.level);
  for (const std::string& id : levels) {
    const StandardLevel* level = reading.standard.level(id);
    if (level == nullptr) continue;
    std::vector<StandardValue> rows = values_of(reading.standard, *level);
    for (StandardValue& row : rows) {
      if (!reading.level_values.contains(row.key.substr(std::string_view("level.").size()))) continue;
      row.source = "the scenario";
      row.confirmed = true;
    }
    append(std::move(rows));
  }
  std::vector<TableReader> tables = root.tables("service");
  for (std::size_t i = 0; i < tables.size() && i < scenario.services.size(); ++i) {
    const Service& service = scenario.services[i];
    const auto own = [&](const std::string& key, const std::string& value, const char* unit_of_measure) {
      scenario.standard_values.push_back(
          {"service." + service.id + "." + key, value, unit_of_measure, "the scenario", true});
    };
    const StandardService* listed = reading.standard.service(service.id, service.level);
    if (listed == nullptr) continue;
    std::vector<std::string> overridden;
    for (const char* key : {"level", "reach_min", "reach_m", "capacity"})
      if (tables[i].has(key)) overridden.emplace_back(key);
    append(values_of(reading.standard, *listed, overridden));
    if (tables[i].has("level")) own("level", service.level, "");
    if (tables[i].has("reach_min") && service.reach_s)
      own("reach_min", shortest(*service.reach_s / 60.0), "min");
    if (tables[i].has("reach_m") && service.reach_m) own("reach_m", shortest(*service.reach_m), "m");
    if (tables[i].has("capacity") && service.capacity) own("capacity", shortest(*service.capacity), "people");
  }
}

}  // namespace

std::vector<std::string> service_ids(const Scenario& scenario) {
  std::vector<std::string> ids;
  ids.reserve(scenario.services.size());
  for (const Service& service : scenario.services) ids.push_back(service.id);
  return ids;
}

void read_service_sections(TableReader& root, ScenarioReading& reading) {
  root.require("service", "a [[service]]", "Add [[service]] with an id and reach_min = 15");
  for (TableReader& table : root.tables("service")) {
    Service service = read_service(table, reading);
    reading.scenario.services.push_back(std::move(service));
    reading.scenario.service_places.push_back(table.place());
  }
  std::vector<TableReader> tables = root.tables("service");
  for (std::size_t i = 0; i < tables.size() && i < reading.scenario.services.size(); ++i)
    read_counts_for(tables[i], reading.scenario.services[i], reading);
  list_services(reading);
  if (!reading.scenario.standard.empty()) collect_standard_values(root, reading);
}

}  // namespace quarterhour
