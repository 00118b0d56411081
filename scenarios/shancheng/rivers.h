// All rivers of Shancheng, and how far a place is from the nearest bank.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/shancheng/river.h"

namespace quarterhour::shancheng {

class Rivers {
 public:
  Rivers(const CityPlan& plan, std::uint64_t seed);

  /// The river whose bank is nearest. Exact where a bank is within the plan's `river_view_m`; further away it is
  /// at least that far.
  [[nodiscard]] RiverView view_from(PointM local_point) const;
  /// In the plan's order.
  [[nodiscard]] const std::vector<River>& all() const { return rivers_; }

 private:
  struct Near {
    std::size_t river = 0;
    std::vector<std::uint32_t> segments;
  };

  [[nodiscard]] std::size_t tile_of(PointM local_point) const;

  std::vector<River> rivers_;
  double tile_m_ = 0.0;
  double margin_m_ = 0.0;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  /// Per tile the rivers that can be within view, with the segments that can be nearest.
  std::vector<std::vector<Near>> tiles_;
};

}  // namespace quarterhour::shancheng
