// Streets out of a layer of lines (GeoPackage, GeoJSON, …) whose columns say what they are.
#pragma once

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/building/study_grid.h"
#include "scenarios/readers/table.h"

namespace quarterhour {

/// Lines meet where they have exactly the same point. Classes are those of the table of streets. Throws InputError with
/// every fault: no column of classes, classes or structures that are not known, values that are no speed or duration.
[[nodiscard]] StreetSource layer_streets(const Table& table, const StreetsSpec& spec, const StudyGrid& study,
                                         StreetCounts& counts);

}  // namespace quarterhour
