// The tables of a result that do not need a grid.
#pragma once

#include "output/file_writer.h"
#include "sim/result.h"

namespace quarterhour {

/// Root attributes and the tables /travel, /services, /service_demand, /key_numbers, /scores, /sites, /plan,
/// /proof. `grid` may be null: sites then have no row and column.
/// `has_streets`: the city has streets, and /travel says how they were used.
void write_findings(FileWriter& file, const StudyResult& result, const Grid* grid, bool has_streets);

}  // namespace quarterhour
