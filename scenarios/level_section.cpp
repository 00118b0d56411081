// [[level]]: values of a level that override the standard's, levels of the scenario's own, and what a centre of a level
// hosts.
#include <algorithm>
#include <tuple>
#include <utility>

#include "scenarios/level_numbers.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

/// The standard's level of that id, or a new one.
StandardLevel& level_to_change(TableReader& table, const std::string& id, ScenarioReading& reading) {
  std::vector<StandardLevel>& levels = reading.standard.levels;
  const auto found =
      std::find_if(levels.begin(), levels.end(), [&](const StandardLevel& each) { return each.id == id; });
  if (found != levels.end()) return *found;
  table.require("rank", "the rank of a level that the standard does not have",
                "Add rank = 3; 1 is the highest");
  StandardLevel level;
  level.id = id;
  level.name.en = id;
  return levels.emplace_back(std::move(level));
}

void read_level(TableReader& table, ScenarioReading& reading) {
  table.require("id", "the id of the level", "Add id = \"circle15\" or another level of the standard");
  const std::string id = table.text("id").value_or("");
  if (!id.empty() && !is_plain_id(id)) {
    table.fault("id", "a level's id must be 1 to 64 letters a-z, digits, _ or -",
                "Use a plain id and write the name as name or name_zh");
  }
  StandardLevel& level = level_to_change(table, id, reading);
  if (const auto name = table.text("name")) level.name.en = *name;
  if (const auto name = table.text("name_zh")) level.name.zh = *name;
  if (const auto rank = table.whole_number("rank", rank_rule)) level.rank = static_cast<int>(*rank);
  const auto written = [&](const char* key, const NumberRule& rule, std::optional<double>& value) {
    const auto number = table.number(key, rule);
    if (!number) return;
    value = number;
    reading.level_values.insert(id + "." + key);
  };
  written("reach_min", reach_minutes_rule, level.reach_min);
  written("reach_m", reach_metres_rule, level.reach_m);
  // Services are not known yet: complete_levels reads it.
  table.value("bundle");
  table.finish();
}

Level level_of(const StandardLevel& standard_level) {
  Level level;
  level.id = standard_level.id;
  level.name = standard_level.name;
  level.rank = standard_level.rank;
  if (standard_level.reach_min) level.reach_s = *standard_level.reach_min * 60.0;
  level.reach_m = standard_level.reach_m;
  if (standard_level.population) {
    level.population_least = standard_level.population->least;
    level.population_most = standard_level.population->most;
  }
  return level;
}

}  // namespace

void read_level_sections(TableReader& root, ScenarioReading& reading) {
  std::vector<std::string> seen;
  for (TableReader& table : root.tables("level")) {
    if (reading.has_matrix) {
      root.faults().add(table.place(), "", "a study with travel.matrix has no levels",
                        "Remove the [[level]] tables");
      continue;
    }
    read_level(table, reading);
    const TomlValue* id = table.value("id");
    if (id == nullptr || id->kind != TomlValue::Kind::text) continue;
    if (std::find(seen.begin(), seen.end(), id->text) != seen.end())
      table.fault("id", "this level is defined twice", "Write all its keys in one [[level]]");
    seen.push_back(id->text);
  }
  std::vector<StandardLevel>& levels = reading.standard.levels;
  std::sort(levels.begin(), levels.end(), [](const StandardLevel& a, const StandardLevel& b) {
    return std::tie(a.rank, a.id) < std::tie(b.rank, b.id);
  });
}

void complete_levels(TableReader& root, ScenarioReading& reading) {
  Scenario& scenario = reading.scenario;
  const std::vector<std::string> services = service_ids(scenario);
  std::vector<TableReader> tables = root.tables("level");
  for (const StandardLevel& standard_level : reading.standard.levels) {
    Level level = level_of(standard_level);
    for (const Service& service : scenario.services)
      if (service.level == level.id) level.bundle.push_back(service.id);
    bool is_named = false;
    for (TableReader& table : tables) {
      const TomlValue* id = table.value("id");
      if (id == nullptr || id->text != level.id) continue;
      is_named = true;
      if (const auto bundle = table.choices("bundle", services, "service")) level.bundle = *bundle;
    }
    if (is_named || !level.bundle.empty()) scenario.levels.push_back(std::move(level));
  }
}

}  // namespace quarterhour
