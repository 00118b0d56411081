// How a raster is cut into the chunks that are stored and packed one by one.
#pragma once

#include <algorithm>
#include <cstddef>

#include "geometry/grid.h"

namespace quarterhour {

/// Rasters are stored in square chunks of this many cells a side: what GIS reads for one screen, and large enough to pack
/// well.
inline constexpr int raster_chunk = 256;

/// A rectangle of cells.
struct ChunkWindow {
  int first_row = 0;
  int first_col = 0;
  int rows = 0;
  int cols = 0;
};

/// The chunks of a grid's rasters, by rows of chunks from the north, each from the west. No chunk is larger than the grid;
/// the last of a row or column reaches over its edge.
class RasterChunks {
 public:
  explicit RasterChunks(const Grid& grid)
      : rows_(grid.rows()),
        cols_(grid.cols()),
        chunk_rows_(std::min(raster_chunk, rows_)),
        chunk_cols_(std::min(raster_chunk, cols_)),
        across_((cols_ + chunk_cols_ - 1) / chunk_cols_),
        down_((rows_ + chunk_rows_ - 1) / chunk_rows_) {}

  [[nodiscard]] int chunk_rows() const { return chunk_rows_; }
  [[nodiscard]] int chunk_cols() const { return chunk_cols_; }
  /// Chunks beside and below each other.
  [[nodiscard]] int across() const { return across_; }
  [[nodiscard]] int down() const { return down_; }
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_);
  }
  [[nodiscard]] std::size_t cells_of_chunk() const {
    return static_cast<std::size_t>(chunk_rows_) * static_cast<std::size_t>(chunk_cols_);
  }
  /// The cells of the grid in chunk `k` < count().
  [[nodiscard]] ChunkWindow window(std::size_t k) const {
    ChunkWindow window;
    window.first_row = static_cast<int>(k / static_cast<std::size_t>(across_)) * chunk_rows_;
    window.first_col = static_cast<int>(k % static_cast<std::size_t>(across_)) * chunk_cols_;
    window.rows = std::min(chunk_rows_, rows_ - window.first_row);
    window.cols = std::min(chunk_cols_, cols_ - window.first_col);
    return window;
  }

 private:
  int rows_;
  int cols_;
  int chunk_rows_;
  int chunk_cols_;
  int across_;
  int down_;
};

}  // namespace quarterhour
