// What each facility serves, as polygons that agree with the rasters.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <tbb/global_control.h>

#include "geometry/polygons.h"
#include "sim/score/service_areas.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

StudyResult with_areas(const City& city, const Service& service,
                       const TravelSettings& settings = one_metre_per_second()) {
  StudyResult result = assess_ledger(city, service, settings);
  result.services = {service};
  add_service_areas(city, result);
  return result;
}

std::vector<ServiceArea> of_kind(const StudyResult& result, const std::string& kind) {
  std::vector<ServiceArea> areas;
  for (const ServiceArea& area : result.service_areas)
    if (area.kind == kind) areas.push_back(area);
  return areas;
}

double polygons_km2(const ServiceArea& area) {
  double area_m2 = 0.0;
  for (const std::vector<Polyline>& rings : area.polygons)
    for (const Polyline& ring : rings) area_m2 += signed_area_m2(ring);
  return area_m2 / 1e6;
}

/// The position in `areas` of the one whose polygons hold each cell's centre, -1 none, -2 several.
Raster<std::int32_t> area_at_centres(const Grid& grid, const std::vector<ServiceArea>& areas) {
  Raster<std::int32_t> found(grid, -1);
  for (std::size_t k = 0; k < areas.size(); ++k)
    for (const std::vector<Polyline>& rings : areas[k].polygons)
      for_each_centre_inside(grid, rings, [&](CellIndex cell) {
        found[cell] = found[cell] == -1 ? static_cast<std::int32_t>(k) : -2;
      });
  return found;
}

// On one row of cells of 100 m, within 200 s at 1 m/s: A covers 0 1 2, B covers 3 … 7, cell 8 is out of reach.
const WorldMap street{
    .ground = ".........", .people = "123456789", .facilities = "A....B...", .zone = "ssssssbbb"};

}  // namespace

TEST_CASE("A facility's area is the covered cells that are nearest to it, with their people") {
  const City city = world_from_map(street);
  const StudyResult result = with_areas(city, clinic(200.0));
  const std::vector<ServiceArea> sites = of_kind(result, "site");
  REQUIRE(sites.size() == 2);
  CHECK((sites[0].site == 0 && sites[1].site == 1));
  CHECK((sites[0].service == "clinic" && sites[0].group == "people" && sites[0].state == "before"));
  CHECK(sites[0].people == 6.0);
  CHECK(sites[1].people == 4.0 + 5.0 + 6.0 + 7.0 + 8.0);
  CHECK(sites[1].people_scored == 4.0 + 5.0 + 6.0);
  CHECK(sites[0].cells_km2 == Catch::Approx(0.03));
  // Straight borders are not simplified: the polygon is the cells. South-western corner of the city at (0, 0).
  CHECK(sites[0].area_km2 == Catch::Approx(0.03));
  REQUIRE(sites[0].polygons.size() == 1);
  REQUIRE(sites[0].polygons[0].size() == 1);
  CHECK(polygons_km2(sites[0]) == Catch::Approx(0.03));
  for (const PointM& point : sites[0].polygons[0][0]) CHECK(point.x_m <= 300.0);
}

TEST_CASE("Bands are thirds of the limit, and the outline holds everything that is covered") {
  const StudyResult result = with_areas(world_from_map(street), clinic(200.0));
  // 0 s in cells 0 and 5; 100 s, above a third of 200 s and up to two thirds, in 1 4 6; 200 s in 2 3 7.
  const std::vector<ServiceArea> bands = of_kind(result, "band");
  REQUIRE(bands.size() == 3);
  CHECK((bands[0].people == 1.0 + 6.0 && bands[1].people == 2.0 + 5.0 + 7.0 &&
         bands[2].people == 3.0 + 4.0 + 8.0));
  CHECK((bands[0].band == 1 && bands[2].band == 3));
  CHECK(bands[0].from == 0.0);
  CHECK(bands[1].to == Catch::Approx(200.0 / 60.0 * 2.0 / 3.0));
  CHECK(bands[2].to == 200.0 / 60.0);
  CHECK(bands[0].polygons.size() == 2);
  // Cells 2 and 3 are of different facilities and of one band: one polygon.
  CHECK(bands[2].polygons.size() == 2);
  const std::vector<ServiceArea> covered = of_kind(result, "covered");
  REQUIRE(covered.size() == 1);
  CHECK(covered[0].polygons.size() == 1);
  CHECK(covered[0].people == 36.0);
  CHECK(covered[0].cells_km2 == Catch::Approx(0.08));
}

TEST_CASE(
    "A service reached by metres has bands of metres, and covered cells without a nearest facility by time "
    "are kept") {
  const City city = world_from_map(street);
  Service by_metres = clinic(100.0);
  by_metres.reach_s.reset();
  by_metres.reach_m = 200.0;
  by_metres.reach_by = ReachBy::metres;
  TravelSettings settings = one_metre_per_second();
  // Walks are searched for 100 s only; cells 2 3 and 7, 200 m away, are covered all the same.
  settings.limit_s = 100.0;
  const StudyResult result = with_areas(city, by_metres, settings);
  const std::vector<ServiceArea> sites = of_kind(result, "site");
  REQUIRE(sites.size() == 3);
  CHECK((sites[0].people == 3.0 && sites[1].people == 18.0));
  CHECK(sites[2].site == -1);
  CHECK(sites[2].people == 3.0 + 4.0 + 8.0);
  const std::vector<ServiceArea> bands = of_kind(result, "band");
  REQUIRE(bands.size() == 3);
  CHECK(bands[2].to == 200.0);
  CHECK(bands[2].people == 15.0);
}

TEST_CASE("What is covered outside the study, where the rasters hold no data, is in no area") {
  WorldMap map = street;
  map.zone = "ossssssss";
  const StudyResult result = with_areas(world_from_map(map), clinic(200.0));
  CHECK(of_kind(result, "site")[0].people == 2.0 + 3.0);
  CHECK(of_kind(result, "covered")[0].people == 35.0);
}

TEST_CASE("A service that covers nothing has no areas") {
  WorldMap map = street;
  map.facilities = ".........";
  CHECK(with_areas(world_from_map(map), clinic(200.0)).service_areas.empty());
}

TEST_CASE(
    "In random cities centres, people and areas of service areas agree with the rasters, on any number of "
    "threads") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const City city = world_from_map(random_world(seed));
    const StudyResult result = with_areas(city, clinic(350.0));
    const AccessLayer& layer = result.access.front();
    const std::vector<ServiceArea> sites = of_kind(result, "site");
    const std::vector<ServiceArea> bands = of_kind(result, "band");
    const std::vector<ServiceArea> covered = of_kind(result, "covered");
    const Raster<std::int32_t> site_at = area_at_centres(city.grid(), sites);
    const Raster<std::int32_t> covered_at = area_at_centres(city.grid(), covered);
    const Raster<std::int32_t> band_at = area_at_centres(city.grid(), bands);
    std::vector<double> people(sites.size(), 0.0);
    std::size_t cells = 0;
    for (std::size_t cell = 0; cell < layer.covered.size(); ++cell) {
      const bool is_covered = layer.covered[cell] != 0 && city.surface.passable[cell] != 0 &&
                              static_cast<Zone>(city.zone[cell]) != Zone::outside;
      REQUIRE((covered_at[cell] == 0) == is_covered);
      REQUIRE((site_at[cell] >= 0) == is_covered);
      REQUIRE((band_at[cell] >= 0) == is_covered);
      if (!is_covered) continue;
      ++cells;
      const auto at = static_cast<std::size_t>(site_at[cell]);
      REQUIRE(sites[at].site == layer.nearest_site[cell]);
      people[at] += city.groups.front().people[cell];
      const ServiceArea& band = bands[static_cast<std::size_t>(band_at[cell])];
      const double minutes = static_cast<double>(layer.seconds[cell]) / 60.0;
      REQUIRE((minutes > band.from || band.band == 1));
      // The float that rasters show may round a walk of exactly a third down.
      REQUIRE(minutes <= band.to + 1e-6);
    }
    double scored = 0.0;
    double cells_km2 = 0.0;
    double area_km2 = 0.0;
    for (std::size_t k = 0; k < sites.size(); ++k) {
      REQUIRE(sites[k].people == Catch::Approx(people[k]));
      REQUIRE(polygons_km2(sites[k]) == Catch::Approx(sites[k].area_km2));
      scored += sites[k].people_scored;
      cells_km2 += sites[k].cells_km2;
      area_km2 += sites[k].area_km2;
    }
    if (covered.empty()) continue;
    REQUIRE(scored == Catch::Approx(score(result, "covered")));
    REQUIRE(cells_km2 == Catch::Approx(static_cast<double>(cells) * city.grid().cell_area_m2() / 1e6));
    REQUIRE(covered[0].cells_km2 == Catch::Approx(cells_km2));
    // Shared borders cancel.
    REQUIRE(covered[0].area_km2 == Catch::Approx(area_km2));

    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    const StudyResult again = with_areas(city, clinic(350.0));
    REQUIRE(again.service_areas.size() == result.service_areas.size());
    for (std::size_t k = 0; k < again.service_areas.size(); ++k) {
      REQUIRE(again.service_areas[k].polygons == result.service_areas[k].polygons);
      REQUIRE(again.service_areas[k].people == result.service_areas[k].people);
    }
  }
}
