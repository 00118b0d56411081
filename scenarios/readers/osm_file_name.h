// Which files are of OpenStreetMap, by their names.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace quarterhour {

/// Whether the name ends as one that `read_osm` reads: .pbf, .osm, .osm.gz, .osm.bz2.
[[nodiscard]] inline bool is_osm_file(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : static_cast<char>(letter);
  });
  constexpr std::array<std::string_view, 4> endings = {".pbf", ".osm", ".osm.gz", ".osm.bz2"};
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return std::string_view(name).ends_with(ending); });
}

}  // namespace quarterhour
