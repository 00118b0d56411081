// Ground and facilities of a question that has no scenario: the elevation's own cells, unresampled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geometry/surface.h"
#include "geometry/travel_time.h"
#include "scenarios/readers/raster_reader.h"
#include "scenarios/scenario.h"

namespace quarterhour {

/// Heights, and friction in seconds per metre where it is given: opened, but not read.
class PlainRasters {
 public:
  /// Throws InputError, also where the elevation is not in metres or the friction's cells are not the elevation's.
  PlainRasters(SourceSpec elevation, std::optional<SourceSpec> friction);

  /// The whole of it.
  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] const CoordinateSystem& crs() const { return heights_.crs(); }

  /// Bytes that a cell of a window takes: a raster is held in float where that is what the file holds.
  [[nodiscard]] double bytes_of_cell() const {
    const auto of = [](const RasterFile& raster) { return raster.fits_float() ? 4.0 : 8.0; };
    return of(heights_) + (slowness_ ? of(*slowness_) : 0.0);
  }

  /// A window of it, both rasters at the same time. A cell without a value in either cannot be stood on (open_cells). Not for
  /// concurrent use. Throws InputError with all faults of both.
  [[nodiscard]] Surface read(const CellWindow& window) const;

 private:
  SourceSpec elevation_;
  std::optional<SourceSpec> friction_;
  RasterFile heights_;
  std::optional<RasterFile> slowness_;
  Grid grid_;
};

/// Facilities that lie on the grid, in the order of their file.
struct PlainFacilities {
  /// Of the column id, else "line 2", "feature 1".
  std::vector<std::string> ids;
  std::vector<CellIndex> cells;
  /// What the reader had to guess and what was left out, in sentences.
  std::vector<std::string> notes;
};

/// Points from a table with the columns x and y (and id) in the elevation's own coordinate system unless they are longitude
/// and latitude, or any vector file. Throws InputError, also where none of them lies on the grid.
[[nodiscard]] PlainFacilities read_plain_facilities(const SourceSpec& source, const PlainRasters& rasters);

/// Notes those facilities in the window that stand on cells without a value of its ground. Throws InputError where all
/// facilities of the grid do.
void note_closed_facilities(const SourceSpec& source, const PlainRasters& rasters, const CellWindow& window,
                            const Surface& surface, PlainFacilities& facilities);

}  // namespace quarterhour
