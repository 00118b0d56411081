// People are shared out by area, moved to open ground, and balance.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <numeric>

#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// A flat world of 4 × 4 cells of 100 m, with its north-west corner at (500000, 3300000) of EPSG:32648.
Scenario flat_world(const TemporaryFolder& folder,
                    const std::vector<double>& heights = std::vector<double>(16, 0.0)) {
  TiffSpec dem;
  dem.rows = dem.cols = 4;
  dem.no_data = -9999.0;
  dem.values = heights;
  write_tiff(folder.path("dem.tif"), dem);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  return scenario;
}

std::string geojson(const std::string& features) {
  return R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32648"}},"features":[)" +
         features + "]}";
}

std::string polygon(const std::string& properties, const std::string& rings) {
  return R"({"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"Polygon","coordinates":[)" + rings + "]}}";
}

double people_at(const City& city, int row, int col) { return city.groups.front().people(row, col); }

}  // namespace

TEST_CASE("A polygon that straddles cells shares its people out by area, holes apart") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  // 150 × 100 m from (50, 0) to (200, 100), less a hole of 50 × 50 m in the second cell: 12,500 m², of which
  // 5,000 in the first cell and 7,500 in the second.
  const std::string rings =
      "[[500050,3299900],[500200,3299900],[500200,3300000],[500050,3300000],[500050,3299900]],"
      "[[500120,3299920],[500170,3299920],[500170,3299970],[500120,3299970],[500120,3299920]]";
  scenario.city.population =
      source(folder.write("tracts.geojson", geojson(polygon("\"people\":1000", rings))), "population",
             {{"count", "people"}});
  const City city = build_city(scenario);
  CHECK_THAT(people_at(city, 0, 0), WithinAbs(400.0, 1e-9));
  CHECK_THAT(people_at(city, 0, 1), WithinAbs(600.0, 1e-9));
  CHECK(city.balance.front().read == 1000.0);
  CHECK_THAT(imbalance(city.balance.front()), WithinAbs(0.0, 1e-9));
}

TEST_CASE("The part of a polygon beyond the grid takes its people outside") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  // 200 m wide across the western rim: half of it outside.
  const std::string rings =
      "[[499900,3299900],[500100,3299900],[500100,3300000],[499900,3300000],[499900,3299900]]";
  scenario.city.population = source(folder.write("tracts.geojson", geojson(polygon("\"people\":80", rings))),
                                    "population", {{"count", "people"}});
  const City city = build_city(scenario);
  CHECK_THAT(people_at(city, 0, 0), WithinAbs(40.0, 1e-9));
  CHECK_THAT(city.balance.front().outside, WithinAbs(40.0, 1e-9));
}

TEST_CASE("A raster of people that is shifted by a quarter of a cell keeps everybody") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  TiffSpec people;
  people.rows = people.cols = 2;
  people.west = 500025.0;
  people.north = 3299950.0;
  people.no_data = -9999.0;
  people.values = {16, 0, -9999, 160};
  write_tiff(folder.path("people.tif"), people);
  scenario.city.population = source(folder.path("people.tif"), "population");
  const City city = build_city(scenario);
  // A cell of 100 m from (25, 50): three quarters of it in the first column, half in the first row.
  CHECK_THAT(people_at(city, 0, 0), WithinAbs(16 * 0.75 * 0.5, 1e-9));
  CHECK_THAT(people_at(city, 0, 1), WithinAbs(16 * 0.25 * 0.5, 1e-9));
  CHECK_THAT(people_at(city, 1, 0), WithinAbs(16 * 0.75 * 0.5, 1e-9));
  // And that of the other from (125, 150).
  CHECK_THAT(people_at(city, 1, 1), WithinAbs(16 * 0.25 * 0.5 + 160 * 0.75 * 0.5, 1e-9));
  CHECK_THAT(people_at(city, 2, 2), WithinAbs(160 * 0.25 * 0.5, 1e-9));
  CHECK(city.balance.front().read == 176.0);
  CHECK_THAT(city.balance.front().scored, WithinAbs(176.0, 1e-9));
}

TEST_CASE("Degrees become metres without losing anybody") {
  const TemporaryFolder folder;
  Scenario scenario = bare_scenario();
  TiffSpec dem;
  dem.rows = dem.cols = 30;
  dem.crs = "EPSG:4326";
  dem.west = 43.2;
  dem.north = -11.6;
  dem.cell_width = dem.cell_height = 1.0 / 3600;
  dem.values = std::vector<double>(900, 10.0);
  write_tiff(folder.path("dem.tif"), dem);
  TiffSpec people = dem;
  people.rows = people.cols = 14;
  people.cell_width = people.cell_height = 3.0 / 3600;
  people.west -= 0.001;
  people.type = CellType::float64;
  people.values.resize(196);
  for (std::size_t i = 0; i < people.values.size(); ++i) people.values[i] = 0.1 * static_cast<double>(i);
  write_tiff(folder.path("people.tif"), people);
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.population = source(folder.path("people.tif"), "population");
  const City city = build_city(scenario);
  // 0.1 × (0 + 1 + … + 195).
  CHECK_THAT(city.balance.front().read, WithinAbs(1911.0, 1e-9));
  CHECK_THAT(imbalance(city.balance.front()), WithinAbs(0.0, 1e-6));
  CHECK(city.balance.front().outside > 0.0);
}

TEST_CASE("Blank counts are no data and are told, zeros are nobody") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  const auto csv =
      folder.write("homes.csv", "x,y,people\n500050,3299950,3\n500150,3299950,\n500250,3299950,0\n");
  scenario.city.population = source(csv, "population", {{"count", "people"}});
  const City city = build_city(scenario);
  CHECK(city.balance.front().read == 3.0);
  CHECK(has_note(city.notes, "1 rows have a blank count"));
  CHECK(has_note(city.notes, "taken for coordinates of the city's own system"));
}

TEST_CASE("People on closed ground move to the nearest open cell, the lowest of equals, and are listed") {
  const TemporaryFolder folder;
  // The second row is a hole but for its last cell: cell (1, 1) is 100 m from (0, 1) and from (2, 1).
  Scenario scenario = flat_world(folder, {0, 0, 0, 0, -9999, -9999, -9999, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  TiffSpec people;
  people.rows = people.cols = 4;
  people.values = {1, 1, 1, 1, 0, 7, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  write_tiff(folder.path("people.tif"), people);
  scenario.city.population = source(folder.path("people.tif"), "population");

  SECTION("moved by default") {
    const City city = build_city(scenario);
    CHECK(people_at(city, 0, 1) == 8.0);
    CHECK(people_at(city, 1, 1) == 0.0);
    REQUIRE(city.moved.size() == 1);
    const MovedRow& row = city.moved.front();
    CHECK(row.what == "people");
    CHECK(row.id == "people");
    CHECK(row.action == "moved");
    CHECK(row.people == 7.0);
    CHECK(row.distance_m == 100.0);
    CHECK(row.from == PointM{500150.0, 3299850.0});
    CHECK(row.to == PointM{500150.0, 3299950.0});
    CHECK(city.balance.front().moved == 7.0);
    CHECK(city.balance.front().scored == 20.0);
  }
  SECTION("kept when the scenario says so") {
    scenario.city.on_barrier = OnBarrier::keep;
    const City city = build_city(scenario);
    CHECK(people_at(city, 1, 1) == 7.0);
    CHECK(city.balance.front().kept == 7.0);
    CHECK(city.balance.front().scored == 20.0);
    CHECK(city.moved.front().action == "kept");
  }
  SECTION("dropped when the scenario says so") {
    scenario.city.on_barrier = OnBarrier::drop;
    const City city = build_city(scenario);
    CHECK(people_at(city, 1, 1) == 0.0);
    CHECK(city.balance.front().dropped == 7.0);
    CHECK(city.balance.front().scored == 13.0);
    CHECK(imbalance(city.balance.front()) == 0.0);
  }
}

TEST_CASE("People with no open ground within 500 m are kept and listed as such") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.rows = 1;
  dem.cols = 7;
  dem.no_data = -9999.0;
  dem.values = {-9999, -9999, -9999, -9999, -9999, -9999, 0};
  write_tiff(folder.path("dem.tif"), dem);
  TiffSpec people = dem;
  people.values = {5, 3, 0, 0, 0, 0, 1};
  write_tiff(folder.path("people.tif"), people);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.population = source(folder.path("people.tif"), "population");
  scenario.city.grid_of_elevation = true;
  const City city = build_city(scenario);
  // 600 m and 500 m from the open cell.
  CHECK(city.groups.front().people.values() == std::vector<double>{5, 0, 0, 0, 0, 0, 4});
  CHECK(city.balance.front().kept == 5.0);
  CHECK(city.balance.front().moved == 3.0);
  REQUIRE(city.moved.size() == 2);
  CHECK(city.moved[0].action == "kept");
  CHECK(city.moved[1].action == "moved");
}

TEST_CASE("An area is scored, its buffer counts for travel, and the rest is outside") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.rows = dem.cols = 20;
  dem.values = std::vector<double>(400, 1.0);
  write_tiff(folder.path("dem.tif"), dem);
  TiffSpec people = dem;
  write_tiff(folder.path("people.tif"), people);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.population = source(folder.path("people.tif"), "population");
  scenario.city.crs = "EPSG:32648";
  scenario.city.buffer_m = 250.0;
  // 400 × 400 m in the middle.
  const std::string rings =
      "[[500800,3298800],[501200,3298800],[501200,3299200],[500800,3299200],[500800,3298800]]";
  scenario.city.area = source(folder.write("area.geojson", geojson(polygon("\"id\":1", rings))), "area");
  const City city = build_city(scenario);
  // 250 m more on each side, out to whole cells: 10 × 10.
  REQUIRE(city.grid() == Grid(10, 10, 500500.0, 3299500.0, 100.0, 100.0));
  int scored = 0;
  int buffer = 0;
  for (const std::uint8_t zone : city.zone.values()) {
    scored += zone == static_cast<std::uint8_t>(Zone::scored);
    buffer += zone == static_cast<std::uint8_t>(Zone::buffer);
  }
  CHECK(scored == 16);
  // Centres 50, 150 and 250 m from a side: three rows of four cells on each of four sides; at each corner those
  // with both distances of (50, 50), (50, 150), (150, 50), (150, 150): (50, 250) is 255 m away.
  CHECK(buffer == 4 * 3 * 4 + 4 * 4);
  const BalanceRow& balance = city.balance.front();
  CHECK_THAT(balance.read, WithinAbs(400.0, 1e-9));
  CHECK_THAT(balance.scored, WithinAbs(16.0, 1e-9));
  CHECK_THAT(balance.buffer, WithinAbs(64.0, 1e-9));
  CHECK_THAT(balance.outside, WithinAbs(320.0, 1e-9));
}

TEST_CASE("The default buffer is the largest reach at the flat speed of the fastest group") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  scenario.city.grid_of_elevation = false;
  scenario.city.crs = "EPSG:32648";
  const std::string rings =
      "[[500100,3299700],[500300,3299700],[500300,3299900],[500100,3299900],[500100,3299700]]";
  scenario.city.area = source(folder.write("area.geojson", geojson(polygon("\"id\":1", rings))), "area");
  // 15 min at 4 km/h: 1000 m on each side of 200 m.
  CHECK(build_city(scenario).grid().cols() == 22);
  GroupSpec runners;
  runners.id = "runners";
  runners.share = 0.5;
  runners.speed_kmh = 8.0;
  scenario.city.groups = {runners};
  scenario.services.front().demand.push_back({"runners", 1.0});
  CHECK(build_city(scenario).grid().cols() == 42);
  // Langmuir's own coefficients are 0.72 s/m whatever the speed: 1250 m on each side, so 13 columns and a half each.
  scenario.city.groups.clear();
  scenario.services.front().demand.pop_back();
  scenario.travel.pace = {PaceFunction::langmuir, 4.0, LangmuirCoefficients{}};
  const City city = build_city(scenario);
  CHECK(city.grid().west_m() == 498800.0);
  CHECK(city.grid().cols() == 28);
}

TEST_CASE("A group is a raster of its own or a share of everybody, with its own balance") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  TiffSpec people;
  people.rows = people.cols = 4;
  people.values = std::vector<double>(16, 10.0);
  write_tiff(folder.path("people.tif"), people);
  people.values = std::vector<double>(16, 2.0);
  write_tiff(folder.path("old.tif"), people);
  scenario.city.population = source(folder.path("people.tif"), "population");
  GroupSpec elderly{"elderly_65",
                    {"Elderly", "老年人"},
                    source(folder.path("old.tif"), "groups.elderly_65.raster"),
                    std::nullopt,
                    3.0,
                    0.08,
                    {}};
  GroupSpec children{"children", {"Children", ""}, std::nullopt, 0.25, std::nullopt, std::nullopt, {}};
  scenario.city.groups = {elderly, children};
  const City city = build_city(scenario);
  REQUIRE(city.groups.size() == 3);
  CHECK(city.groups[0].id == "people");
  CHECK(city.groups[1].people[5] == 2.0);
  CHECK(city.groups[1].speed_kmh == 3.0);
  CHECK(city.groups[2].people[5] == 2.5);
  REQUIRE(city.balance.size() == 3);
  CHECK(city.balance[1].read == 32.0);
  CHECK(city.balance[2].read == 40.0);
}
