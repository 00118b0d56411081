// Parts of the street network that walkers cannot leave along streets.
#pragma once

#include <vector>

#include "sim/city.h"

namespace quarterhour {

/// Every part, the longest first, equally long ones by their lowest node: connected by edges that somebody may walk in
/// one direction or the other. `people`: everybody whose cell's nearest walkable street within 500 m, over a way that no
/// barrier stops, is of the part. The city must have streets, people and its surface.
[[nodiscard]] std::vector<StreetIsland> street_islands(const City& city);

}  // namespace quarterhour
