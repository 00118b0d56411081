#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

namespace {

// Unit vector of the strike N 30° E; across is that vector turned clockwise.
constexpr double strike_east = 0.5;
constexpr double strike_north = 0.8660254037844386;

}  // namespace

PointM CityPlan::local(StrikePoint at) const {
  return {axis_origin.x_m + strike_east * at.along_m + strike_north * at.across_m,
          axis_origin.y_m + strike_north * at.along_m - strike_east * at.across_m};
}

StrikePoint CityPlan::strike(PointM local_point) const {
  const double x = local_point.x_m - axis_origin.x_m;
  const double y = local_point.y_m - axis_origin.y_m;
  return {strike_east * x + strike_north * y, strike_north * x - strike_east * y};
}

std::optional<CityPlan> plan_of_size(std::string_view size) {
  if (size == "town") return town_plan();
  if (size == "city") return city_plan();
  if (size == "megacity") return megacity_plan();
  return std::nullopt;
}

}  // namespace quarterhour::shancheng
