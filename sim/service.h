// What a city offers its people, and how far each may be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/city.h"

namespace quarterhour {

/// Which test decides that somebody is covered.
enum class ReachBy { minutes, metres, both };

/// Demand of one group for a service: people times rate.
struct GroupDemand {
  std::string group;
  double rate = 1.0;
};

struct Service {
  std::string id;
  BilingualName name;
  std::string level;
  std::string domain;
  /// Groups that need it; at least one. The first is the group that a plan is made for when there are several
  /// of different speed: each group's own times are used for its own people.
  std::vector<GroupDemand> demand;
  /// Limit in seconds; set when `reach_by` is minutes or both.
  std::optional<double> reach_s;
  /// Limit in planar metres; set when `reach_by` is metres or both.
  std::optional<double> reach_m;
  ReachBy reach_by = ReachBy::minutes;
  Direction direction = Direction::to;
  /// People that one facility serves; nothing: unlimited.
  std::optional<double> capacity;
};

/// How a scenario lets people move, before groups override the speed.
struct TravelSettings {
  Pace pace;
  Direction direction = Direction::to;
  int neighbours = 16;
  Diagonals diagonals = Diagonals::guarded;
  double friction_weight = 1.0;
  /// Longest time searched, seconds; nothing: no limit.
  std::optional<double> limit_s;
};

}  // namespace quarterhour
