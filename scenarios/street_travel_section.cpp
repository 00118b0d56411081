// The keys of [travel] that say how streets are used.
#include <array>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule factor_rule{.unit = {}, .least = 0, .most = 1, .above_least = true, .example = "0.6"};
constexpr NumberRule access_rule{.unit = "metres", .least = 0, .most = 5000, .example = "500"};
constexpr NumberRule speed_rule{
    .unit = "km/h", .least = 0, .most = 100, .above_least = true, .example = "4.0"};
constexpr NumberRule seconds_rule{.unit = "seconds", .least = 0, .most = 36000, .example = "60"};

/// Keys that need streets.
constexpr std::array street_keys = {"off_street", "strict", "off_street_factor", "access_m", "access_kmh",
                                    "stairs",     "lift",   "escalator",         "ferry",    "cable_car",
                                    "bicycle_kmh"};

void read_stairs(TableReader& travel, StreetRule& rule) {
  auto stairs = travel.table("stairs");
  if (!stairs) return;
  rule.stairs_up = stairs->number("up", factor_rule).value_or(rule.stairs_up);
  rule.stairs_down = stairs->number("down", factor_rule).value_or(rule.stairs_down);
  stairs->finish();
}

void read_ride(TableReader& travel, const char* key, Ride& ride) {
  auto table = travel.table(key);
  if (!table) return;
  ride.wait_s = table->number("wait_s", seconds_rule).value_or(ride.wait_s);
  if (const auto ride_s = table->number("ride_s", seconds_rule)) ride.ride_s = ride_s;
  if (const auto speed_kmh = table->number("speed_kmh", speed_rule)) {
    ride.speed_kmh = *speed_kmh;
    if (table->has("ride_s"))
      table->fault("speed_kmh", "the ride takes ride_s however long it is, so this has no effect",
                   "Remove ride_s or speed_kmh");
    ride.ride_s.reset();
  }
  table->finish();
}

}  // namespace

std::optional<TravelMode> read_mode(TableReader& table, bool has_streets) {
  const auto name = table.choice("mode", {"walk", "bicycle", "drive", "wheelchair"}, "mode");
  if (!name) return std::nullopt;
  if ((*name == "bicycle" || *name == "drive") && !has_streets) {
    table.fault("mode", "there are no streets in [city], and nobody rides or drives over open ground",
                "Name the streets in city.streets, or write mode = \"walk\"");
  }
  if (*name == "bicycle") return TravelMode::bicycle;
  if (*name == "drive") return TravelMode::drive;
  return *name == "wheelchair" ? TravelMode::wheelchair : TravelMode::walk;
}

void read_street_travel(TableReader& travel, ScenarioReading& reading) {
  TravelSettings& settings = reading.scenario.travel;
  if (!reading.may_have_streets()) {
    for (const char* key : street_keys)
      travel.refuse(key, "there are no streets in [city], so this key has no effect",
                    "Name the streets in city.streets, or remove the key");
  }
  settings.streets.mode = read_mode(travel, reading.may_have_streets()).value_or(TravelMode::walk);
  const auto off_street =
      travel.choice("off_street", {"everywhere", "to_street", "never"}, "rule off the streets");
  if (off_street) {
    settings.off_street = *off_street == "everywhere"  ? OffStreet::everywhere
                          : *off_street == "to_street" ? OffStreet::to_street
                                                       : OffStreet::never;
  }
  StreetRule& rule = settings.streets;
  rule.strict = travel.flag("strict").value_or(false);
  rule.off_street_factor = travel.number("off_street_factor", factor_rule).value_or(rule.off_street_factor);
  if (const auto access_m = travel.number("access_m", access_rule)) rule.longest_access_m = access_m;
  rule.access_kmh = travel.number("access_kmh", speed_rule).value_or(rule.access_kmh);
  settings.bicycle_kmh = travel.number("bicycle_kmh", speed_rule).value_or(settings.bicycle_kmh);
  read_stairs(travel, rule);
  read_ride(travel, "lift", rule.lift);
  read_ride(travel, "escalator", rule.escalator);
  read_ride(travel, "ferry", rule.ferry);
  read_ride(travel, "cable_car", rule.cable_car);
}

}  // namespace quarterhour
