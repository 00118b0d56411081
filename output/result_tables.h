// The tables of a result that do not need a grid.
#pragma once

#include "output/file_writer.h"
#include "sim/result.h"

namespace quarterhour {

/// Root attributes and the tables /travel, /services, /service_demand, /key_numbers, /scores, /sites, /plan,
/// /proof. `city` may be null, for a study without a grid: sites then have no row and column, and nobody knows how people move.
void write_findings(FileWriter& file, const StudyResult& result, const City* city);

}  // namespace quarterhour
