// The difference of two results, cell by cell and table by table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace quarterhour {

/// One raster, table or vector layer that stands in either file.
struct LayerDifference {
  /// Its path in the files: "/access/clinic/people/after/minutes", "/plan".
  std::string layer;
  /// Unit of `largest` and `sum`; empty where there is none.
  std::string unit;
  /// Cells, rows or numbers that both files hold a value for.
  std::int64_t compared = 0;
  std::int64_t differ = 0;
  /// Cells, rows or numbers that one file alone holds a value for.
  std::int64_t only_before = 0;
  std::int64_t only_after = 0;
  /// Largest |after - before|, and the sum of after - before; 0 where nothing can be subtracted.
  double largest = 0.0;
  double sum = 0.0;

  [[nodiscard]] bool same() const { return differ == 0 && only_before == 0 && only_after == 0; }
};

/// One value of a table that is not the same, or a row that one file alone holds (`column` empty).
struct TableChange {
  std::string table;
  /// The row's key columns, parted by " · ".
  std::string key;
  std::string column;
  /// The values as text; empty where the row is not there or holds no data.
  std::string before;
  std::string after;
  /// After minus before where both are numbers.
  std::optional<double> difference;
};

struct Comparison {
  std::vector<LayerDifference> layers;
  std::vector<TableChange> changes;

  /// Whether nothing differs. What may differ between two runs of one study (time of writing, seconds taken,
  /// name of the machine) is left out.
  [[nodiscard]] bool same() const;
  /// Some lines for people: what differs, by how much, and the changed scores of the city.
  [[nodiscard]] std::string summary() const;
};

/// Compares two results, or two city files. Rasters must have the same grid and coordinate system. Rows of tables
/// are matched by the key columns of schema.txt, so their order does not matter. Positions such as
/// nearest_site are compared by the id of what they point at. With `difference_file`, also writes a file of format
/// quarterhour-difference. Throws InputError when a file cannot be read or the grids differ, OutputError when
/// the difference cannot be written.
Comparison compare_files(const std::filesystem::path& before, const std::filesystem::path& after,
                         const std::optional<std::filesystem::path>& difference_file = std::nullopt);

}  // namespace quarterhour
