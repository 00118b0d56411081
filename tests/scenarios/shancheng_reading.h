// Shancheng's files read back the plain way, with nothing of the generator.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "geometry/grid.h"
#include "sim/city.h"

namespace quarterhour::testing {

struct ReadRaster {
  Grid grid;
  std::vector<float> values;
  bool has_no_data = false;
  /// Authority code, such as "4545".
  std::string crs_code;
};

struct ReadFeature {
  /// Outer ring first; a line has one.
  std::vector<Polyline> lines;
  std::map<std::string, std::string> fields;
};

[[nodiscard]] ReadRaster read_raster(const std::filesystem::path& file);
[[nodiscard]] std::vector<ReadFeature> read_features(const std::filesystem::path& file);
/// Authority code of the only layer.
[[nodiscard]] std::string crs_code_of(const std::filesystem::path& file);
/// Rows by column name; splits at commas, which no name of Shancheng holds.
[[nodiscard]] std::vector<std::map<std::string, std::string>> read_csv(const std::filesystem::path& file);
[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);
/// Even-odd rule over all rings.
[[nodiscard]] bool holds(const std::vector<Polyline>& rings, PointM point);

/// Writes a town and remembers it, one per seed, in a folder that goes with the program.
[[nodiscard]] const std::filesystem::path& town_of_seed(std::uint64_t seed);
/// The same with a city.
[[nodiscard]] const std::filesystem::path& city_of_seed(std::uint64_t seed);
/// A new folder name that does not exist yet; removed when the program ends.
[[nodiscard]] std::filesystem::path fresh_folder();

}  // namespace quarterhour::testing
