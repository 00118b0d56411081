#include "output/compare_tables.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "output/number_text.h"

namespace quarterhour {
namespace {

/// The position of each row by its key.
struct Keys {
  std::vector<std::string> of_row;
  std::map<std::string, std::size_t> row_of;
};

Keys keys_of(const FileTable& table, FileFormat format) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) {
    const DatasetSpec* spec = schema().find(format, table.path + "/" + column.name);
    if (spec != nullptr && spec->shape == "key") columns.push_back(&column);
  }
  Keys keys;
  std::map<std::string, int> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string key;
    for (std::size_t k = 0; k < columns.size(); ++k)
      key += (k == 0 ? "" : " · ") + cell_text(*columns[k], row);
    const int copy = ++seen[key];
    if (copy > 1) key += " · #" + std::to_string(copy);
    keys.row_of.emplace(key, row);
    keys.of_row.push_back(std::move(key));
  }
  return keys;
}

std::optional<double> number_in(const Column& column, std::size_t row) {
  return std::visit(
      [row](const auto& values) -> std::optional<double> {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<std::string>>) {
          return std::nullopt;
        } else {
          return static_cast<double>(values[row]);
        }
      },
      column.values);
}

}  // namespace

std::string cell_text(const Column& column, std::size_t row) {
  return std::visit(
      [row](const auto& values) -> std::string {
        using Value = typename std::decay_t<decltype(values)>::value_type;
        if constexpr (std::is_same_v<Value, std::string>) {
          return values[row];
        } else if constexpr (std::is_floating_point_v<Value>) {
          return std::isnan(values[row]) ? std::string() : shortest_text(values[row]);
        } else {
          return std::to_string(values[row]);
        }
      },
      column.values);
}

LayerDifference compare_tables(const FileTable& before, const FileTable& after, FileFormat format,
                               std::vector<TableChange>& changes) {
  LayerDifference counts;
  counts.layer = before.columns.empty() ? after.path : before.path;
  const Keys keys_before = keys_of(before, format);
  const Keys keys_after = keys_of(after, format);
  std::vector<std::string> names;
  for (const FileTable* table : {&before, &after}) {
    for (const Column& column : table->columns) {
      if (std::find(names.begin(), names.end(), column.name) == names.end()) names.push_back(column.name);
    }
  }
  for (std::size_t row = 0; row < before.rows(); ++row) {
    const std::string& key = keys_before.of_row[row];
    const auto match = keys_after.row_of.find(key);
    if (match == keys_after.row_of.end()) {
      ++counts.only_before;
      changes.push_back({counts.layer, key, "", "the row", "", std::nullopt});
      continue;
    }
    ++counts.compared;
    bool differs = false;
    for (const std::string& name : names) {
      const Column* first = before.find(name);
      const Column* second = after.find(name);
      const std::string text_before = first == nullptr ? "" : cell_text(*first, row);
      const std::string text_after = second == nullptr ? "" : cell_text(*second, match->second);
      if (text_before == text_after) continue;
      differs = true;
      TableChange change{counts.layer, key, name, text_before, text_after, std::nullopt};
      const auto number_before = first == nullptr ? std::nullopt : number_in(*first, row);
      const auto number_after = second == nullptr ? std::nullopt : number_in(*second, match->second);
      if (number_before && number_after && !std::isnan(*number_before) && !std::isnan(*number_after)) {
        change.difference = *number_after - *number_before;
        counts.largest = std::max(counts.largest, std::abs(*change.difference));
      }
      changes.push_back(std::move(change));
    }
    if (differs) ++counts.differ;
  }
  for (const std::string& key : keys_after.of_row) {
    if (keys_before.row_of.count(key) > 0) continue;
    ++counts.only_after;
    changes.push_back({counts.layer, key, "", "", "the row", std::nullopt});
  }
  return counts;
}

}  // namespace quarterhour
