#include "scenarios/readers/table.h"

#include "scenarios/readers/attribute_filter.h"
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

}  // namespace

Table read_table(const SourceSpec& source) {
  Table table;
  if (is_text_table(source.path)) {
    table = read_text_table(source);
    keep_where(source, table);
  } else {
    table = read_vector_table(source);
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
