// Travel fields of one city, built once each and shared by scores and plans.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/city.h"
#include "sim/service.h"

namespace quarterhour {

class TravelFields {
 public:
  /// Keeps a reference to the city, which must outlive this object.
  TravelFields(const City& city, const TravelSettings& settings) : city_(city), settings_(settings) {}

  /// The field of a rule, built at the first call. Not for concurrent use.
  const TravelField& field(const TravelRule& rule);

  /// The rule by which a group reaches a service: the scenario's pace at the group's own speed (the scenario's
  /// where it has none), over slopes up to the group's own steepest, in the service's direction.
  [[nodiscard]] TravelRule rule_for(const PeopleGroup& group, const Service& service,
                                    Quantity quantity = Quantity::seconds) const;

  [[nodiscard]] const TravelSettings& settings() const { return settings_; }

 private:
  const City& city_;
  TravelSettings settings_;
  std::vector<std::pair<TravelRule, std::unique_ptr<TravelField>>> fields_;
};

}  // namespace quarterhour
