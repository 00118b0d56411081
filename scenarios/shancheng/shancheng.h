// The synthetic mountain city Shancheng 山城, written as the ordinary input files of a scenario.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace quarterhour {

struct ShanchengOptions {
  /// "town": 10 x 10 km, about 380,000 people; "city": 60 x 60 km, 6.6 million; "megacity": 316.8 x 260.1 km, 32
  /// million.
  std::string size = "town";
  /// Cell width and height of the rasters, metres; nothing: the size's own (town: 50, else 100). The sides of the city
  /// must be whole multiples of it.
  std::optional<double> cell_m;
  std::uint64_t seed = 1;
};

/// Writes the rasters, layers, ledger and scenarios of a city into `folder`; README.md beside this header describes
/// each file. The same options give the same bytes, whatever the number of threads. The folder is written whole or not at all: it must be new, empty, or hold
/// only files of these names, which are then replaced. Throws InputError for an unknown size, a cell size that
/// does not fit or a folder with other files in it, OutputError when writing fails.
void write_shancheng(const ShanchengOptions& options, const std::filesystem::path& folder);

}  // namespace quarterhour
