// Water, railways, motorways, walls and fences out of a file of OpenStreetMap.
#pragma once

#include <vector>

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/building/study_grid.h"
#include "scenarios/readers/osm_reader.h"

namespace quarterhour {

/// Adds the barriers that touch the grid. `points`: the nodes of `data` in the city's coordinates, NaN where missing.
/// `is_street`: by way. Nothing in tunnels, on bridges or underground is a barrier; a street that is tagged as a wall
/// stays a street.
void add_osm_barriers(const OsmData& data, const std::vector<PointM>& points,
                      const std::vector<char>& is_street, const StreetsSpec& spec, const Grid& grid,
                      StreetSource& source, StreetCounts& counts);

}  // namespace quarterhour
