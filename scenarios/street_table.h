// Which lines are streets, who may use them, and what is a barrier: scenarios/streets/osm_streets.toml as plain data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// One tag of OpenStreetMap.
struct StreetTag {
  std::string key;
  std::string value;
  [[nodiscard]] std::string text() const { return key + "=" + value; }
  friend bool operator==(const StreetTag&, const StreetTag&) = default;
};

struct StreetClass {
  /// "footway", …: what layers call it, and what the result does.
  std::string name;
  /// What makes a way of OpenStreetMap one.
  StreetTag tag;
  Structure structure = Structure::ground;
  /// Bits of the modes that may use it when nothing else is said, and of those that never may.
  std::uint8_t modes = 0;
  std::uint8_t never = 0;
  /// Driving speed, km/h, > 0.
  double drive_kmh = 0.0;
  bool one_way = false;
};

/// Which access tags speak of a mode, from the general to the special.
struct AccessRule {
  /// An open value of these gives back what the class permits.
  std::vector<std::string> closing;
  /// An open value of these permits the mode whatever the class.
  std::vector<std::string> opening;
  std::vector<std::string> closed_values;
};

/// One kind of barrier, as `barriers` of a scenario names it.
struct BarrierKind {
  std::string name;
  std::vector<StreetTag> areas;
  std::vector<StreetTag> lines;
};

struct StreetTable {
  std::vector<StreetClass> classes;
  /// Further tags that mean a class, by its position.
  std::vector<std::pair<StreetTag, std::size_t>> also;
  std::vector<std::string> open_values;
  /// By TravelMode.
  std::array<AccessRule, travel_mode_count> access;
  std::vector<BarrierKind> barriers;
  /// Tags that say how a street gets across a barrier.
  std::vector<StreetTag> crossing_ways;
  std::vector<StreetTag> crossing_nodes;
  double crossing_within_m = 0.0;

  /// Position of the class called `name`.
  [[nodiscard]] std::optional<std::size_t> class_named(std::string_view name) const;
  /// Names of all classes, and of all kinds of barriers.
  [[nodiscard]] std::vector<std::string> class_names() const;
  [[nodiscard]] std::vector<std::string> barrier_names() const;
};

/// The structure that `name_of` gives that name.
[[nodiscard]] std::optional<Structure> structure_named(std::string_view name);

/// Reads a table. Throws InputError, naming `file`, when it is not as scenarios/streets/osm_streets.toml is.
[[nodiscard]] StreetTable parse_street_table(std::string_view text, const std::string& file);

/// The table that the program was built with.
[[nodiscard]] const StreetTable& street_table();

}  // namespace quarterhour
