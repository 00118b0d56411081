// [city.groups.<id>]: parts of the people with their own speed.
#include <algorithm>
#include <utility>

#include "scenarios/sections.h"
#include "sim/score/assess.h"

namespace quarterhour {

namespace {

constexpr NumberRule share_rule{.unit = {}, .least = 0, .most = 1, .above_least = true, .example = "0.2"};
constexpr NumberRule speed_rule{
    .unit = "km/h", .least = 0, .most = 100, .above_least = true, .example = "3.0"};
constexpr NumberRule slope_rule{
    .unit = "metres of height per metre", .least = 0, .most = 100, .above_least = true, .example = "0.08"};

GroupSpec read_group(TableReader& table, const std::string& id, const ScenarioReading& reading,
                     bool has_elevation) {
  GroupSpec group;
  group.id = id;
  group.place = table.place();
  group.name = {table.text("name").value_or(id), table.text("name_zh").value_or("")};
  group.raster = read_source(table, "raster", count_rule(), reading.defaults);
  group.share = table.number("share", share_rule);
  group.speed_kmh = table.number("speed_kmh", speed_rule);
  group.max_slope = table.number("max_slope", slope_rule);
  group.mode = read_mode(table, reading.may_have_streets());
  if (group.max_slope && !has_elevation) {
    table.fault("max_slope", "there is no city.elevation, so the ground is flat and this has no effect",
                "Add elevation to [city], or remove this key");
  }
  if (table.has("raster") && table.has("share")) {
    table.fault("share", "a group is counted by a raster or by a share of the people, not by both",
                "Remove raster or share");
  } else if (!table.has("raster") && !table.has("share")) {
    table.require("share", "who belongs to the group", "Add share = 0.2 or raster = \"…\"");
  }
  table.finish();
  return group;
}

}  // namespace

void read_city_groups(TableReader& city, ScenarioReading& reading) {
  auto groups = city.table("groups");
  if (!groups) return;
  for (const std::string& id : groups->keys()) {
    reading.declared_groups.insert(id);
    if (id == "people") {
      groups->fault(id, "people is everybody, made from city.population, and cannot be defined again",
                    "Remove this group; travel.speed_kmh is everybody's speed");
      continue;
    }
    if (!is_plain_id(id)) {
      groups->fault(id, "a group's id must be 1 to 64 letters a-z, digits, _ or -",
                    "Use a plain id and write the name as name or name_zh");
      continue;
    }
    if (id == "x" || id == "y" || id == "crs" || id == all_groups) {
      groups->fault(id, "this word has a meaning of its own in a result and cannot be the id of a group",
                    "Use another id, such as " + id + "_group");
      continue;
    }
    if (auto table = groups->table(id)) {
      reading.scenario.city.groups.push_back(read_group(*table, id, reading, city.has("elevation")));
    }
  }
}

}  // namespace quarterhour
