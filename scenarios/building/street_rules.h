// What every source of streets asks of a line: whether somebody may use it and the scenario wants it.
#pragma once

#include <optional>
#include <string>

#include "scenarios/building/street_lines.h"
#include "scenarios/scenario.h"

namespace quarterhour {

inline constexpr const char* missing_nodes_reason = "nodes of it are missing in the file";
inline constexpr const char* outside_reason = "outside the study";

/// Why a line is left out; nothing when it is kept.
[[nodiscard]] std::optional<std::string> reason_to_leave_out(const StreetsSpec& spec, const StreetLine& line);

}  // namespace quarterhour
