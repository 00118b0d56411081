// How people move over a surface, and along its streets.
#pragma once

#include <optional>

#include "geometry/pace.h"
#include "geometry/street_rule.h"

namespace quarterhour {

/// to: the resident walks to the facility. from: the facility's staff walk to the resident.
/// round_trip: there and back, to and from the same facility.
enum class Direction { to, from, round_trip };

/// What a path adds up: seconds of walking, or planar metres.
enum class Quantity { seconds, metres };

/// guarded: a diagonal needs both side cells open. free: it does not, as in other programs. A knight's
/// move needs the two cells that it passes in both.
enum class Diagonals { guarded, free };

/// How people move over a surface, and along its streets.
struct TravelRule {
  Quantity quantity = Quantity::seconds;
  Pace pace;
  Direction direction = Direction::to;
  /// 8 or 16.
  int neighbours = 16;
  Diagonals diagonals = Diagonals::guarded;
  /// λ: weight of the friction raster, >= 0.
  double friction_weight = 1.0;
  /// Moves steeper than this, up or down, are closed (rise over run); nothing: any slope.
  std::optional<double> max_slope;
  /// Every cell at the same height (the control world that separates hills from grid error).
  bool flat_ground = false;
  /// Barriers and closed land classes taken away.
  bool without_barriers = false;
  /// How streets are used; nothing: the bare ground alone, at its full speed.
  std::optional<StreetRule> streets;
  friend bool operator==(const TravelRule&, const TravelRule&) = default;
};

/// Throws std::invalid_argument when the rule is out of range.
void check_rule(const TravelRule& rule);

/// The pace of steps off the streets: the rule's own on foot; on foot too, at the access speed, for who rides or drives.
[[nodiscard]] Pace off_street_pace(const TravelRule& rule);
/// Share of its speed that walking keeps off the streets: 1 where the rule has no streets.
[[nodiscard]] double off_street_factor(const TravelRule& rule);

}  // namespace quarterhour
