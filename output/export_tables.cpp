#include <fstream>

#include "output/compare_tables.h"
#include "output/export_parts.h"

namespace quarterhour {
namespace {

// Spreadsheets take a CSV for the system's own code page unless it starts with this; R's readr and data.table and
// pandas skip it.
const char* const byte_order_mark = "\xEF\xBB\xBF";

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string safe = "\"";
  for (const char letter : text) safe += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return safe + "\"";
}

void write_csv(const WholeFile& folder, const std::string& name,
               const std::vector<std::vector<std::string>>& rows) {
  std::ofstream stream(folder.temporary() / name, std::ios::binary | std::ios::trunc);
  stream << byte_order_mark;
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t k = 0; k < row.size(); ++k) stream << (k == 0 ? "" : ",") << quoted(row[k]);
    stream << "\r\n";
  }
  stream.close();
  if (!stream) folder.fail("the disk is full or cannot be written to (" + name + ")");
}

}  // namespace

void export_tables(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents) {
  std::error_code error;
  std::filesystem::create_directory(folder.temporary() / "tables", error);
  if (error) folder.fail(error.message());
  for (const std::string& path : result.tables()) {
    const FileTable table = result.table(path);
    std::string name = path.substr(1);
    for (char& letter : name) letter = letter == '/' ? '.' : letter;
    const std::string file = "tables/" + name + ".csv";
    std::vector<std::vector<std::string>> rows(1 + table.rows());
    for (const Column& column : table.columns) {
      rows[0].push_back(column.name);
      for (std::size_t row = 0; row < table.rows(); ++row) rows[row + 1].push_back(cell_text(column, row));
      const DatasetSpec* spec = schema().find(result.format(), path + "/" + column.name);
      contents.push_back(
          {file, column.name, path + "/" + column.name, spec->unit, spec->meaning, spec->meaning_zh});
    }
    write_csv(folder, file, rows);
  }
}

void export_contents(const WholeFile& folder, const std::vector<ExportedItem>& contents) {
  std::vector<std::vector<std::string>> rows{{"file", "part", "dataset", "unit", "meaning", "meaning_zh"}};
  for (const ExportedItem& item : contents) {
    rows.push_back({item.file, item.part, item.dataset, item.unit, item.meaning, item.meaning_zh});
  }
  write_csv(folder, "contents.csv", rows);
}

}  // namespace quarterhour
