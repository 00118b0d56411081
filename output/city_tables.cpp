#include "output/city_tables.h"

#include <limits>
#include <set>

namespace quarterhour {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The columns name and name_zh of rows that have a bilingual `name`.
template <class Row>
void add_names(std::vector<Column>& columns, const std::vector<Row>& rows) {
  columns.push_back(column("name", rows, [](const Row& row) { return row.name.en; }));
  columns.push_back(column("name_zh", rows, [](const Row& row) { return row.name.zh; }));
}

}  // namespace

void write_account(FileWriter& file, const std::vector<BalanceRow>& balance,
                   const std::vector<MovedRow>& moved, const std::vector<Note>& notes,
                   const std::vector<InputFile>& inputs) {
  using B = BalanceRow;
  file.table({"/balance",
              {column("group", balance, [](const B& row) { return row.group; }),
               column("read", balance, [](const B& row) { return row.read; }),
               column("scored", balance, [](const B& row) { return row.scored; }),
               column("buffer", balance, [](const B& row) { return row.buffer; }),
               column("outside", balance, [](const B& row) { return row.outside; }),
               column("dropped", balance, [](const B& row) { return row.dropped; }),
               column("moved", balance, [](const B& row) { return row.moved; }),
               column("kept", balance, [](const B& row) { return row.kept; })}});
  using M = MovedRow;
  file.table({"/moved",
              {column("what", moved, [](const M& row) { return row.what; }),
               column("id", moved, [](const M& row) { return row.id; }),
               column("action", moved, [](const M& row) { return row.action; }),
               column("from_x", moved, [](const M& row) { return row.from.x_m; }),
               column("from_y", moved, [](const M& row) { return row.from.y_m; }),
               column("to_x", moved, [](const M& row) { return row.to.x_m; }),
               column("to_y", moved, [](const M& row) { return row.to.y_m; }),
               column("people", moved, [](const M& row) { return row.people; }),
               column("distance_m", moved, [](const M& row) { return row.distance_m; }),
               column("reason", moved, [](const M& row) { return row.reason; })}});
  file.table({"/notes",
              {column("severity", notes, [](const Note& note) { return note.severity; }),
               column("text", notes, [](const Note& note) { return note.text; })}});
  file.table({"/inputs",
              {column("name", inputs, [](const InputFile& input) { return input.name; }),
               column("bytes", inputs, [](const InputFile& input) { return input.bytes; }),
               column("sha256", inputs, [](const InputFile& input) { return input.sha256; })}});
  std::string lines;
  for (const InputFile& input : inputs) {
    lines += input.name + "\t" + std::to_string(input.bytes) + "\t" + input.sha256 + "\n";
  }
  file.attribute("/@inputs", lines);
}

void write_ledger(FileWriter& file, const std::vector<Facility>& ledger, const Grid* grid) {
  using F = Facility;
  const auto position = [grid](const F& facility) {
    return facility.cell && grid != nullptr ? grid->position(*facility.cell) : CellPosition{-1, -1};
  };
  std::vector<Column> columns{column("id", ledger, [](const F& facility) { return facility.id; })};
  add_names(columns, ledger);
  for (Column& next : std::vector<Column>{
           column("service", ledger, [](const F& facility) { return facility.service; }),
           column("level", ledger, [](const F& facility) { return facility.level; }),
           column("x", ledger, [](const F& facility) { return facility.location.x_m; }),
           column("y", ledger, [](const F& facility) { return facility.location.y_m; }),
           column("row", ledger, [&](const F& facility) { return std::int32_t{position(facility).row}; }),
           column("col", ledger, [&](const F& facility) { return std::int32_t{position(facility).col}; }),
           column("capacity", ledger, [](const F& facility) { return facility.capacity.value_or(none); }),
           column("opened_year", ledger,
                  [](const F& facility) {
                    return facility.opened_year ? static_cast<double>(*facility.opened_year) : none;
                  }),
           column("closed_year", ledger,
                  [](const F& facility) {
                    return facility.closed_year ? static_cast<double>(*facility.closed_year) : none;
                  }),
           column("owner", ledger, [](const F& facility) { return facility.owner; }),
           column("district", ledger, [](const F& facility) { return facility.district; }),
           column("source", ledger, [](const F& facility) { return facility.source; })}) {
    columns.push_back(std::move(next));
  }
  file.table({"/ledger", std::move(columns)});
}

void write_people(FileWriter& file, const std::vector<PeopleGroup>& groups) {
  using G = PeopleGroup;
  std::vector<Column> columns{column("id", groups, [](const G& group) { return group.id; })};
  add_names(columns, groups);
  columns.push_back(
      column("speed_kmh", groups, [](const G& group) { return group.speed_kmh.value_or(none); }));
  columns.push_back(column("mode", groups, [](const G& group) {
    return group.mode ? static_cast<std::uint8_t>(*group.mode) : no_mode;
  }));
  columns.push_back(
      column("max_slope", groups, [](const G& group) { return group.max_slope.value_or(none); }));
  file.table({"/groups", std::move(columns)});
  for (const G& group : groups) {
    const PeopleRaster& people = group.people;
    if (people.empty()) continue;
    file.raster<double>("/people/" + group.id, [&people](int row, int first_col, std::span<double> out) {
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = people(row, first_col + static_cast<int>(k));
    });
  }
}

void write_units(FileWriter& file, const std::vector<UnitSet>& unit_sets) {
  for (const UnitSet& set : unit_sets) {
    const std::string path = "/units/" + set.kind;
    file.raster(path + "/unit_of_cell", set.unit_of_cell);
    std::vector<Column> columns{column("id", set.units, [](const Unit& unit) { return unit.id; })};
    add_names(columns, set.units);
    file.table({path + "/list", std::move(columns)});
    LineSet outline;
    for (std::size_t k = 0; k < set.units.size(); ++k) {
      for (const Polyline& ring : set.units[k].rings) {
        outline.add(ring);
        outline.feature.push_back(static_cast<std::int32_t>(k));
      }
    }
    file.lines(path + "/outline", outline);
  }
}

void write_drawn(FileWriter& file, const std::vector<DrawnLayer>& layers) {
  std::set<std::string> used;
  for (const DrawnLayer& layer : layers) {
    std::string name = layer.name;
    for (int copy = 2; !used.insert(name).second; ++copy) name = layer.name + "_" + std::to_string(copy);
    LineSet lines;
    for (const Polyline& line : layer.lines) lines.add(line);
    file.lines("/vectors/" + name, lines);
    file.attribute("/vectors/" + name + "@closed", std::uint8_t{layer.closed});
  }
}

}  // namespace quarterhour
