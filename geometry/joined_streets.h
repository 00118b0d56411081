// Streets and cells joined into one graph: where cells and places step onto the streets, and the pieces between.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "geometry/street_rule.h"
#include "geometry/surface.h"

namespace quarterhour {

/// A place that people go to or come from and that is not a cell: a facility at its own point, at several entrances, or
/// along the edge of an area.
struct AccessPlace {
  /// The cell that stands for it on maps.
  CellIndex cell = 0;
  /// Points where it is entered, each joined on its own; at least one.
  std::vector<PointM> entrances;
  /// Cells inside an area: who is there has arrived.
  std::vector<CellIndex> inside;
};

/// The graph's own nodes stand beside the cells: junctions, ends of streets, and the points where cells and places
/// join an edge, at whole metres along it. Nodes are numbered by the cell that they lie in, row by row (those outside the
/// grid count to its nearest cell).
struct JoinedStreets {
  static constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();

  /// A node, its cell, and where it is on the network: at `along_m` of `edge`.
  struct Node {
    PointM at;
    CellIndex cell = 0;
    std::uint32_t edge = 0;
    double along_m = 0.0;
  };
  /// Part of an edge between two nodes, from_m < to_m along it unless the edge is a lift.
  struct Piece {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t edge = 0;
    double from_m = 0.0;
    double to_m = 0.0;
  };
  /// A way over the ground between a cell and a node: its length, and how far the node lies above the cell.
  struct Join {
    CellIndex cell = 0;
    std::uint32_t node = 0;
    double length_m = 0.0;
    double rise_m = 0.0;
  };
  /// A way between a place and a node (cell == no_node) or a cell (node == no_node). Rise as above.
  struct Link {
    std::uint32_t node = no_node;
    CellIndex cell = no_node;
    double length_m = 0.0;
    double rise_m = 0.0;
  };

  std::vector<Node> nodes;
  /// Nodes of grid row r: [row_first[r], row_first[r + 1]).
  std::vector<std::uint32_t> row_first;
  std::vector<Piece> pieces;
  /// By rising cell, at most one a cell. Those of grid row r: [row_join[r], row_join[r + 1]).
  std::vector<Join> joins;
  std::vector<std::uint32_t> row_join;
  /// The joins of node n: joins[node_joins[k]] for node_first_join[n] <= k < node_first_join[n + 1], rising.
  std::vector<std::uint32_t> node_first_join;
  std::vector<std::uint32_t> node_joins;
  /// Links of place k: [first_link[k], first_link[k + 1]); none: nothing reaches it.
  std::vector<Link> links;
  std::vector<std::size_t> first_link{0};
  std::vector<CellIndex> place_cell;
};

/// Whether somebody is stopped between two points.
using IsCut = std::function<bool(PointM, PointM)>;

/// Joins every open cell of `open` to the nearest street that the rule permits, on the ground or on steps (structures
/// that leave the ground are entered where streets on the ground meet them, and at loose ends), over a way that `is_cut` (may be empty) does not stop; if the
/// nearest is stopped the next is taken. Off the streets nowhere (`never`): only cells that a street passes. Places
/// likewise, and each to the cell of every entrance where people walk everywhere (at no cost where there are no streets:
/// on the bare surface a cell is its centre). `barriers_stand` false: streets that
/// cross a barrier are open even when the rule is strict. Independent of the number of threads.
/// Throws std::invalid_argument when the network does not hold together (check_streets).
[[nodiscard]] JoinedStreets join_streets(const Surface& surface, const Raster<std::uint8_t>& open,
                                         const StreetNetwork& streets, const StreetRule& rule,
                                         std::span<const AccessPlace> places, const IsCut& is_cut,
                                         bool barriers_stand = true);

/// Whether the rule lets anybody onto the edge, in one direction or both.
[[nodiscard]] bool is_permitted(const StreetEdge& edge, const StreetRule& rule, bool barriers_stand);

/// The edges that it lets anybody onto, rising.
[[nodiscard]] std::vector<std::uint32_t> permitted_edges(const StreetNetwork& streets, const StreetRule& rule,
                                                         bool barriers_stand);

/// Height of the edge at `along_m`, linear between its heights; 0 without heights.
[[nodiscard]] double height_along(const StreetNetwork& streets, const StreetEdge& edge, double along_m);
/// The point of the edge's line at `along_m`, clamped to its ends.
[[nodiscard]] PointM point_along(const StreetNetwork& streets, const StreetEdge& edge, double along_m);

/// The longest access that the rule allows on a grid, metres.
[[nodiscard]] double longest_access_m(const StreetRule& rule, const Grid& grid);

}  // namespace quarterhour
