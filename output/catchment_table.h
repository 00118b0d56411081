// Who is within reach of each facility, as one plain table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Columns facility, row, col, seconds; rows by facility in the order of `facilities`, then by row and col. A file whose name
/// ends in .csv is text; any other is HDF5 with one compound dataset "catchments", whose facility is the position in a
/// second dataset "facilities" of their ids, which pandas opens with DataFrame(h5py.File(name)["catchments"][:]).
/// Throws OutputError; nothing half-written is left.
void write_catchments(const std::filesystem::path& target, const std::vector<std::string>& facilities,
                      const Catchments& catchments, const Grid& grid);

/// Whether a file is such a table as text; one in HDF5 has that format's own signature.
[[nodiscard]] bool is_catchment_text(const std::filesystem::path& file);

}  // namespace quarterhour
