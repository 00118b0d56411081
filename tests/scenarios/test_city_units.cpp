// Districts, clusters and barriers from vector files.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "geometry/moves.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

Scenario flat_world(const TemporaryFolder& folder) {
  TiffSpec dem;
  dem.rows = dem.cols = 4;
  dem.values = std::vector<double>(16, 0.0);
  write_tiff(folder.path("dem.tif"), dem);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  return scenario;
}

std::string corner(double x_m, double y_m) {
  return "[" + std::to_string(500000.0 + x_m) + "," + std::to_string(3300000.0 - y_m) + "]";
}

/// A rectangle in metres east and south of the grid's corner.
std::string box(const std::string& properties, double west, double north, double east, double south) {
  return R"({"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"Polygon","coordinates":[[)" + corner(west, north) + "," +
         corner(west, south) + "," + corner(east, south) + "," + corner(east, north) + "," +
         corner(west, north) + "]]}}";
}

std::string line(double x0, double y0, double x1, double y1) {
  return R"({"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[)" +
         corner(x0, y0) + "," + corner(x1, y1) + "]}}";
}

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32648"}},"features":[)" +
         features + "]}";
}

bool is_cut(const City& city, int row, int col, std::size_t move) {
  return ((city.surface.cut_moves(row, col) >> move) & 1U) != 0;
}

}  // namespace

TEST_CASE("A district drawn twice, or in parts that overlap, loses none of its cells") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  // West in two parts that share the columns from 100 m to 200 m; East twice over.
  const std::string west = R"("name":"West")";
  const std::string east = R"("name":"East")";
  const std::string text = collection(box(west, 0, 0, 200, 400) + "," + box(west, 100, 0, 300, 400) + "," +
                                      box(east, 300, 0, 400, 400) + "," + box(east, 300, 0, 400, 400));
  scenario.city.districts = source(folder.write("districts.geojson", text), "districts");
  const City city = build_city(scenario);
  CHECK_FALSE(has_note(city.notes, "overlap"));
  REQUIRE(city.unit_sets.size() == 1);
  for (int row = 0; row < 4; ++row)
    for (int col = 0; col < 4; ++col)
      CHECK(city.unit_sets.front().unit_of_cell(row, col) == (col < 3 ? 0 : 1));
}

TEST_CASE("A cell belongs to the district that holds its centre, on a border to exactly one") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  // The border at 150 m runs through the centres of column 1.
  const std::string text = collection(box(R"("name":"West","name_zh":"西")", 0, 0, 150, 400) + "," +
                                      box(R"("name":"East","name_zh":"东")", 150, 0, 350, 400));
  scenario.city.districts = source(folder.write("districts.geojson", text), "districts");
  const City city = build_city(scenario);
  REQUIRE(city.unit_sets.size() == 1);
  const UnitSet& set = city.unit_sets.front();
  CHECK(set.kind == "district");
  REQUIRE(set.units.size() == 2);
  CHECK(set.units[0].name.en == "West");
  CHECK(set.units[1].name.zh == "东");
  for (int row = 0; row < 4; ++row) {
    CHECK(set.unit_of_cell(row, 0) == 0);
    CHECK(set.unit_of_cell(row, 1) == 1);
    CHECK(set.unit_of_cell(row, 2) == 1);
    // The centre at 350 m lies on the open eastern rim.
    CHECK(set.unit_of_cell(row, 3) == -1);
  }
  REQUIRE(city.drawn.size() == 1);
  CHECK(city.drawn.front().name == "districts");
  CHECK(city.drawn.front().lines.size() == 2);
}

TEST_CASE("Where districts overlap the first wins, with a warning, and parts of one name are one district") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  const std::string text =
      collection(box(R"("label":"A")", 0, 0, 200, 400) + "," + box(R"("label":"B")", 100, 0, 300, 400) + "," +
                 box(R"("label":"A")", 300, 0, 400, 400));
  scenario.city.clusters = source(folder.write("clusters.geojson", text), "clusters", {{"name", "label"}});
  const City city = build_city(scenario);
  const UnitSet& set = city.unit_sets.front();
  CHECK(set.kind == "cluster");
  REQUIRE(set.units.size() == 2);
  for (int row = 0; row < 4; ++row) {
    CHECK(set.unit_of_cell(row, 1) == 0);
    CHECK(set.unit_of_cell(row, 2) == 1);
    CHECK(set.unit_of_cell(row, 3) == 0);
  }
  CHECK(has_note(city.notes, "polygons overlap in 4 cells"));
  CHECK(has_note(city.notes, "1 polygons bear the name of another"));
}

TEST_CASE("Districts without a column of names are refused with the columns that there are") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  scenario.city.districts =
      source(folder.write("d.geojson", collection(box(R"("label":"A")", 0, 0, 200, 400))), "districts");
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("d.geojson needs a column for `name`; it has label"));
}

TEST_CASE(
    "A wall cuts the moves across it and closes no cell; a lake closes the cells whose centre it holds") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  // A wall between columns 0 and 1 over the whole height; a lake over cell (1, 3).
  scenario.city.barriers = {
      source(folder.write("wall.geojson", collection(line(100, -50, 100, 450))), "barriers[0]"),
      source(folder.write("lake.geojson", collection(box(R"("id":1)", 310, 110, 390, 190))), "barriers[1]")};
  const City city = build_city(scenario);
  constexpr std::size_t east = 3;
  REQUIRE(moves[east].col_step == 1);
  for (int row = 0; row < 4; ++row) {
    CHECK(is_cut(city, row, 0, east));
    CHECK(is_cut(city, row, 1, opposite_move(east)));
    CHECK_FALSE(is_cut(city, row, 1, east));
  }
  int closed = 0;
  for (const std::uint8_t open : city.surface.passable.values()) closed += open == 0;
  CHECK(closed == 1);
  CHECK(city.surface.passable(1, 3) == 0);
  CHECK(city.surface.passable_without_barriers(1, 3) == 1);
  CHECK(is_cut(city, 1, 2, east));
  REQUIRE(city.drawn.size() == 1);
  CHECK(city.drawn.front().name == "barriers");
  CHECK_FALSE(city.drawn.front().closed);
}

TEST_CASE("People and facilities in a lake are brought to its shore") {
  const TemporaryFolder folder;
  Scenario scenario = flat_world(folder);
  scenario.city.barriers = {
      source(folder.write("lake.geojson", collection(box(R"("id":1)", 310, 110, 390, 190))), "barriers[0]")};
  scenario.city.population = source(folder.write("people.csv", "x,y,people\n500350,3299850,9\n"),
                                    "population", {{"count", "people"}});
  scenario.city.facilities = {
      source(folder.write("ledger.csv", "id,x,y\nboat,500350,3299850\n"), "facilities[0]")};
  const City city = build_city(scenario);
  // North, west and south are all 100 m away: the lowest index is the north.
  CHECK(city.groups.front().people(0, 3) == 9.0);
  CHECK(city.ledger.front().cell == city.grid().index(0, 3));
  CHECK(city.moved.size() == 2);
}
