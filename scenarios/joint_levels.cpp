// [[place]]: what levels that are planned together cannot have, and what they must be to each other.
#include <algorithm>

#include "scenarios/sections.h"

namespace quarterhour {

void check_joint(TableReader& table, const PlaceSpec& place) {
  if (!place.joint) return;
  const std::string remedy = "Write levels = \"top_down\", or remove the key";
  if (place.level.empty())
    table.fault("levels", "levels are planned together as centres, and this plans sites of one service",
                remedy);
  else if (place.problem != "cover" || table.has("budget"))
    table.fault("levels", "this version plans levels together for the problem cover and a count only",
                remedy);
  for (const char* key : {"min_per_unit", "max_per_unit", "spacing_m"})
    table.refuse(key, "levels that are planned together do not have this rule in this version",
                 "Remove the key, or write levels = \"top_down\"");
}

void check_joint_levels(std::vector<TableReader>& tables, const ScenarioReading& reading) {
  const std::vector<PlaceSpec>& places = reading.scenario.places;
  const auto bundle_of = [&](const PlaceSpec& place) {
    for (const Level& level : reading.scenario.levels)
      if (level.id == place.level) return level.bundle;
    return std::vector<std::string>();
  };
  const auto is_joint = [](const PlaceSpec& place) { return place.joint && !place.level.empty(); };
  const auto number = std::count_if(places.begin(), places.end(), is_joint);
  const auto rank_of = [&](const PlaceSpec& place) {
    std::string id = place.level;
    for (const Service& service : reading.scenario.services)
      if (service.id == place.service) id = service.level;
    const auto level = std::find_if(reading.scenario.levels.begin(), reading.scenario.levels.end(),
                                    [&](const Level& known) { return known.id == id; });
    return level == reading.scenario.levels.end() ? std::optional<int>() : level->rank;
  };
  // What is planned together is planned at once: nothing can be planned between its levels.
  for (std::size_t k = 0; k < places.size(); ++k) {
    const auto is_on_side = [&](bool above) {
      return std::any_of(places.begin(), places.end(), [&](const PlaceSpec& other) {
        const auto own = rank_of(places[k]);
        const auto rank = rank_of(other);
        return is_joint(other) && own && rank && (above ? *rank < *own : *rank > *own);
      });
    };
    if (!is_joint(places[k]) && is_on_side(true) && is_on_side(false))
      tables[k].fault(places[k].level.empty() ? "service" : "level",
                      "its level lies between levels that are planned together",
                      "Write levels = \"joint\" here too, or in none");
  }
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (!is_joint(places[k])) continue;
    if (number == 1)
      tables[k].fault("levels", "no other [[place]] is planned together with this one",
                      "Write levels = \"joint\" in the [[place]] of another level, or remove the key");
    for (std::size_t other = 0; other < k; ++other) {
      if (!is_joint(places[other])) continue;
      if (places[other].level == places[k].level)
        tables[k].fault("level", "another [[place]] plans this level together with others",
                        "Remove one of the two");
      for (const std::string& one : bundle_of(places[k]))
        for (const std::string& two : bundle_of(places[other])) {
          const auto counts = [&](const std::string& from, const std::string& to) {
            return std::any_of(reading.scenario.services.begin(), reading.scenario.services.end(),
                               [&](const Service& service) {
                                 return service.id == from &&
                                        std::find(service.counts_for.begin(), service.counts_for.end(), to) !=
                                            service.counts_for.end();
                               });
          };
          if (places[other].level != places[k].level && (one == two || counts(one, two) || counts(two, one)))
            tables[k].fault("levels",
                            "service " + one + " is given on level " + places[other].level +
                                " too, and this version does not plan such levels together",
                            "Write levels = \"top_down\"");
        }
    }
  }
}

}  // namespace quarterhour
