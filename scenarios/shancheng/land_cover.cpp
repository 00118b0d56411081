#include "scenarios/shancheng/land_cover.h"

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

// The shore that the reservoir drowns and bares once a year.
constexpr double flood_bank_m = 35.0;
constexpr double rock_slope = 0.65;
/// Fields end and woods begin about here; terraces reach further up than one thinks.
constexpr double forest_slope = 0.27;
constexpr double forest_height_m = 650.0;
constexpr double hamlet_is_built_per_km2 = 2000.0;

}  // namespace

LandClass land_class_of(const LandSite& site, std::uint64_t seed) {
  if (site.from_bank_m < 0.0) return LandClass::water;
  if (site.in_cluster || site.people_per_km2 >= hamlet_is_built_per_km2) return LandClass::built;
  if (site.from_bank_m < flood_bank_m) return LandClass::flood_bank;
  if (site.slope >= rock_slope) return LandClass::steep_rock;
  const double woods =
      fractal_noise(seed, Purpose::land, site.local_point.x_m / 1100.0, site.local_point.y_m / 1100.0, 3);
  const double height = smoothstep((site.elevation_m - forest_height_m) / 700.0);
  return site.slope + 0.12 * woods + 0.22 * height >= forest_slope ? LandClass::forest : LandClass::farmland;
}

std::string land_class_csv() {
  return "code,name,name_zh\n"
         "1,water,水域\n"
         "2,flood bank,消落带\n"
         "3,built-up land,建设用地\n"
         "4,farmland,耕地\n"
         "5,forest,林地\n"
         "6,steep rock,陡岩\n";
}

}  // namespace quarterhour::shancheng
