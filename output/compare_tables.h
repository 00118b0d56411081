// Tables matched row by row.
#pragma once

#include <string>
#include <vector>

#include "output/compare.h"
#include "output/schema.h"
#include "output/table.h"

namespace quarterhour {

/// A value as text: numbers so that they read back to the same bits, no data as "".
[[nodiscard]] std::string cell_text(const Column& column, std::size_t row);

/// Appends what differs to `changes` and returns the counts. Rows are matched by the key columns of the schema; the
/// second row of one key counts as a key of its own. A column that one table lacks is a change of every row.
LayerDifference compare_tables(const FileTable& before, const FileTable& after, FileFormat format,
                               std::vector<TableChange>& changes);

}  // namespace quarterhour
