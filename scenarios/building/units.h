// Districts and clusters: the polygons that results are reported by.
#pragma once

#include <string>

#include "scenarios/building/study_grid.h"
#include "sim/city.h"

namespace quarterhour {

/// Reads polygons with names. Features of one id are one unit. A cell belongs to the unit that holds its centre; where
/// units overlap, to the first of them, with a note. Throws InputError when a name is missing or nothing lies on
/// the grid.
[[nodiscard]] UnitSet read_units(CityBuild& build, const std::string& kind, const SourceSpec& source,
                                 const StudyGrid& study);

/// Every ring of every unit, for drawing.
[[nodiscard]] DrawnLayer drawn_outlines(const std::string& name, const UnitSet& units);

}  // namespace quarterhour
