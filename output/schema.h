// What stands in the program's HDF5 files: the contents of schema.txt, parsed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quarterhour {

/// The kinds of file; the letters of schema.txt.
enum class FileFormat : char { result = 'R', city = 'C', difference = 'D', sweep = 'S', times = 'T' };
/// "quarterhour-result", …
[[nodiscard]] std::string name_of(FileFormat format);

/// One named dataset or attribute.
struct DatasetSpec {
  /// Letters of the formats that hold it.
  std::string files;
  /// "/people/<group>", "*/x", "/@seed".
  std::string path;
  /// "y,x", "row", "key" (a column that is part of the row's key), "scalar", "point,2", "part+1", "part", "sample", "x",
  /// "y".
  std::string shape;
  /// One or two of "float32", …, "text".
  std::vector<std::string> types;
  /// Empty where there is none.
  std::string unit;
  /// Empty, "nan" or a whole number.
  std::string fill;
  /// "0=not_covered 1=covered", or empty.
  std::string values;
  bool may_be_absent = false;
  std::string meaning;
  std::string meaning_zh;

  [[nodiscard]] bool is_attribute() const { return path.find('@') != std::string::npos; }
  [[nodiscard]] bool is_column() const { return shape == "row" || shape == "key"; }
  [[nodiscard]] bool is_raster() const { return shape == "y,x"; }
  [[nodiscard]] bool holds(FileFormat format) const {
    return files.find(static_cast<char>(format)) != std::string::npos;
  }
};

class Schema {
 public:
  /// Throws std::logic_error on a line that does not have ten fields.
  explicit Schema(std::string_view text);

  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] const std::vector<DatasetSpec>& specs() const { return specs_; }
  /// The entry of a format that a path such as "/people/elderly_65" falls under; null where there is none.
  [[nodiscard]] const DatasetSpec* find(FileFormat format, std::string_view path) const;

 private:
  std::string version_;
  std::vector<DatasetSpec> specs_;
};

/// Whether a path falls under a pattern of the schema.
[[nodiscard]] bool path_matches(std::string_view pattern, std::string_view path);

/// The text of schema.txt, and the schema that it describes.
[[nodiscard]] std::string_view schema_text();
[[nodiscard]] const Schema& schema();

}  // namespace quarterhour
