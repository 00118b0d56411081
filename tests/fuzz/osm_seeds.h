// A small map as OpenStreetMap has it.
#pragma once

#include <filesystem>
#include <string>

namespace quarterhour::fuzz {

/// Streets of many kinds, a lift, a river, a lake with an island, a wall, in the city of `source_seeds.h`.
[[nodiscard]] std::string streets_osm();
/// The same lines with columns of class, structure, oneway, speed, duration and names.
[[nodiscard]] std::string streets_geojson();

/// The file `from` (.osm) as the format that the name of `to` says. `options`: of libosmium's writer, such as
/// "pbf_compression=none".
void convert_osm(const std::filesystem::path& from, const std::filesystem::path& to,
                 const std::string& options = "");

}  // namespace quarterhour::fuzz
