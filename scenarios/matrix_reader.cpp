#include <algorithm>
#include <map>

#include "scenarios/building/city_build.h"
#include "scenarios/city_builder.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"
#include "sim/compensated_sum.h"

namespace quarterhour {

namespace {

using Positions = std::map<std::string, std::uint32_t>;

Table opened_table(CityBuild& build, const SourceSpec& source) {
  Table table = read_table(source);
  build.used(source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  return table;
}

/// The ids of a table, each once; faults name both lines of a repeated one.
Positions positions_of(const Table& table, std::size_t column) {
  Positions positions;
  std::vector<InputFault> faults;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const TableRow& row = table.rows[i];
    const std::string& id = row.cells[column];
    if (id.empty()) {
      faults.push_back(
          cell_fault(table, row, table.columns[column], "", "the id is blank", "Give every row an id"));
      continue;
    }
    const auto [known, is_new] = positions.emplace(id, static_cast<std::uint32_t>(i));
    if (!is_new) {
      faults.push_back(cell_fault(table, row, table.columns[column], id,
                                  "the id stands in " + row_name(table.rows[known->second]) + " already",
                                  "Give each its own"));
    }
    if (faults.size() >= 20) break;
  }
  if (!faults.empty()) throw InputError(faults);
  return positions;
}

Positions read_demand(CityBuild& build, const SourceSpec& source, TravelMatrix& matrix) {
  const Table table = opened_table(build, source);
  const std::size_t id = require_column(source, table, "id", {"id"});
  const std::size_t count = require_column(source, table, "count", {"count", "population", "people", "pop"});
  CompensatedSum read;
  std::size_t blanks = 0;
  std::vector<InputFault> faults;
  for (const TableRow& row : table.rows) {
    const auto people = number_in(table, row, count);
    if (!people) ++blanks;
    if (people && *people < 0.0) {
      faults.push_back(cell_fault(table, row, table.columns[count], row.cells[count],
                                  "a count of people is negative",
                                  "Correct the number, or leave the cell blank where there is no data"));
    }
    matrix.demand.push_back({row.cells[id], people.value_or(0.0)});
    read.add(people.value_or(0.0));
  }
  if (!faults.empty()) throw InputError(faults);
  if (blanks > 0)
    build.note(table.file + ": " + std::to_string(blanks) +
               " rows have a blank count, no data; nobody is counted there.");
  matrix.balance.push_back({"people", read.value(), read.value(), 0.0, 0.0, 0.0, 0.0, 0.0});
  return positions_of(table, id);
}

Positions read_candidates(CityBuild& build, const Scenario& scenario, const PlaceSpec& place,
                          TravelMatrix& matrix) {
  const SourceSpec& source = *place.candidates.points;
  if (!mapped(source, "datum").empty()) {
    throw InputError(source_fault(source, "with travel.matrix sites need no place, so a datum has no effect",
                                  "Remove datum"));
  }
  const Table table = opened_table(build, source);
  const std::size_t id = require_column(source, table, "id", {"id"});
  const auto name = find_column(source, table, "name", {"name"});
  const auto name_zh = find_column(source, table, "name_zh", {"name_zh"});
  const auto cost = find_column(source, table, "cost", {"cost"});
  const bool from_budget = std::any_of(scenario.places.begin(), scenario.places.end(),
                                       [](const PlaceSpec& other) { return other.budget.has_value(); });
  const auto dearer = std::find_if(scenario.places.begin(), scenario.places.end(),
                                   [&](const PlaceSpec& other) { return other.cost != place.cost; });
  for (const TableRow& row : table.rows) {
    const auto price = cost ? cost_in(table, row, *cost, from_budget) : std::nullopt;
    if (!price && from_budget && dearer != scenario.places.end()) {
      throw InputError({"", dearer->place.line, dearer->place.key + ".cost", "",
                        "one list of sites has one cost, and another [[place]] gives another",
                        "Give every [[place]] the same cost, or the sites a cost column"});
    }
    matrix.sites.push_back({row.cells[id],
                            {name ? row.cells[*name] : "", name_zh ? row.cells[*name_zh] : ""},
                            price.value_or(place.cost),
                            false});
  }
  return positions_of(table, id);
}

/// Ids of the matrix that the other file does not have.
class UnknownIds {
 public:
  void add(const std::string& id) {
    ++rows_;
    if (std::find(first_.begin(), first_.end(), id) == first_.end() && first_.size() < 5)
      first_.push_back(id);
  }
  void finish(const SourceSpec& source, const std::string& role, const std::string& other,
              const Positions& known) const {
    if (rows_ == 0) return;
    std::string list;
    for (const std::string& id : first_) list += (list.empty() ? "" : ", ") + id;
    InputFault fault = source_fault(source,
                                    std::to_string(rows_) + " rows name what is not in " + other + ": " +
                                        list + (first_.size() == 5 ? ", …" : ""),
                                    "Ids must be written alike in both, such as " + known.begin()->first);
    fault.key += "." + role;
    throw InputError(fault);
  }

 private:
  std::size_t rows_ = 0;
  std::vector<std::string> first_;
};

void read_entries(CityBuild& build, const MatrixSpec& spec, const Positions& demand, const Positions& sites,
                  const std::string& demand_file, const std::string& site_file, TravelMatrix& matrix) {
  const SourceSpec& source = spec.source;
  const Table table = opened_table(build, source);
  const bool in_metres = spec.quantity == Quantity::metres;
  const std::string role = in_metres ? "metres" : "minutes";
  const std::size_t from = require_column(source, table, "from", {"from_id", "from"});
  const std::size_t to = require_column(source, table, "to", {"to_id", "to"});
  const std::size_t value = require_column(source, table, role, {role});

  UnknownIds unknown_from;
  UnknownIds unknown_to;
  std::vector<InputFault> faults;
  std::map<std::pair<std::uint32_t, std::uint32_t>, const TableRow*> first;
  std::size_t blanks = 0;
  for (const TableRow& row : table.rows) {
    const auto point = demand.find(row.cells[from]);
    const auto site = sites.find(row.cells[to]);
    if (point == demand.end()) unknown_from.add(row.cells[from]);
    if (site == sites.end()) unknown_to.add(row.cells[to]);
    if (point == demand.end() || site == sites.end()) continue;
    const auto [known, is_new] = first.emplace(std::pair(site->second, point->second), &row);
    if (!is_new && faults.size() < 20) {
      faults.push_back(cell_fault(table, row, "", "",
                                  "the pair " + row.cells[from] + ", " + row.cells[to] + " stands in " +
                                      row_name(*known->second) + " already",
                                  "Keep one of the two"));
    }
    const auto found = number_in(table, row, value);
    if (!found) {
      ++blanks;
      continue;
    }
    if (*found < 0.0 && faults.size() < 20) {
      faults.push_back(cell_fault(table, row, table.columns[value], row.cells[value], "is negative",
                                  "Give 0 or more, or a blank for what cannot be reached"));
    }
    matrix.entries.push_back({point->second, site->second, in_metres ? *found : *found * 60.0});
  }
  build.attempt([&] {
    unknown_from.finish(source, "from", demand_file, demand);
    return true;
  });
  build.attempt([&] {
    unknown_to.finish(source, "to", site_file, sites);
    return true;
  });
  if (!faults.empty()) throw InputError(faults);
  const std::size_t pairs = demand.size() * sites.size();
  if (matrix.entries.size() < pairs) {
    build.note(table.file + ": " + std::to_string(pairs - matrix.entries.size()) + " of " +
               std::to_string(pairs) + " pairs are missing or blank and count as unreachable" +
               (blanks > 0 ? " (" + std::to_string(blanks) + " blank)." : "."));
  }
  std::sort(matrix.entries.begin(), matrix.entries.end(), [](const MatrixEntry& a, const MatrixEntry& b) {
    return std::pair(a.site, a.demand) < std::pair(b.site, b.demand);
  });
}

/// The first place with a list of sites; all name the same one.
const PlaceSpec* place_with_sites(const Scenario& scenario) {
  for (const PlaceSpec& place : scenario.places) {
    if (place.candidates.points) return &place;
  }
  return nullptr;
}

}  // namespace

TravelMatrix read_travel_matrix(const Scenario& scenario) {
  CityBuild build(scenario);
  TravelMatrix matrix;
  const auto& population = scenario.city.population;
  const PlaceSpec* place = place_with_sites(scenario);
  if (!population)
    build.fault({"", scenario.city.place.line, "city.population", "", "is missing",
                 "Give { file = \"…\", id = \"…\", count = \"…\" }"});
  if (place == nullptr)
    build.fault({"", 0, "place.candidates", "", "is missing: with a matrix the sites are given",
                 "Give { file = \"…\", id = \"…\" }"});
  if (!scenario.matrix)
    build.fault({"", 0, "travel.matrix", "", "is missing",
                 "Give { file = \"…\", from = \"…\", to = \"…\", minutes = \"…\" }"});
  build.throw_if_any();

  matrix.quantity = scenario.matrix->quantity;
  const auto demand = build.attempt([&] { return read_demand(build, *population, matrix); });
  const auto sites = build.attempt([&] { return read_candidates(build, scenario, *place, matrix); });
  if (demand && sites) {
    build.attempt([&] {
      read_entries(build, *scenario.matrix, *demand, *sites, shown_name(*population),
                   shown_name(*place->candidates.points), matrix);
      return true;
    });
  }
  build.throw_if_any();
  matrix.notes = build.notes();
  matrix.inputs = build.inputs();
  return matrix;
}

}  // namespace quarterhour
