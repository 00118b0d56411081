// Where streets of Shancheng could run: jittered crossroads along and across the strike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/grid.h"
#include "scenarios/shancheng/nearest_crossroads.h"
#include "scenarios/shancheng/people.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"
#include "scenarios/shancheng/rivers.h"

namespace quarterhour::shancheng {

struct Crossroads {
  PointM at;
  double height_m = 0.0;
  bool urban = false;
  /// On the road along the river.
  bool riverside = false;
  /// Lattice line along and across the strike that it lies on.
  std::int32_t along = 0;
  std::int32_t across = 0;
};

struct PossibleStreet {
  std::size_t from = 0;
  std::size_t to = 0;
  double length_m = 0.0;
  /// Steepest of its two halves, rise over run.
  double slope = 0.0;
  PointM middle;
  /// Position in the plan's crossings; nothing for a street on the ground.
  std::optional<std::size_t> crossing;
};

struct StreetGraph {
  std::vector<Crossroads> crossroads;
  std::vector<PossibleStreet> streets;

  [[nodiscard]] NearestCrossroads index() const;
  /// Streets of the cheapest way from `from` to each of `to`, marked with 1: length weighed by slope.
  [[nodiscard]] std::vector<std::uint8_t> trunks(std::size_t from, const std::vector<std::size_t>& to) const;
};

/// Crossroads stand on dry ground inside the map. Streets join lattice neighbours, and the plan's crossings join
/// the crossroads nearest to their ends.
[[nodiscard]] StreetGraph possible_streets(const CityPlan& plan, const Rivers& rivers, const Relief& relief,
                                           const Homes& homes, const Grid& grid, std::uint64_t seed);

}  // namespace quarterhour::shancheng
