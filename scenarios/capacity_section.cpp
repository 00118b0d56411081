// [[place]] capacity and assignment: sites that can be full, and who then goes where.
#include <algorithm>
#include <string>
#include <vector>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule capacity_rule{
    .unit = "people", .least = 0, .most = 1e12, .above_least = true, .example = "30000"};

/// Whether some service that new sites give has a capacity.
bool has_capacity(const PlaceSpec& place, const ScenarioReading& reading) {
  std::vector<std::string> given = {place.service};
  for (const Level& level : reading.scenario.levels)
    if (level.id == place.level) given = level.bundle;
  return std::any_of(
      reading.scenario.services.begin(), reading.scenario.services.end(), [&](const Service& service) {
        return service.capacity && std::find(given.begin(), given.end(), service.id) != given.end();
      });
}

/// Centres have a room for each of their services: only how many are met in all can be planned for them.
void check_centres(TableReader& table, const PlaceSpec& place) {
  if (place.level.empty()) return;
  if (place.capacity)
    table.fault("capacity", "a centre's services have a capacity each",
                "Remove the key, and give the services of the level theirs");
  const bool is_cover = place.problem == "cover" || place.problem == "require";
  if (is_cover && place.assignment == "split") return;
  table.fault("assignment",
              is_cover
                  ? "this version gives places whole to sites of one service, not to centres"
                  : "this version plans centres under capacities for the problems cover and require only",
              is_cover ? "Write assignment = \"split\", or a service instead of the level"
                       : "Remove the key, or write a service instead of the level");
}

}  // namespace

void read_capacity(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  place.capacity = table.number("capacity", capacity_rule);
  const auto assignment = table.choice("assignment", {"split", "whole"}, "way to assign people to sites");
  place.assignment = assignment.value_or("");
  if (place.capacity && !table.has("assignment"))
    table.fault(
        "capacity", "it is not said how people are given to sites that can be full",
        "Add assignment = \"split\" to share people out, or \"whole\" to give each place to one site");
  if (!assignment) return;
  check_centres(table, place);
  if (place.capacity || has_capacity(place, reading)) return;
  if (place.level.empty())
    table.fault("assignment",
                "neither the place nor service " + place.service + " says how many people a site serves",
                "Add capacity = 30000");
  else
    table.fault("assignment", "no service of level " + place.level + " says how many people a site serves",
                "Give a [[service]] of the level a capacity");
}

}  // namespace quarterhour
