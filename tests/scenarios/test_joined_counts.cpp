// Counts that stand in another table than the places they belong to.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Three places in a row of cells of 100 m, and a table of counts.
Scenario joined(
    const TemporaryFolder& folder, const std::string& counts, const char* id = "area",
    const std::string& places = "area,x,y\n001,500050,3299950\n002,500150,3299950\n3,500250,3299950\n") {
  Scenario scenario = bare_scenario();
  TiffSpec dem;
  dem.cols = 3;
  dem.values = {20.0, 20.0, 20.0};
  write_tiff(folder.path("dem.tif"), dem);
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  scenario.city.population = source(folder.write("places.csv", places), "population", {{"id", "area"}});
  auto& columns = scenario.city.population->columns;
  columns["join"] = folder.write("counts.csv", counts).string();
  columns["join_written"] = "counts.csv";
  columns["count"] = "residents";
  if (id != std::string("area")) columns["join_id"] = id;
  return scenario;
}

}  // namespace

TEST_CASE("Places from one table and counts from another meet by their ids, whatever the order of the rows") {
  const TemporaryFolder folder;
  // Place 3 has no row: no data. Ids are text, "002" is not 2.
  const City city = build_city(joined(folder, "code,residents\n002,20\n001,10\n", "code"));
  CHECK(city.groups.front().people[0] == 10.0);
  CHECK(city.groups.front().people[1] == 20.0);
  CHECK(city.groups.front().people[2] == 0.0);
  CHECK(city.balance.front().read == 30.0);
  CHECK(has_note(city.notes, "1 rows have a blank count"));
  // The joined table is an input of the city like any other.
  REQUIRE(city.inputs.size() == 3);
  CHECK(city.inputs[2].name == "counts.csv");
}

TEST_CASE("Nobody is lost or counted twice where two tables meet") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(joined(folder, "area,residents\n001,10\n002,20\n4,5\n")),
             ContainsSubstring("counts.csv:4: area = 4: no row of places.csv has this id"));
  CHECK_THAT(refusal_of(joined(folder, "area,residents\n001,10\n001,20\n")),
             ContainsSubstring("counts.csv:3: area = 001: the id stands in line 2 already"));
  CHECK_THAT(refusal_of(joined(folder, "area,residents\n001,10\n", "area",
                               "area,x,y\n001,500050,3299950\n001,500150,3299950\n")),
             ContainsSubstring("places.csv:3: area = 001: the id stands in line 2 already"));
  CHECK_THAT(refusal_of(joined(folder, "area,residents\n,10\n")), ContainsSubstring("the id is blank"));
  CHECK_THAT(refusal_of(joined(folder, "code,residents\n001,10\n")),
             ContainsSubstring("counts.csv has no column \"area\""));
  CHECK_THAT(refusal_of(joined(folder, "area,residents\n001,-1\n")),
             ContainsSubstring("a count of people is negative"));
}
