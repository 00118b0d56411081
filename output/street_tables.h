// The streets of a result: one table of edges, a line each for drawing, and the account of how they were read.
#pragma once

#include <span>
#include <vector>

#include "output/file_writer.h"
#include "sim/city.h"

namespace quarterhour {

/// /streets, /street_summary and the tables of write_street_account; nothing for a city without streets.
void write_street_tables(FileWriter& file, const City& city);

/// The line with as few of its points as keep every one within `tolerance_m` (Douglas & Peucker 1973); the ends stay.
[[nodiscard]] std::vector<PointM> simplified(std::span<const PointM> line, double tolerance_m);

}  // namespace quarterhour
