#include "scenarios/shancheng/plan_core.h"

#include <algorithm>
#include <utility>

namespace quarterhour::shancheng {

namespace {

/// The old town builds on stilts where others leave the slope alone.
constexpr double stilt_houses = 1.0;

struct CoreCluster {
  BilingualName name;
  std::size_t district;
  Km at;
  double radius_along_m;
  double radius_across_m;
  double thousands;
  /// Facilities against what so many people usually have.
  double provision;
  double spacing_m;
  int first_opened;
  int last_opened;
  double huddle;
  int clinics;
};

std::vector<CoreCluster> core_clusters() {
  return {
      {{"Old Town", "老城"}, 0, {30.9, 29.85}, 2000, 2500, 330, 1.55, 640, 1952, 1994, 1.0, 4},
      {{"High Terrace", "高坪"}, 0, {27.6, 30.3}, 2500, 2000, 250, 1.25, 660, 1960, 1999, 1.0, 3},
      {{"Sand Bay", "沙湾"}, 1, {23.2, 31.5}, 3600, 3000, 340, 1.3, 600, 1958, 2004, 1.5, 6},
      {{"Stone Gate", "石门坝"}, 2, {22.4, 26.5}, 3400, 3000, 300, 1.2, 600, 1960, 2004, 1.5, 5},
      {{"Ironworks", "铁山口"}, 2, {19.4, 20.4}, 3800, 3100, 230, 0.9, 700, 1970, 2008, 2.0, 4},
      {{"West Ferry", "西渡"}, 2, {13.0, 15.4}, 2900, 2200, 80, 0.5, 700, 2008, 2019, 0.0, 1},
      {{"University Town", "大学城"}, 3, {14.3, 33.4}, 5000, 3400, 330, 0.6, 700, 2005, 2019, 0.0, 3},
      {{"West Yard", "西场"}, 3, {10.8, 29.0}, 2900, 2800, 150, 0.4, 800, 2010, 2021, 0.0, 1},
      {{"River Bend", "江湾"}, 3, {17.8, 41.8}, 2600, 2300, 90, 0.35, 800, 2012, 2021, 0.0, 1},
      {{"West Slope", "西坡"}, 4, {5.6, 19.0}, 3800, 3000, 180, 0.8, 700, 1990, 2016, 1.0, 3},
      {{"Twin Wells", "双井"}, 4, {2.9, 10.3}, 2400, 2000, 60, 0.9, 700, 1975, 2012, 2.0, 2},
      {{"Hot Springs", "温泉"}, 5, {22.4, 49.6}, 4100, 2900, 200, 1.0, 700, 1972, 2012, 2.0, 4},
      {{"North Bank", "北岸"}, 6, {30.4, 34.6}, 3600, 3200, 390, 1.1, 600, 1978, 2008, 1.0, 6},
      {{"Camellia Bridge", "茶花桥"}, 6, {26.8, 37.6}, 3500, 2800, 280, 0.8, 650, 1988, 2012, 1.0, 4},
      {{"Long Beach", "长滩"}, 6, {33.6, 36.8}, 3500, 2400, 190, 0.6, 700, 1995, 2014, 0.0, 3},
      {{"Jade Peak New Town", "玉峰新城"}, 7, {33.4, 43.8}, 5000, 3600, 420, 0.5, 800, 2002, 2019, 0.0, 4},
      {{"Airport Town", "空港"}, 7, {38.6, 50.6}, 5000, 3600, 330, 0.4, 800, 2006, 2021, 0.0, 3},
      {{"Orchid Valley", "兰谷"}, 7, {42.7, 45.0}, 3600, 2800, 190, 0.3, 900, 2012, 2022, 0.0, 1},
      {{"Stone Boat", "石船"}, 7, {46.3, 56.8}, 2200, 1800, 50, 0.9, 600, 1980, 2010, 2.0, 2},
      {{"Fish Mouth", "鱼嘴"}, 7, {57.3, 53.4}, 2400, 2000, 90, 0.4, 800, 2010, 2021, 0.0, 1},
      {{"South Bank", "南岸坪"}, 8, {31.4, 25.5}, 3600, 3000, 360, 1.0, 620, 1975, 2008, 1.0, 5},
      {{"Red Cliff", "红岩"}, 8, {36.9, 30.4}, 2900, 2000, 150, 0.9, 620, 1968, 2006, 1.0, 4},
      {{"Flower Creek", "花溪"}, 9, {26.9, 20.2}, 3600, 2900, 240, 0.7, 700, 1996, 2016, 1.0, 3},
      {{"Fish Cave", "鱼洞"}, 9, {19.2, 11.0}, 3800, 2900, 220, 0.9, 700, 1982, 2012, 2.0, 4},
      {{"Dragon Border", "界龙"}, 9, {18.6, 3.4}, 1900, 1600, 40, 1.0, 600, 1965, 2006, 2.0, 2},
      {{"Tea Garden", "茶园新城"}, 10, {42.2, 26.4}, 4200, 3100, 230, 0.4, 800, 2008, 2021, 0.0, 2},
      {{"Bright Moon", "明月沱"}, 10, {49.2, 34.2}, 4000, 3000, 150, 0.3, 900, 2013, 2022, 0.0, 1},
      {{"East Springs", "东泉"}, 10, {34.2, 9.6}, 2400, 2000, 70, 1.0, 600, 1970, 2008, 2.0, 2},
      {{"Long Life", "长寿坝"}, 11, {53.2, 16.2}, 3400, 2600, 110, 1.1, 600, 1976, 2012, 2.0, 4},
      {{"Willow Bend", "柳湾"}, 11, {57.2, 24.4}, 1800, 1600, 35, 0.9, 600, 1985, 2010, 2.0, 2},
      {{"Green Spring", "碧泉"}, 12, {5.4, 41.0}, 3400, 2600, 120, 1.0, 650, 1985, 2014, 1.5, 4},
  };
}

}  // namespace

void add_core_clusters(CityPlan& plan) {
  for (const CoreCluster& planned : core_clusters()) {
    const auto number = static_cast<std::int64_t>(plan.clusters.size());
    const double people = 1000.0 * planned.thousands;
    std::vector<int> open = usual_facilities(plan.trades, people, planned.provision, number);
    for (std::size_t trade = 0; trade < open.size(); ++trade) {
      if (plan.trades[trade].service == "clinic") open[trade] = planned.clinics;
      // Every cluster has a hospital of its own.
      if (plan.trades[trade].service == "hospital") open[trade] = std::max(1, open[trade]);
    }
    plan.clusters.push_back({planned.name, strike_at(plan, planned.at), planned.radius_along_m,
                             planned.radius_across_m, people, std::move(open), planned.spacing_m,
                             planned.first_opened, planned.last_opened, planned.huddle, planned.district,
                             planned.district == 0 ? stilt_houses : usual_steepest_home});
  }
  // What an old cluster has closed: one of every second trade, in a year after its last opening.
  for (std::size_t cluster = 0; cluster < plan.clusters.size(); ++cluster) {
    if (plan.clusters[cluster].last_opened > 2004) continue;
    for (std::size_t trade = cluster % 2; trade < plan.trades.size(); trade += 2) {
      plan.closures.push_back({trade, static_cast<std::int32_t>(cluster),
                               static_cast<int>(2006 + (7 * trade + 5 * cluster) % 17)});
    }
  }
}

}  // namespace quarterhour::shancheng
