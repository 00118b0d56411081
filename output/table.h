// A table as the files hold it: named columns of equal length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace quarterhour {

using ColumnValues =
    std::variant<std::vector<std::string>, std::vector<double>, std::vector<float>, std::vector<std::uint8_t>,
                 std::vector<std::int32_t>, std::vector<std::int64_t>, std::vector<std::uint64_t>>;

struct Column {
  std::string name;
  ColumnValues values;
};

struct FileTable {
  /// "/plan".
  std::string path;
  std::vector<Column> columns;

  [[nodiscard]] std::size_t rows() const {
    if (columns.empty()) return 0;
    return std::visit([](const auto& values) { return values.size(); }, columns.front().values);
  }
  /// Null where there is no such column.
  [[nodiscard]] const Column* find(const std::string& name) const {
    for (const Column& column : columns) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }
};

/// One column: `value_of` of each row; its return type is the column's type.
template <class Row, class ValueOf>
[[nodiscard]] Column column(std::string name, const std::vector<Row>& rows, ValueOf value_of) {
  std::vector<std::decay_t<decltype(value_of(rows.front()))>> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(value_of(row));
  return {std::move(name), ColumnValues{std::move(values)}};
}

}  // namespace quarterhour
