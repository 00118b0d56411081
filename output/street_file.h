// The streets of a city, and the account of how they were read, in city files.
#pragma once

#include "output/file_reader.h"
#include "output/file_writer.h"
#include "sim/city.h"

namespace quarterhour {

/// /streets/nodes, /streets/edges and what they refer to, and the tables of write_street_account; nothing for a city
/// without streets.
void write_streets(FileWriter& file, const City& city);

/// Fills the streets of `city` and their account; leaves them empty where the file has none. Throws InputError where
/// what stands there is no network (check_streets), names something that is not there, or lacks heights although the
/// city has some.
void read_streets(const FileReader& file, City& city);

/// /street_counts, /street_crossings and /islands. Result files hold them too.
void write_street_account(FileWriter& file, const City& city);

}  // namespace quarterhour
