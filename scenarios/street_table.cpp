#include "scenarios/street_table.h"

#include <algorithm>

namespace quarterhour {

std::optional<Structure> structure_named(std::string_view name) {
  for (int i = 0; i < structure_count; ++i) {
    const auto structure = static_cast<Structure>(i);
    if (name == name_of(structure)) return structure;
  }
  return std::nullopt;
}

std::optional<std::size_t> StreetTable::class_named(std::string_view name) const {
  const auto found =
      std::find_if(classes.begin(), classes.end(), [&](const StreetClass& one) { return one.name == name; });
  if (found == classes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - classes.begin());
}

std::vector<std::string> StreetTable::class_names() const {
  std::vector<std::string> names;
  for (const StreetClass& one : classes) names.push_back(one.name);
  return names;
}

std::vector<std::string> StreetTable::barrier_names() const {
  std::vector<std::string> names;
  for (const BarrierKind& kind : barriers) names.push_back(kind.name);
  return names;
}

}  // namespace quarterhour
