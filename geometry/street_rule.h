// How people use streets, and how they get onto them.
#pragma once

#include <cstdint>
#include <optional>

#include "geometry/streets.h"

namespace quarterhour {

/// everywhere: people walk over the bare ground as well as along streets. to_street: over the ground only as far as the
/// nearest street. never: on streets alone; who lives in a cell that a street passes stands on that street.
enum class OffStreet { everywhere, to_street, never };

/// A ride on a lift, an escalator, a ferry or a cable car: wait, then the source's own duration where it says one, else
/// `ride_s` where that is given, else the length at `speed_kmh` (> 0).
struct Ride {
  double wait_s = 0.0;
  std::optional<double> ride_s;
  double speed_kmh = 10.0;
  friend bool operator==(const Ride&, const Ride&) = default;
};

struct StreetRule {
  /// False: nobody uses streets, though places keep their own entrances. See bare_ground_rule.
  bool along_streets = true;
  TravelMode mode = TravelMode::walk;
  OffStreet off_street = OffStreet::everywhere;
  /// Multiplies walking speed off the streets, > 0.
  double off_street_factor = 0.6;
  /// Longest way over the ground from a point to the street that it joins, metres; nothing: the larger side of a cell
  /// where people also walk everywhere, else 500 m.
  std::optional<double> longest_access_m;
  /// Streets that meet a barrier without a bridge, tunnel or crossing are cut.
  bool strict = false;
  /// Speed on stairs as a share of the speed on the flat, up and down (model.md §3). Level stairs count as up.
  double stairs_up = 0.5;
  double stairs_down = 0.6;
  /// Walking speed off the streets of who rides a bicycle or drives, km/h.
  double access_kmh = 4.0;
  /// Assumed: a wait and a ride of half a minute each, a ferry every twenty minutes, a cable car every ten. 1.8 km/h is the
  /// 0.5 m/s of most escalators; 15 km/h is about what the cableway over the Yangtze at Chongqing does.
  Ride lift{30.0, 30.0, 10.0};
  Ride escalator{0.0, std::nullopt, 1.8};
  Ride ferry{600.0, std::nullopt, 10.0};
  Ride cable_car{300.0, std::nullopt, 15.0};
  /// Planned links that are there, a bit each (StreetEdge::link).
  std::uint64_t open_links = 0;
  friend bool operator==(const StreetRule&, const StreetRule&) = default;

  [[nodiscard]] const Ride& ride(Structure structure) const {
    if (structure == Structure::lift) return lift;
    if (structure == Structure::escalator) return escalator;
    return structure == Structure::ferry ? ferry : cable_car;
  }
};

/// The bare ground at its full speed, as if nobody knew of streets.
[[nodiscard]] inline StreetRule bare_ground_rule() {
  StreetRule rule;
  rule.along_streets = false;
  rule.off_street_factor = 1.0;
  return rule;
}

/// Longest access when nothing is said and people do not walk everywhere, metres: as far as people are moved to ground that
/// somebody can stand on (model.md §1).
inline constexpr double default_access_m = 500.0;

}  // namespace quarterhour
