#include "scenarios/building/count_source.h"

#include <gdal_priv.h>

#include <cmath>

#include "scenarios/building/joined_counts.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/gdal_messages.h"
#include "scenarios/readers/source_faults.h"
#include "scenarios/readers/spreadsheet.h"

namespace quarterhour {

namespace {

bool is_table(const SourceSpec& source) {
  for (const char* role : {"count", "x", "y", "join"}) {
    if (!mapped(source, role).empty()) return true;
  }
  if (!source.layer.empty() || !source.where.empty()) return true;
  const std::string extension = source.path.extension().string();
  if (extension == ".csv" || extension == ".txt" || extension == ".tsv") return true;
  const GdalMessages messages;
  const std::unique_ptr<GDALDataset> vector(
      GDALDataset::Open(source.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  const std::unique_ptr<GDALDataset> raster(
      GDALDataset::Open(source.path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  return vector != nullptr && raster == nullptr;
}

/// The count of one row, >= 0 or nothing.
std::optional<double> count_in(const Table& table, const TableRow& row, std::size_t column,
                               const std::optional<double>& no_data) {
  const std::optional<double> count = number_in(table, row, column);
  if (!count || (no_data && *count == *no_data)) return std::nullopt;
  if (*count < 0.0) {
    throw InputError(cell_fault(
        table, row, table.columns[column], row.cells[column], "a count of people is negative",
        "Correct the number; if it stands for no data, leave the cell blank or name it with no_data"));
  }
  return count;
}

std::vector<std::optional<double>> counts_of(const SourceSpec& source, const Table& table) {
  const std::size_t column =
      require_column(source, table, "count", {"count", "population", "people", "pop", "人口"});
  const auto no_data = parse_number(mapped(source, "no_data"));
  std::vector<std::optional<double>> counts;
  std::vector<InputFault> faults;
  for (const TableRow& row : table.rows) {
    counts.emplace_back();
    try {
      counts.back() = count_in(table, row, column, no_data);
    } catch (const InputError& error) {
      faults.insert(faults.end(), error.faults().begin(), error.faults().end());
    }
    if (faults.size() >= 20) break;
  }
  if (!faults.empty()) throw InputError(faults);
  return counts;
}

/// Counts of the joined table, in the order of the places.
std::vector<std::optional<double>> joined_counts(const SourceSpec& source, Table& places) {
  JoinedTable joined = read_joined(source, places);
  const std::vector<std::optional<double>> of_rows = counts_of(source, joined.table);
  std::vector<std::optional<double>> counts;
  for (const auto& row : joined.row_of_place) counts.push_back(row ? of_rows[*row] : std::nullopt);
  places.notes.insert(places.notes.end(), joined.table.notes.begin(), joined.table.notes.end());
  places.files.insert(places.files.end(), joined.table.files.begin(), joined.table.files.end());
  return counts;
}

}  // namespace

CountSource open_counts(const SourceSpec& source) {
  refuse_oversized_archive(source);
  CountSource opened{source, std::nullopt, std::nullopt, {}};
  if (is_table(source)) {
    opened.table = read_table(source);
    opened.counts = mapped(source, "join").empty() ? counts_of(source, *opened.table)
                                                   : joined_counts(source, *opened.table);
  } else {
    if (!mapped(source, "datum").empty()) {
      throw InputError(source_fault(source, "datum is for points and polygons, and this is a raster",
                                    "Shift the raster in a GIS first, or give its counts as points"));
    }
    opened.raster.emplace(source);
  }
  return opened;
}

CoordinateSystem own_crs(const CountSource& counts) {
  if (counts.raster) return counts.raster->crs();
  if (placed_by_columns(counts.source, *counts.table))
    return points_of(counts.source, *counts.table, std::nullopt).crs;
  return shape_crs(counts.source, *counts.table);
}

Extent extent_of(const CountSource& counts, const CoordinateSystem& to) {
  Extent extent;
  if (counts.raster) {
    for (const PointM& point : outline_of(counts.source, *counts.raster, to)) extent.add(point);
    return extent;
  }
  const Table& table = *counts.table;
  if (placed_by_columns(counts.source, table)) {
    const TablePoints found = points_of(counts.source, table, to);
    const CoordinateChange change(found.crs, to);
    for (const auto& point : found.points) {
      if (!point) continue;
      const PointM placed = change.apply(*point);
      if (std::isfinite(placed.x_m)) extent.add(placed);
    }
    return extent;
  }
  const CoordinateChange change(shape_crs(counts.source, table), to);
  for (const TableRow& row : table.rows) {
    for (const PolygonRing& part : placed_shape(table, row, change).parts) {
      for (const PointM& point : part.points) extent.add(point);
    }
  }
  return extent;
}

}  // namespace quarterhour
