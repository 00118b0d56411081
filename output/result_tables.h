// The tables of a result that do not need a grid.
#pragma once

#include <optional>
#include <vector>

#include "output/file_writer.h"
#include "sim/result.h"

namespace quarterhour {

/// Root attributes and the tables /travel, /services, /service_demand, /key_numbers, /scores, /sites, /plan,
/// /proof, /front. `city` may be null, for a study without a grid: sites then have no row and column, and nobody knows how people move.
void write_findings(FileWriter& file, const StudyResult& result, const City* city);

/// Attributes that may differ between two runs of one study: when and where it was written, and the seconds it took.
void write_circumstances(FileWriter& file, std::optional<double> seconds_taken);

/// Notes of the place, then those of the run.
[[nodiscard]] std::vector<Note> joined_notes(std::vector<Note> of_place, const std::vector<Note>& of_run);

}  // namespace quarterhour
