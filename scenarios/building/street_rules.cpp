#include "scenarios/building/street_rules.h"

#include <algorithm>

namespace quarterhour {

std::optional<std::string> reason_to_leave_out(const StreetsSpec& spec, const StreetLine& line) {
  if ((line.modes_forward | line.modes_backward) == 0) return "closed to everybody";
  const auto named = [&](const std::string& name) {
    return std::find(spec.leave_out.begin(), spec.leave_out.end(), name) != spec.leave_out.end();
  };
  if (named(spec.table.classes[line.street_class].name) || named(name_of(line.structure)) ||
      (line.on_bridge && named(name_of(Structure::bridge))))
    return "in leave_out of the scenario";
  return std::nullopt;
}

}  // namespace quarterhour
