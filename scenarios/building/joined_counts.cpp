#include "scenarios/building/joined_counts.h"

#include <map>
#include <utility>

#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

using RowOfId = std::map<std::string, std::size_t>;

RowOfId rows_by_id(const Table& table, std::size_t column) {
  RowOfId rows;
  std::vector<InputFault> faults;
  for (std::size_t i = 0; i < table.rows.size() && faults.size() < 20; ++i) {
    const std::string& id = table.rows[i].cells[column];
    const auto [known, is_new] = rows.emplace(id, i);
    if (is_new && !id.empty()) continue;
    const std::string message = id.empty()
                                    ? "the id is blank"
                                    : "the id stands in " + row_name(table.rows[known->second]) + " already";
    faults.push_back(cell_fault(table, table.rows[i], table.columns[column], id, message,
                                "Give every row an id of its own: the two tables meet by it"));
  }
  if (!faults.empty()) throw InputError(faults);
  return rows;
}

SourceSpec joined_source(const SourceSpec& source) {
  SourceSpec joined;
  joined.written = mapped(source, "join_written");
  joined.path = mapped(source, "join");
  joined.encoding = source.encoding;
  joined.place = source.place;
  joined.place.key += ".join";
  if (const std::string id = mapped(source, "join_id"); !id.empty()) joined.columns["id"] = id;
  return joined;
}

}  // namespace

JoinedTable read_joined(const SourceSpec& source, const Table& places) {
  const std::size_t place_id = require_column(source, places, "id", {"id"});
  SourceSpec other = joined_source(source);
  JoinedTable joined{read_table(other), {}};
  const Table& table = joined.table;
  if (other.columns.empty()) other.columns["id"] = places.columns[place_id];
  const std::size_t joined_id = require_column(other, table, "id", {});
  const RowOfId places_by_id = rows_by_id(places, place_id);
  const RowOfId rows = rows_by_id(table, joined_id);
  std::vector<InputFault> lost;
  for (const TableRow& row : table.rows) {
    const std::string& id = row.cells[joined_id];
    if (places_by_id.contains(id)) continue;
    lost.push_back(
        cell_fault(table, row, table.columns[joined_id], id,
                   "no row of " + places.file + " has this id, so those counted here have no place",
                   "Add the place, or take the row out of the table"));
    if (lost.size() == 20) break;
  }
  if (!lost.empty()) throw InputError(lost);
  for (const TableRow& place : places.rows) {
    const auto found = rows.find(place.cells[place_id]);
    joined.row_of_place.push_back(found == rows.end() ? std::nullopt : std::optional(found->second));
  }
  return joined;
}

}  // namespace quarterhour
