// Ground and facilities of a question that has no scenario: the elevation's own cells, unresampled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geometry/surface.h"
#include "geometry/travel_time.h"
#include "scenarios/readers/coordinates.h"
#include "scenarios/scenario.h"

namespace quarterhour {

struct PlainGround {
  Surface surface;
  CoordinateSystem crs;
};

/// Reads heights, and friction in seconds per metre where it is given: its cells must be the elevation's. A cell
/// without a value in either is impassable. Throws InputError, also where the elevation is not in metres.
[[nodiscard]] PlainGround read_plain_ground(const SourceSpec& elevation,
                                            const std::optional<SourceSpec>& friction);

/// Facilities that lie on the grid, in the order of their file.
struct PlainFacilities {
  /// Of the column id, else "line 2", "feature 1".
  std::vector<std::string> ids;
  std::vector<SourceIndex> cells;
  /// What the reader had to guess and what was left out, in sentences.
  std::vector<std::string> notes;
};

/// Reads points: a text table with coordinates, in the elevation's own system unless the columns are called longitude
/// and latitude, or any vector file. Throws InputError, also where none of them stands on passable ground.
[[nodiscard]] PlainFacilities read_plain_facilities(const SourceSpec& source, const PlainGround& ground);

}  // namespace quarterhour
