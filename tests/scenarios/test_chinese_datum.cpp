// Coordinates of Chinese web maps, against numbers that other programs publish for the same points.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

#include "scenarios/building/table_points.h"
#include "scenarios/readers/chinese_datum.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

void check_same_degrees(PointM found, PointM expected, double tolerance) {
  CHECK_THAT(found.x_m, WithinAbs(expected.x_m, tolerance));
  CHECK_THAT(found.y_m, WithinAbs(expected.y_m, tolerance));
}

}  // namespace

TEST_CASE("GCJ-02 and BD-09 are those that other programs publish") {
  // Test page of the JavaScript library coordtransform (wandergis), for 116.404, 39.915.
  const PointM beijing{116.404, 39.915};
  const PointM gcj02{116.41024449916938, 39.91640428150164};
  check_same_degrees(shifted(ChineseDatum::gcj02, beijing), gcj02, 1e-12);
  check_same_degrees(unshifted(ChineseDatum::gcj02, gcj02), beijing, 1e-10);
  // The same page takes the same numbers for GCJ-02 and gives their BD-09.
  const PointM bd09{116.41036949371029, 39.92133699351021};
  check_same_degrees(shifted(ChineseDatum::bd09, unshifted(ChineseDatum::gcj02, beijing)), bd09, 1e-10);
  // Beijing railway station in both, to five digits, from the examples of an R package.
  const PointM station = unshifted(ChineseDatum::gcj02, {116.42703, 39.90245});
  check_same_degrees(shifted(ChineseDatum::bd09, station), {116.43351, 39.90851}, 1.5e-5);
}

TEST_CASE("Shifted and back, a point all over China is where it was to a billionth of a degree") {
  for (const ChineseDatum datum : {ChineseDatum::gcj02, ChineseDatum::bd09}) {
    double worst = 0.0;
    // 105° E, where the formulas have a corner, is among them.
    for (double lon = 73.0; lon < 137.0; lon += 0.8) {
      for (double lat = 2.0; lat < 55.0; lat += 0.7) {
        const PointM back = unshifted(datum, shifted(datum, {lon, lat}));
        worst = std::max({worst, std::abs(back.x_m - lon), std::abs(back.y_m - lat)});
      }
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("Outside the rectangle round China nothing is shifted, and that is said") {
  DatumChange change(ChineseDatum::gcj02);
  CHECK(change.apply({2.35, 48.85}) == PointM{2.35, 48.85});
  const PointM moved = change.apply(shifted(ChineseDatum::gcj02, {106.55, 29.56}));
  check_same_degrees(moved, {106.55, 29.56}, 1e-10);
  const std::string told = change.told("paris.csv");
  CHECK_THAT(told, ContainsSubstring("paris.csv: 1 points moved from GCJ-02 to WGS 84"));
  CHECK_THAT(told, ContainsSubstring("1 points outside China were not shifted"));
}

TEST_CASE(
    "Clinics of a Chinese web map stand on the cells of their true places, from columns and from shapes") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.rows = dem.cols = 40;
  dem.cell_width = dem.cell_height = 50.0;
  dem.values = std::vector<double>(1600, 20.0);
  write_tiff(folder.path("dem.tif"), dem);
  // The middle of the grid, in degrees: UTM 48N has its meridian at 105° E, where x is 500 km.
  const CoordinateChange to_degrees(*CoordinateSystem::from_text("EPSG:32648"),
                                    *CoordinateSystem::from_text("EPSG:4326"));
  const PointM true_degrees = to_degrees.apply({501025.0, 3298975.0});
  for (const auto& [name, datum] : {std::pair("gcj02", ChineseDatum::gcj02), {"bd09", ChineseDatum::bd09}}) {
    const PointM drawn = shifted(datum, true_degrees);
    const std::string lon = std::to_string(drawn.x_m);
    const std::string lat = std::to_string(drawn.y_m);
    const auto csv = folder.write("clinics.csv", "id,service,lng,lat\n1,clinic," + lon + "," + lat + "\n");
    const auto shapes = folder.write(
        "clinics.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                           R"({"id":"1","service":"clinic"},"geometry":{"type":"Point","coordinates":[)" +
                               lon + "," + lat + "]}}]}");
    for (const auto& file : {csv, shapes}) {
      Scenario scenario = bare_scenario();
      scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
      scenario.city.grid_of_elevation = true;
      scenario.city.facilities = {source(file, "facilities[0]", {{"datum", name}})};
      const City city = build_city(scenario);
      REQUIRE(city.ledger.size() == 1);
      // std::to_string keeps six digits, 0.1 m; the cell's centre forgives 25 m.
      CHECK(city.ledger.front().cell == city.grid().index(20, 20));
      CHECK_THAT(city.ledger.front().location.x_m, WithinAbs(501025.0, 0.2));
      CHECK_THAT(city.ledger.front().location.y_m, WithinAbs(3298975.0, 0.2));
      CHECK(has_note(city.notes, "1 points moved from " +
                                     std::string(datum == ChineseDatum::gcj02 ? "GCJ-02" : "BD-09")));
    }
  }
}

TEST_CASE("People and outlines drawn on a Chinese web map move as points do") {
  const TemporaryFolder folder;
  TiffSpec dem;
  dem.rows = dem.cols = 40;
  dem.cell_width = dem.cell_height = 50.0;
  dem.values = std::vector<double>(1600, 20.0);
  write_tiff(folder.path("dem.tif"), dem);
  const CoordinateChange to_degrees(*CoordinateSystem::from_text("EPSG:32648"),
                                    *CoordinateSystem::from_text("EPSG:4326"));
  // A square of 8 × 8 cells, rows and columns 16 … 23, and its middle; a metre inside the cells' edges.
  std::string ring;
  for (const PointM corner : {PointM{500801.0, 3299199.0},
                              {500801.0, 3298801.0},
                              {501199.0, 3298801.0},
                              {501199.0, 3299199.0},
                              {500801.0, 3299199.0}}) {
    const PointM drawn = shifted(ChineseDatum::gcj02, to_degrees.apply(corner));
    ring += (ring.empty() ? "[" : ",[") + std::to_string(drawn.x_m) + "," + std::to_string(drawn.y_m) + "]";
  }
  const auto square = folder.write(
      "square.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                        R"({"name":"Square","people":640},"geometry":{"type":"Polygon","coordinates":[[)" +
                            ring + "]]}}]}");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  scenario.city.population = source(square, "population", {{"datum", "gcj02"}});
  scenario.city.districts = source(square, "districts", {{"datum", "gcj02"}});
  const City city = build_city(scenario);
  const Raster<std::int32_t>& unit = city.unit_sets.front().unit_of_cell;
  for (int row = 0; row < 40; ++row) {
    for (int col = 0; col < 40; ++col) {
      const bool inside = row >= 16 && row < 24 && col >= 16 && col < 24;
      REQUIRE((unit(row, col) == 0) == inside);
      REQUIRE((city.groups.front().people(row, col) > 1.0) == inside);
    }
  }
  CHECK_THAT(city.balance.front().scored, WithinAbs(640.0, 1e-6));
}

TEST_CASE("A shifted datum is refused for rasters and for coordinates that are no degrees") {
  const TemporaryFolder folder;
  TiffSpec people;
  people.values = {1.0};
  write_tiff(folder.path("people.tif"), people);
  Scenario scenario = bare_scenario();
  scenario.city.population = source(folder.path("people.tif"), "population", {{"datum", "gcj02"}});
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("datum is for points and polygons"));
  scenario.city.population = source(folder.write("people.csv", "x,y,people\n500000,3300000,5\n"),
                                    "population", {{"datum", "gcj02"}});
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("are no degrees"));
}
