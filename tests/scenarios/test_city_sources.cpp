// Value, zero and no data are three things, whatever the file calls them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/readers/coordinates.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Case {
  CellType type;
  std::optional<double> flag;
  double hole;
};

struct Place {
  double longitude, latitude;
  const char* name;
};

/// A scenario on the cells of an elevation raster that the spec describes.
Scenario on_cells_of(const TemporaryFolder& folder, const TiffSpec& spec) {
  write_tiff(folder.path("dem.tif"), spec);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  return scenario;
}

}  // namespace

TEST_CASE("What a file flags as no data is a hole; zero and every other number is a height") {
  const auto given =
      GENERATE(Case{CellType::float32, std::nullopt, not_a_number}, Case{CellType::float32, -9999.0, -9999.0},
               Case{CellType::float64, -99999.0, -99999.0}, Case{CellType::uint16, 65535.0, 65535.0},
               Case{CellType::int16, -32768.0, -32768.0},
               Case{CellType::float32, -3.4028234663852886e38, -3.4028234663852886e38});
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 1;
  spec.cols = 3;
  spec.type = given.type;
  spec.no_data = given.flag;
  spec.values = {0.0, given.hole, 12.0};
  const City city = build_city(on_cells_of(folder, spec));
  CHECK(city.surface.elevation_m[0] == 0.0);
  CHECK(std::isnan(city.surface.elevation_m[1]));
  CHECK(city.surface.elevation_m[2] == 12.0);
  CHECK(city.surface.passable.values() == std::vector<std::uint8_t>{1, 0, 1});
  CHECK(has_note(city.notes, "1 cells of the study have no elevation"));
}

TEST_CASE("A no-data value that the scenario names is a hole though the file does not flag it") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.cols = 2;
  spec.values = {-9999.0, 5.0};
  Scenario scenario = on_cells_of(folder, spec);
  CHECK(refusal_of(scenario).find(
            "1 cells hold what is no height in metres, the first -9999 at row 0, column 0") !=
        std::string::npos);
  scenario.city.elevation->columns["no_data"] = "-9999";
  const City city = build_city(scenario);
  CHECK(city.surface.passable.values() == std::vector<std::uint8_t>{0, 1});
}

TEST_CASE("Scale and offset of a band are applied to values and not to no data") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.cols = 3;
  spec.type = CellType::int16;
  spec.no_data = -1.0;
  spec.scale = 0.5;
  spec.offset = 100.0;
  spec.values = {0.0, -1.0, 7.0};
  const City city = build_city(on_cells_of(folder, spec));
  CHECK(city.surface.elevation_m[0] == 100.0);
  CHECK(std::isnan(city.surface.elevation_m[1]));
  CHECK(city.surface.elevation_m[2] == 103.5);
}

TEST_CASE("A raster whose rows run northward is turned round, and its cells may be rectangles") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 2;
  spec.cols = 1;
  spec.cell_width = 30.016;
  spec.cell_height = -29.979;
  spec.north = 3300000.0;  // the first row's outer edge, the southern one
  spec.values = {1.0, 2.0};
  const City city = build_city(on_cells_of(folder, spec));
  CHECK(city.surface.elevation_m.values() == std::vector<double>{2.0, 1.0});
  CHECK_THAT(city.grid().north_m(), WithinAbs(3300000.0 + 2 * 29.979, 1e-9));
  CHECK(city.grid().cell_width_m() == 30.016);
  CHECK(city.grid().cell_height_m() == 29.979);
}

TEST_CASE("Heights of cells that are coarser than the source are means of what has a value") {
  // Cells of 50 m under cells of 100 m, aligned: one block whole, one with one hole, one with three holes.
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 2;
  spec.cols = 6;
  spec.cell_width = spec.cell_height = 50.0;
  spec.no_data = -9999.0;
  spec.values = {1, 2, 10, -9999, -9999, -9999, 3, 4, 20, 30, 7, -9999};
  Scenario scenario = on_cells_of(folder, spec);
  scenario.city.grid_of_elevation = false;
  scenario.city.crs = "EPSG:32648";
  const City city = build_city(scenario);
  REQUIRE(city.grid() == Grid(1, 3, 500000.0, 3300000.0, 100.0, 100.0));
  CHECK_THAT(city.surface.elevation_m[0], WithinAbs((1.0 + 2 + 3 + 4) / 4, 1e-9));
  CHECK_THAT(city.surface.elevation_m[1], WithinAbs((10.0 + 20 + 30) / 3, 1e-9));
  // A quarter of the cell has a height: not half of it.
  CHECK(std::isnan(city.surface.elevation_m[2]));
}

TEST_CASE("Heights of cells that are finer than the source are bilinear, and never reach into a hole") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 1;
  spec.cols = 3;
  spec.no_data = -9999.0;
  spec.values = {0, 100, -9999};
  Scenario scenario = on_cells_of(folder, spec);
  scenario.city.grid_of_elevation = false;
  scenario.city.crs = "EPSG:32648";
  scenario.city.cell_m = 50.0;
  const City city = build_city(scenario);
  REQUIRE(city.grid().cols() == 6);
  // Source centres at 50, 150, 250 m; cell centres at 25, 75, 125, 175, 225, 275 m.
  const std::vector<double> expected = {0.0, 25.0, 75.0, 100.0};
  for (int row = 0; row < 2; ++row) {
    for (int col = 0; col < 4; ++col) {
      CHECK_THAT(city.surface.elevation_m(row, col),
                 WithinAbs(expected[static_cast<std::size_t>(col)], 1e-9));
    }
    CHECK(std::isnan(city.surface.elevation_m(row, 4)));
    CHECK(std::isnan(city.surface.elevation_m(row, 5)));
  }
}

TEST_CASE("A source of many rows is read in bands, however its rows lie to those of the grid") {
  // The height of a place is its latitude in thousandths of a degree: bilinear between cells that is exact. In a zone whose
  // middle is far to the west a row of the grid runs over some thirty rows of the source.
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 700;
  spec.cols = 160;
  spec.west = 110.0;
  spec.north = 33.0;
  spec.cell_width = spec.cell_height = 0.005;
  spec.crs = "EPSG:4326";
  spec.type = CellType::float64;
  for (int row = 0; row < spec.rows; ++row)
    spec.values.insert(spec.values.end(), static_cast<std::size_t>(spec.cols),
                       1000.0 * (spec.north - (row + 0.5) * spec.cell_height - 29.0));
  Scenario scenario = on_cells_of(folder, spec);
  scenario.city.grid_of_elevation = false;
  scenario.city.crs = "EPSG:32648";
  scenario.city.cell_m = 600.0;
  TiffSpec classes = spec;
  classes.type = CellType::int16;
  for (int row = 0; row < spec.rows; ++row)
    std::fill_n(classes.values.begin() + row * spec.cols, spec.cols, static_cast<double>(row));
  write_tiff(folder.path("land.tif"), classes);
  scenario.city.land_class = LandClassSpec{source(folder.path("land.tif"), "land_class"), {}, {}};
  const City city = build_city(scenario);
  REQUIRE(city.grid().rows() > 600);
  const CoordinateChange to_degrees(*CoordinateSystem::from_text("EPSG:32648"),
                                    *CoordinateSystem::from_text("EPSG:4326"));
  int known = 0;
  for (CellIndex cell = 0; cell < city.grid().cell_count(); ++cell) {
    const double latitude = to_degrees.apply(city.grid().centre(cell)).y_m;
    const double from_north = (spec.north - latitude) / spec.cell_height;
    // Half a cell at either end has no neighbour to lean on.
    if (std::isnan(city.surface.elevation_m[cell]) || from_north < 0.5 || from_north > spec.rows - 0.5)
      continue;
    ++known;
    CHECK_THAT(city.surface.elevation_m[cell], WithinAbs(1000.0 * (latitude - 29.0), 1e-6));
    if (std::abs(from_north - std::round(from_north)) > 1e-6)
      CHECK(city.land_class[cell] == static_cast<std::int32_t>(std::floor(from_north)));
  }
  CHECK(known > 70'000);

  spec.values[699 * 160 + 7] = 9999.0;
  spec.values[300 * 160 + 5] = 99999.0;
  write_tiff(folder.path("dem.tif"), spec);
  CHECK(refusal_of(scenario).find(
            "2 cells hold what is no height in metres, the first 99999 at row 300, column 5") !=
        std::string::npos);
}

TEST_CASE("Land classes are counted, never averaged, and close or slow their cells") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.rows = 1;
  dem.cols = 4;
  dem.values = {0, 0, 0, 0};
  Scenario scenario = on_cells_of(folder, dem);
  TiffSpec classes;
  classes.rows = 2;
  classes.cols = 8;
  classes.cell_width = classes.cell_height = 50.0;
  classes.type = CellType::byte;
  classes.no_data = 255.0;
  // Most are 1; equal numbers of 3 and 9; most are 6 (closed); most are no data.
  classes.values = {1, 9, 3, 9, 6, 6, 255, 255, 1, 1, 9, 3, 6, 1, 255, 2};
  write_tiff(folder.path("land.tif"), classes);
  scenario.city.land_class = LandClassSpec{source(folder.path("land.tif"), "land_class"), {{3, 0.5}}, {6}};
  const City city = build_city(scenario);
  CHECK(city.land_class.values() == std::vector<std::int32_t>{1, 3, 6, -1});
  CHECK(city.surface.passable.values() == std::vector<std::uint8_t>{1, 1, 0, 0});
  // Without closed classes the third opens; without a class the fourth stays closed.
  CHECK(city.surface.passable_without_barriers.values() == std::vector<std::uint8_t>{1, 1, 1, 0});
  CHECK(city.surface.speed_factor.values() == std::vector<float>{1.0F, 0.5F, 1.0F, 1.0F});
}

TEST_CASE("Friction without a value closes its cell, and zero friction is none") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.cols = 3;
  dem.values = {5, 5, 5};
  Scenario scenario = on_cells_of(folder, dem);
  TiffSpec friction = dem;
  friction.type = CellType::float64;
  friction.values = {0.1, not_a_number, 0.0};
  write_tiff(folder.path("friction.tif"), friction);
  scenario.city.friction = source(folder.path("friction.tif"), "friction");
  const City city = build_city(scenario);
  CHECK(city.surface.friction_s_per_m[0] == 0.1);
  CHECK(city.surface.passable.values() == std::vector<std::uint8_t>{1, 0, 1});
  CHECK(city.surface.friction_s_per_m[2] == 0.0);
}

TEST_CASE("The system chosen for a place is UTM, and in China the zone of three degrees") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = spec.cols = 4;
  spec.crs = "EPSG:4326";
  spec.cell_width = spec.cell_height = 0.001;
  spec.values = std::vector<double>(16, 250.0);
  // Chongqing lies nearest to 108° E from 106.5° on, Shanghai to 120 or 123; Hanoi, Quito and Sydney have UTM.
  const auto place = GENERATE(Place{106.55, 29.56, "EPSG:4545"}, Place{106.40, 29.80, "EPSG:4544"},
                              Place{121.47, 31.23, "EPSG:4549"}, Place{105.85, 21.03, "EPSG:32648"},
                              Place{-78.5, -0.2, "EPSG:32717"}, Place{151.2, -33.87, "EPSG:32756"});
  spec.west = place.longitude - 0.002;
  spec.north = place.latitude + 0.002;
  write_tiff(folder.path("dem.tif"), spec);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  const City city = build_city(scenario);
  CHECK(city.crs_name == place.name);
  CHECK(city.surface.elevation_m(city.grid().rows() / 2, city.grid().cols() / 2) == 250.0);
}

TEST_CASE("The area chooses the coordinate system, however far the elevation reaches") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 10;
  spec.cols = 130;
  spec.crs = "EPSG:4326";
  spec.cell_width = spec.cell_height = 0.1;
  spec.west = 0.0;
  spec.north = 48.0;
  spec.values = std::vector<double>(1300, 250.0);
  write_tiff(folder.path("dem.tif"), spec);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  // The elevation's middle, 6.5 degrees east, is in zone 32; the area, at 1.5 degrees, in zone 31.
  const std::string area =
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",)"
      R"("coordinates":[[[1.5,47.5],[1.51,47.5],[1.51,47.51],[1.5,47.51],[1.5,47.5]]]}}]})";
  scenario.city.area = source(folder.write("area.geojson", area), "area");
  CHECK(build_city(scenario).crs_name == "EPSG:32631");
}

TEST_CASE("Without elevation the city is flat and says so first") {
  const TemporaryFolder folder;
  TiffSpec people;
  people.rows = people.cols = 2;
  people.values = {1, 2, 3, 4};
  write_tiff(folder.path("people.tif"), people);
  Scenario scenario = bare_scenario();
  scenario.city.population = source(folder.path("people.tif"), "population");
  scenario.city.crs = "EPSG:32648";
  const City city = build_city(scenario);
  CHECK(city.is_flat());
  CHECK(city.groups.front().people.values() == std::vector<double>{1, 2, 3, 4});
  CHECK(has_note(city.notes, "the city is flat"));
}
