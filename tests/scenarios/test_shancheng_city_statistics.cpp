// The targets of scenarios/shancheng/README.md for the city, for three seeds.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include "tests/scenarios/shancheng_statistics.h"

using namespace quarterhour;
using namespace quarterhour::testing;
namespace fs = std::filesystem;

namespace {

double sum(const std::vector<float>& values) {
  double all = 0.0;
  for (const float value : values) all += static_cast<double>(value);
  return all;
}

/// People of a group and of all ages on the marked cells; no marks: on all.
double share_of(const ReadRaster& group, const ReadRaster& people, const std::vector<bool>& marked) {
  double part = 0.0;
  double all = 0.0;
  for (std::size_t cell = 0; cell < people.values.size(); ++cell) {
    if (!marked.empty() && !marked[cell]) continue;
    part += static_cast<double>(group.values[cell]);
    all += static_cast<double>(people.values[cell]);
  }
  REQUIRE(all > 0.0);
  return part / all;
}

std::vector<bool> cells_of(const WrittenCity& city, const std::vector<ReadFeature>& units,
                           const std::string& name) {
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [&](const ReadFeature& each) { return each.fields.at("name") == name; });
  REQUIRE(unit != units.end());
  std::vector<bool> cells(city.people.grid.cell_count(), false);
  for (CellIndex cell = 0; cell < city.people.grid.cell_count(); ++cell) {
    if (city.people.values[cell] > 0.0F) cells[cell] = holds(unit->lines, city.people.grid.centre(cell));
  }
  return cells;
}

}  // namespace

TEST_CASE("people of the city number and crowd as the README says") {
  const WrittenCity city(city_of_seed(GENERATE(1U, 2U, 7U)));
  CHECK((city.total >= 6.0e6 && city.total <= 7.5e6));
  const double share = static_cast<double>(city.populated) / static_cast<double>(city.dem.grid.cell_count());
  CHECK((share >= 0.20 && share <= 0.40));
  const std::vector<double> per_km2 = densities(city);
  const double median = quantile(per_km2, 0.5);
  CHECK((median >= 3000.0 && median <= 12000.0));
  const double crowded = quantile(per_km2, 0.9);
  CHECK((crowded >= 15000.0 && crowded <= 40000.0));
  CHECK(quantile(per_km2, 1.0) <= 100000.0);
}

TEST_CASE("the ground of the city is as steep and as high as the README says") {
  const WrittenCity city(city_of_seed(GENERATE(1U, 2U, 7U)));
  const std::vector<double> steepness = slopes(city);
  const double median = quantile(steepness, 0.5);
  CHECK((median >= 0.08 && median <= 0.18));
  const double steep = quantile(steepness, 0.9);
  CHECK((steep >= 0.22 && steep <= 0.38));
  const double highest =
      static_cast<double>(*std::max_element(city.dem.values.begin(), city.dem.values.end()));
  CHECK((highest >= 600.0 && highest <= 950.0));
}

TEST_CASE("clinics of the city are as few and as uneven as the README says") {
  const WrittenCity city(city_of_seed(GENERATE(1U, 2U, 7U)));
  const auto open = std::count_if(city.ledger.begin(), city.ledger.end(), open_clinic);
  const double per_10000 = static_cast<double>(open) / city.total * 10000.0;
  CHECK((per_10000 >= 0.12 && per_10000 <= 0.30));
  const std::vector<double> per_person = clinics_per_person(city);
  CHECK(*std::max_element(per_person.begin(), per_person.end()) >=
        2.0 * *std::min_element(per_person.begin(), per_person.end()));
}

TEST_CASE("the circle overstates in the core of the city as much as was walked in Yuzhong") {
  const WrittenCity city(city_of_seed(GENERATE(1U, 2U, 7U)));
  const std::vector<double> seconds = walk_to_clinic_s(city);
  const std::vector<bool> circle = inside_circle(city);
  const std::vector<int> district = city.district_of_cell();
  REQUIRE(city.districts.front().fields.at("name") == "Zhongcheng");
  double covered = 0.0;
  double covered_in_core = 0.0;
  double circle_in_core = 0.0;
  for (std::size_t cell = 0; cell < seconds.size(); ++cell) {
    const double people = static_cast<double>(city.people.values[cell]);
    if (seconds[cell] <= 900.0) covered += people;
    if (district[cell] != 0) continue;
    if (seconds[cell] <= 900.0) covered_in_core += people;
    if (circle[cell]) circle_in_core += people;
  }
  CHECK((covered / city.total >= 0.25 && covered / city.total <= 0.50));
  const double overstatement = (circle_in_core - covered_in_core) / circle_in_core;
  INFO(overstatement);
  CHECK((overstatement >= 0.30 && overstatement <= 0.50));
}

TEST_CASE("streets of the city are as dense as the README says") {
  const WrittenCity city(city_of_seed(GENERATE(1U, 2U, 7U)));
  CHECK(junctions(city) >= 10000);
  std::map<std::string, double> km = street_km(city, {});
  double total_km = 0.0;
  for (const auto& [structure, length] : km) total_km += length;
  CHECK((km["steps"] / total_km >= 0.03 && km["steps"] / total_km <= 0.30));
  const std::vector<int> district = city.district_of_cell();
  std::vector<bool> core(district.size());
  double core_km2 = 0.0;
  for (std::size_t cell = 0; cell < district.size(); ++cell) {
    core[cell] = district[cell] == 0;
    // As in the town: against the land on which people live.
    if (core[cell] && city.people.values[cell] > 0.0F) core_km2 += city.dem.grid.cell_area_m2() * 1e-6;
  }
  double core_km = 0.0;
  for (const auto& [structure, length] : street_km(city, core)) core_km += length;
  INFO(core_km / core_km2);
  CHECK((core_km / core_km2 >= 8.0 && core_km / core_km2 <= 20.0));
}

TEST_CASE("ages of the city differ as the README says") {
  const fs::path& folder = city_of_seed(GENERATE(1U, 2U, 7U));
  const WrittenCity city(folder);
  const ReadRaster elderly = read_raster(folder / "people_elderly_65.tif");
  const double everywhere = share_of(elderly, city.people, {});
  CHECK((everywhere >= 0.12 && everywhere <= 0.18));
  const std::vector<ReadFeature> clusters = read_features(folder / "clusters.gpkg");
  const double old_core = share_of(elderly, city.people, cells_of(city, clusters, "Old Town"));
  const double newest = share_of(elderly, city.people, cells_of(city, clusters, "Bright Moon"));
  CHECK(old_core >= 1.5 * newest);
  std::vector<bool> countryside(city.people.values.size(), true);
  for (const ReadFeature& cluster : clusters) {
    const std::vector<bool> cells = cells_of(city, {cluster}, cluster.fields.at("name"));
    for (std::size_t cell = 0; cell < cells.size(); ++cell)
      countryside[cell] = countryside[cell] && !cells[cell];
  }
  CHECK(share_of(elderly, city.people, countryside) >= 0.20);
  double children = 0.0;
  for (const char* group : {"children_3_6", "children_6_12", "children_12_15"}) {
    children += sum(read_raster(folder / ("people_" + std::string(group) + ".tif")).values);
  }
  CHECK((children / city.total >= 0.10 && children / city.total <= 0.15));
}

TEST_CASE("the ledger of the city is as uneven as the README says") {
  const auto ledger = read_csv(city_of_seed(GENERATE(1U, 2U, 7U)) / "facilities.csv");
  std::set<std::string> services;
  double blank = 0.0;
  for (const auto& row : ledger) {
    services.insert(row.at("service"));
    blank += row.at("capacity").empty() ? 1.0 : 0.0;
  }
  CHECK(services.size() >= 9);
  blank /= static_cast<double>(ledger.size());
  CHECK((blank >= 0.10 && blank <= 0.40));
}
