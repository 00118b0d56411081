// Streets and barriers out of a file of OpenStreetMap.
#pragma once

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/building/study_grid.h"
#include "scenarios/readers/osm_reader.h"

namespace quarterhour {

/// What of a file the streets and barriers are made from.
[[nodiscard]] OsmSelection streets_selection(const StreetTable& table);

/// Every street that somebody may use and every barrier that touches the grid; what is left out is counted. Ways meet at common nodes;
/// a node that is a lift parts its ways by their level, and a lift joins the levels. Outlines of squares and platforms are
/// streets.
[[nodiscard]] StreetSource osm_streets(const OsmData& data, const StreetsSpec& spec, const StudyGrid& study,
                                       StreetCounts& counts);

}  // namespace quarterhour
