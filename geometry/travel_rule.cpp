#include "geometry/travel_rule.h"

#include <cmath>
#include <stdexcept>

namespace quarterhour {

void check_rule(const TravelRule& rule) {
  const auto refuse = [](const char* why) { throw std::invalid_argument(why); };
  if (rule.neighbours != 8 && rule.neighbours != 16) refuse("a surface has 8 or 16 neighbours");
  if (!(rule.friction_weight >= 0.0) || std::isinf(rule.friction_weight))
    refuse("the weight of the friction must be zero or more");
  if (!(rule.pace.speed_kmh > 0.0) || std::isinf(rule.pace.speed_kmh))
    refuse("a walking speed must be a positive number of km/h");
  if (!rule.streets) return;
  const StreetRule& street = *rule.streets;
  const auto positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  if (!positive(street.off_street_factor) || !positive(street.access_kmh))
    refuse("walking off the streets must have a positive speed");
  if (!positive(street.stairs_up) || !positive(street.stairs_down))
    refuse("stairs must have a positive speed");
  if (street.longest_access_m && !(*street.longest_access_m >= 0.0))
    refuse("the longest access to a street must be zero or more metres");
  for (const Ride* ride : {&street.lift, &street.escalator, &street.ferry, &street.cable_car})
    if (!positive(ride->speed_kmh) || !(ride->wait_s >= 0.0) || (ride->ride_s && !(*ride->ride_s >= 0.0)))
      refuse("a ride must take a time of zero or more and have a positive speed");
}

Pace off_street_pace(const TravelRule& rule) {
  if (!rule.streets || rule.streets->mode == TravelMode::walk || rule.streets->mode == TravelMode::wheelchair)
    return rule.pace;
  return {PaceFunction::tobler, rule.streets->access_kmh, std::nullopt};
}

double off_street_factor(const TravelRule& rule) {
  return rule.streets ? rule.streets->off_street_factor : 1.0;
}

}  // namespace quarterhour
