// Real cities: their people come out as their publishers count them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double a_millionth_of_a_person = 1e-6;

double sum(const PeopleRaster& people) {
  const std::vector<double> values = people.values();
  return std::accumulate(values.begin(), values.end(), 0.0);
}

std::ptrdiff_t count_finite(const Raster<double>& values) {
  return std::count_if(values.values().begin(), values.values().end(),
                       [](double v) { return std::isfinite(v); });
}

}  // namespace

TEST_CASE("Porto Alegre keeps its 812,935 people, those of five hexagons off the elevation outside") {
  const auto folder = shared_data("poa");
  if (!folder) SKIP("QUARTERHOUR_DATA/poa is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "poa_elevation.tif", "elevation");
  scenario.city.population = source(*folder / "poa_hexgrid.csv", "population",
                                    {{"x", "lon"}, {"y", "lat"}, {"count", "population"}});
  SourceSpec clinics = source(*folder / "poa_hexgrid.csv", "facilities[0]",
                              {{"x", "lon"}, {"y", "lat"}, {"id", "id"}, {"service", "clinic"}});
  clinics.where = "healthcare > 0";
  scenario.city.facilities = {clinics};
  const City city = build_city(scenario);

  CHECK(city.crs_name == "EPSG:32722");
  REQUIRE(city.balance.size() == 1);
  const BalanceRow& balance = city.balance.front();
  CHECK_THAT(balance.read, WithinAbs(812935.0, a_millionth_of_a_person));
  CHECK_THAT(imbalance(balance), WithinAbs(0.0, a_millionth_of_a_person));
  // The five hexagon centres beyond the elevation's extent hold 183 + 733 + 218 + 232 + 116.
  CHECK_THAT(balance.outside, WithinAbs(1482.0, a_millionth_of_a_person));
  CHECK_THAT(sum(city.groups.front().people), WithinAbs(812935.0 - 1482.0, a_millionth_of_a_person));
  // Every cell of the lake is a height of 0, not a hole: people by the shore stay.
  CHECK(balance.kept == 0.0);
  // 117 hexagons have health care (141 places in all); five rows are blank there.
  CHECK(city.ledger.size() == 117);
  CHECK(std::all_of(city.ledger.begin(), city.ledger.end(),
                    [](const Facility& f) { return f.service == "clinic"; }));
  REQUIRE(city.inputs.size() == 2);
  CHECK(city.inputs[0].name == "poa_elevation.tif");
  CHECK(city.inputs[1].name == "poa_hexgrid.csv");
  CHECK(city.inputs[1].bytes == 77261);
}

TEST_CASE("Olinda's 470 tracts keep their 377,779 people on the cells of a raster with a bound system") {
  const auto folder = shared_data("olinda");
  if (!folder) SKIP("QUARTERHOUR_DATA/olinda is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "olinda_dem_utm25s.tif", "elevation");
  scenario.city.population = source(*folder / "olinda1.shp", "population", {{"count", "V014"}});
  scenario.city.grid_of_elevation = true;
  const City city = build_city(scenario);
  CHECK(city.grid().rows() == 111);
  CHECK(city.grid().cols() == 111);
  CHECK_THAT(city.balance.front().read, WithinAbs(377779.0, a_millionth_of_a_person));
  CHECK_THAT(imbalance(city.balance.front()), WithinAbs(0.0, a_millionth_of_a_person));
  // The .shp, .shx, .dbf and .prj all count as read.
  CHECK(city.inputs.size() >= 4);
}

TEST_CASE("Grande Comore keeps the 869,595.03 people of a raster that does not align with its elevation") {
  const auto folder = shared_data("comoros");
  if (!folder) SKIP("QUARTERHOUR_DATA/comoros is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "grande_comore_srtm30.tif", "elevation");
  scenario.city.population = source(*folder / "com_ppp_2020_UNadj.tif", "population");
  const City city = build_city(scenario);
  CHECK(city.crs_name == "EPSG:32738");
  const BalanceRow& balance = city.balance.front();
  CHECK_THAT(balance.read, WithinAbs(869595.03, 0.005));
  CHECK_THAT(imbalance(balance), WithinAbs(0.0, a_millionth_of_a_person));
  // The publisher counts 449,425 in the island's box; cells that straddle its edge are shared out, so that the
  // figures differ by less than the people of one row of cells.
  CHECK_THAT(balance.scored, WithinAbs(449425.0, 200.0));
  // The sea is a height of 0 or below, and stays ground.
  CHECK(balance.moved + balance.kept < 0.001 * balance.scored);
}

TEST_CASE("Porto's elevation keeps its no-data of -3.4e38 apart from heights") {
  const auto folder = shared_data("porto");
  if (!folder) SKIP("QUARTERHOUR_DATA/porto is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "dem_copernicus25m_laea.tif", "elevation");
  scenario.city.grid_of_elevation = true;
  const City city = build_city(scenario);
  const Raster<double>& height = city.surface.elevation_m;
  // 21 % of 734 × 509 cells have no value.
  const double missing = 1.0 - static_cast<double>(count_finite(height)) / static_cast<double>(height.size());
  CHECK_THAT(missing, WithinAbs(0.21, 0.01));
  for (std::size_t cell = 0; cell < height.size(); ++cell) {
    if (!std::isfinite(height[cell])) {
      REQUIRE(city.surface.passable[cell] == 0);
    } else {
      REQUIRE((height[cell] >= -0.5 && height[cell] < 284.0));
    }
  }
}

TEST_CASE("The Malawi grid is taken cell by cell, and its raster of people with it") {
  const auto folder = shared_data("accessmod_malawi");
  if (!folder) SKIP("QUARTERHOUR_DATA/accessmod_malawi is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "tif/rDem__dem.tif", "elevation");
  scenario.city.population = source(*folder / "tif/rPopulation__demo_patients.tif", "population");
  scenario.city.land_class =
      LandClassSpec{source(*folder / "tif/rLandCoverMerged__demo.tif", "land_class"), {}, {}};
  scenario.city.facilities = {source(*folder / "vec/vFacility__demo.gpkg", "facilities[0]")};
  scenario.city.grid_of_elevation = true;
  const City city = build_city(scenario);
  CHECK(city.grid() == Grid(196, 227, 584692.6445, -1632035.586, 1000.0, 1000.0));
  CHECK(count_finite(city.surface.elevation_m) == 196 * 227);
  const auto [least, most] =
      std::minmax_element(city.surface.elevation_m.values().begin(), city.surface.elevation_m.values().end());
  CHECK(*least == 42.0);
  CHECK(*most == 2957.0);
  CHECK_THAT(city.balance.front().read, WithinAbs(4140429.0, 1.0));
  CHECK_THAT(imbalance(city.balance.front()), WithinAbs(0.0, a_millionth_of_a_person));
  // 22,699 cells of the land cover are 65535, its no data, and closed.
  const auto closed =
      std::count(city.surface.passable.values().begin(), city.surface.passable.values().end(), 0);
  CHECK(closed == 22699);
  CHECK(std::count(city.land_class.values().begin(), city.land_class.values().end(), -1) == 22699);
  CHECK(city.ledger.size() == 10);
}
