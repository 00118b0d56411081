// Sources in the coordinate systems that cities really use, by numbers that their definitions give.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "scenarios/readers/coordinates.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

struct Place {
  const char* crs;
  double x;
  double y;
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10f", value);
  return text;
}

/// A city of one raster of heights in the first place's system, its middle cell's centre at that place, and one clinic
/// for each place; the columns have no names of degrees, so `crs` alone says what they are.
City city_at(const TemporaryFolder& folder, const std::vector<Place>& places, double cell) {
  TiffSpec dem;
  dem.rows = dem.cols = 41;
  dem.cell_width = dem.cell_height = cell;
  dem.west = places.front().x - 20.5 * cell;
  dem.north = places.front().y + 20.5 * cell;
  dem.crs = places.front().crs;
  dem.values = std::vector<double>(41 * 41, 20.0);
  write_tiff(folder.path("dem.tif"), dem);
  TiffSpec people = dem;
  people.values = std::vector<double>(41 * 41, 0.0);
  people.values[20 * 41 + 20] = 7.0;
  write_tiff(folder.path("people.tif"), people);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.population = source(folder.path("people.tif"), "population");
  for (const Place& place : places) {
    const std::string name = "clinic" + std::to_string(scenario.city.facilities.size()) + ".csv";
    const std::string row = number(place.x) + "," + number(place.y);
    scenario.city.facilities.push_back(
        source(folder.write(name, "id,service,x,y\n" + name + ",clinic," + row + "\n"), "facilities[0]"));
    scenario.city.facilities.back().crs = place.crs;
  }
  return build_city(scenario);
}

/// People within one cell of the first facility.
double people_around_first(const City& city) {
  double people = 0.0;
  const CellPosition at = city.grid().position(*city.ledger.front().cell);
  for (int row = at.row - 1; row <= at.row + 1; ++row)
    for (int col = at.col - 1; col <= at.col + 1; ++col) people += city.groups.front().people(row, col);
  return people;
}

void check_same_place(const City& city, double tolerance_m) {
  for (const Facility& facility : city.ledger) {
    INFO(facility.id);
    CHECK_THAT(facility.location.x_m, WithinAbs(city.ledger.front().location.x_m, tolerance_m));
    CHECK_THAT(facility.location.y_m, WithinAbs(city.ledger.front().location.y_m, tolerance_m));
  }
  CHECK_THAT(people_around_first(city), WithinAbs(7.0, 1e-6));
}

}  // namespace

TEST_CASE("Europe's LAEA has 4,321,000 m, 3,210,000 m at 10° E, 52° N, and what lies there meets") {
  const TemporaryFolder folder;
  const City city = city_at(
      folder, {{"EPSG:3035", 4321000.0, 3210000.0}, {"EPSG:4326", 10.0, 52.0}, {"EPSG:4258", 10.0, 52.0}},
      100.0);
  CHECK(city.crs_name == "EPSG:32632");
  check_same_place(city, 0.01);
}

TEST_CASE("CGCS2000 in degrees, in its 3-degree zone at 108° E and WGS 84 meet at 108° E, 30° N") {
  const TemporaryFolder folder;
  // The meridian from the equator to 30° is 3,320,113.398 m long on this ellipsoid; the zone's own easting is 500 km.
  const std::vector<Place> places = {
      {"EPSG:4545", 500000.0, 3320113.398}, {"EPSG:4490", 108.0, 30.0}, {"EPSG:4326", 108.0, 30.0}};
  const City city = city_at(folder, places, 100.0);
  CHECK(city.crs_name == "EPSG:4545");
  check_same_place(city, 0.01);
  CHECK_THAT(city.ledger.front().location.y_m, WithinAbs(3320113.398, 0.001));
  // Rasters in degrees, too: 0.001° is about 100 m.
  const TemporaryFolder other;
  check_same_place(city_at(other, {{"EPSG:4490", 108.0, 30.0}, places[0]}, 0.001), 0.01);
}

TEST_CASE("NAD27 is moved to WGS 84, not taken for it: Meades Ranch in both") {
  const TemporaryFolder folder;
  // Survey's values of the station that NAD27 is fixed at: 39°13'26.686" N 98°32'30.506" W, and in NAD83
  // 39°13'26.7122" N 98°32'31.7460" W, 30 m to the west.
  const Place in_nad27{"EPSG:4267", -(98.0 + 32.0 / 60 + 30.506 / 3600), 39.0 + 13.0 / 60 + 26.686 / 3600};
  const Place in_nad83{"EPSG:4269", -(98.0 + 32.0 / 60 + 31.746 / 3600), 39.0 + 13.0 / 60 + 26.7122 / 3600};
  const City city = city_at(folder, {in_nad27, in_nad83}, 0.001);
  CHECK(city.crs_name == "EPSG:32614");
  // Without the grids of a national survey PROJ's best change is good to some metres.
  check_same_place(city, 5.0);
  const CoordinateChange plain(*CoordinateSystem::from_text("EPSG:4326"),
                               *CoordinateSystem::from_text("EPSG:32614"));
  const PointM unmoved = plain.apply({in_nad27.x, in_nad27.y});
  CHECK(std::abs(unmoved.x_m - city.ledger.front().location.x_m) > 25.0);
}
