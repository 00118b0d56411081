#include "scenarios/shancheng/city_scenarios.h"

#include <string>

#include "scenarios/shancheng/scenario_text.h"

namespace quarterhour::shancheng {

namespace {

/// [city] with its age groups and [travel].
std::string city_and_travel(double cell_m) {
  return R"(
[city]
elevation = "dem.tif"        # ground heights; the rivers are at the level of their water
population = "people.tif"    # people per cell
streets = "streets.gpkg"     # streets, stairways, bridges and tunnels
districts = { file = "districts.gpkg", id = "id", name = "name", name_zh = "name_zh" }
clusters = { file = "clusters.gpkg", id = "id", name = "name", name_zh = "name_zh" }
facilities = ["facilities.csv"]
barriers = ["water.gpkg"]    # nobody walks over the rivers
crs = "EPSG:4545"            # one system for the whole city: CGCS2000 / 3-degree Gauss-Kruger CM 108E
cell_m = )" +
         metres(cell_m) +
         R"(

[city.groups.children_3_6]
name = "Children of 3 to 5"
name_zh = "3至5岁儿童"
raster = "people_children_3_6.tif"
speed_kmh = 3.0

[city.groups.children_6_12]
name = "Children of 6 to 11"
name_zh = "6至11岁儿童"
raster = "people_children_6_12.tif"
speed_kmh = 3.6

[city.groups.children_12_15]
name = "Children of 12 to 14"
name_zh = "12至14岁儿童"
raster = "people_children_12_15.tif"

[city.groups.elderly_65]
name = "People of 65 and over"
name_zh = "65岁及以上老人"
raster = "people_elderly_65.tif"
speed_kmh = 3.0

[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16
)";
}

}  // namespace

std::string city_demo_scenario(double cell_m, int new_clinics) {
  return R"(# Who reaches a clinic, a primary school and an elderly canteen on foot in Shancheng today, and where new clinics help
# most.
format = 1
title = "Clinics, schools and canteens of Shancheng"
title_zh = "山城卫生服务中心、小学与老年食堂"
standard = "gb50180-2018"
)" + city_and_travel(cell_m) +
         R"(
[[service]]
id = "clinic"
name = "Community health centre"
name_zh = "社区卫生服务中心"
level = "circle15"
reach_min = 15
demand = { people = 1.0 }
capacity = 50000

[[service]]
id = "primary_school"
name = "Primary school"
name_zh = "小学"
level = "circle10"
reach_min = 10
demand = { children_6_12 = 1.0 }

[[service]]
id = "elderly_canteen"
name = "Elderly canteen"
name_zh = "老年食堂"
level = "circle5"
reach_min = 5
demand = { elderly_65 = 1.0 }

[[place]]
service = "clinic"
problem = "cover"
count = )" +
         std::to_string(new_clinics) +
         R"(
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.001 }
)";
}

std::string levels_scenario(double cell_m) {
  return R"(# District centres, fifteen-minute centres and ten-minute centres for every cluster of Shancheng.
format = 1
title = "Centres on three levels for the clusters of Shancheng"
title_zh = "山城组团三级中心布局"
standard = "gb50180-2018"
)" + city_and_travel(cell_m) +
         R"(
[[level]]
id = "district"
reach_min = 30               # overrides the ladder's
bundle = ["hospital", "library"]

[[level]]
id = "circle15"
bundle = ["clinic", "middle_school"]

[[level]]
id = "circle10"
bundle = ["primary_school", "market"]

[[service]]
id = "hospital"
name = "General hospital"
name_zh = "综合医院"
level = "district"
demand = { people = 1.0 }
capacity = 250000
counts_for = ["clinic"]      # its outpatients' hall serves the neighbourhood as well

[[service]]
id = "library"
name = "Library"
name_zh = "图书馆"
level = "district"
demand = { people = 1.0 }
capacity = 200000

[[service]]
id = "clinic"
name = "Community health centre"
name_zh = "社区卫生服务中心"
level = "circle15"
demand = { people = 1.0, elderly_65 = 1.0 }   # the elderly come twice as often
capacity = 60000

[[service]]
id = "middle_school"
name = "Middle school"
name_zh = "中学"
level = "circle15"
demand = { children_12_15 = 1.0 }
capacity = 1800

[[service]]
id = "primary_school"
name = "Primary school"
name_zh = "小学"
level = "circle10"
demand = { children_6_12 = 1.0 }
capacity = 1440

[[service]]
id = "market"
name = "Food market"
name_zh = "农贸市场"
level = "circle10"
demand = { people = 1.0 }
capacity = 20000

[[place]]
level = "district"
problem = "cover"
count = 32
unit = "cluster"
min_per_unit = 1             # every cluster has a centre of its own
spacing_m = 1200
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.01 }

[[place]]
level = "circle15"
problem = "cover"
count = 36
unit = "cluster"
min_per_unit = 1
spacing_m = 1000
nest_min = 60                # within an hour's walk of a centre of the level above
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.01 }

[[place]]
level = "circle10"
problem = "cover"
count = 60
unit = "cluster"
min_per_unit = 1
spacing_m = 600
nest_min = 30
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.01 }
)";
}

}  // namespace quarterhour::shancheng
