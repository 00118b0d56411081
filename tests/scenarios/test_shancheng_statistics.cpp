// The targets of scenarios/shancheng/README.md for the town, for three seeds.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>
#include <vector>

#include "tests/scenarios/shancheng_statistics.h"

using namespace quarterhour;
using namespace quarterhour::testing;

TEST_CASE("people of the town number and crowd as the README says") {
  const WrittenCity town(town_of_seed(GENERATE(1U, 2U, 7U)));
  CHECK((town.total >= 300000.0 && town.total <= 400000.0));
  const double share = static_cast<double>(town.populated) / static_cast<double>(town.dem.grid.cell_count());
  CHECK((share >= 0.25 && share <= 0.45));
  const std::vector<double> per_km2 = densities(town);
  const double median = quantile(per_km2, 0.5);
  CHECK((median >= 3000.0 && median <= 12000.0));
  const double crowded = quantile(per_km2, 0.9);
  CHECK((crowded >= 20000.0 && crowded <= 45000.0));
  CHECK(quantile(per_km2, 1.0) <= 100000.0);
}

TEST_CASE("the ground of the town is as steep and as high as the README says") {
  const WrittenCity town(town_of_seed(GENERATE(1U, 2U, 7U)));
  const std::vector<double> steepness = slopes(town);
  const double median = quantile(steepness, 0.5);
  CHECK((median >= 0.10 && median <= 0.18));
  const double steep = quantile(steepness, 0.9);
  CHECK((steep >= 0.28 && steep <= 0.42));
  const double highest =
      static_cast<double>(*std::max_element(town.dem.values.begin(), town.dem.values.end()));
  CHECK((highest >= 450.0 && highest <= 650.0));
  const auto [low, high] = water_levels_m(town);
  CHECK((low >= 170.0 && high <= 180.0));
}

TEST_CASE("clinics are as few and as uneven as the README says") {
  const WrittenCity town(town_of_seed(GENERATE(1U, 2U, 7U)));
  const auto open = std::count_if(town.ledger.begin(), town.ledger.end(), open_clinic);
  const double per_10000 = static_cast<double>(open) / town.total * 10000.0;
  CHECK((per_10000 >= 0.35 && per_10000 <= 0.6));
  const std::vector<double> per_person = clinics_per_person(town);
  CHECK(*std::max_element(per_person.begin(), per_person.end()) >=
        2.0 * *std::min_element(per_person.begin(), per_person.end()));
  const std::vector<double> seconds = walk_to_clinic_s(town);
  double covered = 0.0;
  for (std::size_t cell = 0; cell < seconds.size(); ++cell) {
    if (seconds[cell] <= 900.0) covered += static_cast<double>(town.people.values[cell]);
  }
  CHECK((covered / town.total >= 0.45 && covered / town.total <= 0.65));
}

TEST_CASE("streets and stairways are as dense as the README says") {
  const WrittenCity town(town_of_seed(GENERATE(1U, 2U, 7U)));
  std::map<std::string, double> km = street_km(town, {});
  double total_km = 0.0;
  for (const auto& [structure, length] : km) total_km += length;
  CHECK((total_km / town.populated_km2() >= 8.0 && total_km / town.populated_km2() <= 20.0));
  CHECK((km["steps"] / total_km >= 0.05 && km["steps"] / total_km <= 0.30));
}
