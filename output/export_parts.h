// The three kinds of file that an export writes. All throw OutputError.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "output/file_reader.h"
#include "output/whole_file.h"

namespace quarterhour {

/// One line of contents.csv.
struct ExportedItem {
  /// Relative to the folder.
  std::string file;
  /// Layer of a GeoPackage or column of a table; may be empty.
  std::string part;
  /// Path in the result.
  std::string dataset;
  std::string unit;
  std::string meaning;
  std::string meaning_zh;
};

/// One GeoTIFF for each raster, in `folder`/rasters.
void export_rasters(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents);
/// One GeoPackage, `folder`/layers.gpkg. Nothing for a study without a grid.
void export_layers(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents);
/// One CSV for each table, in `folder`/tables.
void export_tables(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents);
/// contents.csv itself.
void export_contents(const WholeFile& folder, const std::vector<ExportedItem>& contents);

/// Refuses a folder that is there already unless it is empty or an earlier one of this kind: what stands in it has the names
/// of `own` and no others, and the first of them is there. `kind`: "export", "trace".
void require_replaceable(const WholeFile& folder, const std::vector<std::string>& own,
                         const std::string& kind);

/// While it lives GDAL prints nothing; its drivers are registered.
class GdalSession {
 public:
  GdalSession();
  ~GdalSession();
  GdalSession(const GdalSession&) = delete;
  GdalSession& operator=(const GdalSession&) = delete;
  /// What GDAL said last, or `otherwise`.
  [[nodiscard]] static std::string reason(const std::string& otherwise);
};

}  // namespace quarterhour
