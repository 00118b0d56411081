// The program's costs of all moves of a surface at once, as one window.
#pragma once

#include "geometry/lane_search.h"
#include "geometry/move_costs.h"

namespace quarterhour {

template <class Value>
struct WholeCosts : WindowCosts<Value> {
  std::size_t move_count = 0;
  [[nodiscard]] std::size_t offset(int row, std::size_t move) const {
    return (static_cast<std::size_t>(row) * move_count + move) * this->pitch;
  }
};

template <class Value>
WholeCosts<Value> whole_costs(const Surface& surface, const TravelRule& rule, Sense sense,
                              InstructionSet set = best_instruction_set()) {
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  const MoveCosts<Value> costing(surface, rule, sense, open, kernels_of(set).costs);
  WholeCosts<Value> costs;
  costs.move_count = costing.move_count();
  GroundWindow ground;
  costing.compute({0, surface.grid.rows(), 0, surface.grid.cols()}, ground, costs);
  return costs;
}

}  // namespace quarterhour
