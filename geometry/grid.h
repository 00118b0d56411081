// A regular grid of rectangular cells in a projected coordinate system in metres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace quarterhour {

/// Row-major index of a cell: row * cols + col. 32 bits hold every grid that the program accepts.
using CellIndex = std::uint32_t;

/// Row 0 is the northern edge, column 0 the western edge.
struct CellPosition {
  int row = 0;
  int col = 0;
  friend bool operator==(const CellPosition&, const CellPosition&) = default;
};

/// A point in the grid's coordinate system, metres east and north.
struct PointM {
  double x_m = 0.0;
  double y_m = 0.0;
  friend bool operator==(const PointM&, const PointM&) = default;
};

/// North-up grid. Cell width and height are separate numbers because rasters used as they come are
/// often not quite square. Immutable once built.
class Grid {
 public:
  /// `west_m`, `north_m`: outer corner of cell (0, 0). Throws std::invalid_argument when a count is
  /// not positive, a size is not positive and finite, or there are more than 2^31 - 1 cells.
  Grid(int rows, int cols, double west_m, double north_m, double cell_width_m, double cell_height_m);

  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int cols() const { return cols_; }
  [[nodiscard]] double west_m() const { return west_m_; }
  [[nodiscard]] double north_m() const { return north_m_; }
  [[nodiscard]] double east_m() const { return west_m_ + cols_ * cell_width_m_; }
  [[nodiscard]] double south_m() const { return north_m_ - rows_ * cell_height_m_; }
  [[nodiscard]] double cell_width_m() const { return cell_width_m_; }
  [[nodiscard]] double cell_height_m() const { return cell_height_m_; }
  [[nodiscard]] double cell_area_m2() const { return cell_width_m_ * cell_height_m_; }
  [[nodiscard]] std::size_t cell_count() const {
    return static_cast<std::size_t>(rows_) * static_cast<std::size_t>(cols_);
  }

  [[nodiscard]] CellIndex index(int row, int col) const {
    return static_cast<CellIndex>(row) * static_cast<CellIndex>(cols_) + static_cast<CellIndex>(col);
  }
  [[nodiscard]] CellIndex index(CellPosition cell) const { return index(cell.row, cell.col); }
  [[nodiscard]] CellPosition position(CellIndex cell) const {
    return {static_cast<int>(cell / static_cast<CellIndex>(cols_)),
            static_cast<int>(cell % static_cast<CellIndex>(cols_))};
  }
  [[nodiscard]] bool contains(int row, int col) const {
    return row >= 0 && row < rows_ && col >= 0 && col < cols_;
  }

  [[nodiscard]] double centre_x_m(int col) const { return west_m_ + (col + 0.5) * cell_width_m_; }
  [[nodiscard]] double centre_y_m(int row) const { return north_m_ - (row + 0.5) * cell_height_m_; }
  [[nodiscard]] PointM centre(CellIndex cell) const {
    const CellPosition at = position(cell);
    return {centre_x_m(at.col), centre_y_m(at.row)};
  }

  /// The cell that holds the point; a point on a shared edge belongs to the cell east or south of it.
  /// Nothing when the point is outside the grid or not a number.
  [[nodiscard]] std::optional<CellPosition> cell_containing(PointM point) const;

  friend bool operator==(const Grid&, const Grid&) = default;

 private:
  int rows_;
  int cols_;
  double west_m_;
  double north_m_;
  double cell_width_m_;
  double cell_height_m_;
};

/// Rows [row_begin, row_end) and columns [col_begin, col_end) of a grid.
struct CellWindow {
  int row_begin = 0;
  int row_end = 0;
  int col_begin = 0;
  int col_end = 0;
  [[nodiscard]] int rows() const { return row_end - row_begin; }
  [[nodiscard]] int cols() const { return col_end - col_begin; }
  [[nodiscard]] bool contains(CellPosition cell) const {
    return cell.row >= row_begin && cell.row < row_end && cell.col >= col_begin && cell.col < col_end;
  }
  friend bool operator==(const CellWindow&, const CellWindow&) = default;
};

}  // namespace quarterhour
