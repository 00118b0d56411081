#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

CityPlan city_plan() {
  CityPlan plan;
  plan.size = "city";
  // CGCS2000 / 3-degree Gauss-Kruger CM 108E; the core lies at about 106.55° E, 29.6° N.
  plan.epsg = 4545;
  plan.west_m = 330000.0;
  plan.south_m = 3247000.0;
  plan.width_m = 60000.0;
  plan.height_m = 60000.0;
  plan.cell_m = 100.0;
  plan.finest_homes_m = 50.0;
  plan.axis_origin = {30500.0, 30000.0};
  plan.ground.cut_cell_m = 100.0;
  plan.river_view_m = 5000.0;
  plan.trades = city_trades();
  add_core(plan);
  plan.place_names = mountain_place_names();
  return plan;
}

}  // namespace quarterhour::shancheng
