// The sites that an earlier run planned, read back from its result.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "geometry/grid.h"
#include "sim/result.h"

namespace quarterhour {

/// The sites of /sites that are planned, in its order, with id, names, service, cell and capacity. Throws InputError
/// when the file is not a result, is damaged, or was made on another grid than `grid`.
[[nodiscard]] std::vector<Site> read_planned_sites(const std::filesystem::path& result, const Grid& grid);

/// Service and id of each facility that a plan of the result closes or moves. Throws as above.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_closed_sites(
    const std::filesystem::path& result);

/// The ids of the links that some plan of the result builds, in the order of /links; none where it has no such table. Throws as above.
[[nodiscard]] std::vector<std::string> read_built_links(const std::filesystem::path& result);

}  // namespace quarterhour
