#include "scenarios/building/resample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "scenarios/building/raster_overlay.h"
#include "scenarios/building/source_bands.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();

RasterOverlay overlay_of(const SourceSpec& source, const RasterFile& raster, const StudyGrid& study) {
  RasterOverlay overlay(source, raster, study);
  if (!overlay.overlaps()) {
    throw InputError(source_fault(source, "the raster does not overlap the city's grid",
                                  "Check that it is of the same place, and its coordinate system"));
  }
  return overlay;
}

Raster<double> copied(const Grid& grid, SourceBands& bands, CellPosition origin) {
  Raster<double> values(grid, no_data);
  for (int row = 0; row < grid.rows(); ++row) {
    const RasterWindow& band = bands.rows(origin.row + row, origin.row + row);
    for (int col = 0; col < grid.cols(); ++col) {
      if (band.contains(origin.row + row, origin.col + col))
        values(row, col) = band.at(origin.row + row, origin.col + col);
    }
  }
  return values;
}

/// One row of the source in memory at a time.
Raster<double> averaged(const SourceSpec& source, const RasterFile& raster, const Grid& grid,
                        const RasterOverlay& overlay, const ValueRule& rule) {
  const RasterWindow& window = overlay.window();
  ValueCheck check(source, rule);
  Raster<double> sum(grid, 0.0);
  Raster<double> area(grid, 0.0);
  CellOverlaps overlaps(grid);
  std::vector<double> values(static_cast<std::size_t>(window.cols));
  std::vector<PointM> above;
  std::vector<PointM> below;
  std::vector<PolygonRing> quad(1);
  overlay.corner_line(window.first_row, below);
  for (int row = window.first_row; row < window.first_row + window.rows; ++row) {
    raster.read_row(row, window.first_col, values);
    check.row(row, window.first_col, values.data(), window.cols);
    std::swap(above, below);
    overlay.corner_line(row + 1, below);
    for (std::size_t col = 0; col < values.size(); ++col) {
      const double reach = above[col].x_m + above[col + 1].x_m + below[col].x_m + below[col + 1].x_m;
      if (std::isnan(values[col]) || std::isnan(reach)) continue;
      quad[0].points = {above[col], below[col], below[col + 1], above[col + 1]};
      for (const CellArea& part : overlaps.of(quad)) {
        sum[part.cell] += part.area_m2 * values[col];
        area[part.cell] += part.area_m2;
      }
    }
  }
  check.finish();
  for (std::size_t cell = 0; cell < sum.size(); ++cell) {
    sum[cell] = area[cell] >= 0.5 * grid.cell_area_m2() ? sum[cell] / area[cell] : no_data;
  }
  return sum;
}

double bilinear(const RasterWindow& window, RasterOverlay::Place place) {
  if (!window.contains(static_cast<int>(std::floor(place.row)), static_cast<int>(std::floor(place.col))))
    return no_data;
  if (std::isnan(window.at(static_cast<int>(std::floor(place.row)), static_cast<int>(std::floor(place.col)))))
    return no_data;
  const double row = place.row - 0.5;
  const double col = place.col - 0.5;
  const int first_row = static_cast<int>(std::floor(row));
  const int first_col = static_cast<int>(std::floor(col));
  double sum = 0.0;
  double weights = 0.0;
  for (int dr = 0; dr < 2; ++dr) {
    for (int dc = 0; dc < 2; ++dc) {
      if (!window.contains(first_row + dr, first_col + dc)) continue;
      const double value = window.at(first_row + dr, first_col + dc);
      if (std::isnan(value)) continue;
      const double weight = (dr == 1 ? row - first_row : 1.0 - (row - first_row)) *
                            (dc == 1 ? col - first_col : 1.0 - (col - first_col));
      sum += weight * value;
      weights += weight;
    }
  }
  return weights > 0.0 ? sum / weights : no_data;
}

bool on_earth(RasterOverlay::Place place) {
  constexpr double far = 2147483000.0;
  return std::abs(place.row) < far && std::abs(place.col) < far;
}

/// The band that holds the places and `around` rows on either side of them.
const RasterWindow& band_of(const std::vector<RasterOverlay::Place>& places, int around, SourceBands& bands) {
  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  for (const RasterOverlay::Place& place : places) {
    if (!on_earth(place)) continue;
    first = std::min(first, place.row);
    last = std::max(last, place.row);
  }
  if (first > last) return bands.rows(0, -1);
  return bands.rows(static_cast<int>(std::floor(first)) - around,
                    static_cast<int>(std::floor(last)) + around);
}

}  // namespace

Raster<double> resampled_quantity(const SourceSpec& source, const RasterFile& raster, const StudyGrid& study,
                                  const ValueRule& rule) {
  const RasterOverlay overlay = overlay_of(source, raster, study);
  const bool same = overlay.same_cells().has_value();
  if (!same && overlay.coarseness() > 1.5) return averaged(source, raster, study.grid, overlay, rule);
  SourceBands bands(source, raster, overlay.window(), rule);
  Raster<double> values;
  if (same) {
    values = copied(study.grid, bands, *overlay.same_cells());
  } else {
    values = Raster<double>(study.grid, no_data);
    std::vector<RasterOverlay::Place> places;
    for (int row = 0; row < study.grid.rows(); ++row) {
      overlay.places(row, 0.5, 1, places);
      const RasterWindow& band = band_of(places, 1, bands);
      for (int col = 0; col < study.grid.cols(); ++col) {
        const RasterOverlay::Place place = places[static_cast<std::size_t>(col)];
        if (on_earth(place)) values(row, col) = bilinear(band, place);
      }
    }
  }
  bands.finish();
  return values;
}

Raster<std::int32_t> resampled_class(const SourceSpec& source, const RasterFile& raster,
                                     const StudyGrid& study) {
  const RasterOverlay overlay = overlay_of(source, raster, study);
  const ValueRule rule{"land class (a whole number from 0)", 0.0, 2147483647.0, {}};
  SourceBands bands(source, raster, overlay.window(), rule, [&source](std::span<const double> values) {
    for (const double value : values) {
      if (std::isnan(value) || value == std::floor(value)) continue;
      throw InputError(source_fault(source, "it holds " + shown_number(value) + ", which is no land class",
                                    "Give a raster of whole numbers"));
    }
  });
  const auto class_at = [](const RasterWindow& band, int row, int col) {
    if (!band.contains(row, col) || std::isnan(band.at(row, col))) return -1;
    return static_cast<std::int32_t>(band.at(row, col));
  };
  const Grid& grid = study.grid;
  Raster<std::int32_t> classes(grid, -1);
  if (const auto& origin = overlay.same_cells()) {
    for (int row = 0; row < grid.rows(); ++row) {
      const RasterWindow& band = bands.rows(origin->row + row, origin->row + row);
      for (int col = 0; col < grid.cols(); ++col)
        classes(row, col) = class_at(band, origin->row + row, origin->col + col);
    }
    bands.finish();
    return classes;
  }
  // Points of a square lattice stand for the areas of the classes within a cell.
  const int points =
      overlay.coarseness() > 1.5 ? std::min(16, 2 * static_cast<int>(std::ceil(overlay.coarseness()))) : 1;
  const auto per_row = static_cast<std::size_t>(points);
  const auto cols = static_cast<std::size_t>(grid.cols());
  std::vector<RasterOverlay::Place> places;
  std::vector<std::int32_t> found(cols * per_row * per_row);
  for (int row = 0; row < grid.rows(); ++row) {
    for (std::size_t line = 0; line < per_row; ++line) {
      overlay.places(row, (static_cast<double>(line) + 0.5) / points, points, places);
      const RasterWindow& band = band_of(places, 0, bands);
      for (std::size_t i = 0; i < places.size(); ++i) {
        const bool there = on_earth(places[i]);
        found[(i / per_row) * per_row * per_row + line * per_row + i % per_row] =
            there ? class_at(band, static_cast<int>(std::floor(places[i].row)),
                             static_cast<int>(std::floor(places[i].col)))
                  : -1;
      }
    }
    for (std::size_t col = 0; col < cols; ++col) {
      const auto begin = found.begin() + static_cast<std::ptrdiff_t>(col * per_row * per_row);
      const auto end = begin + static_cast<std::ptrdiff_t>(per_row * per_row);
      std::sort(begin, end);
      std::ptrdiff_t most = 0;
      for (auto at = begin; at != end;) {
        const auto next = std::upper_bound(at, end, *at);
        if (next - at > most) {
          most = next - at;
          classes(row, static_cast<int>(col)) = *at;
        }
        at = next;
      }
    }
  }
  bands.finish();
  return classes;
}

}  // namespace quarterhour
