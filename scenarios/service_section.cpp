// [[service]]: what is offered, to whom, and how far it may be.
#include <algorithm>
#include <utility>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule minutes_rule{
    .unit = "minutes", .least = 0, .most = 1440, .above_least = true, .example = "15"};
constexpr NumberRule metres_rule{
    .unit = "metres", .least = 0, .most = 1e6, .above_least = true, .example = "1000"};
constexpr NumberRule rate_rule{.unit = {}, .least = 0, .most = 1e6, .above_least = true, .example = "1.0"};
constexpr NumberRule capacity_rule{
    .unit = "people", .least = 0, .most = 1e12, .above_least = true, .example = "30000"};

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

/// Completes a reach from the level where the standard gives one, for a study that can use it.
void complete_from_level(TableReader& table, Service& service, ScenarioReading& reading) {
  const StandardLevel* level = reading.standard.level(service.level);
  if (level == nullptr || reading.scenario.standard.empty() || reading.has_matrix) return;
  const auto told = [&](std::string_view key, double value) {
    const std::string text = "service " + service.id + ": " + std::string(key) + " = " + shortest(value) +
                             " from " + reading.scenario.standard + ", level " + level->id;
    if (level->confirmed) {
      reading.note(text + ".");
    } else {
      reading.warn(text + ", which is not confirmed.");
    }
  };
  if (!table.has("reach_min") && level->reach_min) {
    service.reach_s = *level->reach_min * 60.0;
    told("reach_min", *level->reach_min);
  }
  if (!table.has("reach_m") && level->reach_m) {
    service.reach_m = level->reach_m;
    told("reach_m", *level->reach_m);
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
  if (const auto minutes = table.number("reach_min", minutes_rule)) service.reach_s = *minutes * 60.0;
  service.reach_m = table.number("reach_m", metres_rule);
  const auto reach_by = table.choice("reach_by", {"minutes", "metres", "both"}, "test");
  complete_from_level(table, service, reading);
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
  read_demand(table, service);
  read_reach(table, service, reading);
  service.direction = read_direction(table).value_or(reading.scenario.travel.direction);
  service.capacity = table.number("capacity", capacity_rule);
  if (service.capacity) {
    reading.warn(
        "service " + service.id +
        ": capacity is written to the ledger and plan; it does not limit who is covered in this version.");
  }
  table.refuse("counts_for", "a facility gives its own service only in this version", "Remove the key");
  table.refuse("mode", "this version has walking only, for every service", "Remove the key");
  table.refuse("cost", "the cost of a new facility is a key of [[place]]", "Move it to [[place]] cost");
  table.finish();
  return service;
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
}

}  // namespace quarterhour
