// A scenario that is right becomes typed values in the program's own units.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "tests/scenarios/scenario_files.h"

using namespace quarterhour;

namespace {

bool notes_hold(const Scenario& scenario, std::string_view words) {
  return std::any_of(scenario.notes.begin(), scenario.notes.end(),
                     [&](const Note& note) { return note.text.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("the printed scenario less its streets line is read whole") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(printed_scenario());
  CHECK(scenario.format == 1);
  CHECK(scenario.title == "Twenty clinics for the hill districts");
  CHECK(scenario.title_zh == "山地片区二十处卫生服务中心");
  CHECK(scenario.standard == "gb50180-2018");
  CHECK(scenario.text == printed_scenario());

  REQUIRE(scenario.city.elevation);
  CHECK(scenario.city.elevation->written == "dem.tif");
  CHECK(scenario.city.elevation->path == files.folder() / "dem.tif");
  CHECK(scenario.city.elevation->place.key == "city.elevation");
  CHECK(scenario.city.elevation->place.line == 7);
  REQUIRE(scenario.city.population);
  REQUIRE(scenario.city.districts);
  CHECK(scenario.city.districts->columns.at("name") == "name");
  REQUIRE(scenario.city.facilities.size() == 1);
  CHECK(scenario.city.facilities[0].place.key == "city.facilities[0]");
  CHECK(scenario.city.crs == "auto");
  CHECK(scenario.city.cell_m == 100.0);
  CHECK_FALSE(scenario.city.grid_of_elevation);

  CHECK(scenario.travel.pace == Pace{PaceFunction::tobler, 4.0, std::nullopt});
  CHECK(scenario.travel.neighbours == 16);
  CHECK(scenario.travel.diagonals == Diagonals::guarded);
  CHECK_FALSE(scenario.travel.limit_s);

  REQUIRE(scenario.services.size() == 1);
  const Service& clinic = scenario.services[0];
  CHECK(clinic.id == "clinic");
  CHECK(clinic.level == "circle15");
  CHECK(clinic.reach_s == 15 * 60.0);
  CHECK(clinic.reach_by == ReachBy::minutes);
  CHECK(clinic.capacity == 30000.0);
  REQUIRE(clinic.demand.size() == 1);
  CHECK(clinic.demand[0].group == "people");
  CHECK(clinic.demand[0].rate == 1.0);
  REQUIRE(scenario.levels.size() == 1);
  CHECK(scenario.levels[0].id == "circle15");
  CHECK(scenario.levels[0].bundle == std::vector<std::string>{"clinic"});

  REQUIRE(scenario.places.size() == 1);
  const PlaceSpec& place = scenario.places[0];
  CHECK(place.service == "clinic");
  CHECK(place.problem == "cover");
  CHECK(place.count == 20);
  CHECK_FALSE(place.budget);
  CHECK(place.candidates.max_slope == 0.15);
  CHECK(place.candidates.min_people == 1.0);
  CHECK_FALSE(place.candidates.points);
  CHECK(place.stop.gap == 0.001);
}

TEST_CASE("the streets line of the printed scenario names a layer, and a table says what to take of it") {
  const ScenarioFiles files;
  const Scenario printed = files.read(printed_scenario_with_streets());
  REQUIRE(printed.city.streets.has_value());
  CHECK(printed.city.streets->source.path == files.folder() / "streets.gpkg");
  CHECK(printed.city.streets->source.place.line == streets_line);
  CHECK(printed.city.streets->leave_out.empty());
  CHECK_FALSE(printed.city.streets->barriers);
  CHECK(printed.city.streets->table.class_named("footway"));
  const auto with = [&](const std::string& streets) {
    std::string text = small_scenario();
    text.insert(text.find("[[service]]"), "streets = " + streets + "\n");
    return *files.read(text).city.streets;
  };
  const StreetsSpec layer = with(
      R"({ file = "streets.gpkg", layer = "a", class = "kind", leave_out = ["steps", "bridge", "cable_car"] })");
  CHECK(layer.source.layer == "a");
  CHECK(layer.source.columns.at("class") == "kind");
  CHECK(layer.leave_out == std::vector<std::string>{"steps", "bridge", "cable_car"});
  CHECK(with(R"({ file = "streets.osm.pbf", barriers = [] })").barriers == std::vector<std::string>{});
  CHECK(with(R"({ file = "streets.osm.pbf", barriers = ["wall", "water"] })").barriers ==
        std::vector<std::string>{"wall", "water"});
}

TEST_CASE("a scenario that says only what it must has the documented defaults, and says so") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(small_scenario());
  CHECK(scenario.title == "scenario");
  CHECK(scenario.standard.empty());
  CHECK(scenario.travel.pace == Pace{PaceFunction::tobler, 4.0, std::nullopt});
  CHECK(scenario.travel.direction == Direction::to);
  CHECK(scenario.city.cell_m == 100.0);
  CHECK(scenario.city.on_barrier == OnBarrier::move);
  CHECK(scenario.services[0].name.en == "clinic");
  CHECK_FALSE(scenario.services[0].reach_m);
  CHECK(scenario.places.empty());
  CHECK(scenario.output.rasters);
  CHECK_FALSE(scenario.output.exact_seconds);
  CHECK(notes_hold(scenario, "4 km/h"));
  CHECK(notes_hold(scenario, "cells of 100 m"));
}

TEST_CASE("paths lead from the scenario's folder, or from the data folder when one is given") {
  const ScenarioFiles files;
  const auto file = files.write("inner/scenario.toml", small_scenario());
  CHECK(faults_of(file).size() == 2);
  const Scenario scenario = read_scenario(file, files.folder());
  CHECK(scenario.city.population->path == files.folder() / "people.csv");
  CHECK(scenario.city.population->written == "people.csv");
  CHECK(faults_of(file, files.folder() / "nowhere").size() == 1);
}

TEST_CASE("a scenario that is missing, a folder, or begins with a byte order mark") {
  const ScenarioFiles files;
  CHECK(faults_of(files.folder() / "nothing.toml").at(0).message == "there is no such file");
  CHECK(faults_of(files.folder()).at(0).message == "this is a folder");
  CHECK(files.read("\xEF\xBB\xBF" + small_scenario()).services.size() == 1);
}

TEST_CASE("groups, land classes, barriers and columns are read with their numbers") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(R"(format = 1
[city]
elevation = "dem.tif"
grid = "elevation"
encoding = "GB18030"
population = { file = "people.csv", x = "lon", y = "lat", count = "n", crs = "EPSG:4326", encoding = "UTF-8" }
facilities = [{ file = "clinics.csv", gives = "clinic" }, "facilities.csv"]
barriers = "streets.gpkg"
land_class = { file = "dem.tif", factors = { "3" = 0.5, "4" = 2 }, closed = [6, 7], no_data = 0, band = 2 }
buffer_m = 0
on_barrier = "drop"
[city.groups.elderly_65]
share = 0.2
speed_kmh = 2.5
name_zh = "老年人"
[city.groups.children]
raster = "people.tif"
[[service]]
id = "clinic"
reach_m = 800
direction = "round_trip"
demand = { elderly_65 = 2.0, children = 0.5 }
)");
  const CitySpec& city = scenario.city;
  CHECK(city.grid_of_elevation);
  CHECK(city.population->columns.at("x") == "lon");
  CHECK(city.population->crs == "EPSG:4326");
  CHECK(city.population->encoding == "UTF-8");
  REQUIRE(city.facilities.size() == 2);
  CHECK(city.facilities[0].columns.at("gives") == "clinic");
  CHECK(city.facilities[1].encoding == "GB18030");
  REQUIRE(city.barriers.size() == 1);
  REQUIRE(city.land_class);
  CHECK(city.land_class->factors == std::map<int, double>{{3, 0.5}, {4, 2.0}});
  CHECK(city.land_class->closed == std::vector<int>{6, 7});
  CHECK(city.land_class->source.columns.at("no_data") == "0");
  CHECK(city.land_class->source.columns.at("band") == "2");
  CHECK(city.buffer_m == 0.0);
  CHECK(city.on_barrier == OnBarrier::drop);
  REQUIRE(city.groups.size() == 2);
  CHECK(city.groups[0].id == "elderly_65");
  CHECK(city.groups[0].share == 0.2);
  CHECK(city.groups[0].speed_kmh == 2.5);
  CHECK(city.groups[0].name.zh == "老年人");
  CHECK(city.groups[1].raster->path == files.folder() / "people.tif");
  const Service& clinic = scenario.services.at(0);
  CHECK(clinic.reach_by == ReachBy::metres);
  CHECK(clinic.reach_m == 800.0);
  CHECK_FALSE(clinic.reach_s);
  CHECK(clinic.direction == Direction::round_trip);
  REQUIRE(clinic.demand.size() == 2);
  CHECK(clinic.demand[0].group == "elderly_65");
  CHECK(clinic.demand[1].rate == 0.5);
}

TEST_CASE("a study with a matrix needs no grid and keeps its quantity") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(R"(format = 1
[travel]
matrix = { file = "times.csv", from = "from_id", to = "to_id", metres = "metres" }
[city]
population = { file = "demand.csv", id = "id", count = "people" }
[[service]]
id = "store"
reach_m = 5000
[[place]]
service = "store"
problem = "cover"
budget = 10
candidates = { file = "sites.csv", id = "id", cost = "price" }
stop = { gap = 0, work = 1000, seconds = 2.5 }
seed = 7
)");
  REQUIRE(scenario.matrix);
  CHECK(scenario.matrix->quantity == Quantity::metres);
  CHECK(scenario.matrix->source.columns.at("to") == "to_id");
  CHECK(scenario.services.at(0).reach_by == ReachBy::metres);
  const PlaceSpec& place = scenario.places.at(0);
  CHECK(place.budget == 10.0);
  CHECK(place.candidates.points->columns.at("cost") == "price");
  CHECK(place.stop.gap == 0.0);
  CHECK(place.stop.work == 1000U);
  CHECK(place.stop.seconds == 2.5);
  CHECK(place.seed == 7U);
}

TEST_CASE("the settings of travel are read, explicit coefficients and the search limit in seconds included") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(small_scenario(R"([travel]
pace = "langmuir"
langmuir = { walk = 0.7, up = 5, down = 2.0, steep_down = -2.0, steep_slope = -0.2 }
neighbours = 8
direction = "from"
diagonals = "free"
limit_min = 30
mode = "walk"
)"));
  const LangmuirCoefficients expected{0.7, 5.0, 2.0, -2.0, -0.2};
  CHECK(scenario.travel.pace.function == PaceFunction::langmuir);
  CHECK(scenario.travel.pace.explicit_langmuir == expected);
  CHECK(scenario.travel.neighbours == 8);
  CHECK(scenario.travel.direction == Direction::from);
  CHECK(scenario.travel.diagonals == Diagonals::free);
  CHECK(scenario.travel.limit_s == 1800.0);
  // A service without a direction of its own has that of [travel], which stands below it here.
  CHECK(scenario.services.at(0).direction == Direction::from);
}

TEST_CASE(
    "a share of each unit asks nothing of the whole unless it is said, and a front is read as it stands") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(R"(format = 1
[city]
population = "people.csv"
[[service]]
id = "clinic"
reach_min = 15
[[place]]
service = "clinic"
problem = "require"
share_per_unit = 0.8
unit = "group"
front = [0.5, 0.9]
[[place]]
service = "clinic"
problem = "cover"
count = 3
front = [7, 5]
)");
  REQUIRE(scenario.places.size() == 2);
  CHECK(scenario.places[0].share == 0.0);
  CHECK(scenario.places[0].share_per_unit == 0.8);
  CHECK(scenario.places[0].unit == "group");
  CHECK(scenario.places[0].front == std::vector<double>{0.5, 0.9});
  CHECK(scenario.places[1].share == 1.0);
  CHECK(scenario.places[1].front == std::vector<double>{7.0, 5.0});
}

TEST_CASE("levels take the scenario's own values and name what their centres host") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(R"(format = 1
standard = "gb50180-2018"
[city]
population = "people.csv"
clusters = "clusters.gpkg"
[[level]]
id = "district"
name = "District"
name_zh = "区级"
reach_min = 30
bundle = ["hospital", "clinic"]
[[level]]
id = "hamlet"
rank = 7
reach_m = 250
[[service]]
id = "clinic"
level = "circle15"
catchment_weights = [1, 0.5]
[[service]]
id = "hospital"
level = "district"
counts_for = ["clinic"]
shared_across_districts = false
[[service]]
id = "kiosk"
level = "hamlet"
[[place]]
level = "district"
problem = "require"
share = 0.9
share_per_unit = 0.5
min_per_unit = 1
max_per_unit = 3
unit = "cluster"
spacing_m = 1500
[[place]]
level = "hamlet"
problem = "cover"
count = 2
nest_min = 20
levels = "top_down"
)");
  REQUIRE(scenario.levels.size() == 3);
  CHECK(scenario.levels[0].id == "district");
  CHECK(scenario.levels[0].name.zh == "区级");
  CHECK(scenario.levels[0].reach_s == 1800.0);
  CHECK(scenario.levels[0].bundle == std::vector<std::string>{"hospital", "clinic"});
  CHECK(scenario.levels[1].id == "circle15");
  CHECK(scenario.levels[1].bundle == std::vector<std::string>{"clinic"});
  CHECK(scenario.levels[2].id == "hamlet");
  CHECK(scenario.levels[2].rank == 7);
  CHECK(scenario.services[0].reach_s == 900.0);
  CHECK(scenario.services[0].catchment_weights == std::vector<double>{1.0, 0.5});
  CHECK(scenario.services[0].shared_across_districts);
  CHECK(scenario.services[1].reach_s == 1800.0);
  CHECK(scenario.services[1].counts_for == std::vector<std::string>{"clinic"});
  CHECK_FALSE(scenario.services[1].shared_across_districts);
  CHECK(scenario.services[2].reach_m == 250.0);
  CHECK(scenario.services[2].reach_by == ReachBy::metres);
  CHECK(notes_hold(scenario, "service hospital: reach_min = 30 from [[level]] district."));
  REQUIRE(scenario.places.size() == 2);
  const PlaceSpec& district = scenario.places[0];
  CHECK(district.service.empty());
  CHECK(district.level == "district");
  CHECK(district.problem == "require");
  CHECK_FALSE(district.count);
  CHECK(district.share == 0.9);
  CHECK(district.share_per_unit == 0.5);
  CHECK(district.min_per_unit == 1);
  CHECK(district.max_per_unit == 3);
  CHECK(district.unit == "cluster");
  CHECK(district.spacing_m == 1500.0);
  CHECK_FALSE(district.nest_s);
  CHECK(scenario.places[1].nest_s == 1200.0);
}
