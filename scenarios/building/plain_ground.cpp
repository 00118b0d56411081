#include "scenarios/building/plain_ground.h"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>

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

/// All values, each block of rows checked while it is at hand.
Raster<double> checked_values(const SourceSpec& source, const RasterFile& raster, const ValueRule& rule,
                              const Grid& grid) {
  ValueCheck check(source, rule);
  const auto cols = static_cast<std::size_t>(grid.cols());
  const int step = std::max(1, block_bytes / (grid.cols() * static_cast<int>(sizeof(double))));
  std::vector<double> block(static_cast<std::size_t>(step) * cols);
  // Filled from the first value on, not with zeros before: memory of a large raster is slower than its values.
  std::vector<double> values;
  values.reserve(grid.cell_count());
  for (int first = 0; first < grid.rows(); first += step) {
    const int rows = std::min(step, grid.rows() - first);
    raster.read_rows(first, rows, block.data());
    for (int row = 0; row < rows; ++row)
      check.row(first + row, 0, block.data() + static_cast<std::size_t>(row) * cols, grid.cols());
    values.insert(values.end(), block.begin(),
                  block.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(rows) * cols));
  }
  check.finish();
  return {grid.rows(), grid.cols(), std::move(values)};
}

bool has_values(const Surface& surface, CellIndex cell) {
  return !std::isnan(surface.elevation_m[cell]) &&
         (surface.friction_s_per_m.empty() || !std::isnan(surface.friction_s_per_m[cell]));
}

std::string left_out(const std::string& file, std::size_t count, const std::string& where) {
  return file + ": facilities that " + where + " and serve nobody: " + std::to_string(count);
}

}  // namespace

PlainGround read_plain_ground(const SourceSpec& elevation, const std::optional<SourceSpec>& friction) {
  const RasterFile heights(elevation, RasterAccess::once_through);
  require_heights_in_metres(elevation, heights);
  const Grid grid = grid_of(elevation, heights);
  PlainGround ground{{grid, {}, Raster<std::uint8_t>(grid, 1), {}, {}, {}, {}}, heights.crs()};
  Surface& surface = ground.surface;
  std::optional<RasterFile> slowness;
  if (friction) {
    slowness.emplace(*friction, RasterAccess::once_through);
    require_same_cells(*friction, *slowness, heights);
  }
  std::vector<InputFault> faults;
  std::vector<InputFault> friction_faults;
  const auto read = [&](const SourceSpec& source, const RasterFile& raster, const ValueRule& rule,
                        Raster<double>& into, std::vector<InputFault>& found) {
    try {
      into = checked_values(source, raster, rule, grid);
    } catch (const InputError& error) {
      found = error.faults();
    }
  };
  tbb::parallel_invoke([&] { read(elevation, heights, elevation_rule(), surface.elevation_m, faults); },
                       [&] {
                         if (slowness)
                           read(*friction, *slowness, friction_rule(), surface.friction_s_per_m,
                                friction_faults);
                       });
  faults.insert(faults.end(), friction_faults.begin(), friction_faults.end());
  if (!faults.empty()) throw InputError(std::move(faults));
  return ground;
}

PlainFacilities read_plain_facilities(const SourceSpec& source, const PlainGround& ground) {
  const Table table = read_table(source);
  const TablePoints found = points_of(source, table, ground.crs);
  const CoordinateChange change(found.crs, ground.crs);
  const auto id = find_column(source, table, "id", {"id"});
  const Grid& grid = ground.surface.grid;
  PlainFacilities facilities;
  facilities.notes = table.notes;
  // That coordinates are in the elevation's own system is what a command line says by naming both.
  if (!found.crs.same_as(ground.crs))
    facilities.notes.insert(facilities.notes.end(), found.notes.begin(), found.notes.end());
  std::size_t nowhere = 0;
  std::size_t beyond = 0;
  std::size_t closed = 0;
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
    const CellIndex cell = grid.index(*at);
    if (!has_values(ground.surface, cell)) ++closed;
    const std::string name = id ? row.cells[*id] : std::string();
    facilities.ids.push_back(name.empty() ? row_name(row) : name);
    facilities.cells.push_back(cell);
  }
  if (facilities.cells.size() == closed) {
    const bool outside = beyond > 0 && closed == 0;
    throw InputError(source_fault(
        source,
        "none of its " + std::to_string(table.rows.size()) + " facilities " +
            (outside ? "lies on the elevation's cells" : "stands where the rasters have values"),
        outside ? "Check that it is of the same place, its coordinate system, and whether x and y are swapped"
                : "Check their coordinates and the rasters' no-data values"));
  }
  if (nowhere > 0) facilities.notes.push_back(left_out(table.file, nowhere, "have no coordinates"));
  if (beyond > 0)
    facilities.notes.push_back(left_out(table.file, beyond, "lie outside the elevation's cells"));
  if (closed > 0) facilities.notes.push_back(left_out(table.file, closed, "stand on cells without a value"));
  return facilities;
}

}  // namespace quarterhour
