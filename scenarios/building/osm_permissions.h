// What the tags of a way say: its class, what carries it, who may use it, how fast.
#pragma once

#include <optional>

#include "scenarios/building/street_counts.h"
#include "scenarios/building/street_lines.h"
#include "scenarios/building/tag_values.h"
#include "scenarios/readers/osm_reader.h"
#include "scenarios/street_table.h"

namespace quarterhour {

/// The class that the tags mean, by its position; nothing when they mean no street.
[[nodiscard]] std::optional<std::size_t> class_of(const OsmTags& tags, const StreetTable& table);

/// Fills in everything but its points and name. Values that are not known change nothing and are counted.
void apply_tags(const OsmTags& tags, const StreetTable& table, std::size_t street_class, StreetLine& line,
                StreetCounts& counts);

/// Every key that these look at.
[[nodiscard]] std::vector<std::string> keys_of_permissions(const StreetTable& table);

/// One way binds cars and bicycles, and everybody on a ride: takes the modes out of the direction.
void bind_direction(OneWay direction, std::uint8_t modes, StreetLine& line);

}  // namespace quarterhour
