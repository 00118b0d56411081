// The tables of levels, of values and their sources, of loads and of borders.
#pragma once

#include "output/file_writer.h"
#include "sim/result.h"

namespace quarterhour {

/// Writes /levels, /standard_values, /load, /structure_worth and /border_cost, each where it has a row.
void write_levels(FileWriter& file, const StudyResult& result);
void write_supply(FileWriter& file, const StudyResult& result);

/// Words parted by spaces: ids of services, or weights.
[[nodiscard]] std::string spaced(const std::vector<std::string>& words);

}  // namespace quarterhour
