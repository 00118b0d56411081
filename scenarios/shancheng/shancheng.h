// The synthetic mountain city Shancheng 山城, written as the ordinary input files of a scenario.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace quarterhour {

struct ShanchengOptions {
  /// "town": 10 x 10 km, about 380,000 people.
  std::string size = "town";
  /// Cell width and height of the rasters, metres; nothing: the size's own (town: 50). The sides of the city
  /// must be whole multiples of it.
  std::optional<double> cell_m;
  std::uint64_t seed = 1;
};

/// Writes dem.tif, people.tif, streets.gpkg, water.gpkg, districts.gpkg, facilities.csv, scenario.toml and
/// demo.toml into `folder`; README.md beside this header describes each. The same options give the same bytes,
/// whatever the number of threads. The folder is written whole or not at all: it must be new, empty, or hold
/// only files of these names, which are then replaced. Throws InputError for an unknown size, a cell size that
/// does not fit or a folder with other files in it, OutputError when writing fails.
void write_shancheng(const ShanchengOptions& options, const std::filesystem::path& folder);

}  // namespace quarterhour
