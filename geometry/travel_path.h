// A path over the surface and along its streets, as the joined graph has it.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour {

/// One way of a path.
struct PathWay {
  /// move: over the ground from one cell to another. join: between a cell and a street. piece: along part of a street.
  /// link: between a place and a street or a cell.
  enum class Kind : std::uint8_t { move, join, piece, link };
  Kind kind = Kind::move;
  /// Position in JoinedStreets::joins, pieces or links; 0 for a move.
  std::uint32_t index = 0;
  /// A join: from the cell to the street. A piece: from its from_m to its to_m. A link: away from the place.
  bool forwards = true;
  /// A move: the cells that it leaves and enters.
  CellIndex from = 0;
  CellIndex to = 0;
};

/// Ways in the direction of travel, each beginning where the one before ends: from a cell to a source, or from the source
/// to the cell.
struct TravelPath {
  std::vector<PathWay> ways;
  bool leads_to_source = true;
};

}  // namespace quarterhour
