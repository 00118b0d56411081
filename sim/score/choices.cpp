#include "sim/score/choices.h"

#include <limits>
#include <optional>

#include "sim/sharing.h"

namespace quarterhour {

namespace {

/// The three shortest times of every cell so far.
class ThreeNearest {
 public:
  ThreeNearest(int rows, int cols)
      : first_(rows, cols, inf), second_(rows, cols, inf), third_(rows, cols, inf) {}

  void add(CellIndex cell, float seconds) {
    if (seconds < first_[cell]) std::swap(seconds, first_[cell]);
    if (seconds < second_[cell]) std::swap(seconds, second_[cell]);
    if (seconds < third_[cell]) third_[cell] = seconds;
  }
  void move_to(Choices& choices) {
    choices.second_s = std::move(second_);
    choices.third_s = std::move(third_);
  }

 private:
  static constexpr float inf = std::numeric_limits<float>::infinity();
  Raster<float> first_;
  Raster<float> second_;
  Raster<float> third_;
};

/// Who is covered from the own district, and by which facility of another.
class AcrossBorder {
 public:
  AcrossBorder(int rows, int cols, std::span<const std::int32_t> district_of_cell)
      : district_of_cell_(district_of_cell),
        covered_at_home_(rows, cols),
        cost_(rows, cols, std::numeric_limits<float>::infinity()),
        facility_(rows, cols, -1) {}

  void add(CellIndex cell, std::size_t facility, CellIndex facility_cell, float cost) {
    if (same_district(district_of_cell_, cell, facility_cell)) {
      covered_at_home_[cell] = 1;
    } else if (cost < cost_[cell]) {
      cost_[cell] = cost;
      facility_[cell] = static_cast<std::int32_t>(facility);
    }
  }
  void move_to(Choices& choices) {
    for (std::size_t cell = 0; cell < facility_.size(); ++cell)
      if (covered_at_home_[cell] != 0) facility_[cell] = -1;
    choices.only_across_border = std::move(facility_);
  }

 private:
  std::span<const std::int32_t> district_of_cell_;
  Raster<std::uint8_t> covered_at_home_;
  Raster<float> cost_;
  Raster<std::int32_t> facility_;
};

}  // namespace

Choices count_choices(const ReachTest& test, std::span<const SourceIndex> facilities,
                      const Raster<double>& demand, KeepReach keep) {
  Choices choices;
  choices.count = Raster<std::uint16_t>(demand.rows(), demand.cols());
  choices.demand_in_reach.assign(facilities.size(), 0.0);
  choices.demand_alone.assign(facilities.size(), 0.0);
  Raster<std::int32_t> latest(demand.rows(), demand.cols(), -1);
  ThreeNearest nearest(demand.rows(), demand.cols());
  std::optional<AcrossBorder> across_border;
  if (!test.districts().empty()) across_border.emplace(demand.rows(), demand.cols(), test.districts());
  if (keep == KeepReach::yes) choices.reach.first.push_back(0);

  test.visit_catchments(
      facilities, World::real, 1.0,
      [&](std::size_t facility, std::span<const CellIndex> cells, std::span<const float> costs) {
        for (std::size_t k = 0; k < cells.size(); ++k) {
          const CellIndex cell = cells[k];
          if (across_border) across_border->add(cell, facility, test.cell_of(facilities[facility]), costs[k]);
          if (!test.may_use(cell, facilities[facility])) continue;
          if (choices.count[cell] < std::numeric_limits<std::uint16_t>::max()) ++choices.count[cell];
          latest[cell] = static_cast<std::int32_t>(facility);
          nearest.add(cell, costs[k]);
          choices.demand_in_reach[facility] += demand[cell];
          if (keep == KeepReach::no) continue;
          choices.reach.cell.push_back(cell);
          choices.reach.cost.push_back(costs[k]);
        }
        if (keep == KeepReach::yes) choices.reach.first.push_back(choices.reach.cell.size());
      });
  for (std::size_t cell = 0; cell < demand.size(); ++cell)
    if (choices.count[cell] == 1)
      choices.demand_alone[static_cast<std::size_t>(latest[cell])] += demand[cell];
  if (test.by_minutes()) nearest.move_to(choices);
  if (across_border) across_border->move_to(choices);
  return choices;
}

}  // namespace quarterhour
