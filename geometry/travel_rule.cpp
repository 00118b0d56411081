#include "geometry/travel_rule.h"

namespace quarterhour {

Pace off_street_pace(const TravelRule& rule) {
  if (!rule.streets || rule.streets->mode == TravelMode::walk || rule.streets->mode == TravelMode::wheelchair)
    return rule.pace;
  return {PaceFunction::tobler, rule.streets->access_kmh, std::nullopt};
}

double off_street_factor(const TravelRule& rule) {
  return rule.streets ? rule.streets->off_street_factor : 1.0;
}

}  // namespace quarterhour
