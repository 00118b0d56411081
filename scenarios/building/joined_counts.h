// Counts that stand in another table than the places they belong to, and are found by id.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/readers/table.h"

namespace quarterhour {

/// The tables that a source names with `file` and `join`, met.
struct JoinedTable {
  /// The joined table, with its own names for messages.
  Table table;
  /// Its row for each row of the places, nothing where it has none.
  std::vector<std::optional<std::size_t>> row_of_place;
};

/// Reads the table that `source` joins to `places` and finds the row of each place by `id` and `join_id` (the same
/// name when not given). Throws InputError when an id is blank or stands twice in either, or when a row of the joined
/// table belongs to no place: whoever is counted there would be lost.
[[nodiscard]] JoinedTable read_joined(const SourceSpec& source, const Table& places);

}  // namespace quarterhour
