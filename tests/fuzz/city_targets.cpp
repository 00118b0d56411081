// A study built from its sources: the scenario or one of the files that it names is damaged.
#include "scenarios/city_builder.h"
#include "tests/fuzz/seed_files.h"
#include "tests/fuzz/source_seeds.h"
#include "tests/fuzz/target.h"

namespace quarterhour::fuzz {

namespace fs = std::filesystem;

Target city_target(const fs::path& folder) {
  SeedFiles files(folder);
  files.text("scenario.toml", R"(format = 1
standard = "gb50180-2018"
[city]
elevation = "dem.tif"
population = "people.tif"
districts = { file = "districts.geojson", id = "id", name = "name" }
clusters = { file = "districts.geojson", name = "name" }
area = "districts.geojson"
facilities = [{ file = "clinics.csv", crs = "EPSG:4326", where = "capacity > 0 OR id < 4" }]
barriers = ["water.geojson"]
land_class = { file = "landcover.tif", factors = { "2" = 0.5 }, closed = [3] }
crs = "EPSG:32648"
cell_m = 100
buffer_m = 200
on_barrier = "move"
[city.groups.old]
share = 0.2
speed_kmh = 2.5
[city.groups.young]
raster = { file = "districts.geojson", count = "people" }
[travel]
pace = "tobler"
speed_kmh = 4.0
neighbours = 16
[[service]]
id = "clinic"
level = "circle15"
demand = { people = 1.0, old = 2.0 }
capacity = 30000
[[place]]
service = "clinic"
problem = "cover"
count = 2
candidates = { file = "clinics.csv", id = "id", crs = "EPSG:4326" }
)");
  write_dem(files.path("dem.tif"));
  files.binary("dem.tif");
  write_people(files.path("people.tif"));
  files.binary("people.tif");
  write_land_classes(files.path("landcover.tif"));
  files.binary("landcover.tif");
  files.text("districts.geojson", districts_geojson());
  files.text("clinics.csv", clinics_csv());
  files.text("water.geojson", water_geojson());
  const auto build = [files] {
    const Scenario scenario = read_scenario(files.path("scenario.toml"), {});
    if (scenario.matrix || scenario.city.file) return;
    const City city = build_city(scenario);
    for (const PlaceSpec& place : scenario.places) {
      if (place.candidates.points) (void)read_points(scenario, *place.candidates.points, city, &place);
    }
  };
  return {"city",
          [files, build](Random& random) {
            const DamagedFile damaged = files.damage(random);
            build();
          },
          build};
}

Target matrix_target(const fs::path& folder) {
  SeedFiles files(folder);
  files.text("scenario.toml", R"(format = 1
[city]
population = { file = "demand.csv", id = "id", count = "people" }
[travel]
matrix = { file = "times.csv", from = "from_id", to = "to_id", minutes = "minutes" }
[[service]]
id = "store"
reach_min = 15
[[place]]
service = "store"
problem = "cover"
count = 2
candidates = { file = "sites.csv", id = "id" }
)");
  files.text("demand.csv", "id,people\na,120\nb,0\nc,7.5\nd,\n");
  files.text("sites.csv", "id,x,y,cost\ns1,1,2,1\ns2,3,4,2.5\n");
  files.text("times.csv", "from_id,to_id,minutes\na,s1,3\nb,s1,20\nb,s2,0\nc,s2,\nd,s2,14.99\n");
  const auto read = [files] {
    const Scenario scenario = read_scenario(files.path("scenario.toml"), {});
    if (scenario.matrix) (void)read_travel_matrix(scenario);
  };
  return {"matrix",
          [files, read](Random& random) {
            const DamagedFile damaged = files.damage(random);
            read();
          },
          read};
}

}  // namespace quarterhour::fuzz
