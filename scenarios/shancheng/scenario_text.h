// The two scenarios that come with the town.
#pragma once

#include <string>

namespace quarterhour::shancheng {

/// A number of metres that is a multiple of 0.5, as text.
[[nodiscard]] std::string metres(double value);

/// Twenty clinics on 100 m cells, with every default that a first scenario leaves alone.
[[nodiscard]] std::string first_scenario();

/// Clinics and schools on the city's own cells, with the river as a barrier.
[[nodiscard]] std::string demo_scenario(double cell_m);

}  // namespace quarterhour::shancheng
