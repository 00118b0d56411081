// What it costs to move along streets, onto them and off them, by one rule.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/joined_streets.h"
#include "geometry/move_costs.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// Costs of one network, joined, by one rule and sense, as sums are pushed along them; each rounded once to Value.
/// +infinity: closed.
template <class Value>
struct StreetCosts {
  /// A sum at node n pushes to target[k] with cost[k], first[n] <= k < first[n + 1]; open ways only.
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> target;
  std::vector<Value> cost;
  /// Position in JoinedStreets::pieces of what the sum is pushed along.
  std::vector<std::uint32_t> piece;
  /// Per join: from its cell to its node, and back.
  std::vector<Value> to_node;
  std::vector<Value> to_cell;
  /// Per link of a place: what its source starts with at the node or cell.
  std::vector<Value> start;
  /// Smallest cost of a piece between two nodes.
  double smallest = 0.0;
  /// Smallest cost per row and column of the grid, over pieces and joins.
  double smallest_per_row = 0.0;
  double smallest_per_col = 0.0;
};

/// `rule.streets` must be given. Edges shorter than a metre count as a metre, so that a path has a bounded number of
/// them. Throws std::domain_error when a way would take no time or less.
template <class Value>
[[nodiscard]] StreetCosts<Value> build_street_costs(const Surface& surface, const FieldStreets& streets,
                                                    const TravelRule& rule, Sense sense);

/// Cost of part of an edge, from_m to to_m along it, forwards or backwards, in double; +infinity where the rule closes
/// it. The pieces of its profile are walked each at its own slope.
[[nodiscard]] double cost_along(const StreetNetwork& streets, const StreetEdge& edge, double from_m,
                                double to_m, bool forwards, const TravelRule& rule);

/// Cost of a way over the ground between a cell and a street or place: `rise_m` upwards in the direction of travel. Its
/// climb is spread over a cell's side at least, because a cell's height is a mean.
[[nodiscard]] double cost_of_access(const Surface& surface, CellIndex cell, double length_m, double rise_m,
                                    const TravelRule& rule);

}  // namespace quarterhour
