// Studies without a grid: times or distances made elsewhere.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

std::string matrix_refusal(const Scenario& scenario) {
  try {
    (void)read_travel_matrix(scenario);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

Scenario small_matrix(const TemporaryFolder& folder, const std::string& times) {
  Scenario scenario = bare_scenario();
  scenario.city.population = source(folder.write("demand.csv", "id,people\n007,10\n8,\n9,2.5\n"),
                                    "population", {{"id", "id"}, {"count", "people"}});
  PlaceSpec place;
  place.candidates.points =
      source(folder.write("sites.csv", "id,cost\nb,3\na,1\n"), "candidates", {{"id", "id"}});
  scenario.places = {place};
  scenario.matrix = MatrixSpec{source(folder.write("times.csv", times), "matrix",
                                      {{"from", "from_id"}, {"to", "to_id"}, {"minutes", "minutes"}}),
                               Quantity::seconds};
  return scenario;
}

}  // namespace

TEST_CASE("San Francisco's 205 tracts and 16 stores come with every distance and 955,113 people") {
  const auto folder = shared_data("spopt_sf");
  if (!folder) SKIP("QUARTERHOUR_DATA/spopt_sf is not there");
  Scenario scenario = bare_scenario();
  scenario.city.population = source(*folder / "SF_demand_205_centroid_uniform_weight.csv", "population",
                                    {{"id", "NAME"}, {"count", "POP2000"}});
  PlaceSpec place;
  place.candidates.points = source(*folder / "SF_store_site_16_longlat.csv", "candidates", {{"id", "NAME"}});
  scenario.places = {place};
  scenario.matrix =
      MatrixSpec{source(*folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv", "matrix",
                        {{"from", "DestinationName"}, {"to", "name"}, {"metres", "distance"}}),
                 Quantity::metres};
  const TravelMatrix matrix = read_travel_matrix(scenario);
  CHECK(matrix.quantity == Quantity::metres);
  CHECK(matrix.demand.size() == 205);
  CHECK(matrix.sites.size() == 16);
  CHECK(matrix.entries.size() == 205U * 16U);
  REQUIRE(matrix.balance.size() == 1);
  CHECK(matrix.balance.front().read == 955113.0);
  CHECK(matrix.inputs.size() == 3);
  // Second line of the file: Store_1 to tract 060750479.01, 671.57… m.
  bool found = false;
  for (const MatrixEntry& entry : matrix.entries) {
    if (matrix.sites[entry.site].id == "Store_1" && matrix.demand[entry.demand].id == "060750479.01") {
      CHECK_THAT(entry.value, WithinAbs(671.5733459664615, 1e-12));
      found = true;
    }
  }
  CHECK(found);
}

TEST_CASE("A blank or missing pair of a matrix is unreachable, and ids are texts") {
  const TemporaryFolder folder;
  const TravelMatrix matrix =
      read_travel_matrix(small_matrix(folder, "from_id,to_id,minutes\n9,a,2\n007,a,1.5\n007,b,\n"));
  REQUIRE(matrix.entries.size() == 2);
  // Sites keep the order of their file: b is 0, a is 1. Entries go by site, then by demand point; 1.5 min = 90 s.
  CHECK(matrix.entries[0].site == 1);
  CHECK(matrix.entries[0].demand == 0);
  CHECK(matrix.entries[0].value == 90.0);
  CHECK(matrix.entries[1].demand == 2);
  CHECK(matrix.entries[1].value == 120.0);
  CHECK(matrix.sites[0].cost == 3.0);
  CHECK(matrix.demand[1].people == 0.0);
  CHECK(has_note(matrix.notes, "1 rows have a blank count"));
  CHECK(has_note(matrix.notes, "4 of 6 pairs are missing or blank"));
}

TEST_CASE("Sites of a matrix without a cost of their own cost what the place says") {
  const TemporaryFolder folder;
  Scenario scenario = small_matrix(folder, "from_id,to_id,minutes\n9,a,2\n");
  PlaceSpec& place = scenario.places.front();
  place.budget = 100.0;
  place.cost = 40.0;
  place.candidates.points =
      source(folder.write("some.csv", "id,cost\nb,3\na,\n"), "candidates", {{"id", "id"}});
  CHECK(read_travel_matrix(scenario).sites[0].cost == 3.0);
  CHECK(read_travel_matrix(scenario).sites[1].cost == 40.0);
  scenario.places.push_back(scenario.places.front());
  scenario.places.back().cost = 50.0;
  CHECK_THAT(matrix_refusal(scenario), ContainsSubstring("one list of sites has one cost"));
  scenario.places.pop_back();
  folder.write("some.csv", "id,cost\nb,0\na,1\n");
  CHECK_THAT(matrix_refusal(scenario), ContainsSubstring("a cost of 0 cannot be paid from a budget"));
}

TEST_CASE("Sites of a matrix have no place that a datum could shift") {
  const TemporaryFolder folder;
  Scenario scenario = small_matrix(folder, "from_id,to_id,minutes\n9,a,2\n");
  scenario.places.front().candidates.points->columns["datum"] = "gcj02";
  CHECK_THAT(matrix_refusal(scenario), ContainsSubstring("sites need no place"));
}

TEST_CASE("A matrix that names unknown ids, repeats a pair or goes below zero is refused in words") {
  const TemporaryFolder folder;
  const std::string unknown = matrix_refusal(small_matrix(folder, "from_id,to_id,minutes\n7,a,2\n007,c,1\n"));
  CHECK_THAT(unknown, ContainsSubstring("1 rows name what is not in demand.csv: 7"));
  CHECK_THAT(unknown, ContainsSubstring("1 rows name what is not in sites.csv: c"));
  const std::string twice = matrix_refusal(small_matrix(folder, "from_id,to_id,minutes\n9,a,2\n9,a,3\n"));
  CHECK_THAT(twice, ContainsSubstring("times.csv:3: the pair 9, a stands in line 2 already"));
  CHECK_THAT(matrix_refusal(small_matrix(folder, "from_id,to_id,minutes\n9,a,-2\n")),
             ContainsSubstring("times.csv:2: minutes = -2: is negative"));
  CHECK_THAT(matrix_refusal(small_matrix(folder, "from_id,to_id,time\n9,a,2\n")),
             ContainsSubstring("times.csv has no column \"minutes\"; it has from_id, to_id, time"));
}
