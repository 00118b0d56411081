// The scenarios that come with the two larger sizes of Shancheng.
#pragma once

#include <string>

namespace quarterhour::shancheng {

/// Clinics, primary schools and elderly canteens for those who need them, with the rivers as barriers, and ten or more
/// new clinics.
[[nodiscard]] std::string city_demo_scenario(double cell_m, int new_clinics);

/// A bundle of services on three levels, centres in every cluster, each within reach of one of the level above.
[[nodiscard]] std::string levels_scenario(double cell_m);

}  // namespace quarterhour::shancheng
