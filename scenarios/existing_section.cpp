// [place.existing]: what a plan may do to facilities that stand already.
#include <initializer_list>
#include <string>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule moved_rule{.unit = "sites", .least = 1, .most = 1e6, .example = "3"};
constexpr NumberRule money_rule{.unit = {}, .least = 0, .most = 1e15, .above_least = true, .example = "0.5"};
constexpr NumberRule people_rule{
    .unit = "people", .least = 0, .most = 1e12, .above_least = true, .example = "10000"};

void refuse_keys(TableReader& table, const char* plans, std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (table.has(key))
      table.fault("existing", std::string("this version's plans that ") + plans + " do not go with " + key,
                  std::string("Remove the key, or ") + key);
}

/// What does not go with moving and closing.
void refuse_beside_closing(TableReader& table, const PlaceSpec& place) {
  if (place.problem != "cover" || place.service.empty()) {
    table.fault("existing",
                "this version moves and closes facilities for the problem cover of one service only",
                "Remove the key, or write problem = \"cover\" and a service");
    return;
  }
  refuse_keys(
      table, "move or close facilities",
      {"assignment", "times", "front", "links", "min_per_unit", "max_per_unit", "spacing_m", "nest_min"});
}

/// What does not go with enlarging.
void refuse_beside_enlarging(TableReader& table, const PlaceSpec& place) {
  const bool is_split = place.problem == "cover" || place.problem == "require";
  if (!is_split || place.service.empty()) {
    table.fault("existing",
                "this version enlarges facilities for the problems cover and require of one service",
                "Remove the key, or write problem = \"cover\" and a service");
    return;
  }
  if (!table.has("assignment"))
    table.fault("existing", "more room matters only where sites can be full",
                "Add assignment = \"split\", or remove the key");
  if (place.assignment == "whole")
    table.fault("existing", "this version enlarges facilities where people are shared out",
                "Write assignment = \"split\", or remove the key");
}

void read_enlarging(TableReader& existing, PlaceSpec& place) {
  if (const auto by = existing.number("enlarge_by", people_rule)) place.enlarge_by = *by;
  if (const auto most = existing.whole_number("enlarge", moved_rule))
    place.most_enlarged = static_cast<int>(*most);
  if (const auto cost = existing.number("enlarge_cost", money_rule)) place.enlargement_cost = *cost;
  if (!existing.has("enlarge_by")) {
    for (const char* key : {"enlarge", "enlarge_cost"})
      existing.refuse(key, "it is not said how many people more an enlarged facility serves",
                      "Add enlarge_by = 10000");
    return;
  }
  if (place.budget || place.problem == "require")
    existing.require("enlarge_cost", "what it costs to enlarge a facility", "Add enlarge_cost = 0.5");
  else
    existing.refuse("enlarge_cost", "without a budget an enlargement counts as one of the count",
                    "Remove the key, or write a budget");
}

}  // namespace

void read_existing(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  auto existing = table.table("existing");
  if (!existing) return;
  if (const auto moved = existing->whole_number("move", moved_rule))
    place.most_moved = static_cast<int>(*moved);
  if (const auto brings = existing->number("close", money_rule)) place.closing_brings = *brings;
  read_enlarging(*existing, place);
  const bool enlarges = existing->has("enlarge_by");
  const bool closes = existing->has("move") || existing->has("close");
  if (!enlarges && !closes && !existing->has("enlarge") && !existing->has("enlarge_cost"))
    table.fault("existing", "it is not said what may happen to facilities that stand",
                "Write existing = { move = 3 } with a count, { close = 0.5 } with a budget, or "
                "{ enlarge_by = 10000 } with an assignment");
  if (enlarges && closes)
    table.fault("existing", "in this version a plan enlarges facilities, or moves and closes them, not both",
                "Remove enlarge_by, or move and close");
  if (place.budget)
    existing->refuse("move", "with a budget a facility is closed, and a new one paid for",
                     "Write close = 0.5, what closing one brings");
  else
    existing->refuse("close", "without a budget money buys nothing", "Write move = 3, or a budget");
  existing->finish();
  if (reading.has_matrix && closes)
    table.fault("existing", "sites of a study with travel.matrix stay in this version", "Remove the key");
  if (closes)
    refuse_beside_closing(table, place);
  else if (enlarges)
    refuse_beside_enlarging(table, place);
}

}  // namespace quarterhour
