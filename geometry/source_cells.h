// Where searches from sources start: their cells, and the windows around these. Internal to geometry.
#pragma once

#include <algorithm>

#include "geometry/joined_streets.h"
#include "geometry/raster.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// Widens a window (empty: no row) to a cell of a grid with so many columns.
inline void include_cell(CellWindow& window, CellIndex cell, CellIndex cols) {
  const int row = static_cast<int>(cell / cols);
  const int col = static_cast<int>(cell % cols);
  const bool first = window.row_end == 0;
  window = {first ? row : std::min(window.row_begin, row), std::max(window.row_end, row + 1),
            first ? col : std::min(window.col_begin, col), std::max(window.col_end, col + 1)};
}

/// The sources of a grid and of the places on its streets, if it has any.
class SourceCells {
 public:
  SourceCells(const Raster<std::uint8_t>& open, const JoinedStreets* joined) : open_(open), joined_(joined) {}

  /// The cell that stands for a source when sources are dealt into blocks.
  [[nodiscard]] CellIndex cell_of(SourceIndex source) const {
    return source < open_.size() ? source : joined_->place_cell[source - open_.size()];
  }

  /// The cells that a source starts from.
  [[nodiscard]] CellWindow extent_of(SourceIndex source) const {
    const auto cols = static_cast<CellIndex>(open_.cols());
    CellWindow extent;
    include_cell(extent, cell_of(source), cols);
    if (source < open_.size()) return extent;
    const std::size_t place = source - open_.size();
    for (std::size_t k = joined_->first_link[place]; k < joined_->first_link[place + 1]; ++k) {
      const JoinedStreets::Link& link = joined_->links[k];
      include_cell(extent, link.node == JoinedStreets::no_node ? link.cell : joined_->nodes[link.node].cell,
                   cols);
    }
    return extent;
  }

 private:
  const Raster<std::uint8_t>& open_;
  const JoinedStreets* joined_;
};

}  // namespace quarterhour
