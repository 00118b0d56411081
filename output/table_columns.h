// The columns of a table that was read, by name and type.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "output/file_reader.h"
#include "sim/city.h"

namespace quarterhour {

/// Columns of one table by name, of the types that the schema gives them. Throws InputError for the file where a column is
/// missing or has another type.
class Columns {
 public:
  Columns(const FileReader& file, const std::string& path) : file_(file), table_(file.table(path)) {}
  [[nodiscard]] std::size_t rows() const { return table_.rows(); }
  [[nodiscard]] bool has(const std::string& name) const { return table_.find(name) != nullptr; }
  template <class T>
  [[nodiscard]] const std::vector<T>& of(const std::string& name) const {
    const Column* column = table_.find(name);
    if (column == nullptr) file_.fail("a column is missing", table_.path + "/" + name);
    const auto* values = std::get_if<std::vector<T>>(&column->values);
    if (values == nullptr) file_.fail("a column has another type", table_.path + "/" + name);
    return *values;
  }
  [[nodiscard]] const std::string& text(const std::string& name, std::size_t row) const {
    return of<std::string>(name)[row];
  }
  [[nodiscard]] double number(const std::string& name, std::size_t row) const {
    return of<double>(name)[row];
  }
  [[nodiscard]] std::optional<double> number_if_any(const std::string& name, std::size_t row) const {
    const double value = number(name, row);
    return std::isnan(value) ? std::nullopt : std::optional<double>(value);
  }
  /// A column that files of earlier versions lack.
  [[nodiscard]] std::optional<double> number_if_known(const std::string& name, std::size_t row) const {
    return table_.find(name) == nullptr ? std::nullopt : number_if_any(name, row);
  }
  [[nodiscard]] BilingualName name(std::size_t row) const {
    return {text("name", row), text("name_zh", row)};
  }

 private:
  const FileReader& file_;
  FileTable table_;
};

/// The lines of a set, one after another.
[[nodiscard]] inline std::vector<Polyline> polylines(const LineSet& lines) {
  std::vector<Polyline> parts;
  for (std::size_t k = 0; k + 1 < lines.first.size(); ++k) {
    parts.emplace_back(lines.points.begin() + lines.first[k], lines.points.begin() + lines.first[k + 1]);
  }
  return parts;
}

}  // namespace quarterhour
