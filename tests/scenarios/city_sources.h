// Small sources in a temporary folder, and scenarios built by hand that name them.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/city_builder.h"

namespace quarterhour::testing {

/// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const;

 private:
  std::filesystem::path folder_;
};

enum class CellType { byte, uint16, int16, float32, float64 };

/// What a GeoTIFF of a test holds; row 0 first, as the file has it.
struct TiffSpec {
  int rows = 1;
  int cols = 1;
  double west = 500000.0;
  double north = 3300000.0;
  double cell_width = 100.0;
  /// Negative: south-up, `north` is then the first row's outer edge.
  double cell_height = 100.0;
  std::string crs = "EPSG:32648";
  CellType type = CellType::float32;
  std::optional<double> no_data;
  std::optional<double> scale;
  std::optional<double> offset;
  double rotation = 0.0;
  std::vector<double> values;
};
void write_tiff(const std::filesystem::path& path, const TiffSpec& spec);

/// A source at `path`, written by its file name, with a place for errors.
[[nodiscard]] SourceSpec source(const std::filesystem::path& path, const std::string& key,
                                std::initializer_list<std::pair<const char*, const char*>> columns = {});

/// A scenario without sources: one clinic service of 15 minutes, 100 m cells, automatic coordinate system.
[[nodiscard]] Scenario bare_scenario();

/// The file below QUARTERHOUR_DATA; nothing when it is not there.
[[nodiscard]] std::optional<std::filesystem::path> shared_data(const std::string& name);

/// read - (scored + buffer + outside + dropped).
[[nodiscard]] double imbalance(const BalanceRow& row);

/// The text of the InputError that building the city throws; empty when it throws none.
[[nodiscard]] std::string refusal_of(const Scenario& scenario);

/// Whether any note holds the words.
[[nodiscard]] bool has_note(const std::vector<Note>& notes, const std::string& words);

}  // namespace quarterhour::testing
