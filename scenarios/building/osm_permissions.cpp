#include "scenarios/building/osm_permissions.h"

#include <algorithm>
#include <set>
#include <string>

namespace quarterhour {

namespace {

constexpr std::uint8_t all_modes = 15;

bool is_yes(std::string_view value) { return !value.empty() && value != "no"; }

bool holds(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// Permission of one mode by its access tags.
class Access {
 public:
  Access(const OsmTags& tags, const StreetTable& table) : tags_(tags), table_(table) {}

  bool permitted(std::size_t mode, bool by_class) {
    const AccessRule& rule = table_.access.at(mode);
    bool permitted = by_class;
    for (const std::string& key : rule.closing) read(key, rule, by_class, permitted);
    for (const std::string& key : rule.opening) read(key, rule, true, permitted);
    return permitted;
  }

  /// Tags whose values are not known, each once.
  [[nodiscard]] const std::set<std::string>& unknown() const { return unknown_; }

 private:
  void read(const std::string& key, const AccessRule& rule, bool when_open, bool& permitted) {
    const std::string_view value = tags_.value(key);
    if (value.empty()) return;
    if (holds(rule.closed_values, value))
      permitted = false;
    else if (holds(table_.open_values, value))
      permitted = when_open;
    else if (!known_elsewhere(value))
      unknown_.insert(key + "=" + std::string(value));
  }

  /// Values such as "agricultural" close some modes and leave others as they are.
  [[nodiscard]] bool known_elsewhere(std::string_view value) const {
    return std::any_of(table_.access.begin(), table_.access.end(),
                       [&](const AccessRule& rule) { return holds(rule.closed_values, value); });
  }

  const OsmTags& tags_;
  const StreetTable& table_;
  std::set<std::string> unknown_;
};

void apply_structure(const OsmTags& tags, StreetLine& line) {
  const std::string_view tunnel = tags.value("tunnel");
  line.on_bridge = is_yes(tags.value("bridge"));
  // A culvert carries water below a street: said of the street itself it is a slip.
  const bool in_tunnel = is_yes(tunnel) && tunnel != "culvert";
  line.may_cross = line.on_bridge || in_tunnel;
  if (line.structure != Structure::ground) return;
  if (line.on_bridge)
    line.structure = Structure::bridge;
  else if (in_tunnel)
    line.structure = Structure::tunnel;
}

OneWay general_direction(const OsmTags& tags, const StreetClass& street_class, StreetCounts& counts) {
  const std::string_view value = tags.value("oneway");
  if (!value.empty()) {
    if (const auto direction = one_way_of(value)) return *direction;
    counts.unknown_value("oneway=" + std::string(value));
  }
  const std::string_view junction = tags.value("junction");
  const bool implied = street_class.one_way || junction == "roundabout" || junction == "circular";
  return implied ? OneWay::forward : OneWay::both;
}

OneWay bicycle_direction(const OsmTags& tags, OneWay general, StreetCounts& counts) {
  const std::string_view value = tags.value("oneway:bicycle");
  if (!value.empty()) {
    if (const auto direction = one_way_of(value)) return *direction;
    counts.unknown_value("oneway:bicycle=" + std::string(value));
  }
  return tags.value("cycleway").starts_with("opposite") ? OneWay::both : general;
}

}  // namespace

void bind_direction(OneWay direction, std::uint8_t modes, StreetLine& line) {
  const auto without = [&](std::uint8_t bits) { return static_cast<std::uint8_t>(bits & ~modes); };
  if (direction == OneWay::forward) line.modes_backward = without(line.modes_backward);
  if (direction == OneWay::backward) line.modes_forward = without(line.modes_forward);
}

namespace {

void apply_directions(const OsmTags& tags, const StreetClass& street_class, StreetLine& line,
                      StreetCounts& counts) {
  const OneWay general = general_direction(tags, street_class, counts);
  if (is_ridden(line.structure) && line.structure != Structure::lift)
    bind_direction(general, all_modes, line);
  bind_direction(general, mode_bit(TravelMode::drive), line);
  bind_direction(bicycle_direction(tags, general, counts), mode_bit(TravelMode::bicycle), line);
  // Escalators and moving walkways.
  const auto conveyed = one_way_of(tags.value("conveying"));
  if (conveyed && *conveyed != OneWay::both && tags.value("conveying") != "yes")
    bind_direction(*conveyed, all_modes, line);
}

}  // namespace

std::optional<std::size_t> class_of(const OsmTags& tags, const StreetTable& table) {
  // Steps that move are escalators.
  if (tags.value("highway") == "steps" && is_yes(tags.value("conveying")))
    return table.class_named("escalator");
  for (std::size_t i = 0; i < table.classes.size(); ++i)
    if (table.classes[i].name != "escalator" && tags.has(table.classes[i].tag)) return i;
  for (const auto& [tag, meant] : table.also)
    if (tags.has(tag)) return meant;
  return std::nullopt;
}

void apply_tags(const OsmTags& tags, const StreetTable& table, std::size_t street_class, StreetLine& line,
                StreetCounts& counts) {
  const StreetClass& means = table.classes[street_class];
  line.street_class = street_class;
  line.structure = means.structure;
  apply_structure(tags, line);
  if (is_ridden(line.structure)) line.may_cross = true;
  for (const StreetTag& tag : table.crossing_ways) line.may_cross = line.may_cross || tags.has(tag);

  Access access(tags, table);
  unsigned modes = 0;
  for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
    const unsigned bit = 1U << mode;
    if (access.permitted(mode, (means.modes & bit) != 0) && (means.never & bit) == 0) modes |= bit;
  }
  for (const std::string& text : access.unknown()) counts.unknown_value(text);
  line.modes_forward = line.modes_backward = static_cast<std::uint8_t>(modes);
  apply_directions(tags, means, line, counts);

  line.drive_kmh = means.drive_kmh;
  const std::string_view limit = tags.value("maxspeed");
  if (const auto kmh = speed_kmh_of(limit))
    line.drive_kmh = *kmh;
  else if (!limit.empty() && limit != "none")
    counts.unknown_value("maxspeed=" + std::string(limit));
  const std::string_view duration = tags.value("duration");
  if (!duration.empty() && is_ridden(line.structure)) {
    if (const auto seconds = duration_s_of(duration))
      line.ride_s = *seconds;
    else
      counts.unknown_value("duration=" + std::string(duration));
  }
}

std::vector<std::string> keys_of_permissions(const StreetTable& table) {
  std::vector<std::string> keys = {"bridge",   "tunnel",   "oneway",   "oneway:bicycle", "cycleway",
                                   "junction", "maxspeed", "duration", "conveying"};
  for (const AccessRule& rule : table.access) {
    keys.insert(keys.end(), rule.closing.begin(), rule.closing.end());
    keys.insert(keys.end(), rule.opening.begin(), rule.opening.end());
  }
  for (const StreetTag& tag : table.crossing_ways) keys.push_back(tag.key);
  return keys;
}

}  // namespace quarterhour
