#include "output/facility_file.h"

#include <cmath>

#include "output/table_columns.h"

namespace quarterhour {
namespace {

struct Entrance {
  std::int32_t facility = 0;
  PointM at;
};
struct InsideCell {
  std::int32_t facility = 0;
  std::int32_t row = 0;
  std::int32_t col = 0;
};

bool has_shapes(const std::vector<Facility>& ledger) {
  for (const Facility& facility : ledger)
    if (facility.has_shape() || !facility.outline.empty()) return true;
  return false;
}

Facility& facility_at(const FileReader& file, const std::string& path, std::int32_t number,
                      std::vector<Facility>& ledger) {
  if (number < 0 || static_cast<std::size_t>(number) >= ledger.size())
    file.fail("something of it belongs to no facility", path);
  return ledger[static_cast<std::size_t>(number)];
}

}  // namespace

void write_facility_shapes(FileWriter& file, const std::vector<Facility>& ledger, const Grid& grid) {
  if (!has_shapes(ledger)) return;
  LineSet outlines;
  outlines.first = {0};
  std::vector<Entrance> entrances;
  std::vector<InsideCell> inside;
  for (std::size_t k = 0; k < ledger.size(); ++k) {
    const auto number = static_cast<std::int32_t>(k);
    for (const Polyline& line : ledger[k].outline) {
      outlines.points.insert(outlines.points.end(), line.begin(), line.end());
      outlines.first.push_back(static_cast<std::int64_t>(outlines.points.size()));
      outlines.feature.push_back(number);
    }
    for (const PointM& at : ledger[k].entrances) entrances.push_back({number, at});
    for (const CellIndex cell : ledger[k].inside)
      inside.push_back({number, grid.position(cell).row, grid.position(cell).col});
  }
  if (!outlines.feature.empty()) file.lines("/facility_outlines", outlines);
  file.table({"/facility_entrances",
              {column("facility", entrances, [](const Entrance& one) { return one.facility; }),
               column("x", entrances, [](const Entrance& one) { return one.at.x_m; }),
               column("y", entrances, [](const Entrance& one) { return one.at.y_m; })}});
  file.table({"/facility_inside",
              {column("facility", inside, [](const InsideCell& one) { return one.facility; }),
               column("row", inside, [](const InsideCell& one) { return one.row; }),
               column("col", inside, [](const InsideCell& one) { return one.col; })}});
}

void read_facility_shapes(const FileReader& file, const Grid& grid, std::vector<Facility>& ledger) {
  const FileTable known = file.table("/facility_entrances");
  if (known.find("facility") == nullptr) return;
  const LineSet outlines = file.lines("/facility_outlines");
  const std::vector<Polyline> lines = polylines(outlines);
  if (outlines.feature.size() != lines.size())
    file.fail("its lines belong to no facility", "/facility_outlines");
  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (lines[k].size() < 2) file.fail("an outline has fewer than two points", "/facility_outlines");
    facility_at(file, "/facility_outlines", outlines.feature[k], ledger).outline.push_back(lines[k]);
  }
  const Columns entrances(file, "/facility_entrances");
  for (std::size_t k = 0; k < entrances.rows(); ++k) {
    const PointM at{entrances.number("x", k), entrances.number("y", k)};
    if (!std::isfinite(at.x_m) || !std::isfinite(at.y_m))
      file.fail("an entrance has no place", "/facility_entrances");
    facility_at(file, "/facility_entrances", entrances.of<std::int32_t>("facility")[k], ledger)
        .entrances.push_back(at);
  }
  const Columns inside(file, "/facility_inside");
  for (std::size_t k = 0; k < inside.rows(); ++k) {
    const int row = inside.of<std::int32_t>("row")[k];
    const int col = inside.of<std::int32_t>("col")[k];
    if (!grid.contains(row, col)) file.fail("a cell lies off the grid", "/facility_inside");
    facility_at(file, "/facility_inside", inside.of<std::int32_t>("facility")[k], ledger)
        .inside.push_back(grid.index(row, col));
  }
}

}  // namespace quarterhour
