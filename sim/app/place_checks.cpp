#include "sim/app/place_checks.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "scenarios/city_builder.h"
#include "sim/errors.h"
#include "sim/travel_fields.h"

namespace quarterhour::app {

namespace {

std::string known_groups(const City& city) {
  std::string list;
  for (const PeopleGroup& group : city.groups) list += (list.empty() ? "" : ", ") + group.id;
  return list;
}

void check_groups(const Scenario& scenario, const City& city, std::vector<InputFault>& faults) {
  for (std::size_t i = 0; i < scenario.services.size(); ++i) {
    for (const GroupDemand& demand : scenario.services[i].demand) {
      const bool known = std::any_of(city.groups.begin(), city.groups.end(),
                                     [&](const PeopleGroup& group) { return group.id == demand.group; });
      if (known) continue;
      const KeyPlace& place = scenario.service_places.at(i);
      faults.push_back({scenario.file.string(), place.line, place.key + ".demand." + demand.group, "",
                        "the city has no such group of people", "Its groups are " + known_groups(city)});
    }
  }
}

void check_candidates(const Scenario& scenario, const City& city, std::vector<InputFault>& faults) {
  for (const PlaceSpec& place : scenario.places) {
    if (!place.candidates.points) continue;
    try {
      static_cast<void>(read_points(scenario, *place.candidates.points, city, &place));
    } catch (const InputError& error) {
      faults.insert(faults.end(), error.faults().begin(), error.faults().end());
    }
  }
}

void check_coefficients(const Scenario& scenario, const City& city, std::vector<InputFault>& faults) {
  if (!scenario.travel.pace.explicit_langmuir) return;
  TravelFields fields(city, scenario.travel);
  try {
    for (const Service& service : scenario.services)
      static_cast<void>(fields.field(fields.rule_for(city.groups.front(), service)));
  } catch (const std::domain_error& error) {
    faults.push_back({scenario.file.string(), 0, "travel.langmuir", "",
                      std::string("on this ground ") + error.what(),
                      "Give a larger walk, or a smaller down"});
  }
}

}  // namespace

void check_on_city(const Scenario& scenario, const City& city) {
  std::vector<InputFault> faults;
  check_groups(scenario, city, faults);
  check_candidates(scenario, city, faults);
  check_coefficients(scenario, city, faults);
  if (!faults.empty()) throw InputError(faults);
}

}  // namespace quarterhour::app
