// The synthetic city's streets: lines that meet at their ends, bridges over its river.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>

#include "scenarios/readers/table.h"
#include "scenarios/shancheng/shancheng.h"
#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinRel;

TEST_CASE("every street of Shancheng is an edge, and those over the river are bridges and tunnels") {
  const TemporaryFolder folder;
  write_shancheng({}, folder.path("town"));
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("town") / "dem.tif", "elevation");
  scenario.city.barriers = {source(folder.path("town") / "water.gpkg", "barriers[0]")};
  scenario.city.streets = StreetsSpec{};
  scenario.city.streets->source = source(folder.path("town") / "streets.gpkg", "streets");
  scenario.city.streets->table = street_table();
  const City city = build_city(scenario);
  check_streets(city.streets);

  const Table layer = read_table(scenario.city.streets->source);
  double length_m = 0.0;
  std::size_t bridges = 0;
  const auto structure =
      std::find(layer.columns.begin(), layer.columns.end(), "structure") - layer.columns.begin();
  for (const TableRow& row : layer.rows) {
    for (const PolygonRing& part : row.shape.parts) length_m += line_length_m(part.points);
    bridges += row.cells[static_cast<std::size_t>(structure)] == "bridge" ? 1U : 0U;
  }
  CHECK(city.streets.edges.size() == layer.rows.size());
  CHECK_THAT(total_length_m(city.streets), WithinRel(length_m, 1e-9));
  CHECK(bridges > 0);
  CHECK(std::count_if(city.streets.edges.begin(), city.streets.edges.end(), [](const StreetEdge& edge) {
          return edge.structure == Structure::bridge;
        }) == static_cast<std::ptrdiff_t>(bridges));
  CHECK(city.street_crossings.empty());
}
