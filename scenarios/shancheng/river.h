// One river of Shancheng: a smooth course with a width and a level.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/grid.h"
#include "scenarios/shancheng/plan.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// What the nearest point of a river's middle line says, metres.
struct RiverView {
  double distance_m = 0.0;
  double half_width_m = 0.0;
  double level_m = 0.0;
  /// From the bank; negative on the water.
  [[nodiscard]] double from_bank_m() const { return distance_m - half_width_m; }
};

class River {
 public:
  /// A Catmull-Rom curve through the course of the plan's river `number`, which the seed moves by at most 40 m a
  /// point.
  River(const CityPlan& plan, std::size_t number, std::uint64_t seed);

  /// The nearest point of those segments of the middle line, which are given by rising number.
  [[nodiscard]] RiverView view_from(PointM local_point, const std::vector<std::uint32_t>& segments) const;
  /// Middle line, local metres, from inflow to outflow.
  [[nodiscard]] const Polyline& middle() const { return middle_; }
  /// Half the width at each point of the middle line.
  [[nodiscard]] const std::vector<double>& half_width_m() const { return half_width_m_; }
  /// Closed ring of both banks with water between them, local metres.
  [[nodiscard]] Polyline outline() const;
  /// One bank moved away from the water by `offset_m`, one point for each point of the middle line.
  [[nodiscard]] Polyline bank(bool left, double offset_m) const;

 private:
  Polyline middle_;
  std::vector<double> half_width_m_;
  std::vector<double> level_m_;
};

}  // namespace quarterhour::shancheng
