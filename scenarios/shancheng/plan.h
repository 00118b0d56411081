// What a size of Shancheng is made of: the plan is data, the generator reads nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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
  /// More than 0: a terrace instead, level to `half_width_m` and falling over this width.
  double edge_m = 0.0;
  /// The crest wanders as the plan's ground says.
  bool wanders = true;
};

/// High country: an ellipse along the strike whose middle is lifted, with higher hills the higher it is.
struct UplandPlan {
  StrikePoint centre;
  double radius_along_m = 0.0;
  double radius_across_m = 0.0;
  double height_m = 0.0;
  /// Hills in its middle are 1 + this times as high as elsewhere.
  double roughness = 0.0;
};

/// How the ground between rivers and ridges is shaped; lengths in metres.
struct GroundPlan {
  /// Valleys are cut on cells of this size, and this far outside the map.
  double cut_cell_m = 50.0;
  double margin_m = 1000.0;
  /// Lowest ground away from the river's banks, metres above sea level.
  double valley_floor_m = 0.0;
  /// Height of the rolling hills between the ridges, and their size across and along the strike.
  double hills_m = 0.0;
  double hill_across_m = 750.0;
  double hill_along_m = 1150.0;
  /// Crests wander by about this much, over this length along and across the strike.
  double wander_m = 170.0;
  double wander_along_m = 2300.0;
  double wander_across_m = 5000.0;
  /// Crests rise and fall over this length.
  double swell_along_m = 1400.0;
  /// A ridge is left out further away than this many of its half widths.
  double ridge_reach = std::numeric_limits<double>::infinity();
  /// Unevenness that is smaller than the cells on which valleys are cut.
  double detail_m = 0.0;
};

/// Nobody builds homes on steeper ground where the plan does not say otherwise, rise over run.
inline constexpr double usual_steepest_home = 0.5;

/// A cluster 组团 of people around a centre, an ellipse along the strike.
struct ClusterPlan {
  BilingualName name;
  StrikePoint centre;
  double radius_along_m = 0.0;
  double radius_across_m = 0.0;
  double people = 0.0;
  /// Open facilities of each of the plan's trades, and how close two of one service may stand.
  std::vector<int> open;
  double spacing_m = 0.0;
  /// Years in which its facilities opened.
  int first_opened = 0;
  int last_opened = 0;
  /// How strongly facilities crowd around the centre; 0: they follow the people alone.
  double huddle = 0.0;
  /// Position of its district in the plan; nothing: it may spread over several.
  std::optional<std::size_t> district;
  /// Nobody builds on steeper ground, rise over run.
  double steepest_home = usual_steepest_home;
};

/// A district is the face of the map's line work that holds the point `inside`.
struct DistrictPlan {
  std::string id;
  BilingualName name;
  StrikePoint inside;
};

/// A district border.
struct BorderPlan {
  std::vector<StrikePoint> points;
  /// Moved as the crests of the ridges are, so that a watershed stays on its mountain.
  bool follows_crests = false;
  /// Left out inside the core's ring; others, and the rivers, are left out outside it.
  bool outside_core = false;
};

/// A bridge over a river or a tunnel through a ridge, between the streets nearest to its two ends.
struct CrossingPlan {
  /// "bridge" or "tunnel".
  std::string structure;
  BilingualName name;
  StrikePoint from;
  StrikePoint to;
  /// The river that a bridge spans, straight across where it is nearest to `from`; nothing: `to` is the other end.
  std::optional<std::size_t> river;
};

/// A river's course, width and level; runs from the first point to the last.
struct RiverPlan {
  BilingualName name;
  std::vector<StrikePoint> course;
  double narrowest_m = 0.0;
  double widest_m = 0.0;
  double level_in_m = 0.0;
  double level_out_m = 0.0;
};

/// A kind of facility in the ledger.
struct TradePlan {
  std::string service;
  std::string level;
  BilingualName title;
  BilingualName department;
  /// Smallest and largest capacity, and the step it is rounded to.
  double least = 0.0;
  double most = 0.0;
  double step = 1.0;
  /// People for whom one is usually built; 0: the clusters say how many they have.
  double people_each = 0.0;
  /// Times the cluster's spacing.
  double spacing = 1.0;
};

/// A facility that has closed but is still in its department's list.
struct ClosurePlan {
  std::size_t trade = 0;
  std::int32_t cluster = 0;
  int year = 0;
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
  /// People settle on cells of this size or larger; smaller ones share them out.
  double finest_homes_m = 0.0;
  /// Where the strike axes start, local metres.
  PointM axis_origin;
  GroundPlan ground;
  /// Distances to rivers are exact up to this one.
  double river_view_m = std::numeric_limits<double>::infinity();
  /// The first is the main one; another may end in it.
  std::vector<RiverPlan> rivers;
  std::vector<RidgePlan> ridges;
  std::vector<UplandPlan> uplands;
  std::vector<ClusterPlan> clusters;
  /// People in county seats and towns that are founded on the finished ground; 0: the plan names every cluster.
  double town_people = 0.0;
  /// People in hamlets outside the clusters.
  double rural_people = 0.0;
  /// Outlines of larger clusters wander in proportion to their radius, beyond this one.
  double outline_radius_m = std::numeric_limits<double>::infinity();
  /// Blocks of houses are this many times as large as those of the town.
  double block_scale = 1.0;
  /// The largest density holds for all clusters together; else each keeps to it.
  bool one_ceiling = false;
  /// Hamlets thin out above this height; nothing: at no height.
  std::optional<double> hamlets_thin_above_m;
  /// People around crossroads that make them urban.
  double urban_people = 12.0;
  /// Steepest street (GB/T 51328-2018 has about 8 %, mountain cities a little more) and stairway, rise over run, and the share of stairways that were built.
  double steepest_street = 0.13;
  double steepest_steps = 0.62;
  double steps_built = 0.5;
  std::vector<DistrictPlan> districts;
  /// District borders other than the rivers and the edge of the map; may overshoot where they meet a line.
  std::vector<BorderPlan> borders;
  /// Closed line round the core; empty where there is nothing but the core.
  std::vector<StrikePoint> core_ring;
  std::vector<CrossingPlan> crossings;
  std::vector<TradePlan> trades;
  std::vector<ClosurePlan> closures;
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

/// The plan of `city`: the core and the clusters around it.
[[nodiscard]] CityPlan city_plan();

/// The plan of `megacity`: the core, and counties whose towns are founded once the ground is there.
[[nodiscard]] CityPlan megacity_plan();

/// The core of the two larger sizes, 60 x 60 km round the peninsula where the rivers meet: appends rivers, ridges,
/// clusters, districts, borders and crossings. The axis origin of the plan is the old town.
void add_core(CityPlan& plan);

/// The trades of the two larger sizes.
[[nodiscard]] std::vector<TradePlan> city_trades();

/// How many facilities of each trade so many people usually have, times `provision`, more or less by luck.
[[nodiscard]] std::vector<int> usual_facilities(const std::vector<TradePlan>& trades, double people,
                                                double provision, std::int64_t cluster);

/// Names of places in the mountains, for streets and facilities.
[[nodiscard]] std::vector<BilingualName> mountain_place_names();

}  // namespace quarterhour::shancheng
