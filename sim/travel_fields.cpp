#include "sim/travel_fields.h"

#include <algorithm>

#include "geometry/barrier_lines.h"
#include "geometry/open_cells.h"

namespace quarterhour {

TravelFields::TravelFields(const City& city, const TravelSettings& settings, std::size_t cost_bytes)
    : city_(city), settings_(settings), cost_memory_(std::make_shared<CostMemory>(cost_bytes)) {
  if (!city.streets.barriers.empty()) {
    auto lines = std::make_shared<const BarrierLines>(city.streets.barriers);
    is_cut_ = [lines](PointM a, PointM b) { return lines->cut(a, b); };
  }
  for (const Facility& facility : city.ledger) {
    const bool is_place = facility.cell && (city.has_streets() || facility.has_shape());
    place_of_facility_.push_back(is_place ? static_cast<std::int32_t>(places_.size()) : -1);
    if (!is_place) continue;
    AccessPlace place{*facility.cell, facility.entrances, facility.inside};
    if (!facility.has_shape()) place.entrances = {facility.location};
    places_.push_back(std::move(place));
  }
}

const std::shared_ptr<const JoinedStreets>& TravelFields::joined(const TravelRule& rule) {
  for (const Joined& known : joined_)
    if (known.rule == *rule.streets && known.without_barriers == rule.without_barriers) return known.streets;
  const bool stand = !rule.without_barriers;
  joined_.push_back({*rule.streets, rule.without_barriers,
                     std::make_shared<const JoinedStreets>(
                         join_streets(city_.surface, *shared_with(rule).open, city_.streets, *rule.streets,
                                      places_, stand ? is_cut_ : IsCut(), stand))});
  return joined_.back().streets;
}

void TravelFields::open_links(std::uint64_t links) {
  if (links == open_links()) return;
  settings_.streets.open_links = links;
  const auto is_other = [links](const StreetRule& rule) {
    return rule.along_streets && rule.open_links != links;
  };
  std::erase_if(fields_, [&](const Known& one) { return one.rule.streets && is_other(*one.rule.streets); });
  std::erase_if(joined_, [&](const Joined& one) { return is_other(one.rule); });
}

StreetCloser TravelFields::closer(const TravelRule& rule) {
  const bool stand = !rule.without_barriers;
  return {city_.surface, city_.streets, *joined(rule), *rule.streets, places_, stand ? is_cut_ : IsCut(),
          stand};
}

SharedByFields TravelFields::shared_with(const TravelRule& rule) {
  std::shared_ptr<const Raster<std::uint8_t>>& open = open_[rule.without_barriers ? 1 : 0];
  if (!open) open = std::make_shared<const Raster<std::uint8_t>>(open_cells(city_.surface, rule));
  return {cost_memory_, open};
}

void TravelFields::make_room(const Known& wanted) {
  if (!wanted.field->keeps_costs()) return;
  const std::size_t bytes = city_.grid().cell_count() * static_cast<std::size_t>(wanted.rule.neighbours) *
                            (wanted.field->in_double() ? 2 * sizeof(double) : sizeof(float));
  while (cost_memory_->left() < bytes) {
    Known* longest_unused = nullptr;
    for (Known& other : fields_)
      if (&other != &wanted && other.last_use > 0 &&
          (longest_unused == nullptr || other.last_use < longest_unused->last_use))
        longest_unused = &other;
    if (longest_unused == nullptr) return;
    longest_unused->field->forget_costs();
    longest_unused->last_use = 0;
  }
}

const TravelField& TravelFields::field(const TravelRule& rule) {
  auto known =
      std::find_if(fields_.begin(), fields_.end(), [&](const Known& one) { return one.rule == rule; });
  if (known == fields_.end()) {
    std::unique_ptr<TravelField> made;
    if (rule.streets)
      made = std::make_unique<TravelField>(city_.surface, FieldStreets{city_.streets, joined(rule)}, rule,
                                           best_instruction_set(), shared_with(rule));
    else
      made = std::make_unique<TravelField>(city_.surface, rule, best_instruction_set(), shared_with(rule));
    fields_.push_back({rule, std::move(made), 0});
    known = fields_.end() - 1;
  }
  if (known->last_use == 0) make_room(*known);
  known->last_use = ++uses_;
  return *known->field;
}

TravelRule TravelFields::rule_for(const PeopleGroup& group, const Service& service, Quantity quantity) const {
  TravelRule rule;
  rule.quantity = quantity;
  const TravelMode mode = settings_.mode_for(group, service);
  const bool on_foot = mode == TravelMode::walk || mode == TravelMode::wheelchair;
  // Metres are the same at any pace: groups that take the same slopes share one field.
  if (quantity == Quantity::seconds) {
    rule.pace = settings_.pace;
    if (group.speed_kmh) rule.pace.speed_kmh = *group.speed_kmh;
    if (mode == TravelMode::bicycle) rule.pace = {PaceFunction::flat, settings_.bicycle_kmh, std::nullopt};
    if (mode == TravelMode::drive) rule.pace = {PaceFunction::flat, settings_.drive_circle_kmh, std::nullopt};
  }
  if (on_foot) rule.max_slope = group.max_slope;
  if (mode == TravelMode::wheelchair)
    rule.max_slope = std::min(group.max_slope.value_or(steepest_for_wheelchairs), steepest_for_wheelchairs);
  rule.direction = service.direction;
  rule.neighbours = settings_.neighbours;
  rule.diagonals = settings_.diagonals;
  rule.friction_weight = settings_.friction_weight;
  if (city_.has_streets()) {
    rule.streets = settings_.streets;
    rule.streets->mode = mode;
    rule.streets->off_street = settings_.off_street_for(mode);
  } else if (!places_.empty()) {
    // No streets, but facilities with a shape: the same graph with nothing to walk along.
    rule.streets = bare_ground_rule();
  }
  return rule;
}

SourceIndex TravelFields::source_of(const Site& site) const {
  if (!site.facility || *site.facility >= place_of_facility_.size()) return site.cell;
  const std::int32_t place = place_of_facility_[*site.facility];
  return place < 0 ? site.cell
                   : static_cast<SourceIndex>(city_.grid().cell_count()) + static_cast<SourceIndex>(place);
}

const AccessPlace* TravelFields::place_of(SourceIndex source) const {
  const std::size_t cells = city_.grid().cell_count();
  return source < cells ? nullptr : &places_[source - cells];
}

CellIndex TravelFields::cell_of(SourceIndex source) const {
  const AccessPlace* const place = place_of(source);
  return place == nullptr ? source : place->cell;
}

std::vector<CellIndex> TravelFields::cells_of(std::span<const SourceIndex> sources) const {
  std::vector<CellIndex> cells;
  for (const SourceIndex source : sources) cells.push_back(cell_of(source));
  return cells;
}

}  // namespace quarterhour
