#include "scenarios/readers/table.h"

#include "scenarios/readers/attribute_filter.h"
#include "scenarios/readers/chinese_datum.h"
#include "scenarios/readers/csv_reader.h"
#include "scenarios/readers/source_faults.h"
#include "scenarios/readers/vector_reader.h"

namespace quarterhour {

namespace {

bool is_text_table(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return extension == ".csv" || extension == ".txt" || extension == ".tsv";
}

/// Shapes of a file that stands on a shifted datum, moved to WGS 84, whatever the file calls its coordinates.
void unshift_shapes(const SourceSpec& source, Table& table) {
  const auto datum = datum_of(source);
  if (!datum || !table.has_shapes || !mapped(source, "x").empty()) return;
  if (table.crs && !table.crs->is_geographic()) {
    throw InputError(
        source_fault(source, "datum is for longitudes and latitudes, and the file is in " + table.crs->name(),
                     "Export it in degrees, without a change of datum"));
  }
  DatumChange change(*datum);
  for (TableRow& row : table.rows) {
    for (PolygonRing& part : row.shape.parts) {
      for (PointM& point : part.points) point = change.apply(point);
    }
  }
  table.crs = CoordinateSystem::from_text("EPSG:4326");
  table.notes.push_back(change.told(table.file));
}

}  // namespace

Table read_table(const SourceSpec& source) {
  Table table;
  if (is_text_table(source.path)) {
    table = read_text_table(source);
    keep_where(source, table);
  } else {
    table = read_vector_table(source);
    unshift_shapes(source, table);
  }
  if (table.rows.empty()) {
    throw InputError(
        source.where.empty()
            ? source_fault(source, "the table is empty", "Give a file with at least one row")
            : source_fault(source, "no row is left where " + source.where, "Widen the condition"));
  }
  return table;
}

std::string row_name(const TableRow& row) {
  return row.line > 0 ? "line " + std::to_string(row.line) : "feature " + std::to_string(row.feature);
}

InputFault cell_fault(const Table& table, const TableRow& row, const std::string& column,
                      const std::string& value, const std::string& message, const std::string& remedy) {
  const std::string where = row.line > 0 ? "" : "in feature " + std::to_string(row.feature) + ": ";
  return {table.file, row.line, column, value, where + message, remedy};
}

}  // namespace quarterhour
