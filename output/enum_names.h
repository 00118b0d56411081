// The words that files use for coded values of the model.
#pragma once

#include "geometry/travel_time.h"
#include "sim/service.h"

namespace quarterhour {

[[nodiscard]] constexpr const char* name_of(ReachBy reach_by) {
  switch (reach_by) {
    case ReachBy::minutes: return "minutes";
    case ReachBy::metres: return "metres";
    case ReachBy::both: return "both";
  }
  return "";
}

[[nodiscard]] constexpr const char* name_of(Direction direction) {
  switch (direction) {
    case Direction::to: return "to";
    case Direction::from: return "from";
    case Direction::round_trip: return "round_trip";
  }
  return "";
}

[[nodiscard]] constexpr const char* name_of(Diagonals diagonals) {
  return diagonals == Diagonals::guarded ? "guarded" : "free";
}

}  // namespace quarterhour
