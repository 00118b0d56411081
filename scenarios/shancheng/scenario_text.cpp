#include "scenarios/shancheng/scenario_text.h"

#include <cmath>

namespace quarterhour::shancheng {

std::string metres(double value) {
  const auto halves = std::llround(2.0 * value);
  return std::to_string(halves / 2) + (halves % 2 == 0 ? "" : ".5");
}

std::string first_scenario() {
  return R"(format = 1
title = "Twenty clinics for the hill districts"
title_zh = "山地片区二十处卫生服务中心"
standard = "gb50180-2018"    # levels and services as data; anything below overrides

[city]                       # or: file = "city.h5", made once by `quarterhour city`
elevation  = "dem.tif"
population = "people.tif"    # counts; or { file = "hexagons.csv", x = "lon", y = "lat", count = "population", crs = "EPSG:4326" }; or polygons with a count field
streets    = "streets.gpkg"  # or an .osm.pbf
districts  = { file = "districts.gpkg", name = "name" }
facilities = ["facilities.csv"]
crs = "auto"                 # a metric CRS for the place; or "EPSG:…"
cell_m = 100

[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16

[[service]]
id = "clinic"
level = "circle15"
reach_min = 15
demand = { people = 1.0 }
capacity = 30000

[[place]]
service = "clinic"
problem = "cover"
count = 20
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.001 }
)";
}

std::string demo_scenario(double cell_m) {
  return R"(# Who reaches a clinic and a school on foot in Shancheng today, and where ten more clinics help most.
format = 1
title = "Clinics and schools of Shancheng"
title_zh = "山城卫生服务中心与小学"
standard = "gb50180-2018"

[city]
elevation = "dem.tif"        # ground heights; the river is at the level of its water
population = "people.tif"    # people per cell
streets = "streets.gpkg"     # streets, stairways, bridges and tunnels
districts = { file = "districts.gpkg", id = "id", name = "name", name_zh = "name_zh" }
facilities = ["facilities.csv"]
barriers = ["water.gpkg"]    # nobody walks over the river
crs = "auto"
cell_m = )" +
         metres(cell_m) + R"(

[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16

[[service]]
id = "clinic"
name = "Community health centre"
name_zh = "社区卫生服务中心"
level = "circle15"
reach_min = 15
demand = { people = 1.0 }
capacity = 30000

[[service]]
id = "school"
name = "Primary school"
name_zh = "小学"
level = "circle10"
reach_min = 10
demand = { people = 1.0 }

[[place]]
service = "clinic"
problem = "cover"
count = 10
candidates = { max_slope = 0.15, min_people = 1 }
stop = { gap = 0.001 }
)";
}

}  // namespace quarterhour::shancheng
