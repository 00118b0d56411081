// The ground of Shancheng as a function of place: ridges, hills and uplands, with valleys cut by water.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/rivers.h"

namespace quarterhour::shancheng {

class Ground {
 public:
  /// Cuts the valleys. Keeps references to both.
  Ground(const CityPlan& plan, const Rivers& rivers, std::uint64_t seed);

  /// Metres above sea level at a point from where the rivers look like `view`; on the water its level, on dry
  /// ground at least a metre more than that of the river beside it.
  [[nodiscard]] double height_m(PointM local_point, const RiverView& view) const;

  [[nodiscard]] const Rivers& rivers() const { return rivers_; }

 private:
  const CityPlan& plan_;
  const Rivers& rivers_;
  std::uint64_t seed_;
  Grid cut_grid_;
  Raster<double> cut_;
};

}  // namespace quarterhour::shancheng
