// People go to the nearest facility that is not full.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/score/cell_demand.h"
#include "sim/sparse_raster.h"

namespace quarterhour {

/// People of one group who compete for a service's capacities.
struct AskingGroup {
  /// Cells in reach of each facility that they may use, lived in or not, and their cost in the unit of the service's
  /// test.
  Catchments reach;
  /// People times rate of each cell, scored and buffer; 0 elsewhere.
  CellDemand demand;
  /// Largest cost within each of as many equal parts of the reach as the service has catchment weights.
  std::vector<double> part_ends;
};

/// What the facilities serve.
struct NearestFirst {
  /// By group: the share of each cell's demand that is served, NaN without demand.
  std::vector<SparseRaster<double>> served_share;
  /// By group: the position of the facility that serves most of the cell's demand (the nearer of two that serve as
  /// much), -1 none.
  std::vector<SparseRaster<std::int32_t>> serving;
  /// By facility: demand within its reach whose nearest it is, and demand that it serves, never over its capacity.
  std::vector<double> turning_to;
  std::vector<double> served;
};

/// Nearest-first service until full: over all (cell, facility, group) pairs within reach by rising cost, ties by lowest
/// cell, then facility, then group, each pair serves what is left of the cell's demand as far as what is left of the
/// facility's capacity goes, so that a cell's demand is split where a facility fills up. `capacity`: one per facility,
/// NaN for one that never fills. More capacity never serves anybody less: the rule finds the stable matching of people
/// and places, both of which prefer what is nearer (Gale & Shapley 1962).
[[nodiscard]] NearestFirst serve_nearest_first(std::span<const AskingGroup> groups,
                                               std::span<const double> capacity);

}  // namespace quarterhour
