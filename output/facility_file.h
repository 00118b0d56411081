// Facilities that are lines or areas, in city files.
#pragma once

#include "output/file_reader.h"
#include "output/file_writer.h"
#include "sim/city.h"

namespace quarterhour {

/// Outlines, entrances and the cells inside of every facility that has any; nothing where none has.
void write_facility_shapes(FileWriter& file, const std::vector<Facility>& ledger, const Grid& grid);

/// Gives them back to the ledger. Throws InputError when something belongs to no facility or lies off the grid.
void read_facility_shapes(const FileReader& file, const Grid& grid, std::vector<Facility>& ledger);

}  // namespace quarterhour
