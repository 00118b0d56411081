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
  /// Services of lower levels that a facility of this one provides as well. Levels are non-inclusive otherwise.
  std::vector<std::string> counts_for;
  /// False: people use facilities of their own district only. A cell or facility in no district is a district of its
  /// own for this purpose: those in none share with each other.
  bool shared_across_districts = true;
  /// E2SFCA (Luo & Qi 2009): weight of each of as many equal parts of the reach, nearest first, each in (0, 1], not
  /// rising. One weight of 1 is 2SFCA.
  std::vector<double> catchment_weights = {1.0, 0.68, 0.22};
  /// λ of Huff's model, by which people choose among facilities within reach (sim/score/huff_choice.h), >= 1.
  int huff_exponent = 2;
  /// How it is reached; nothing: as each group moves, else as the scenario says.
  std::optional<TravelMode> mode{};
};

/// A level of the ladder city > district > 15 > 10 > 5 minutes, as the scenario uses it.
struct Level {
  std::string id;
  BilingualName name;
  /// 1 is the highest.
  int rank = 0;
  std::optional<double> reach_s;
  std::optional<double> reach_m;
  /// People that a circle of the level should have.
  std::optional<double> population_least;
  std::optional<double> population_most;
  /// Services that a centre of the level hosts, in the scenario's order.
  std::vector<std::string> bundle;
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
  /// How streets are used, where the city has any, and the mode of who has none of their own. Off the streets: nothing means
  /// everywhere on foot, and to the next street for bicycles and cars.
  StreetRule streets{};
  std::optional<OffStreet> off_street{};
  /// Speed of bicycles, km/h, on any slope; and the speed of driving that circles are drawn for. Both assumed.
  double bicycle_kmh = 15.0;
  double drive_circle_kmh = 40.0;

  /// How a group moves to a service: the service's mode, else the group's, else the scenario's.
  [[nodiscard]] TravelMode mode_for(const PeopleGroup& group, const Service& service) const {
    return service.mode.value_or(group.mode.value_or(streets.mode));
  }
  /// How far who moves by `mode` walks off the streets.
  [[nodiscard]] OffStreet off_street_for(TravelMode mode) const {
    const bool on_foot = mode == TravelMode::walk || mode == TravelMode::wheelchair;
    return off_street.value_or(on_foot ? OffStreet::everywhere : OffStreet::to_street);
  }
};

}  // namespace quarterhour
