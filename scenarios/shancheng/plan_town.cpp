#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

CityPlan town_plan() {
  CityPlan plan;
  plan.size = "town";
  // CGCS2000 / 3-degree Gauss-Kruger CM 108E; the corner lies at about 106.55° E, 29.50° N.
  plan.epsg = 4545;
  plan.west_m = 360000.0;
  plan.south_m = 3265000.0;
  plan.width_m = 10000.0;
  plan.height_m = 10000.0;
  plan.cell_m = 50.0;
  plan.axis_origin = {2189.0, -109.0};
  plan.finest_homes_m = 10.0;
  plan.ground.valley_floor_m = 205.0;
  plan.ground.hills_m = 85.0;

  // Two bends: a peninsula that points east, then the old town's, which points west.
  RiverPlan river;
  river.name = {"Long River", "珑江"};
  river.course = {{-2200, -500}, {-800, -600},  {300, -250},  {1500, 500},   {2700, 1450},
                  {4000, 1850},  {5000, 1450},  {5450, 300},  {5150, -1000}, {5350, -2050},
                  {6250, -2500}, {7250, -2150}, {7900, -900}, {8500, 350},   {9700, 1150},
                  {11200, 1050}, {12800, 450},  {14400, 300}, {16000, 200}};
  river.narrowest_m = 250.0;
  river.widest_m = 400.0;
  river.level_in_m = 177.0;
  river.level_out_m = 174.0;
  plan.rivers = {river};

  plan.ridges = {
      // West: one long ridge.
      {{-3000, -3750}, {17000, -3550}, 255.0, 780.0},
      // East: one mountain, two crests and a trough between them.
      {{-3000, 3450}, {17000, 3300}, 190.0, 480.0},
      {{-3000, 4250}, {17000, 4050}, 225.0, 560.0},
      // Spines of the two peninsulas and hills between the clusters.
      {{6450, -1500}, {6900, 1200}, 150.0, 400.0},
      {{2300, -1300}, {4300, 700}, 95.0, 420.0},
      {{8900, -2700}, {10400, -2400}, 110.0, 460.0},
      {{7700, 1900}, {8300, 2300}, 120.0, 420.0},
      {{5300, 2000}, {6000, 2300}, 100.0, 390.0},
      {{10900, 2400}, {12400, 2100}, 120.0, 450.0},
      {{500, -2600}, {1900, -2500}, 90.0, 420.0},
  };

  plan.clusters = {
      {{"Old Town", "老城"}, {6500, -600}, 1200, 1750, 112000, {7, 7}, 260, 1952, 1996, 8.0, {}},
      {{"Neck", "鹅颈"}, {6950, 1750}, 1300, 1100, 30000, {1, 2}, 450, 1978, 2004, 0.0, {}},
      {{"South Bank", "南岸坪"}, {2850, 2450}, 1700, 800, 34000, {1, 3}, 800, 1984, 2008, 0.0, {}},
      {{"Stone Gate", "石门坝"}, {3500, 50}, 1500, 1400, 46000, {2, 3}, 450, 1976, 2010, 0.0, {}},
      {{"North Bank", "北岸"}, {9400, -1000}, 1550, 1300, 40000, {1, 3}, 600, 1990, 2014, 0.0, {}},
      {{"Clear Creek", "清溪口"}, {9500, 2350}, 1700, 850, 28000, {1, 2}, 900, 2003, 2018, 0.0, {}},
      {{"East Valley New Town", "东谷新城"},
       {4400, 5350},
       1600,
       850,
       16000,
       {1, 1},
       900,
       2012,
       2021,
       0.0,
       {}},
      {{"West Valley Park", "西谷科技园"}, {7600, -5400}, 1900, 900, 22000, {0, 1}, 900, 2014, 2022, 0.0, {}},
      {{"Old Ferry", "古渡"}, {900, -1250}, 750, 600, 8000, {1, 1}, 600, 1958, 1988, 0.0, {}},
      {{"Tea Pavilion", "茶亭"}, {5100, 2550}, 1000, 550, 12000, {0, 1}, 900, 2008, 2020, 0.0, {}},
      {{"West Foothill", "西麓"}, {3900, -2400}, 1200, 650, 13000, {0, 0}, 900, 2010, 2020, 0.0, {}},
      {{"Upper Wharf", "上码头"}, {10700, 100}, 900, 700, 12000, {0, 0}, 900, 2009, 2020, 0.0, {}},
  };
  plan.rural_people = 9000.0;

  plan.districts = {
      {"500101", {"Linjiang", "临江区"}, {6500, -650}}, {"500102", {"Yunling", "云岭区"}, {2850, 2450}},
      {"500103", {"Qingxi", "清溪区"}, {9500, 2350}},   {"500104", {"Shimen", "石门区"}, {3000, -300}},
      {"500105", {"Wutong", "梧桐区"}, {9400, -1000}},  {"500106", {"Donggu", "东谷区"}, {4400, 5350}},
  };
  plan.borders = {
      // The neck of the old town's peninsula.
      {{{4800, 950}, {6000, 800}, {7000, 950}, {8000, 800}, {9500, 950}}},
      // The watershed in the trough of the eastern mountain.
      {{{-4000, 3800}, {3000, 3900}, {9000, 3700}, {18000, 3700}}},
      // Between the two districts on the eastern bank.
      {{{6600, 850}, {6500, 1500}, {6200, 2600}, {6300, 4000}}},
      // Between the two districts on the western bank.
      {{{5700, -1900}, {5000, -2600}, {4600, -3700}, {4900, -9000}}},
  };
  plan.crossings = {
      {"bridge", {"Shimen Bridge", "石门大桥"}, {5080, 280}, {5820, 320}, {}},
      {"bridge", {"North Gate Bridge", "北门大桥"}, {7560, -740}, {8240, -1060}, {}},
      {"bridge", {"South Bank Bridge", "南坪大桥"}, {2880, 1115}, {2520, 1785}, {}},
      {"bridge", {"Clear Creek Bridge", "清溪大桥"}, {9290, 470}, {8910, 1050}, {}},
      {"tunnel", {"East Mountain Tunnel", "东山隧道"}, {4700, 2700}, {4500, 4850}, {}},
      {"tunnel", {"West Mountain Tunnel", "西山隧道"}, {7900, -2800}, {7700, -4650}, {}},
  };
  plan.trades = {
      {"clinic",
       "circle15",
       {"Community Health Centre", "社区卫生服务中心"},
       {"Health Commission", "卫生健康委员会"},
       12000,
       40000,
       1000,
       0.0,
       1.0},
      {"school",
       "circle10",
       {"Primary School", "小学"},
       {"Education Commission", "教育委员会"},
       720,
       2160,
       45,
       0.0,
       1.0},
  };
  plan.closures = {{0, 0, 2011}, {1, 0, 2006}};
  plan.place_names = mountain_place_names();
  return plan;
}

}  // namespace quarterhour::shancheng
