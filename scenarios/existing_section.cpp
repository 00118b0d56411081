// [place.existing]: what a plan may do to facilities that stand already.
#include <string>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule moved_rule{.unit = "sites", .least = 1, .most = 1e6, .example = "3"};
constexpr NumberRule money_rule{.unit = {}, .least = 0, .most = 1e15, .above_least = true, .example = "0.5"};

/// What goes with neither.
void refuse_others(TableReader& table, const PlaceSpec& place) {
  if (place.problem != "cover" || place.service.empty()) {
    table.fault("existing",
                "this version moves and closes facilities for the problem cover of one service only",
                "Remove the key, or write problem = \"cover\" and a service");
    return;
  }
  for (const char* key :
       {"assignment", "times", "front", "links", "min_per_unit", "max_per_unit", "spacing_m", "nest_min"})
    if (table.has(key))
      table.fault("existing",
                  std::string("this version's plans that move or close facilities do not go with ") + key,
                  std::string("Remove the key, or ") + key);
}

}  // namespace

void read_existing(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  auto existing = table.table("existing");
  if (!existing) return;
  if (const auto moved = existing->whole_number("move", moved_rule))
    place.most_moved = static_cast<int>(*moved);
  if (const auto brings = existing->number("close", money_rule)) place.closing_brings = *brings;
  if (!existing->has("move") && !existing->has("close"))
    table.fault("existing", "it is not said what may happen to facilities that stand",
                "Write existing = { move = 3 } with a count, or { close = 0.5 } with a budget");
  if (place.budget)
    existing->refuse("move", "with a budget a facility is closed, and a new one paid for",
                     "Write close = 0.5, what closing one brings");
  else
    existing->refuse("close", "without a budget money buys nothing", "Write move = 3, or a budget");
  existing->finish();
  if (reading.has_matrix)
    table.fault("existing", "sites of a study with travel.matrix stay in this version", "Remove the key");
  refuse_others(table, place);
}

}  // namespace quarterhour
