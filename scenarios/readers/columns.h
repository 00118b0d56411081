// Finding the columns of a table and reading numbers from its cells.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/readers/table.h"

namespace quarterhour {

/// Position of a column: the same name, else the only one that differs in upper and lower case alone.
[[nodiscard]] std::optional<std::size_t> column_named(const Table& table, std::string_view name);

/// The column that `source.columns` maps to `role`; where it maps none, the first of `usual_names` that the table
/// has. Nothing when there is none. Throws InputError when the mapped column does not exist, naming those that
/// do and the nearest.
[[nodiscard]] std::optional<std::size_t> find_column(const SourceSpec& source, const Table& table,
                                                     const std::string& role,
                                                     std::initializer_list<std::string_view> usual_names);

/// The same, but there must be one.
[[nodiscard]] std::size_t require_column(const SourceSpec& source, const Table& table,
                                         const std::string& role,
                                         std::initializer_list<std::string_view> usual_names);

/// A number in a cell. Blank cells and the usual words for "no data" (NA, NaN, null) have none; anything else
/// that is no finite decimal number throws InputError at that cell.
[[nodiscard]] std::optional<double> number_in(const Table& table, const TableRow& row, std::size_t column);

/// The cost of a candidate: a number, 0 or more; more than 0 where it is paid from a budget.
[[nodiscard]] std::optional<double> cost_in(const Table& table, const TableRow& row, std::size_t column,
                                            bool from_budget);

/// The whole text as a finite decimal number, or nothing.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// "a, b, c": for messages, at most the first 20.
[[nodiscard]] std::string listed_columns(const Table& table);

}  // namespace quarterhour
