// What a size of Shancheng is made of: the plan is data, the generator reads nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/grid.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// Metres along the strike of the ridges (N 30° E) and across it (towards the south-east), from the plan's
/// axis origin.
struct StrikePoint {
  double along_m = 0.0;
  double across_m = 0.0;
};

/// A ridge, spine or hill: a crest line with a height above the valley floor.
struct RidgePlan {
  StrikePoint from;
  StrikePoint to;
  double height_m = 0.0;
  /// Distance from the crest at which a quarter of the height is left.
  double half_width_m = 0.0;
};

/// A cluster 组团 of people around a centre, an ellipse along the strike.
struct ClusterPlan {
  BilingualName name;
  StrikePoint centre;
  double radius_along_m = 0.0;
  double radius_across_m = 0.0;
  double people = 0.0;
  /// Open facilities of the ledger, and how close two of one service may stand.
  int clinics = 0;
  int schools = 0;
  double spacing_m = 0.0;
  /// Years in which its facilities opened.
  int first_opened = 0;
  int last_opened = 0;
  /// How strongly facilities crowd around the centre; 0: they follow the people alone.
  double huddle = 0.0;
};

/// A district is the face of the map's line work that holds the point `inside`.
struct DistrictPlan {
  std::string id;
  BilingualName name;
  StrikePoint inside;
};

/// A bridge over the river or a tunnel through a ridge, between the streets nearest to its two ends.
struct CrossingPlan {
  /// "bridge" or "tunnel".
  std::string structure;
  BilingualName name;
  StrikePoint from;
  StrikePoint to;
};

/// The river's course, width and level; runs from the first point to the last.
struct RiverPlan {
  BilingualName name;
  std::vector<StrikePoint> course;
  double narrowest_m = 0.0;
  double widest_m = 0.0;
  double level_in_m = 0.0;
  double level_out_m = 0.0;
};

struct CityPlan {
  std::string size;
  int epsg = 0;
  /// South-western corner in the coordinate system; width and height; own cell size.
  double west_m = 0.0;
  double south_m = 0.0;
  double width_m = 0.0;
  double height_m = 0.0;
  double cell_m = 0.0;
  /// Where the strike axes start, local metres.
  PointM axis_origin;
  /// Lowest ground away from the river's banks, metres above sea level.
  double valley_floor_m = 0.0;
  /// Height of the rolling hills between the ridges.
  double hills_m = 0.0;
  RiverPlan river;
  std::vector<RidgePlan> ridges;
  std::vector<ClusterPlan> clusters;
  /// People in hamlets outside the clusters.
  double rural_people = 0.0;
  std::vector<DistrictPlan> districts;
  /// District borders other than the river and the edge of the map; may overshoot where they meet a line.
  std::vector<std::vector<StrikePoint>> borders;
  std::vector<CrossingPlan> crossings;
  std::vector<BilingualName> place_names;

  /// Local metres: x east and y north of the south-western corner.
  [[nodiscard]] PointM local(StrikePoint at) const;
  [[nodiscard]] StrikePoint strike(PointM local_point) const;
  /// From local metres to the coordinate system of the files.
  [[nodiscard]] PointM map(PointM local_point) const {
    return {west_m + local_point.x_m, south_m + local_point.y_m};
  }
};

/// The plan of a size; nothing when there is no plan for it.
[[nodiscard]] std::optional<CityPlan> plan_of_size(std::string_view size);

/// The plan of `town`.
[[nodiscard]] CityPlan town_plan();

/// Names of places in the mountains, for streets and facilities.
[[nodiscard]] std::vector<BilingualName> mountain_place_names();

}  // namespace quarterhour::shancheng
