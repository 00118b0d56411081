#include "scenarios/building/people.h"

#include <algorithm>
#include <cmath>

#include "scenarios/building/raster_overlay.h"
#include "scenarios/readers/source_faults.h"
#include "sim/compensated_sum.h"

namespace quarterhour {

namespace {

/// People on the grid and outside it, while they are shared out.
class Spread {
 public:
  explicit Spread(const Grid& grid) : grid_(grid), overlaps_(grid), people_(grid, 0.0) {}

  void add_to_cell(CellIndex cell, double count) { people_.at(cell) += count; }
  void add_outside(double count) { outside_.add(count); }
  /// By area; what lies beyond the grid goes outside.
  void add_polygon(const std::vector<PolygonRing>& rings, double count) {
    const std::vector<CellArea>& parts = overlaps_.of(rings);
    double area = 0.0;
    for (const CellArea& part : parts) area += part.area_m2;
    const double whole = polygon_area_m2(rings);
    // Inside the grid the parts make up the polygon but for rounding, which must not lose anybody.
    const bool is_inside = whole - area <= 1e-9 * whole;
    const double divisor = is_inside ? area : whole;
    CompensatedSum shared;
    for (const CellArea& part : parts) {
      const double share = count * (part.area_m2 / divisor);
      people_.at(part.cell) += share;
      shared.add(share);
    }
    if (!is_inside) outside_.add(count - shared.value());
  }

  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] PeopleRaster& people() { return people_; }
  [[nodiscard]] CompensatedSum& outside() { return outside_; }

 private:
  Grid grid_;
  CellOverlaps overlaps_;
  PeopleRaster people_;
  CompensatedSum outside_;
};

[[noreturn]] void refuse_negative(const CountSource& counts, double value, int row, int col) {
  throw InputError(source_fault(counts.source,
                                "a count of people is negative: " + std::to_string(value) + " at row " +
                                    std::to_string(row) + ", column " + std::to_string(col) +
                                    " of the raster",
                                "If it stands for no data, say so: { file = \"" + counts.source.written +
                                    "\", no_data = … }, or flag it in the file with gdal_edit.py -a_nodata"));
}

double spread_raster(const CountSource& counts, const StudyGrid& study, Spread& spread) {
  const RasterFile& raster = *counts.raster;
  const RasterOverlay overlay(counts.source, raster, study);
  const RasterWindow& window = overlay.window();
  CompensatedSum read;
  std::vector<double> values(static_cast<std::size_t>(raster.layout().cols));
  std::vector<PointM> above;
  std::vector<PointM> below;
  int below_row = -1;
  std::vector<PolygonRing> quad(1);
  for (int row = 0; row < raster.layout().rows; ++row) {
    raster.read_row(row, 0, values);
    const bool may_touch = row >= window.first_row && row < window.first_row + window.rows;
    if (may_touch && !overlay.same_cells()) {
      if (below_row == row) {
        std::swap(above, below);
      } else {
        overlay.corner_line(row, above);
      }
      overlay.corner_line(row + 1, below);
      below_row = row + 1;
    }
    for (int col = 0; col < raster.layout().cols; ++col) {
      const double count = values[static_cast<std::size_t>(col)];
      if (std::isnan(count) || count == 0.0) continue;
      if (count < 0.0) refuse_negative(counts, count, row, col);
      read.add(count);
      if (!may_touch || col < window.first_col || col >= window.first_col + window.cols) {
        spread.add_outside(count);
      } else if (overlay.same_cells()) {
        const int grid_row = row - overlay.same_cells()->row;
        const int grid_col = col - overlay.same_cells()->col;
        if (study.grid.contains(grid_row, grid_col)) {
          spread.add_to_cell(study.grid.index(grid_row, grid_col), count);
        } else {
          spread.add_outside(count);
        }
      } else {
        const auto at = static_cast<std::size_t>(col - window.first_col);
        quad[0].points = {above[at], below[at], below[at + 1], above[at + 1]};
        const bool placed = std::all_of(quad[0].points.begin(), quad[0].points.end(),
                                        [](const PointM& p) { return std::isfinite(p.x_m); });
        if (placed) {
          spread.add_polygon(quad, count);
        } else {
          spread.add_outside(count);
        }
      }
    }
  }
  return read.value();
}

void refuse_unplaced(const CountSource& counts, const std::vector<std::string>& rows) {
  if (rows.empty()) return;
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    list += (i > 0 ? ", " : "") + rows[i];
  throw InputError(source_fault(counts.source,
                                std::to_string(rows.size()) + " rows of " + counts.table->file +
                                    " have people but no place (" + list + (rows.size() > 5 ? ", …" : "") +
                                    ")",
                                "Complete them, or leave them out with `where`"));
}

double spread_points(CityBuild& build, const CountSource& counts, const StudyGrid& study, Spread& spread) {
  const TablePoints found = points_of(counts.source, *counts.table, study.crs);
  for (const std::string& note : found.notes) build.note(note);
  const CoordinateChange change(found.crs, study.crs);
  CompensatedSum read;
  std::vector<std::string> unplaced;
  std::size_t outside = 0;
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    if (!counts.counts[i] || *counts.counts[i] == 0.0) continue;
    const double count = *counts.counts[i];
    read.add(count);
    if (!found.points[i]) {
      unplaced.push_back(row_name(counts.table->rows[i]));
      continue;
    }
    const PointM point = change.apply(*found.points[i]);
    const auto cell = study.grid.cell_containing(point);
    if (!cell || (!study.has_area && !inside(point, study.outline))) {
      ++outside;
      spread.add_outside(count);
    } else {
      spread.add_to_cell(study.grid.index(*cell), count);
    }
  }
  refuse_unplaced(counts, unplaced);
  if (outside > 0) {
    build.note(counts.table->file + ": " + std::to_string(outside) +
               " rows with people lie outside the study and are not scored.");
  }
  return read.value();
}

double spread_polygons(const CountSource& counts, const StudyGrid& study, Spread& spread) {
  const CoordinateChange change(shape_crs(counts.source, *counts.table), study.crs);
  CompensatedSum read;
  std::vector<std::string> unplaced;
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    if (!counts.counts[i] || *counts.counts[i] == 0.0) continue;
    const TableRow& row = counts.table->rows[i];
    read.add(*counts.counts[i]);
    const Shape shape = placed_shape(*counts.table, row, change);
    if (shape.kind == Shape::Kind::points) {
      const auto cell = study.grid.cell_containing(shape.parts[0].points[0]);
      if (cell) {
        spread.add_to_cell(study.grid.index(*cell), *counts.counts[i]);
      } else {
        spread.add_outside(*counts.counts[i]);
      }
    } else if (shape.kind == Shape::Kind::polygons && polygon_area_m2(shape.parts) > 0.0) {
      spread.add_polygon(shape.parts, *counts.counts[i]);
    } else {
      unplaced.push_back(row_name(row));
    }
  }
  refuse_unplaced(counts, unplaced);
  return read.value();
}

void note_blanks(CityBuild& build, const CountSource& counts) {
  const auto blanks = std::count(counts.counts.begin(), counts.counts.end(), std::nullopt);
  if (blanks == 0) return;
  build.note(counts.table->file + ": " + std::to_string(blanks) +
             " rows have a blank count, no data; nobody is counted there.");
}

bool has_polygons(const CountSource& counts) {
  return std::any_of(counts.table->rows.begin(), counts.table->rows.end(),
                     [](const TableRow& row) { return row.shape.kind == Shape::Kind::polygons; });
}

}  // namespace

SpreadCounts spread_counts(CityBuild& build, const CountSource& counts, const StudyGrid& study) {
  Spread spread(study.grid);
  SpreadCounts result;
  if (counts.raster) {
    result.read = spread_raster(counts, study, spread);
  } else {
    note_blanks(build, counts);
    const bool by_area = !placed_by_columns(counts.source, *counts.table) && has_polygons(counts);
    result.read =
        by_area ? spread_polygons(counts, study, spread) : spread_points(build, counts, study, spread);
  }
  PeopleRaster& people = spread.people();
  bool any = false;
  people.for_each_held([&](std::size_t cell, double count) {
    any = any || count > 0.0;
    if (study.zone[cell] != static_cast<std::uint8_t>(Zone::outside)) return;
    spread.outside().add(count);
    people.at(cell) = 0.0;
  });
  if (!any && result.read > 0.0) {
    throw InputError(source_fault(counts.source,
                                  "none of its people live on the city's grid: they do not overlap",
                                  "Check that both are of the same place, the coordinate systems, and "
                                  "whether longitude and latitude are swapped"));
  }
  result.outside = spread.outside().value();
  result.people = std::move(people);
  return result;
}

}  // namespace quarterhour
