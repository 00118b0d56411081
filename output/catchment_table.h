// Who is within reach of each facility, as one plain table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Columns facility, row, col, seconds; rows by facility in the order of `facilities`, then by row and col. A file whose
/// name ends in .csv is text, with the facility's id; any other is HDF5: a group "catchments" with a dataset for each
/// column, where the facility is the position in "facilities", the ids. pandas opens the one with read_csv(name), the other
/// with xarray.open_dataset(name, group="catchments").to_pandas(). Throws OutputError; nothing half-written is left.
void write_catchments(const std::filesystem::path& target, const std::vector<std::string>& facilities,
                      const Catchments& catchments, const Grid& grid);

/// Whether a file is such a table as text; one in HDF5 has that format's own signature.
[[nodiscard]] bool is_catchment_text(const std::filesystem::path& file);

}  // namespace quarterhour
