// One value per cell of a grid, row-major, row 0 in the north.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

template <class T>
class Raster {
 public:
  /// An empty raster: zero rows, "not given".
  Raster() = default;
  Raster(int rows, int cols, T value = T{})
      : rows_(rows),
        cols_(cols),
        values_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), value) {}
  explicit Raster(const Grid& grid, T value = T{}) : Raster(grid.rows(), grid.cols(), value) {}
  /// Row after row; their number must be that of the cells.
  Raster(int rows, int cols, std::vector<T>&& values) : rows_(rows), cols_(cols), values_(std::move(values)) {
    if (values_.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols))
      throw std::invalid_argument("the values of a raster are not as many as its cells");
  }

  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int cols() const { return cols_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

  [[nodiscard]] T& operator[](std::size_t cell) { return values_[cell]; }
  [[nodiscard]] const T& operator[](std::size_t cell) const { return values_[cell]; }
  [[nodiscard]] T& operator()(int row, int col) { return values_[offset(row, col)]; }
  [[nodiscard]] const T& operator()(int row, int col) const { return values_[offset(row, col)]; }

  [[nodiscard]] T* row(int row) { return values_.data() + offset(row, 0); }
  [[nodiscard]] const T* row(int row) const { return values_.data() + offset(row, 0); }
  [[nodiscard]] const std::vector<T>& values() const { return values_; }
  [[nodiscard]] std::vector<T>& values() { return values_; }

  friend bool operator==(const Raster&, const Raster&) = default;

 private:
  [[nodiscard]] std::size_t offset(int row, int col) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(col);
  }

  int rows_ = 0;
  int cols_ = 0;
  std::vector<T> values_;
};

}  // namespace quarterhour
