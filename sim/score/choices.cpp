#include "sim/score/choices.h"

#include <limits>

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

}  // namespace

Choices count_choices(const ReachTest& test, std::span<const CellIndex> facilities,
                      const Raster<double>& demand) {
  Choices choices;
  choices.count = Raster<std::uint16_t>(demand.rows(), demand.cols());
  choices.demand_in_reach.assign(facilities.size(), 0.0);
  choices.demand_alone.assign(facilities.size(), 0.0);
  Raster<std::int32_t> latest(demand.rows(), demand.cols(), -1);
  ThreeNearest nearest(demand.rows(), demand.cols());

  test.visit_catchments(
      facilities, World::real, 1.0,
      [&](std::size_t facility, std::span<const CellIndex> cells, std::span<const float> costs) {
        for (std::size_t k = 0; k < cells.size(); ++k) {
          const CellIndex cell = cells[k];
          if (choices.count[cell] < std::numeric_limits<std::uint16_t>::max()) ++choices.count[cell];
          latest[cell] = static_cast<std::int32_t>(facility);
          nearest.add(cell, costs[k]);
          choices.demand_in_reach[facility] += demand[cell];
        }
      });
  for (std::size_t cell = 0; cell < demand.size(); ++cell)
    if (choices.count[cell] == 1)
      choices.demand_alone[static_cast<std::size_t>(latest[cell])] += demand[cell];
  if (test.by_minutes()) nearest.move_to(choices);
  return choices;
}

}  // namespace quarterhour
