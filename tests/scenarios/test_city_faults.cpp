// Wrong sources: one sentence each, with key, value and remedy, all at once.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>

#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

TiffSpec plain() {
  TiffSpec spec;
  spec.rows = spec.cols = 4;
  spec.values = std::vector<double>(16, 1.0);
  return spec;
}

Scenario with_elevation(const TemporaryFolder& folder, const TiffSpec& spec) {
  write_tiff(folder.path("dem.tif"), spec);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  return scenario;
}

Scenario with_people(const TemporaryFolder& folder, const std::string& csv,
                     std::initializer_list<std::pair<const char*, const char*>> columns = {
                         {"count", "people"}}) {
  Scenario scenario = with_elevation(folder, plain());
  scenario.city.crs = "EPSG:32648";
  scenario.city.population = source(folder.write("people.csv", csv), "population", columns);
  return scenario;
}

}  // namespace

TEST_CASE("A raster without a coordinate system is refused with the way to name one") {
  const TemporaryFolder folder;
  TiffSpec spec = plain();
  spec.crs = "";
  Scenario scenario = with_elevation(folder, spec);
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal,
             ContainsSubstring(
                 "test.toml:7: city.elevation = dem.tif: the raster has no coordinate system (no CRS)"));
  CHECK_THAT(refusal, ContainsSubstring("crs = \"EPSG:"));
  scenario.city.elevation->crs = "EPSG:32648";
  scenario.city.grid_of_elevation = true;
  CHECK(build_city(scenario).crs_name == "EPSG:32648");
  scenario.city.elevation->crs = "EPSG:99999999";
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("\"EPSG:99999999\" is not known"));
}

TEST_CASE("The cells of a raster in degrees cannot be the grid") {
  const TemporaryFolder folder;
  TiffSpec spec = plain();
  spec.crs = "EPSG:4326";
  spec.west = 105.0;
  spec.north = 30.0;
  spec.cell_width = spec.cell_height = 0.001;
  Scenario scenario = with_elevation(folder, spec);
  scenario.city.grid_of_elevation = true;
  CHECK_THAT(refusal_of(scenario),
             ContainsSubstring("needs a raster in metres, and this one is in EPSG:4326, in degrees"));
  scenario.city.grid_of_elevation = false;
  scenario.city.crs = "EPSG:4490";
  CHECK_THAT(
      refusal_of(scenario),
      ContainsSubstring(
          "test.toml:4: city.crs = EPSG:4490: the city's coordinate system must be projected, in metres"));
}

TEST_CASE("A rotated raster is refused") {
  const TemporaryFolder folder;
  TiffSpec spec = plain();
  spec.rotation = 5.0;
  CHECK_THAT(refusal_of(with_elevation(folder, spec)), ContainsSubstring("rotated"));
}

TEST_CASE("A raster that is cut off is refused, whether in its header or in its cells") {
  const TemporaryFolder folder;
  TiffSpec spec = plain();
  spec.rows = spec.cols = 100;
  spec.values = std::vector<double>(10000, 1.0);
  const Scenario scenario = with_elevation(folder, spec);
  const auto whole = std::filesystem::file_size(folder.path("dem.tif"));
  for (const auto bytes : {whole / 2, std::uintmax_t{100}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(folder.path("dem.tif"), bytes);
    CHECK_THAT(refusal_of(scenario), ContainsSubstring("city.elevation = dem.tif"));
  }
}

TEST_CASE(
    "A text raster whose header claims more cells than the file can hold is refused before it is read") {
  const TemporaryFolder folder;
  const std::string place = "xllcorner 500000\nyllcorner 3300000\ncellsize 100\n";
  Scenario scenario = bare_scenario();
  scenario.city.elevation =
      source(folder.write("dem.asc", "ncols 2\nnrows 500000\n" + place + "1 2\n3 4\n"), "elevation");
  scenario.city.elevation->crs = "EPSG:32648";
  CHECK_THAT(refusal_of(scenario),
             ContainsSubstring("its header claims 500000 × 2 cells, and the file is too small for them"));
  folder.write("dem.asc", "ncols 2\nnrows 2\n" + place + "1 2\n3 4\n");
  CHECK(refusal_of(scenario).empty());
}

TEST_CASE("A control character in a file is told by its number and does not reach the terminal") {
  const TemporaryFolder folder;
  const std::string refusal = refusal_of(with_people(folder, "x,y,people\n500050,3299950,\x1b[2J\n"));
  CHECK_THAT(refusal, ContainsSubstring("people = \\x1b[2J: "));
  CHECK(refusal.find('\x1b') == std::string::npos);
}

TEST_CASE("Negative people are refused where they stand, in rasters and tables") {
  const TemporaryFolder folder;
  Scenario scenario = with_elevation(folder, plain());
  TiffSpec people = plain();
  people.values[6] = -3.0;
  write_tiff(folder.path("people.tif"), people);
  scenario.city.population = source(folder.path("people.tif"), "population");
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal, ContainsSubstring("a count of people is negative: -3"));
  CHECK_THAT(refusal, ContainsSubstring("row 1, column 2"));
  CHECK_THAT(refusal, ContainsSubstring("no_data"));
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n500050,3299950,1\n500050,3299950,-2\n")),
             ContainsSubstring("people.csv:3: people = -2: a count of people is negative"));
}

TEST_CASE("Sources of another place do not overlap, and that is said") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n800050,3299950,1\n")),
             ContainsSubstring("none of its people live on the city's grid"));
  Scenario scenario = with_elevation(folder, plain());
  TiffSpec land = plain();
  land.west = 900000.0;
  land.type = CellType::byte;
  write_tiff(folder.path("land.tif"), land);
  scenario.city.land_class = LandClassSpec{source(folder.path("land.tif"), "land_class"), {}, {}};
  scenario.city.facilities = {
      source(folder.write("ledger.csv", "id,x,y\na,900050,3299950\n"), "facilities[0]")};
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal, ContainsSubstring("city.land_class = land.tif: the raster does not overlap"));
  CHECK_THAT(refusal, ContainsSubstring("none of its 1 facilities lies on the city's grid"));
}

TEST_CASE("Swapped longitude and latitude are named where they are out of range") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(with_people(folder, "lon,lat,people\n29.8,105.0,1\n")),
             ContainsSubstring("They look swapped"));
}

TEST_CASE("A missing column is refused with those that there are and the nearest") {
  const TemporaryFolder folder;
  const std::string refusal =
      refusal_of(with_people(folder, "x,y,population\n500050,3299950,1\n", {{"count", "populaton"}}));
  CHECK_THAT(refusal, ContainsSubstring("city.population.count = populaton: people.csv has no column "
                                        "\"populaton\"; it has x, y, population"));
  CHECK_THAT(refusal, ContainsSubstring("The nearest is \"population\""));
}

TEST_CASE("Empty tables, ragged lines and open quotes are refused") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(with_people(folder, "")), ContainsSubstring("the table is empty"));
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n")), ContainsSubstring("the table is empty"));
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n1,2\n1,2,3,4\n")),
             ContainsSubstring("people.csv:2: the line has 2 cells where the header names 3 columns"));
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n1,2,3\n\"1,2,3\n")),
             ContainsSubstring("people.csv:3: a quote is opened and never closed"));
  CHECK_THAT(refusal_of(with_people(folder, "x,y,people\n1,2,1 000\n")),
             ContainsSubstring("people.csv:2: people = 1 000: is not a number"));
}

TEST_CASE("A grid of too many cells is refused before it is made") {
  const TemporaryFolder folder;
  TiffSpec spec = plain();
  spec.cell_width = spec.cell_height = 50000.0;
  Scenario scenario = with_elevation(folder, spec);
  scenario.city.crs = "EPSG:32648";
  scenario.city.cell_m = 0.5;
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("city.cell_m"));
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("more than 400 million"));
}

TEST_CASE("A file of another kind, a folder and a missing file are refused by name") {
  const TemporaryFolder folder;
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.write("dem.tif", "not a raster"), "elevation");
  scenario.city.population = source(folder.path("nowhere.csv"), "population");
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal, ContainsSubstring("city.elevation = dem.tif: GDAL cannot open it as a raster"));
  CHECK_THAT(refusal, ContainsSubstring("city.population = nowhere.csv: there is no such file"));
}

TEST_CASE("Faults of several sources come together, those of the scenario first") {
  const TemporaryFolder folder;
  Scenario scenario = with_people(folder, "x,y,people\n500050,3299950,-1\n500050,3299950,-2\n");
  scenario.city.elevation->path = folder.path("gone.tif");
  const std::string refusal = refusal_of(scenario);
  const auto first = refusal.find("city.elevation");
  const auto second = refusal.find("people.csv:2");
  const auto third = refusal.find("people.csv:3");
  REQUIRE((first != std::string::npos && second != std::string::npos && third != std::string::npos));
  CHECK((first < second && second < third));
}
