#include "scenarios/shancheng/plan_core.h"

#include <string>
#include <utility>

namespace quarterhour::shancheng {

namespace {

// The old town, from the corner.
constexpr Km old_town = {30.5, 30.0};

std::vector<StrikePoint> line(const CityPlan& plan, const std::vector<Km>& points) {
  std::vector<StrikePoint> found;
  for (const Km& at : points) found.push_back(strike_at(plan, at));
  return found;
}

void add_rivers(CityPlan& plan) {
  // The main river comes from the south-west and turns the tip of the peninsula; the other one cuts through two
  // mountains from the north-west and ends in it.
  plan.rivers.push_back({{"Long River", "珑江"},
                         line(plan, {{9, -8},      {12, -3},     {14.5, 4},  {12.5, 9},    {16, 13},
                                     {21, 15.2},   {24, 19},     {22.8, 23}, {25.5, 26.4}, {29.5, 27.9},
                                     {33.2, 29.6}, {35.8, 32.5}, {36.8, 36}, {40.5, 38.6}, {45.5, 38.2},
                                     {49.5, 41},   {51, 46},     {55.5, 49}, {63, 50},     {69, 52}}),
                         500.0,
                         850.0,
                         182.0,
                         168.0});
  plan.rivers.push_back({{"Ling River", "泠江"},
                         line(plan, {{6, 69},
                                     {8.5, 62},
                                     {10, 57},
                                     {14, 53},
                                     {13, 48},
                                     {16, 45},
                                     {20, 44.3},
                                     {22.3, 41},
                                     {21, 37.5},
                                     {22.8, 34.6},
                                     {26.2, 34.4},
                                     {27.6, 32.4},
                                     {30.5, 31.4},
                                     {33.55, 29.5},
                                     {36, 28}}),
                         320.0,
                         520.0,
                         188.0,
                         174.6});
}

void add_ridges(CityPlan& plan) {
  // Along the strike, metres: the anticlines, two of them with two crests and a trough between.
  const auto mountain = [&plan](double across_m, double height_m, double half_width_m) {
    plan.ridges.push_back({{-60000.0, across_m}, {60000.0, across_m}, height_m, half_width_m});
  };
  mountain(-22000.0, 400.0, 1250.0);
  mountain(-11500.0, 230.0, 620.0);
  mountain(-10400.0, 250.0, 640.0);
  mountain(7000.0, 220.0, 640.0);
  mountain(8200.0, 270.0, 700.0);
  mountain(20000.0, 390.0, 1200.0);
  const auto hill = [&plan](Km from, Km to, double height_m, double half_width_m) {
    plan.ridges.push_back({strike_at(plan, from), strike_at(plan, to), height_m, half_width_m, 0.0, false});
  };
  // Hills of the old clusters on both banks.
  hill({21.8, 30.8}, {24.6, 32.9}, 110.0, 480.0);
  hill({29.0, 35.6}, {31.5, 37.5}, 120.0, 550.0);
  hill({33.9, 27.6}, {36.0, 31.2}, 130.0, 520.0);
  hill({20.6, 24.4}, {22.0, 27.8}, 100.0, 520.0);
  hill({28.6, 21.8}, {30.2, 24.8}, 110.0, 560.0);
  // The peninsula: the upper town stands on a terrace over the lower one, and on it a second terrace and hills.
  const auto terrace = [&plan](Km from, Km to, double height_m, double half_width_m, double edge_m) {
    plan.ridges.push_back(
        {strike_at(plan, from), strike_at(plan, to), height_m, half_width_m, edge_m, false});
  };
  terrace({26.0, 31.3}, {32.2, 29.75}, 65.0, 920.0, 100.0);
  terrace({25.6, 31.2}, {32.0, 29.75}, 115.0, 520.0, 130.0);
  terrace({26.0, 31.1}, {29.6, 30.15}, 85.0, 220.0, 110.0);
  terrace({30.2, 30.0}, {31.8, 29.8}, 80.0, 160.0, 110.0);
  terrace({26.4, 28.3}, {28.6, 28.8}, 100.0, 260.0, 120.0);
  terrace({26.5, 33.0}, {26.9, 33.1}, 85.0, 260.0, 120.0);
  // Ravines that run down to both rivers.
  hill({27.2, 31.0}, {27.0, 32.8}, -85.0, 140.0);
  hill({28.3, 30.3}, {27.6, 27.8}, -85.0, 140.0);
  hill({28.5, 30.4}, {28.4, 32.0}, -80.0, 120.0);
  hill({29.4, 30.2}, {29.5, 31.6}, -85.0, 130.0);
  hill({29.3, 29.9}, {29.0, 28.2}, -85.0, 130.0);
  hill({30.2, 29.9}, {30.2, 28.4}, -85.0, 120.0);
  hill({30.5, 30.1}, {30.5, 31.3}, -85.0, 120.0);
  hill({31.2, 29.7}, {31.2, 28.8}, -80.0, 110.0);
  hill({31.5, 29.9}, {31.7, 30.8}, -80.0, 110.0);
  hill({26.6, 30.6}, {26.5, 28.4}, -80.0, 140.0);
}

void add_districts(CityPlan& plan) {
  const auto district = [&plan](const std::string& id, BilingualName name, Km inside) {
    plan.districts.push_back({id, std::move(name), strike_at(plan, inside)});
  };
  district("500101", {"Zhongcheng", "中城区"}, {30.0, 29.9});
  district("500102", {"Shawan", "沙湾区"}, {23.2, 31.3});
  district("500103", {"Shimen", "石门区"}, {22.3, 26.9});
  district("500104", {"Longjing", "龙井区"}, {14.3, 33.3});
  district("500105", {"Xipo", "西坡区"}, {5.5, 19.0});
  district("500106", {"Wenquan", "温泉区"}, {22.5, 49.5});
  district("500107", {"Bei'an", "北岸区"}, {30.2, 34.2});
  district("500108", {"Yufeng", "玉峰区"}, {33.5, 43.5});
  district("500109", {"Tushan", "涂山区"}, {31.8, 25.6});
  district("500110", {"Huaxi", "花溪区"}, {26.8, 19.0});
  district("500111", {"Mingyue", "明月区"}, {49.0, 34.0});
  district("500112", {"Donggu", "东谷县"}, {53.0, 16.0});
  district("500113", {"Biquan", "碧泉县"}, {5.5, 41.0});
  plan.borders = {
      // The neck of the peninsula.
      {line(plan, {{26.1, 35.1}, {25.8, 32.5}, {26.1, 29.5}, {26.0, 26.1}})},
      // The watersheds of four mountains.
      {line(
           plan,
           {{2.3, -1.5}, {6, 9.5}, {11.7, 19.4}, {17.8, 30}, {21, 35.5}, {24.2, 41}, {29.4, 50}, {37, 63.5}}),
       true},
      {line(plan, {{46.4, 42.6}, {43.7, 38}, {38, 28}, {32.2, 18}, {26.5, 8}, {20, -3.5}}), true},
      {line(plan, {{34.0, -3.5}, {41.8, 9.5}, {47.8, 20}, {53.5, 30}, {59.3, 40}, {64, 48}}), true},
      {line(plan, {{2, 24.7}, {5.1, 30}, {11.4, 41}, {16.3, 49.7}}), true},
      // Between neighbours in one valley.
      {line(plan, {{15.0, 29.0}, {18.5, 29.5}, {21, 29.9}, {23.5, 29.2}, {26.5, 29}})},
      {line(plan, {{-1.5, 26.3}, {4, 26.0}, {7, 26.9}, {12, 26.4}, {18.4, 26.9}})},
      {line(plan, {{21.7, 40.7}, {26, 41.0}, {30, 40.2}, {33, 40.6}, {35.5, 40}, {38.9, 36.7}})},
      {line(plan, {{22.2, 22.8}, {25.5, 23.1}, {28, 22.6}, {33, 23.3}, {37.7, 23.2}})},
  };
}

void add_crossings(CityPlan& plan) {
  const auto bridge = [&plan](std::size_t river, BilingualName name, Km near) {
    plan.crossings.push_back({"bridge", std::move(name), strike_at(plan, near), {}, river});
  };
  bridge(0, {"Fish Cave Bridge", "鱼洞大桥"}, {18, 13.8});
  bridge(0, {"Flower Creek Bridge", "花溪大桥"}, {24.1, 20});
  bridge(0, {"Stone Gate Bridge", "石门大桥"}, {25, 25.8});
  bridge(0, {"South Bank Bridge", "南坪大桥"}, {28.2, 27.6});
  bridge(0, {"Dongshui Gate Bridge", "东水门大桥"}, {31.6, 28.7});
  bridge(0, {"Red Cliff Bridge", "红岩大桥"}, {35.1, 31.7});
  bridge(0, {"Long Beach Bridge", "长滩大桥"}, {36.6, 35.2});
  bridge(0, {"Bright Moon Bridge", "明月大桥"}, {47.0, 38.8});
  bridge(1, {"Hot Springs Bridge", "温泉大桥"}, {13.3, 50.5});
  bridge(1, {"River Bend Bridge", "江湾大桥"}, {19, 44.5});
  bridge(1, {"Shawan Bridge", "沙湾大桥"}, {24.5, 34.8});
  bridge(1, {"Camellia Bridge", "茶花大桥"}, {27.3, 33});
  bridge(1, {"Yellow Flower Bridge", "黄花园大桥"}, {29.5, 31.7});
  bridge(1, {"Thousand Gates Bridge", "千门大桥"}, {31.8, 30.8});
  const auto tunnel = [&plan](BilingualName name, Km from, Km to) {
    plan.crossings.push_back({"tunnel", std::move(name), strike_at(plan, from), strike_at(plan, to), {}});
  };
  tunnel({"University Tunnel", "大学城隧道"}, {16.6, 32.9}, {21.3, 31.3});
  tunnel({"West Mountain Tunnel", "西山隧道"}, {10.2, 21.9}, {15.2, 20.1});
  tunnel({"Jade Peak Tunnel", "玉峰隧道"}, {24.2, 45.9}, {29.4, 44.2});
  tunnel({"South Mountain Tunnel", "南山隧道"}, {34.9, 26.6}, {40.0, 26.9});
  tunnel({"Flower Creek Tunnel", "花溪隧道"}, {30.2, 19.7}, {35.4, 18.2});
  tunnel({"Bright Moon Tunnel", "明月隧道"}, {44.0, 18.6}, {49.4, 17.1});
  tunnel({"Green Spring Tunnel", "碧泉隧道"}, {7.2, 38.9}, {12.3, 37.2});
}

}  // namespace

StrikePoint strike_at(const CityPlan& plan, Km at) {
  return plan.strike({plan.axis_origin.x_m + 1000.0 * (at.east - old_town.east),
                      plan.axis_origin.y_m + 1000.0 * (at.north - old_town.north)});
}

void add_core(CityPlan& plan) {
  plan.ground.valley_floor_m = 205.0;
  plan.ground.hills_m = 175.0;
  plan.ground.hill_across_m = 1500.0;
  plan.ground.hill_along_m = 3300.0;
  plan.ground.wander_m = 1300.0;
  plan.ground.wander_along_m = 15000.0;
  plan.ground.wander_across_m = 22000.0;
  plan.ground.swell_along_m = 3600.0;
  plan.ground.ridge_reach = 6.0;
  plan.ground.detail_m = 6.0;
  plan.urban_people = 150.0;
  plan.steepest_street = 0.14;
  plan.steepest_steps = 0.85;
  plan.steps_built = 0.72;
  plan.rural_people = 400000.0;
  plan.outline_radius_m = 1500.0;
  plan.block_scale = 1.6;
  plan.one_ceiling = true;
  add_rivers(plan);
  add_ridges(plan);
  add_districts(plan);
  add_core_clusters(plan);
  add_crossings(plan);
}

}  // namespace quarterhour::shancheng
