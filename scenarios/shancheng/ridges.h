// Ridges and uplands of the plan, without the valleys that water cuts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

class Ridges {
 public:
  /// Keeps a reference to the plan.
  Ridges(const CityPlan& plan, std::uint64_t seed);

  /// Metres that those ridges that wander, and those that do not, rise over the valley floor.
  struct Heights {
    double mountains_m = 0.0;
    double hills_m = 0.0;
  };
  [[nodiscard]] Heights heights(PointM local_point) const;

 private:
  [[nodiscard]] double terrace_m(const RidgePlan& terrace, PointM local_point) const;
  [[nodiscard]] std::size_t tile_of(PointM local_point) const;

  const CityPlan& plan_;
  std::uint64_t seed_;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  double tile_m_ = 0.0;
  /// Per tile the ridges that reach it, by rising number.
  std::vector<std::vector<std::size_t>> tiles_;
};

/// How far the crests are moved across the strike at a place, metres.
[[nodiscard]] double crest_shift_m(const CityPlan& plan, StrikePoint at, std::uint64_t seed);

/// How high the uplands lift a place, metres, and by what its hills are multiplied.
struct Upland {
  double lift_m = 0.0;
  double hills = 1.0;
};
[[nodiscard]] Upland upland_at(const CityPlan& plan, StrikePoint at);

}  // namespace quarterhour::shancheng
