// One value per cell of a grid, held only where it is something else than the background.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "geometry/grid.h"
#include "geometry/raster.h"

namespace quarterhour {

/// Row-major like Raster, in pages of `page_cells` cells: a page without a cell that was written to takes 4 bytes. For what is
/// known near facilities or where people live only; the more scattered that is, the smaller the pages. Copies are deep.
template <class T, std::size_t page_cells = 64>
class SparseRaster {
 public:
  /// An empty raster: zero rows, "not given".
  SparseRaster() = default;
  SparseRaster(int rows, int cols, T background = T{})
      : rows_(rows),
        cols_(cols),
        background_(background),
        page_of_((size() + page_cells - 1) / page_cells, no_page) {}
  explicit SparseRaster(const Grid& grid, T background = T{})
      : SparseRaster(grid.rows(), grid.cols(), background) {}
  /// The same values as a raster that holds every cell; implicit, because it is the same thing held otherwise.
  SparseRaster(const Raster<T>& raster, T background = T{})
      : SparseRaster(raster.rows(), raster.cols(), background) {
    for (std::size_t cell = 0; cell < raster.size(); ++cell)
      if (raster[cell] != background) at(cell) = raster[cell];
  }
  SparseRaster(const SparseRaster& other) { *this = other; }
  SparseRaster& operator=(const SparseRaster& other) {
    if (this == &other) return *this;
    *this = SparseRaster(other.rows_, other.cols_, other.background_);
    other.for_each_held([this](std::size_t cell, const T& value) { at(cell) = value; });
    return *this;
  }
  SparseRaster(SparseRaster&&) noexcept = default;
  SparseRaster& operator=(SparseRaster&&) noexcept = default;
  ~SparseRaster() = default;

  [[nodiscard]] bool empty() const { return page_of_.empty(); }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int cols() const { return cols_; }
  [[nodiscard]] std::size_t size() const {
    return static_cast<std::size_t>(rows_) * static_cast<std::size_t>(cols_);
  }
  [[nodiscard]] const T& background() const { return background_; }

  [[nodiscard]] const T& operator[](std::size_t cell) const {
    const std::uint32_t page = page_of_[cell / page_cells];
    return page == no_page ? background_ : values_of(page)[cell % page_cells];
  }
  [[nodiscard]] const T& operator()(int row, int col) const {
    return (*this)[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) +
                   static_cast<std::size_t>(col)];
  }
  /// The cell to write to. Not for concurrent use.
  [[nodiscard]] T& at(std::size_t cell) {
    std::uint32_t& page = page_of_[cell / page_cells];
    if (page == no_page) page = new_page();
    return values_of(page)[cell % page_cells];
  }

  /// Calls visit(cell, value) by rising cell for every cell of a page that was written to; all others hold the background.
  template <class Visit>
  void for_each_held(Visit visit) const {
    for (std::size_t number = 0; number < page_of_.size(); ++number) {
      if (page_of_[number] == no_page) continue;
      const T* const values = values_of(page_of_[number]);
      const std::size_t first = number * page_cells;
      for (std::size_t k = 0; k < page_cells && first + k < size(); ++k) visit(first + k, values[k]);
    }
  }

  /// Cells of pages that were written to.
  [[nodiscard]] std::size_t cells_held() const { return static_cast<std::size_t>(pages_) * page_cells; }

  /// Every cell's value, for who needs them side by side.
  [[nodiscard]] std::vector<T> values() const {
    std::vector<T> all(size(), background_);
    for_each_held([&all](std::size_t cell, const T& value) { all[cell] = value; });
    return all;
  }

  /// Whether every cell has the same value, however it is held.
  friend bool operator==(const SparseRaster& a, const SparseRaster& b) {
    return a.rows_ == b.rows_ && a.cols_ == b.cols_ && a.empty() == b.empty() && a.values() == b.values();
  }

 private:
  static constexpr std::size_t slab_pages = 256;
  static constexpr std::uint32_t no_page = 0xFFFFFFFFU;

  [[nodiscard]] T* values_of(std::uint32_t page) {
    return slabs_[page / slab_pages].get() + page % slab_pages * page_cells;
  }
  [[nodiscard]] const T* values_of(std::uint32_t page) const {
    return slabs_[page / slab_pages].get() + page % slab_pages * page_cells;
  }
  std::uint32_t new_page() {
    if (pages_ % slab_pages == 0)
      slabs_.push_back(std::make_unique_for_overwrite<T[]>(slab_pages * page_cells));
    const std::uint32_t page = pages_++;
    T* const values = values_of(page);
    for (std::size_t k = 0; k < page_cells; ++k) values[k] = background_;
    return page;
  }

  int rows_ = 0;
  int cols_ = 0;
  T background_{};
  std::vector<std::uint32_t> page_of_;
  /// Blocks of pages, so that growing copies nothing.
  std::vector<std::unique_ptr<T[]>> slabs_;
  std::uint32_t pages_ = 0;
};

}  // namespace quarterhour
