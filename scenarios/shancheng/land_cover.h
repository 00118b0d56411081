// What covers the land.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

enum class LandClass : std::uint8_t {
  water = 1,
  flood_bank = 2,
  built = 3,
  farmland = 4,
  forest = 5,
  steep_rock = 6,
};

/// What decides the class of a cell.
struct LandSite {
  PointM local_point;
  /// People per km², and whether they are those of a cluster.
  double people_per_km2 = 0.0;
  bool in_cluster = false;
  /// Rise over run.
  double slope = 0.0;
  double from_bank_m = 0.0;
  double elevation_m = 0.0;
};

[[nodiscard]] LandClass land_class_of(const LandSite& site, std::uint64_t seed);

/// code,name,name_zh of every class.
[[nodiscard]] std::string land_class_csv();

}  // namespace quarterhour::shancheng
