// A small flat city of 10 x 10 cells of 100 m, and streets in it.
#pragma once

#include <string>
#include <vector>

#include "scenarios/building/osm_streets.h"
#include "scenarios/building/street_network.h"
#include "tests/scenarios/city_sources.h"
#include "tests/streets/osm_text.h"

namespace quarterhour::testing {

inline constexpr double world_west_m = 500000.0;
inline constexpr double world_south_m = 3300000.0;
inline constexpr double world_side_m = 1000.0;

/// A scenario whose elevation (level ground) makes that grid and whose streets are `text`, written as `name`.
[[nodiscard]] Scenario street_scenario(const TemporaryFolder& folder, const std::string& text,
                                       const std::string& name = "streets.osm");

/// The city of `street_scenario` of an OpenStreetMap file.
[[nodiscard]] City street_city(const OsmText& osm);

/// Edges of a way.
[[nodiscard]] std::vector<StreetEdge> edges_of(const StreetNetwork& streets, std::int64_t source_id);

/// Sum of the lengths of all edges.
[[nodiscard]] double total_length_m(const StreetNetwork& streets);

/// The row of the counts; a count of 0 when there is none.
[[nodiscard]] StreetCount count_of(const std::vector<StreetCount>& rows, const std::string& what,
                                   const std::string& kind, const std::string& reason = "");

}  // namespace quarterhour::testing
