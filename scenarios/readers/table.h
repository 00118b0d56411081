// A table as it was read: columns of text, one row a line or feature, with or without a shape.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geometry/polygons.h"
#include "scenarios/readers/coordinates.h"
#include "scenarios/scenario.h"
#include "sim/errors.h"

namespace quarterhour {

/// The shape of a feature, in the coordinates of its table.
struct Shape {
  enum class Kind { none, points, lines, polygons };
  Kind kind = Kind::none;
  /// Rings of polygons, lines, or one part that holds all points.
  std::vector<PolygonRing> parts;
};

struct TableRow {
  /// Line of the file where the record begins, or row of a sheet; 0 for a feature of a vector file.
  int line = 0;
  /// Number of the feature in a vector file.
  long long feature = 0;
  /// One text a column, trimmed; empty: blank, no data.
  std::vector<std::string> cells;
  Shape shape;
};

struct Table {
  /// Name that people see in messages.
  std::string file;
  std::vector<std::string> columns;
  std::vector<TableRow> rows;
  bool has_shapes = false;
  /// Of the shapes; nothing when the file does not say.
  std::optional<CoordinateSystem> crs;
  /// What the reader had to guess.
  std::vector<std::string> notes;
  std::vector<std::filesystem::path> files;
};

/// Reads a table of text (.csv, .txt, .tsv) or a layer of any vector file that GDAL opens, keeping the rows that
/// `source.where` (an SQL condition; numbers in text tables are numbers there) is true for. Throws InputError
/// when the file is missing, damaged, empty, or the condition or layer does not fit.
[[nodiscard]] Table read_table(const SourceSpec& source);

/// "line 12" or "feature 12".
[[nodiscard]] std::string row_name(const TableRow& row);

/// A fault of one cell, named by file, line (or feature), column and value.
[[nodiscard]] InputFault cell_fault(const Table& table, const TableRow& row, const std::string& column,
                                    const std::string& value, const std::string& message,
                                    const std::string& remedy);

}  // namespace quarterhour
