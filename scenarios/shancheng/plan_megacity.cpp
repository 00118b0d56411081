#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "scenarios/shancheng/counties.h"
#include "scenarios/shancheng/plan_core.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

namespace {

/// Beyond the core's own ridges, kilometres from the old town along and across the strike.
constexpr double west_m = -170000.0;
constexpr double east_m = 250000.0;
constexpr double south_m = -150000.0;
constexpr double north_m = 260000.0;
constexpr double between_ridges_m = 8500.0;
constexpr double core_m = 36000.0;

void lengthen_rivers(CityPlan& plan) {
  const auto before = [&plan](std::size_t river, const std::vector<Km>& points) {
    std::vector<StrikePoint>& course = plan.rivers[river].course;
    std::vector<StrikePoint> found;
    for (const Km& at : points) found.push_back(strike_at(plan, at));
    course.insert(course.begin(), found.begin(), found.end());
  };
  before(0, {{-90, -46},
             {-78, -41},
             {-62, -36},
             {-48, -38},
             {-36, -30},
             {-25, -33},
             {-12, -26},
             {-3, -28},
             {4, -19}});
  for (const Km& at : std::vector<Km>{{80, 52},
                                      {90, 60},
                                      {101, 64},
                                      {110, 74},
                                      {124, 78},
                                      {135, 90},
                                      {150, 96},
                                      {162, 108},
                                      {176, 110},
                                      {190, 122},
                                      {205, 124},
                                      {222, 132},
                                      {238, 130},
                                      {256, 137},
                                      {272, 140}}) {
    plan.rivers[0].course.push_back(strike_at(plan, at));
  }
  plan.rivers[0].level_in_m = 197.0;
  plan.rivers[0].level_out_m = 148.0;
  before(1, {{-30, 208},
             {-26, 194},
             {-22, 180},
             {-12, 168},
             {-14, 152},
             {-4, 140},
             {-8, 126},
             {2, 114},
             {0, 100},
             {8, 90},
             {4, 78}});
  plan.rivers[1].level_in_m = 215.0;
  plan.rivers.push_back({{"Dai River", "黛江"}, {}, 150.0, 260.0, 260.0, 171.0});
  before(2, {{152, -92},
             {147, -78},
             {138, -60},
             {140, -42},
             {128, -30},
             {126, -12},
             {114, 0},
             {112, 18},
             {100, 30},
             {97, 46},
             {89.9, 60.3},
             {87, 66}});
}

/// Anticlines in rows across the strike, in pieces with gaps, higher towards the south-east and the north-east.
void add_outer_ridges(CityPlan& plan) {
  std::int64_t row = 0;
  for (double across = west_m; across < east_m; across += between_ridges_m) {
    std::int64_t piece = 0;
    ++row;
    double along = south_m + 40000.0 * uniform(0, Purpose::ridge_height, row, 0);
    while (along < north_m) {
      const auto luck = [&](std::int64_t part) {
        return uniform(0, Purpose::ridge_height, row, 10 * piece + part);
      };
      const double length = 30000.0 + 70000.0 * luck(1);
      const double moved = across + 3000.0 * (luck(2) - 0.5);
      const double end = std::min(along + length, north_m);
      // The core has ridges of its own.
      const bool meets_core = std::fabs(moved) < core_m && along < 1.5 * core_m && end > -1.5 * core_m;
      if (!meets_core) {
        const double high = std::clamp((moved - 40000.0) / 120000.0, 0.0, 1.0) +
                            std::clamp((0.5 * (along + end) - 90000.0) / 110000.0, 0.0, 1.0);
        plan.ridges.push_back({{along, moved},
                               {end, moved + 5000.0 * (luck(3) - 0.5)},
                               190.0 + 220.0 * luck(4) + 260.0 * high,
                               800.0 + 500.0 * luck(5) + 350.0 * high});
      }
      along = end + 6000.0 + 16000.0 * luck(6);
      ++piece;
    }
  }
  plan.uplands = {
      {{215000.0, 60000.0}, 150000.0, 120000.0, 900.0, 2.2},
      {{60000.0, 200000.0}, 170000.0, 130000.0, 700.0, 1.8},
      {{-90000.0, 120000.0}, 80000.0, 70000.0, 500.0, 1.2},
  };
}

}  // namespace

CityPlan megacity_plan() {
  CityPlan plan;
  plan.size = "megacity";
  // CGCS2000 / 3-degree Gauss-Kruger CM 108E, as the city, whose old town it shares: from 235 km west to 82 km east of
  // the central meridian, where lengths are at most 0.07 % too long.
  plan.epsg = 4545;
  plan.west_m = 265500.0;
  plan.south_m = 3172000.0;
  // 82,399.7 km², a whole number of cells of 30 m and of 100 m either way.
  plan.width_m = 316800.0;
  plan.height_m = 260100.0;
  plan.cell_m = 100.0;
  plan.finest_homes_m = 100.0;
  plan.axis_origin = {95000.0, 105000.0};
  plan.trades = city_trades();
  add_core(plan);
  plan.ground.cut_cell_m = 200.0;
  plan.ground.hills_m = 285.0;
  plan.ground.detail_m = 16.0;
  plan.river_view_m = 4000.0;
  plan.rural_people = 9600000.0;
  plan.town_people = 16200000.0;
  plan.hamlets_thin_above_m = 600.0;
  lengthen_rivers(plan);
  add_outer_ridges(plan);
  add_counties(plan);
  plan.place_names = mountain_place_names();
  const auto bridge = [&plan](std::size_t river, BilingualName name, Km near) {
    plan.crossings.push_back({"bridge", std::move(name), strike_at(plan, near), {}, river});
  };
  bridge(0, {"Upper Reach Bridge", "上游大桥"}, {-36, -30});
  bridge(0, {"Dai Mouth Bridge", "黛口大桥"}, {101, 64});
  bridge(0, {"Gorge Gate Bridge", "峡门大桥"}, {150, 96});
  bridge(0, {"East Gorge Bridge", "东峡大桥"}, {205, 124});
  bridge(1, {"North Reach Bridge", "北游大桥"}, {0, 100});
  bridge(1, {"High Rapids Bridge", "高滩大桥"}, {-8, 126});
  bridge(2, {"Dai Gorge Bridge", "黛峡大桥"}, {112, 18});
  bridge(2, {"South Dai Bridge", "南黛大桥"}, {128, -30});
  return plan;
}

}  // namespace quarterhour::shancheng
