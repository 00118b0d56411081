// Cities drawn by chance, for what must hold in every one.
#pragma once

#include "tests/worlds/ascii_world.h"

namespace quarterhour::score_tests {

inline constexpr int random_rows = 7;
inline constexpr int random_cols = 9;

/// Hills, water, holes, whole numbers of people, a buffer, districts and up to four clinics; the same for a seed.
[[nodiscard]] worlds::WorldMap random_world(unsigned seed);

}  // namespace quarterhour::score_tests
