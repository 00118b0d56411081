// The streets of a study: from the file that the scenario names to a network with its barriers and its account.
#pragma once

#include <vector>

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/building/street_network.h"
#include "scenarios/building/study_grid.h"

namespace quarterhour {

struct StudyStreets {
  SplitStreets split;
  /// Out of the file of the streets; those of the key `barriers` come from elsewhere.
  std::vector<BarrierLine> barriers;
  std::vector<BarrierArea> areas;
  std::vector<PointM> crossing_spots;
  StreetCounts counts;
};

/// Reads `city.streets`. Throws InputError when the file is damaged or of another place, or holds no street.
[[nodiscard]] StudyStreets read_streets(CityBuild& build, const StudyGrid& study);

/// Gives them to the city: the network with all barriers (`other_barriers`: those of the key `barriers`), which streets
/// cross one, the counts, and notes in words. Heights stay empty.
void add_streets(CityBuild& build, StudyStreets streets, const std::vector<Polyline>& other_barriers,
                 City& city);

}  // namespace quarterhour
