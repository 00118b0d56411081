// The test by which a service covers somebody, in the real world and in control worlds.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sim/sharing.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// real: the city as it is. flat_ground: every cell at the same height, barriers kept. without_barriers:
/// barriers and closed land classes taken away, heights kept. bare_surface: no streets, and the ground at its full speed.
enum class World { real, flat_ground, without_barriers, bare_surface };

/// Decides for one group and one service (model.md §3): covered when one facility passes every limit that
/// `reach_by` names, a limit L being passed by a cost of at most L + the field's rounding bound for L. With
/// both limits it is one and the same facility that passes both.
class ReachTest {
 public:
  /// Keeps references to all four, which must outlive this object. Throws std::invalid_argument when a limit
  /// that `reach_by` names is missing or not positive.
  ReachTest(const City& city, TravelFields& fields, const PeopleGroup& group, const Service& service);

  [[nodiscard]] bool by_minutes() const { return service_.reach_by != ReachBy::metres; }
  [[nodiscard]] bool by_metres() const { return service_.reach_by != ReachBy::minutes; }

  /// The limit of the test: seconds, or metres where it is by metres alone; and its limit in metres where it is by them.
  [[nodiscard]] double limit() const { return by_minutes() ? *service_.reach_s : *service_.reach_m; }
  [[nodiscard]] double limit_m() const { return *service_.reach_m; }
  /// Whether a cell is covered exactly when the facility that costs least, of those that it may use, is within the limit by the
  /// sum of one way.
  [[nodiscard]] bool nearest_decides() const {
    return !(by_minutes() && by_metres()) && service_.direction != Direction::round_trip;
  }

  [[nodiscard]] const TravelField& time_field(World world = World::real) const;
  [[nodiscard]] const TravelField& metre_field(World world = World::real) const;

  /// `limit` and its rounding bound: the largest cost that still counts as within it.
  [[nodiscard]] static double threshold(const TravelField& field, double limit);

  /// Districts of the city's cells, empty where it has none; and whether people in a cell may use a facility in another,
  /// as the service is shared across their borders or not (sim/sharing.h).
  [[nodiscard]] std::span<const std::int32_t> districts() const { return district_of_cell(city_); }
  [[nodiscard]] std::span<const std::int32_t> binding_districts() const { return binding_; }
  [[nodiscard]] bool may_use(CellIndex cell, SourceIndex facility) const {
    return same_district(binding_, cell, cell_of(facility));
  }
  /// The cell that stands for a facility.
  [[nodiscard]] CellIndex cell_of(SourceIndex facility) const { return fields_.cell_of(facility); }

  /// The largest cost within part p = 1 … `count` of `count` equal parts of the reach, in the unit of a catchment's
  /// costs, each with its own rounding bound.
  [[nodiscard]] std::vector<double> part_ends(std::size_t count) const;

  /// 1 where a cell is covered by one of `facilities` that it may use when the limit in minutes (in metres where the test is
  /// by metres alone) is multiplied by `limit_scale` > 0.
  [[nodiscard]] Raster<std::uint8_t> covered(std::span<const SourceIndex> facilities, World world,
                                             double limit_scale = 1.0) const;

  /// The cells of one facility's catchment, by rising cell index, and the cost of each: seconds, or metres
  /// where the test is by metres alone.
  using Visitor = std::function<void(std::size_t facility, std::span<const CellIndex> cells,
                                     std::span<const float> costs)>;
  /// Shows `visit` the catchment of every facility in order: the cells that it alone would cover were it shared by all.
  void visit_catchments(std::span<const SourceIndex> facilities, World world, double limit_scale,
                        const Visitor& visit) const;

 private:
  const City& city_;
  TravelFields& fields_;
  const PeopleGroup& group_;
  const Service& service_;
  std::span<const std::int32_t> binding_;
};

/// 1 where `times` costs at most `threshold`, in the engine's own precision.
[[nodiscard]] Raster<std::uint8_t> cells_within(const NearestTimes& times, double threshold);

}  // namespace quarterhour
