#include "scenarios/readers/columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Levenshtein distance between the lower-case texts.
std::size_t edits_between(std::string_view first, std::string_view second) {
  const std::string a = lower(first);
  const std::string b = lower(second);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string nearest_column(const Table& table, std::string_view name) {
  std::string nearest;
  std::size_t fewest = name.size();
  for (const std::string& column : table.columns) {
    const std::size_t edits = edits_between(column, name);
    if (edits < fewest) {
      fewest = edits;
      nearest = column;
    }
  }
  return fewest <= std::max<std::size_t>(2, name.size() / 2) ? nearest : std::string();
}

}  // namespace

std::optional<std::size_t> column_named(const Table& table, std::string_view name) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] == name) return i;
    if (lower(table.columns[i]) == lower(name) && !found) found = i;
  }
  return found;
}

std::string listed_columns(const Table& table) {
  std::string text;
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < std::min(most, table.columns.size()); ++i) {
    if (i > 0) text += ", ";
    text += table.columns[i];
  }
  if (table.columns.size() > most) text += ", …";
  return text.empty() ? "none" : text;
}

std::optional<std::size_t> find_column(const SourceSpec& source, const Table& table, const std::string& role,
                                       std::initializer_list<std::string_view> usual_names) {
  const std::string name = mapped(source, role);
  if (!name.empty()) {
    const auto found = column_named(table, name);
    if (found) return found;
    InputFault fault = source_fault(
        source, table.file + " has no column \"" + name + "\"; it has " + listed_columns(table), "");
    fault.key += "." + role;
    fault.value = name;
    const std::string nearest = nearest_column(table, name);
    fault.remedy = nearest.empty() ? "Name one of those" : "The nearest is \"" + nearest + "\"";
    throw InputError(fault);
  }
  for (const std::string_view usual : usual_names) {
    if (const auto found = column_named(table, usual)) return found;
  }
  return std::nullopt;
}

std::size_t require_column(const SourceSpec& source, const Table& table, const std::string& role,
                           std::initializer_list<std::string_view> usual_names) {
  const auto found = find_column(source, table, role, usual_names);
  if (found) return *found;
  throw InputError(
      source_fault(source, table.file + " needs a column for `" + role + "`; it has " + listed_columns(table),
                   "Name it: { file = \"" + source.written + "\", " + role + " = \"…\" }"));
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> number_in(const Table& table, const TableRow& row, std::size_t column) {
  const std::string& cell = row.cells[column];
  if (cell.empty() || cell == "NA" || cell == "N/A" || lower(cell) == "nan" || lower(cell) == "null") {
    return std::nullopt;
  }
  const auto value = parse_number(cell);
  if (!value) {
    throw InputError(
        cell_fault(table, row, table.columns[column], cell, "is not a number",
                   "Write it with digits and a decimal point, without thousands separators or units"));
  }
  return value;
}

std::optional<double> cost_in(const Table& table, const TableRow& row, std::size_t column, bool from_budget) {
  const auto cost = number_in(table, row, column);
  if (!cost || *cost > 0.0 || (*cost == 0.0 && !from_budget)) return cost;
  throw InputError(cell_fault(table, row, table.columns[column], row.cells[column],
                              *cost < 0.0 ? "a cost is negative" : "a cost of 0 cannot be paid from a budget",
                              from_budget ? "Give a cost above 0" : "Give a cost of 0 or more"));
}

}  // namespace quarterhour
