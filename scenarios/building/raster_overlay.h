// How the cells of a raster and the cells of the grid lie on each other.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/building/outlines.h"
#include "scenarios/building/study_grid.h"

namespace quarterhour {

class RasterOverlay {
 public:
  /// Keeps references, which must outlive this object. Throws InputError when the raster cannot be placed.
  RasterOverlay(const SourceSpec& source, const RasterFile& raster, const StudyGrid& study);

  /// Cells of the source that can touch the grid, two more on each side where there are any. `rows` is 0 when it
  /// does not overlap the grid.
  [[nodiscard]] const RasterWindow& window() const { return window_; }
  [[nodiscard]] bool overlaps() const { return window_.rows > 0 && window_.cols > 0; }

  /// Where the source's cells are the grid's: the row and column of the source that lie on cell (0, 0).
  [[nodiscard]] const std::optional<CellPosition>& same_cells() const { return same_cells_; }

  /// Width of a grid cell in cells of the source, the larger of the two directions.
  [[nodiscard]] double coarseness() const { return coarseness_; }

  /// Corners of the source's cells along the line north of row `row`, from column `window().first_col` on, one more
  /// than the window has columns; in the city's coordinates.
  void corner_line(int row, std::vector<PointM>& corners) const;

  /// Places of points of one row of the grid in the source, in cells (row 0.5 is the centre of row 0):
  /// `per_cell` points in each cell at the height `part` (0 … 1 from the north of the row); NaN where there is none.
  struct Place {
    double row = 0.0;
    double col = 0.0;
  };
  void places(int grid_row, double part, int per_cell, std::vector<Place>& out) const;

 private:
  void find_window(const SourceSpec& source);
  void find_same_cells();
  void find_coarseness();

  const RasterFile& raster_;
  const StudyGrid& study_;
  CoordinateChange to_city_;
  CoordinateChange to_source_;
  RasterWindow window_;
  std::optional<CellPosition> same_cells_;
  double coarseness_ = 1.0;
  double source_cell_m_ = 1.0;
};

/// Points (west + (first + i) * step, y) for i = 0 … count - 1, changed. Where that keeps within `tolerance` (units
/// of the target) they are interpolated between every eighth. NaN where a point has no place.
void change_row(const CoordinateChange& change, double west, double step, int first, int count, double y,
                double tolerance, std::vector<PointM>& out);

}  // namespace quarterhour
