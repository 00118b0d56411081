// The .vrt beside an .h5 result.
#pragma once

#include <filesystem>

#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour {

/// Writes `<name>.vrt` beside `<name>.h5`: elevation, people, and minutes and coverage of every access layer as
/// bands with names, at their place. Throws OutputError.
void write_virtual_raster(const StudyResult& result, const City& city,
                          const std::filesystem::path& result_path);

}  // namespace quarterhour
