#include "tests/scenarios/scenario_files.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

namespace quarterhour {

namespace {

constexpr std::string_view head = R"(format = 1
title = "Twenty clinics for the hill districts"
title_zh = "山地片区二十处卫生服务中心"
standard = "gb50180-2018"    # levels and services as data; anything below overrides

[city]                       # or: file = "city.h5", made once by `quarterhour city`
elevation  = "dem.tif"
population = "people.tif"    # counts; or { file = "hexagons.csv", x = "lon", y = "lat", count = "population", crs = "EPSG:4326" }; or polygons with a count field
)";

constexpr std::string_view streets = "streets    = \"streets.gpkg\"  # or an .osm.pbf\n";

constexpr std::string_view rest = R"(districts  = { file = "districts.gpkg", name = "name" }
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

std::atomic<int> folders_made = 0;

}  // namespace

ScenarioFiles::ScenarioFiles() {
  const std::string name = "quarterhour_" + std::to_string(getpid()) + "_" + std::to_string(folders_made++);
  folder_ = std::filesystem::temp_directory_path() / name;
  std::filesystem::create_directories(folder_);
  // Reading a scenario looks whether its files exist and opens none of them.
  for (const char* file : {"dem.tif", "people.tif", "streets.gpkg", "streets.osm.pbf", "districts.gpkg",
                           "clusters.gpkg", "city.h5"})
    write(file, "");
  write("people.csv", "x,y,people\n0,0,12\n");
  write("facilities.csv", "id,x,y,service\na,0,0,clinic\n");
  write("clinics.csv", "id,x,y\na,0,0\n");
  write("demand.csv", "id,people\nd,12\n");
  write("sites.csv", "id\ns\n");
  write("times.csv", "from_id,to_id,minutes,metres\nd,s,7,450\n");
}

ScenarioFiles::~ScenarioFiles() {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

std::filesystem::path ScenarioFiles::write(const std::string& name, std::string_view text) const {
  const std::filesystem::path path = folder_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

Scenario ScenarioFiles::read(std::string_view text) const {
  return read_scenario(write("scenario.toml", text), std::nullopt);
}

std::vector<InputFault> faults_of(const std::filesystem::path& file,
                                  const std::optional<std::filesystem::path>& data_folder) {
  try {
    (void)read_scenario(file, data_folder);
  } catch (const InputError& error) {
    return error.faults();
  }
  return {};
}

std::string printed_scenario() { return std::string(head) + std::string(rest); }

std::string printed_scenario_with_streets() {
  return std::string(head) + std::string(streets) + std::string(rest);
}

std::string small_scenario(std::string_view more) {
  return "format = 1\n"
         "[city]\n"
         "population = \"people.csv\"\n"
         "facilities = \"clinics.csv\"\n"
         "[[service]]\n"
         "id = \"clinic\"\n"
         "reach_min = 15\n" +
         std::string(more);
}

}  // namespace quarterhour
