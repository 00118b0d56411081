#include "scenarios/building/units.h"

#include <algorithm>
#include <iterator>

#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

struct UnitColumns {
  std::size_t name;
  std::optional<std::size_t> name_zh;
  std::optional<std::size_t> id;
};

struct CollectedUnits {
  std::vector<Unit> units;
  /// The rings of each feature, and the position of its unit.
  std::vector<std::pair<std::size_t, std::vector<Polyline>>> features;
};

/// The features as units, those of one id joined.
CollectedUnits collect_units(CityBuild& build, const Table& table, const UnitColumns& columns,
                             const CoordinateChange& change) {
  CollectedUnits collected;
  std::vector<Unit>& units = collected.units;
  std::vector<InputFault> faults;
  std::size_t joined = 0;
  for (const TableRow& row : table.rows) {
    if (row.shape.kind != Shape::Kind::polygons) {
      faults.push_back(
          cell_fault(table, row, "", "", "a unit needs a polygon", "Leave other features out with `where`"));
      continue;
    }
    const std::string& name = row.cells[columns.name];
    const std::string& id = columns.id ? row.cells[*columns.id] : name;
    if (name.empty() || id.empty()) {
      const std::size_t blank = name.empty() ? columns.name : *columns.id;
      faults.push_back(
          cell_fault(table, row, table.columns[blank], "", "a unit has no name", "Give every polygon one"));
      continue;
    }
    auto rings = lines_of(placed_shape(table, row, change));
    const auto known =
        std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.id == id; });
    collected.features.emplace_back(static_cast<std::size_t>(known - units.begin()), rings);
    if (known == units.end()) {
      units.push_back({id, {name, columns.name_zh ? row.cells[*columns.name_zh] : ""}, std::move(rings)});
    } else {
      ++joined;
      std::move(rings.begin(), rings.end(), std::back_inserter(known->rings));
    }
  }
  if (!faults.empty()) throw InputError(faults);
  if (joined > 0) {
    build.note(table.file + ": " + std::to_string(joined) +
               " polygons bear the name of another and were joined with it.");
  }
  return collected;
}

}  // namespace

UnitSet read_units(CityBuild& build, const std::string& kind, const SourceSpec& source,
                   const StudyGrid& study) {
  const Table table = read_table(source);
  build.used(source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  const UnitColumns columns{require_column(source, table, "name", {"name", "NAME_EN", "name_en"}),
                            find_column(source, table, "name_zh", {"name_zh", "name:zh"}),
                            find_column(source, table, "id", {"id"})};
  const CoordinateChange change(shape_crs(source, table), study.crs);
  CollectedUnits collected = collect_units(build, table, columns, change);
  UnitSet set{kind, std::move(collected.units), Raster<std::int32_t>(study.grid, -1)};

  std::size_t covered = 0;
  std::size_t twice = 0;
  // Feature by feature: where two of one unit overlap, both rings together would cut a hole.
  std::stable_sort(collected.features.begin(), collected.features.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [unit, rings] : collected.features) {
    const auto position = static_cast<std::int32_t>(unit);
    for_each_centre_inside(study.grid, rings, [&](CellIndex cell) {
      ++covered;
      if (set.unit_of_cell[cell] < 0) set.unit_of_cell[cell] = position;
      if (set.unit_of_cell[cell] != position) ++twice;
    });
  }
  if (covered == 0) {
    throw InputError(source_fault(
        source, "none of its polygons holds the centre of a cell of the city's grid: they do not overlap",
        "Check that it is of the same place, and its coordinate system"));
  }
  if (twice > 0) {
    build.warn(table.file + ": polygons overlap in " + std::to_string(twice) +
               " cells, which belong to the first of them.");
  }
  return set;
}

DrawnLayer drawn_outlines(const std::string& name, const UnitSet& units) {
  DrawnLayer layer{name, {}, true};
  for (const Unit& unit : units.units)
    layer.lines.insert(layer.lines.end(), unit.rings.begin(), unit.rings.end());
  return layer;
}

}  // namespace quarterhour
