#include "scenarios/building/plain_ground.h"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>

#include "geometry/area_tiles.h"
#include "scenarios/building/ground.h"
#include "scenarios/building/table_points.h"
#include "scenarios/building/value_check.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/raster_reader.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

/// Rows that are read and checked while they lie in the processor's cache.
constexpr int block_bytes = 256 * 1024;

Grid grid_of(const SourceSpec& source, const RasterFile& elevation) {
  if (!elevation.crs().is_projected_in_metres()) {
    throw InputError(source_fault(source,
                                  "it is in " + elevation.crs().name() +
                                      (elevation.crs().is_geographic() ? ", in degrees" : "") +
                                      ", and walking needs metres",
                                  "Reproject it with gdalwarp -t_srs, for instance to UTM"));
  }
  const RasterLayout& at = elevation.layout();
  return Grid(at.rows, at.cols, at.west, at.north, at.cell_width, at.cell_height);
}

void require_same_cells(const SourceSpec& source, const RasterFile& raster, const RasterFile& elevation) {
  const RasterLayout& own = raster.layout();
  const RasterLayout& wanted = elevation.layout();
  const std::string remedy =
      "Bring it to the elevation's cells with gdalwarp -te -tr, or write a scenario: quarterhour run "
      "resamples";
  if (own.rows != wanted.rows || own.cols != wanted.cols) {
    throw InputError(source_fault(source,
                                  "it has " + std::to_string(own.rows) + " × " + std::to_string(own.cols) +
                                      " cells, and the elevation " + std::to_string(wanted.rows) + " × " +
                                      std::to_string(wanted.cols),
                                  remedy));
  }
  // Corners that files give in text differ in their last digits.
  const double slack_m = 1e-3 * std::min(wanted.cell_width, wanted.cell_height);
  const double apart_m =
      std::max({std::abs(own.west - wanted.west), std::abs(own.north - wanted.north),
                std::abs(own.east() - wanted.east()), std::abs(own.south() - wanted.south())});
  if (!(apart_m <= slack_m))
    throw InputError(source_fault(source, "its cells lie elsewhere than the elevation's", remedy));
  if (!raster.crs().same_as(elevation.crs())) {
    throw InputError(source_fault(
        source, "it is in " + raster.crs().name() + ", and the elevation in " + elevation.crs().name(),
        remedy));
  }
}

/// All values of a window, each block of rows checked while it is at hand.
template <class Value>
Raster<Value> checked_values(const SourceSpec& source, const RasterFile& raster, const ValueRule& rule,
                             const CellWindow& window) {
  ValueCheck check(source, rule);
  const auto cols = static_cast<std::size_t>(window.cols());
  const int step = std::max(1, block_bytes / (window.cols() * static_cast<int>(sizeof(double))));
  const bool whole_rows = window.cols() == raster.layout().cols;
  std::vector<double> block(static_cast<std::size_t>(step) * cols);
  // Filled from the first value on, not with zeros before: memory of a large raster is slower than its values.
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(window.rows()) * cols);
  for (int first = window.row_begin; first < window.row_end; first += step) {
    const int rows = std::min(step, window.row_end - first);
    if (whole_rows)
      raster.read_rows(first, rows, block.data());
    else
      block = raster.read(first, window.col_begin, rows, window.cols()).values;
    for (int row = 0; row < rows; ++row)
      check.row(first + row, window.col_begin, block.data() + static_cast<std::size_t>(row) * cols,
                window.cols());
    values.insert(values.end(), block.begin(),
                  block.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(rows) * cols));
  }
  check.finish();
  return {window.rows(), window.cols(), std::move(values)};
}

bool has_values(const Surface& surface, CellIndex cell) {
  const auto is_known = [&](const auto& raster) { return raster.empty() || !std::isnan(raster[cell]); };
  return is_known(surface.elevation_m) && is_known(surface.elevation_in_float_m) &&
         is_known(surface.friction_s_per_m) && is_known(surface.friction_in_float_s_per_m);
}

enum class Where { outside, without_values };

[[noreturn]] void refuse_all(const SourceSpec& source, std::size_t facilities, Where where) {
  const bool outside = where == Where::outside;
  throw InputError(source_fault(
      source,
      "none of its " + std::to_string(facilities) + " facilities " +
          (outside ? "lies on the elevation's cells" : "stands where the rasters have values"),
      outside ? "Check that it is of the same place, its coordinate system, and whether x and y are swapped"
              : "Check their coordinates and the rasters' no-data values"));
}

std::string left_out(const std::string& file, std::size_t count, const std::string& where) {
  return file + ": facilities that " + where + " and serve nobody: " + std::to_string(count);
}

}  // namespace

PlainRasters::PlainRasters(SourceSpec elevation, std::optional<SourceSpec> friction)
    : elevation_(std::move(elevation)),
      friction_(std::move(friction)),
      heights_(elevation_, RasterAccess::once_through),
      grid_(grid_of(elevation_, heights_)) {
  require_heights_in_metres(elevation_, heights_);
  if (!friction_) return;
  slowness_.emplace(*friction_, RasterAccess::once_through);
  require_same_cells(*friction_, *slowness_, heights_);
}

Surface PlainRasters::read(const CellWindow& window) const {
  const Grid grid = grid_of_window(grid_, window);
  Surface surface{grid, {}, Raster<std::uint8_t>(grid, 1), {}, {}, {}, {}};
  std::vector<InputFault> faults;
  std::vector<InputFault> friction_faults;
  const auto read_one = [&](const SourceSpec& source, const RasterFile& raster, const ValueRule& rule,
                            Raster<double>& into, Raster<float>& in_float, std::vector<InputFault>& found) {
    try {
      if (raster.fits_float())
        in_float = checked_values<float>(source, raster, rule, window);
      else
        into = checked_values<double>(source, raster, rule, window);
    } catch (const InputError& error) {
      found = error.faults();
    }
  };
  tbb::parallel_invoke(
      [&] {
        read_one(elevation_, heights_, elevation_rule(), surface.elevation_m, surface.elevation_in_float_m,
                 faults);
      },
      [&] {
        if (slowness_)
          read_one(*friction_, *slowness_, friction_rule(), surface.friction_s_per_m,
                   surface.friction_in_float_s_per_m, friction_faults);
      });
  faults.insert(faults.end(), friction_faults.begin(), friction_faults.end());
  if (!faults.empty()) throw InputError(std::move(faults));
  return surface;
}

PlainFacilities read_plain_facilities(const SourceSpec& source, const PlainRasters& rasters) {
  const Table table = read_table(source);
  const TablePoints found = points_of(source, table, rasters.crs());
  const CoordinateChange change(found.crs, rasters.crs());
  const auto id = find_column(source, table, "id", {"id"});
  const Grid& grid = rasters.grid();
  PlainFacilities facilities;
  facilities.notes = table.notes;
  // That coordinates are in the elevation's own system is what a command line says by naming both.
  if (!found.crs.same_as(rasters.crs()))
    facilities.notes.insert(facilities.notes.end(), found.notes.begin(), found.notes.end());
  std::size_t nowhere = 0;
  std::size_t beyond = 0;
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    const TableRow& row = table.rows[k];
    if (!found.points[k]) {
      ++nowhere;
      continue;
    }
    const auto at = grid.cell_containing(change.apply(*found.points[k]));
    if (!at) {
      ++beyond;
      continue;
    }
    const std::string name = id ? row.cells[*id] : std::string();
    facilities.ids.push_back(name.empty() ? row_name(row) : name);
    facilities.cells.push_back(grid.index(*at));
  }
  if (facilities.cells.empty())
    refuse_all(source, table.rows.size(), beyond > 0 ? Where::outside : Where::without_values);
  if (nowhere > 0) facilities.notes.push_back(left_out(table.file, nowhere, "have no coordinates"));
  if (beyond > 0)
    facilities.notes.push_back(left_out(table.file, beyond, "lie outside the elevation's cells"));
  return facilities;
}

void note_closed_facilities(const SourceSpec& source, const PlainRasters& rasters, const CellWindow& window,
                            const Surface& surface, PlainFacilities& facilities) {
  std::size_t closed = 0;
  for (const CellIndex cell : facilities.cells) {
    const CellPosition at = rasters.grid().position(cell);
    if (window.contains(at) &&
        !has_values(surface, surface.grid.index(at.row - window.row_begin, at.col - window.col_begin)))
      ++closed;
  }
  if (closed == facilities.cells.size()) refuse_all(source, closed, Where::without_values);
  if (closed > 0)
    facilities.notes.push_back(left_out(source.written, closed, "stand on cells without a value"));
}

}  // namespace quarterhour
