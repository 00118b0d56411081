#include "sim/travel_fields.h"

namespace quarterhour {

const TravelField& TravelFields::field(const TravelRule& rule) {
  for (const auto& [known, field] : fields_)
    if (known == rule) return *field;
  fields_.emplace_back(rule, std::make_unique<TravelField>(city_.surface, rule));
  return *fields_.back().second;
}

TravelRule TravelFields::rule_for(const PeopleGroup& group, const Service& service, Quantity quantity) const {
  TravelRule rule;
  rule.quantity = quantity;
  // Metres are the same at any pace: groups that take the same slopes share one field.
  if (quantity == Quantity::seconds) {
    rule.pace = settings_.pace;
    if (group.speed_kmh) rule.pace.speed_kmh = *group.speed_kmh;
  }
  rule.max_slope = group.max_slope;
  rule.direction = service.direction;
  rule.neighbours = settings_.neighbours;
  rule.diagonals = settings_.diagonals;
  rule.friction_weight = settings_.friction_weight;
  return rule;
}

}  // namespace quarterhour
