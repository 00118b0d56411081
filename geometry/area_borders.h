// The borders between areas of cells, each once, so that neighbours share them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/raster.h"

namespace quarterhour {

/// A point on a border, in half cells east and south of the grid's north-western corner: corners of cells have two even
/// numbers, middles of their edges an odd and an even one, centres two odd ones.
struct HalfCellPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const HalfCellPoint&, const HalfCellPoint&) = default;
};

/// North, east, south, west.
inline constexpr std::size_t border_directions = 4;

/// A stretch of border between two corners where borders meet (nodes), or a whole border that meets no other: then its
/// last point is its first, which is a corner of cells, and it has no nodes.
struct BorderArc {
  std::vector<HalfCellPoint> points;
  /// The parts on the left and on the right of who walks along it, -1 none.
  std::int32_t left = -1;
  std::int32_t right = -1;
  /// Positions in AreaBorders::nodes, -1 for a closed arc.
  std::int32_t from = -1;
  std::int32_t to = -1;
};

/// Where three or four borders meet: a corner of cells.
struct BorderNode {
  /// For each direction the arc that leaves that way, as 2 * arc, or 2 * arc + 1 when the arc ends here; -1 none.
  std::array<std::int32_t, border_directions> arcs{-1, -1, -1, -1};
};

/// Cells of one label that hang together by their edges.
struct AreaPart {
  std::int32_t label = -1;
  std::int64_t cells = 0;
};

/// A partition of a grid into areas of one label each. Every border between two parts, or of a part with cells of no
/// area or the edge of the grid, is in exactly one arc.
struct AreaBorders {
  std::vector<AreaPart> parts;
  std::vector<BorderArc> arcs;
  std::vector<BorderNode> nodes;
};

/// Traces the borders of the areas of `labels` (>= 0; negative: of no area). Cells hang together by edges, not by
/// corners: two cells of one label that meet only in a corner are two parts there. Parts are numbered in the order of
/// their first cells, arcs by their first corners, row by row. The borders run along the edges of the cells, except that
/// a step of one cell in a staircase is replaced by the middle of its edge, so that a slanted border is straight; no
/// cell centre changes sides by that, and none lies on a border.
[[nodiscard]] AreaBorders trace_borders(const Raster<std::int32_t>& labels);

/// Length of an arc in cells, an edge of a cell being 1 long.
[[nodiscard]] double length_in_cells(const BorderArc& arc);

}  // namespace quarterhour
