// What is in one of the program's files, in words.
#pragma once

#include <filesystem>
#include <string>

namespace quarterhour {

/// Several lines: format, title, grid and coordinate system, then every raster, table and vector layer with its
/// shape, unit and meaning. Throws InputError when the file is not one of the program's, or is damaged.
[[nodiscard]] std::string describe_file(const std::filesystem::path& path);

}  // namespace quarterhour
