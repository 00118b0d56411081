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
    if (float& first = first_.at(cell); seconds < first) std::swap(seconds, first);
    if (!(seconds < third_[cell])) return;
    if (float& second = second_.at(cell); seconds < second) std::swap(seconds, second);
    if (float& third = third_.at(cell); seconds < third) third = seconds;
  }
  void move_to(Choices& choices) {
    choices.second_s = std::move(second_);
    choices.third_s = std::move(third_);
  }

 private:
  static constexpr float inf = std::numeric_limits<float>::infinity();
  SparseRaster<float> first_;
  SparseRaster<float> second_;
  SparseRaster<float> third_;
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
      covered_at_home_.at(cell) = 1;
    } else if (cost < cost_[cell]) {
      cost_.at(cell) = cost;
      facility_.at(cell) = static_cast<std::int32_t>(facility);
    }
  }
  void move_to(Choices& choices) {
    covered_at_home_.for_each_held([this](std::size_t cell, std::uint8_t covered) {
      if (covered != 0 && facility_[cell] >= 0) facility_.at(cell) = -1;
    });
    choices.only_across_border = std::move(facility_);
  }

 private:
  std::span<const std::int32_t> district_of_cell_;
  SparseRaster<std::uint8_t> covered_at_home_;
  SparseRaster<float> cost_;
  SparseRaster<std::int32_t> facility_;
};

}  // namespace

Choices count_choices(const ReachTest& test, std::span<const SourceIndex> facilities,
                      const CellDemand& demand, KeepReach keep) {
  Choices choices;
  choices.count = SparseRaster<std::uint16_t>(demand.rows(), demand.cols());
  choices.demand_in_reach.assign(facilities.size(), 0.0);
  choices.demand_alone.assign(facilities.size(), 0.0);
  SparseRaster<std::int32_t> latest(demand.rows(), demand.cols(), -1);
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
          if (std::uint16_t& count = choices.count.at(cell);
              count < std::numeric_limits<std::uint16_t>::max())
            ++count;
          latest.at(cell) = static_cast<std::int32_t>(facility);
          nearest.add(cell, costs[k]);
          choices.demand_in_reach[facility] += demand[cell];
          if (keep == KeepReach::no) continue;
          choices.reach.cell.push_back(cell);
          choices.reach.cost.push_back(costs[k]);
        }
        if (keep == KeepReach::yes) choices.reach.first.push_back(choices.reach.cell.size());
      });
  choices.count.for_each_held([&](std::size_t cell, std::uint16_t count) {
    if (count == 1) choices.demand_alone[static_cast<std::size_t>(latest[cell])] += demand[cell];
  });
  if (test.by_minutes()) nearest.move_to(choices);
  if (across_border) across_border->move_to(choices);
  return choices;
}

}  // namespace quarterhour
